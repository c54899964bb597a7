"""The learned head as shipped: chances are chances, and what is expected of a set is no more than there is to share."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizers.base import Passage
from summarizers.salience import expected, holdings, learned, learned_from, likely

TEXTS = ("Norway ordered 12 frigates from the yard in Gdansk.", "The mayor likes the harbour.", "A band played.")


def passage(id: str = "a") -> Passage:  # noqa: A002
    return Passage(id=id, title="Norway orders frigates", text=" ".join(TEXTS))


def test_a_word_of_the_title_and_the_first_sentence_is_likelier_than_one_of_the_last() -> None:
    known = likely([passage()], [TEXTS], learned())
    assert known.chance["frigate"] > known.chance["band"]
    assert all(0 < chance < 1 for chance in known.chance.values())


def test_what_two_passages_speak_of_is_likelier() -> None:
    one = likely([passage()], [TEXTS], learned())
    two = likely([passage(), passage("b")], [TEXTS, TEXTS], learned())
    assert two.chance["mayor"] > one.chance["mayor"]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text("abc the of. 1", max_size=60), min_size=1, max_size=6), st.text(max_size=20))
def test_any_sentences_are_read(texts: list[str], title: str) -> None:
    head = learned()
    known = likely([Passage(id="a", title=title, text=" ".join(texts))], [texts], head)
    held = holdings(texts, known, head)
    told = expected(held, held.content, held.small, held.length, budget=60)
    assert told.shape == (len(texts),)
    assert np.isfinite(told).all()
    assert (told >= 0).all()


def test_a_file_without_a_part_says_what_to_do() -> None:
    with pytest.raises(TypeError, match=r"run tools/train_salience\.py --write"):
        learned_from({"word": 3, "small": {}, "sentence": {}})
