"""Linear heads are data: what was packed is read back, lengths must fit, and names never reach the word model."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.document import read
from bot.analysis.heads import buckets, packed, parse_heads, parse_word_model, unpacked
from bot.analysis.lexicon import Lexicon
from bot.analysis.masking import masked
from support.values import make_article

HEADS = {
    "names": ["relevance", "sector:uas"],
    "dimension": 3,
    "matrix": packed(np.array([1.0, 0.0, 0.0, 0.0, 2.0, 0.0])),
    "bias": packed(np.array([0.5, -1.0])),
}


@given(st.lists(st.floats(-1000, 1000, width=16), max_size=40))
def test_what_was_packed_is_read_back(values: list[float]) -> None:
    assert unpacked(packed(np.array(values, dtype=np.float32))).tolist() == values


def test_every_name_has_its_own_score() -> None:
    heads = parse_heads(HEADS)
    assert heads.scores(np.array([2.0, 3.0, 5.0], dtype=np.float32)) == {"relevance": 2.5, "sector:uas": 5.0}


def test_a_vector_of_another_encoder_is_not_scored() -> None:
    assert parse_heads(HEADS).scores(np.zeros(4, dtype=np.float32)) == {}


@pytest.mark.parametrize("change", [{"bias": packed(np.zeros(3))}, {"dimension": 4}, {"matrix": "no base64!"}])
def test_heads_whose_sizes_differ_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_heads({**HEADS, **change})


@pytest.mark.parametrize("change", [{"idf": packed(np.zeros(3))}, {"idf": "", "weights": ""}])
def test_a_word_model_whose_sizes_differ_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="frequencies"):
        parse_word_model({"idf": packed(np.ones(8)), "weights": packed(np.ones(8)), "bias": 0.0, **change})


def test_words_and_pairs_of_words_are_counted() -> None:
    assert sum(buckets("a contract, a contract", 2**14).values()) == 4 + 3


def test_a_text_without_words_scores_the_bias_and_others_by_their_words() -> None:
    (place,) = buckets("contract", 64)
    weights = np.zeros(64)
    weights[place] = 2.0
    model = parse_word_model({"idf": packed(np.ones(64)), "weights": packed(weights), "bias": -1.0})
    assert model.score("…") == -1.0
    assert model.score("contract") == pytest.approx(1.0)


def test_names_are_masked_by_their_kind(lexicon: Lexicon) -> None:
    document = read(make_article("a", title="Poland orders K2 tanks from Hyundai Rotem", text="It is signed."), lexicon)
    words = masked(document)
    assert words.split()[:6] == ["ctrx", "orders", "eqx", "from", "orgx", "it"]
    assert "poland" not in words
    assert "it is signed" in words
