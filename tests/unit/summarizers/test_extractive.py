"""Quoted summaries keep their promises whatever the text."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rouge_score import rouge_scorer

from summarizers.base import HEADLINE_WORDS, Passage, SummaryRequest
from summarizers.encoder import MiniLmEncoder
from summarizers.extractive import Extractive
from summarizers.headlines import headline
from summarizers.selecting import alike
from support.hashing import HashEncoder

Focus = tuple[str | tuple[str, ...], ...]
TITLE = "Poland signs second K2 tank contract with South Korea"
NEWS = (
    "WARSAW (Reuters) - Poland signed a second contract with South Korea's Hyundai Rotem for 180 K2 tanks on Monday. "
    "The contract is worth about 6.5 billion dollars, the defence ministry in Warsaw said. "
    "It includes part of the production in Poland. "
    "Visitors enjoyed pierogi and sunshine at the ceremony in the capital. "
    "Deliveries of the tanks begin in 2027, according to the ministry.\n\n"
    "Read more: what the tanks can do"
)


def passage(text: str = NEWS, *, id: str = "a", title: str = TITLE, quote_chars: int = 2000) -> Passage:  # noqa: A002
    return Passage(id=id, title=title, text=text, quote_chars=quote_chars)


def summarise(*passages: Passage, budget: int = 60, focus: Focus = ()) -> list[tuple[str, tuple[str, ...]]]:
    request = SummaryRequest(passages=passages, budget=budget, focus=focus)
    return [(s.text, s.sources) for s in Extractive(HashEncoder()).summarise(request).sentences]


def test_the_news_is_quoted_whole_without_its_dateline() -> None:
    told = [text for text, _ in summarise(passage())]
    assert told[0] == "Poland signed a second contract with South Korea's Hyundai Rotem for 180 K2 tanks on Monday."
    assert not any("pierogi" in text or text.startswith("Read more") for text in told)


def test_what_is_asked_for_is_told() -> None:
    assert any("2027" in text for text, _ in summarise(passage(), budget=32, focus=("2027",)))
    assert any(
        "pierogi" in text for text, _ in summarise(passage(), budget=32, focus=("pierogi", "sunshine", "ceremony"))
    )


TWO = (
    "Poland will buy tanks from the makers in Changwon. "
    "South Korean officials met the buyers in a hotel downtown on Monday. "
    "Officials from the city met the cleaners in a hotel downtown."
)


def test_any_form_of_a_thing_asked_for_will_do() -> None:
    told = summarise(passage(TWO, title="Deal"), budget=12, focus=(("South Korea", "South Korean"),))
    assert [text[:12] for text, _ in told] == ["South Korean"]
    one = summarise(passage(TWO, title="Deal"), budget=22, focus=(("poland", ""), "South Korean"))
    assert [text[:12] for text, _ in one] == ["Poland will ", "South Korean"]


def test_what_is_asked_for_counts_more_the_more_sentences_name_it() -> None:
    text = (
        "Ministers praised the Rotem plan at length. Ministers praised the Hanwha plan at length. "
        "Nobody had heard of Hanwha. Many people talk about Hanwha now."
    )
    told = Extractive(None).summarise(
        SummaryRequest(passages=(passage(text, title="A plan"),), budget=7, focus=("Rotem", "Hanwha"))
    )
    assert "Hanwha" in told.text
    assert "Rotem" not in told.text


def test_the_limit_on_quoting_a_source_holds() -> None:
    request = SummaryRequest(passages=(passage(quote_chars=100),))
    told = Extractive(HashEncoder()).summarise(request)
    assert 0 < len(told.text) <= 100
    nothing = Extractive(HashEncoder()).summarise(SummaryRequest(passages=(passage(quote_chars=20),)))
    assert nothing.sentences == ()
    assert nothing.headline == TITLE
    assert nothing.fallbacks == ("extractive: no whole sentence fits the budget and what may be quoted of its source",)


@pytest.mark.parametrize(
    ("text", "budget", "note"),
    [
        ("", 60, "the text holds no sentence fit to be quoted"),
        (NEWS, 4, "no whole sentence fits 4 words"),
        ("It includes part of the production in Poland.", 60, "no sentence stands without the one before it"),
    ],
)
def test_no_sentence_is_better_than_a_broken_one(text: str, budget: int, note: str) -> None:
    told = Extractive(HashEncoder()).summarise(SummaryRequest(passages=(passage(text),), budget=budget))
    assert told.sentences == ()
    assert told.fallbacks == (f"extractive: {note}",)


def test_a_report_that_says_the_same_becomes_a_further_source() -> None:
    same = (
        "Poland signed a second contract with South Korea's Hyundai Rotem for 180 K2 tanks on Monday, officials said."
    )
    told = dict(summarise(passage(), passage(same, id="b"), passage("Cats sleep most of the day in Rome.", id="c")))
    first = next(text for text in told if "180" in text)
    assert set(told[first]) == {"a", "b"}
    assert sum("180" in text for text in told) == 1


def test_the_same_words_with_another_figure_are_not_the_same() -> None:
    assert alike("Poland buys 180 big tanks from Korea.", "Poland buys 180 big tanks from Korea!")
    assert not alike("Poland buys 180 big tanks from Korea.", "Poland buys 120 big tanks from Korea.")


def test_without_an_encoder_words_alone_decide() -> None:
    told = Extractive(None).summarise(SummaryRequest(passages=(passage(),)))
    assert "180 K2 tanks" in told.text


def test_few_texts_reach_the_encoder_however_many_passages_there_are() -> None:
    encoder = HashEncoder()
    many = tuple(passage(NEWS.replace("180", str(number)), id=str(number)) for number in range(30))
    Extractive(encoder).summarise(SummaryRequest(passages=many))
    assert encoder.calls == [16]


@pytest.mark.parametrize(
    ("title", "outlet", "shown"),
    [
        ("Poland buys tanks - Reuters", "", "Poland buys tanks"),
        ("Poland buys tanks | Defense News", "", "Poland buys tanks"),
        ("Poland buys tanks – what it pays", "", "Poland buys tanks – what it pays"),
        ("Poland buys tanks - the daily wire", "The Daily Wire", "Poland buys tanks"),
        ("  Poland\n buys  tanks ", "", "Poland buys tanks"),
        ("F-16 and K2-PL", "", "F-16 and K2-PL"),
        ("word " * 30, "", ("word " * HEADLINE_WORDS).strip() + "…"),
        ("", "", ""),
    ],
)
def test_the_headline_is_the_title_without_the_outlet(title: str, outlet: str, shown: str) -> None:
    request = SummaryRequest(passages=(Passage(id="a", title=title, text="", outlet=outlet),))
    assert headline(request) == shown


CHUNKS = st.sampled_from(
    ["Poland", "buys 180 tanks", "However,", "He said", ". ", "! ", "? ", "\n\n", "“", "”", '"', "(Reuters) - ", "6.5",
     "U.S.", "the minister of defence", "signed", "a contract", "… ", "WARSAW: ", "😀", "\u202e", "Read more"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(CHUNKS, max_size=80).map(" ".join))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS, st.integers(0, 500)), min_size=1, max_size=3), st.integers(0, 70))
def test_never_longer_than_allowed_always_the_passages_own_words(
    drawn: list[tuple[str, str, int]], budget: int
) -> None:
    passages = tuple(
        Passage(id=str(number), title=title, text=text, quote_chars=quote)
        for number, (title, text, quote) in enumerate(drawn)
    )
    request = SummaryRequest(passages=passages, budget=budget, focus=("tanks", ""))
    told = Extractive(HashEncoder()).summarise(request)
    assert told == Extractive(HashEncoder()).summarise(request)
    assert len(told.text.split()) <= budget
    assert len(told.headline.split()) <= HEADLINE_WORDS
    assert len(told.sentences) <= 3
    assert bool(told.sentences) != bool(told.fallbacks)
    for one in passages:
        quoted = [sentence.text for sentence in told.sentences if sentence.sources[0] == one.id]
        assert sum(map(len, quoted)) <= one.quote_chars
        # Each word stands in the passage, in order; a trimmed sentence shows "…" or ends early, a name is bracketed.
        for text in quoted:
            rest = iter(re.findall(r"\w+", one.text.casefold()))
            assert all(word in rest for word in re.findall(r"\w+", re.sub(r"\A\[[^]]*\]", "", text).casefold()))


@pytest.mark.corpus
def test_on_public_news_pairs_it_beats_the_lead(shared: Path, minilm: MiniLmEncoder) -> None:
    """Every 24th pair, to keep it short; the whole is measured by `entente eval`."""
    scorer = rouge_scorer.RougeScorer(["rouge1"], use_stemmer=True)
    rows = [json.loads(line) for line in (shared / "eval" / "summaries_dev.jsonl").read_text().splitlines()][::24]
    backend = Extractive(minilm)
    ours = lead = 0.0
    for row in rows:
        one = Passage(id=row["id"], title=row["title"], text=row["text"], quote_chars=len(row["text"]))
        told = backend.summarise(SummaryRequest(passages=(one,)))
        assert len(told.text.split()) <= 60
        ours += scorer.score(row["summary"], told.text)["rouge1"].fmeasure
        lead += scorer.score(row["summary"], ". ".join(row["text"].split(". ")[:2]))["rouge1"].fmeasure
    assert ours > lead
