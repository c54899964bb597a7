"""A written sentence that fails is asked for once more, then quoted; whatever is written, what is shown holds."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizers.base import GateCount, Passage, Sentence, Summary, SummaryRequest
from summarizers.choice import MOST_SENTENCES
from summarizers.errors import BackendError
from summarizers.extractive import Extractive
from summarizers.grounding import check
from summarizers.merging import Failed, Written, checked
from summarizers.reading import count_words

TANKS = "Poland signed a contract for 180 tanks on Monday."
WORTH = "The contract is worth 6.5 billion dollars."
HOWITZERS = "Norway ordered 54 howitzers from Hanwha."
LINES = (
    "Poland bought 400 tanks.",
    "South Korea bought 180 tanks from Poland.",
    "Poland did not sign a contract for 180 tanks.",
    "The contract is worth 7.5 billion euros.",
    "Deliveries begin in March 2031.",
    "",
    "???",
    "It is worth 6.5 billion dollars.",
    "- **Poland** signed [1]",
    TANKS,
    WORTH,
    HOWITZERS,
)


def request(*texts: str, budget: int = 60, quote_chars: int = 400, language: str = "en") -> SummaryRequest:
    names = "abcdef"
    passages = tuple(
        Passage(id=name, title="", text=text, outlet=f"Outlet {name}", quote_chars=quote_chars, language=language)
        for name, text in zip(names, texts, strict=False)
    )
    return SummaryRequest(passages=passages, budget=budget)


def told(text: str, wanted: SummaryRequest, *answers: str, cut: bool = False) -> tuple[Summary, list[Failed]]:
    """Settle `text` with an `again` that gives `answers` in turn; return what it was asked too."""
    asked: list[Failed] = []

    def again(failed: Failed) -> str:
        asked.append(failed)
        answer = answers[len(asked) - 1] if len(asked) <= len(answers) else ""
        if answer == "!":
            raise BackendError("no answer")
        return answer

    quoted = Extractive(None).summarise(wanted)
    return checked(Written(backend="x", text=text, cut=cut), request=wanted, quoted=quoted, again=again), asked


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("Poland signed a contract for 400 tanks on Monday.", "400"),
        ("Germany signed a contract for 180 tanks on Monday.", "Germany"),
        ("Poland signed a contract for 180 tanks on Friday.", "Friday"),
        ("Poland did not sign a contract for 180 tanks on Monday.", ""),
    ],
)
def test_wrong_once_then_right_is_kept_and_counted(wrong: str, why: str) -> None:
    summary, asked = told(f"{wrong} {WORTH}", request(f"{TANKS} {WORTH}"), "Poland signed for 180 tanks on Monday.")
    assert [one.text for one in summary.sentences] == ["Poland signed for 180 tanks on Monday.", WORTH]
    assert summary.gate == GateCount(checked=2, regenerated=1, replaced=0)
    assert summary.fallbacks == ()
    assert [one.text for one in asked] == [wrong]
    assert why in " ".join(asked[0].reasons)
    assert asked[0].near[0] == TANKS


def test_wrong_twice_is_replaced_by_the_nearest_sentence_of_the_passages() -> None:
    wrong = "Norway ordered 90 howitzers from Hanwha."
    wanted = request(f"{TANKS} {WORTH}", HOWITZERS)
    quoted = Summary(headline="h", sentences=(Sentence(text=TANKS, sources=("a",), verbatim=True),), backend="q")
    summary = checked(
        Written(backend="x", text=f"{TANKS} {wrong}"), request=wanted, quoted=quoted, again=lambda _: wrong
    )
    assert [(one.text, one.sources, one.verbatim) for one in summary.sentences] == [
        (TANKS, ("a",), True),
        (HOWITZERS, ("b",), True),
    ]
    assert summary.gate == GateCount(checked=2, regenerated=1, replaced=1)
    assert summary.headline == "h"
    assert summary.fallbacks[0].startswith(f"x: dropped “{wrong}”: ")


def test_who_sells_to_whom_may_not_be_turned_round() -> None:
    sold = "South Korea sold 180 tanks to Poland."
    summary, _ = told("Poland sold 180 tanks to South Korea.", request(sold), "Poland sold 180 tanks to South Korea.")
    assert summary.text == sold


def test_where_asking_again_fails_or_is_not_possible_the_sentence_is_quoted() -> None:
    wanted = request(f"{TANKS} {WORTH}")
    wrong = "Poland signed a contract for 400 tanks."
    failed, _ = told(f"{wrong} {WORTH}", wanted, "!")
    assert failed.gate == GateCount(checked=2, regenerated=1, replaced=1)
    never = checked(
        Written(backend="x", text=f"{wrong} {WORTH}"), request=wanted, quoted=Extractive(None).summarise(wanted)
    )
    assert never.gate == GateCount(checked=2, regenerated=0, replaced=1)
    assert failed.text == never.text == f"{TANKS} {WORTH}"


def test_each_failed_sentence_is_asked_for_once() -> None:
    wrong = "Poland bought 400 tanks. Norway bought 90 howitzers."
    _, asked = told(f"{wrong} {WORTH}", request(f"{TANKS} {WORTH}", HOWITZERS), "Nonsense about 7 Mars.", "Or 9.")
    assert [one.text for one in asked] == ["Poland bought 400 tanks.", "Norway bought 90 howitzers."]


def test_where_no_sentence_holds_the_quoted_summary_stands_with_the_count() -> None:
    summary, _ = told("Poland bought 400 tanks.", request(f"{TANKS} {WORTH}"), "Poland bought 500 tanks.")
    assert summary.backend == "extractive"
    assert summary.gate == GateCount(checked=1, regenerated=1, replaced=1)
    assert "no sentence of the answer holds" in summary.fallbacks[0]
    assert "400" in summary.fallbacks[0]


def test_each_sentence_cites_the_passages_that_bear_it() -> None:
    wanted = request("Poland signed a contract for 180 tanks.", "Norway ordered 54 howitzers from Hanwha.", "Rain.")
    summary, _ = told(
        "Poland signed a contract for 180 tanks. Norway ordered 54 howitzers. Poland and Norway ordered howitzers.",
        wanted,
    )
    assert [(one.sources, one.verbatim) for one in summary.sentences][:2] == [(("a",), True), (("b",), False)]
    assert all("c" not in one.sources for one in summary.sentences)


def test_no_more_is_copied_than_may_be_quoted() -> None:
    wanted = request(f"{TANKS} {WORTH}", quote_chars=60)
    summary, asked = told(f"{TANKS} {WORTH}", wanted, "A contract of 6.5 billion dollars was told.")
    assert [one.reasons for one in asked] == [("more than may be quoted: Outlet a",)]
    assert sum(len(one.text) for one in summary.sentences if one.verbatim) <= 60
    none, _ = told(TANKS, request(TANKS, quote_chars=0), "Poland signed for 180 tanks on Monday.")
    assert [(one.text, one.verbatim) for one in none.sentences] == [("Poland signed for 180 tanks on Monday.", False)]


def test_leaving_a_clause_out_makes_no_quotation_ones_own() -> None:
    long = (
        "Poland and South Korea signed a contract for 180 tanks and their spare parts and simulators on Monday, after "
        "talks of two years."
    )
    cut = "Poland and South Korea signed a contract for 180 tanks and their spare parts and simulators on Monday."
    free = "South Korea and Poland signed for 180 tanks on Monday."
    assert told(cut, request(long))[0].text == cut
    bound, asked = told(cut, request(long, quote_chars=50), free)
    assert [one.reasons for one in asked] == [("more than may be quoted: Outlet a",)]
    assert bound.text == free


def test_a_sentence_does_not_stand_without_the_one_it_leans_on() -> None:
    wanted = request(f"{TANKS} It is worth 6.5 billion dollars.")
    alone, asked = told("It is worth 6.5 billion dollars.", wanted, "It is worth 6.5 billion dollars.", "")
    assert [one.reasons for one in asked] == [("it leans on a sentence that is not told",)]
    assert alone.backend == "extractive"
    behind, _ = told(f"{TANKS} It is worth 6.5 billion dollars.", wanted)
    assert behind.text == f"{TANKS} It is worth 6.5 billion dollars."
    other = request(f"{HOWITZERS} It is worth 6.5 billion dollars.", quote_chars=0)
    orphan, _ = told(f"{TANKS} It is worth 6.5 billion dollars.", other, "")
    assert "It is worth" not in orphan.text


def test_passages_in_other_languages_are_not_quoted_in_an_english_summary() -> None:
    turkish = "Polonya 180 tank için sözleşme imzaladı. Anlaşma 2027 yılında başlıyor."
    wanted = request(turkish, language="tr")
    quoted = Summary(headline="h", sentences=(), backend="q")
    summary = checked(
        Written(backend="x", text="Polonya 180 tank. Poland bought 999 tanks in 2027."), request=wanted, quoted=quoted
    )
    assert "imzaladı" not in summary.text


def test_a_sentence_cut_short_goes_and_one_without_its_full_stop_stays() -> None:
    wanted = request(f"{TANKS} {WORTH}")
    half, _ = told(f"{TANKS} The contract is worth", wanted, cut=True)
    assert half.text == TANKS
    whole, _ = told(f"{TANKS} The contract is worth 6.5 billion dollars", wanted)
    assert whole.text == f"{TANKS} {WORTH}"


def test_an_answer_without_a_sentence_to_tell_says_why() -> None:
    wanted = request(f"{TANKS} {WORTH}")
    for text, cut, said in (
        ("Poland signed a", True, "x: the answer was cut off before its first sentence ended"),
        ("<think>Poland signed", False, "x: the answer is empty"),
        ("It is so. And it is.", False, "x: no sentence of the answer can be told; x: left out"),
        ("x" * 30_000, False, "x: no sentence of the answer can be told; x: left out"),
        ("a-" * 15_000, False, "x: no sentence of the answer can be told; x: left out"),
    ):
        summary, asked = told(text, wanted, cut=cut)
        assert summary.backend == "extractive"
        assert summary.fallbacks[0].startswith(said)
        assert asked == []


def test_a_first_sentence_that_is_too_long_is_asked_for_once_more() -> None:
    wanted = request(f"{TANKS} {WORTH}", budget=20)
    long = f"{TANKS[:-1]}, and the contract {'that was signed on that very Monday in Poland ' * 3}is worth money."
    summary, asked = told(f"{long} {WORTH}", wanted, "Poland signed for 180 tanks on Monday.")
    assert [one.reasons for one in asked] == [("over 20 words",)]
    assert summary.text == f"Poland signed for 180 tanks on Monday. {WORTH}"


def test_notes_on_what_is_left_out_are_few() -> None:
    many = " ".join(f"Poland signed a contract for 180 tanks on Monday with word{n}." for n in range(50))
    summary, _ = told(f"{TANKS} {WORTH} {many}", request(f"{TANKS} {WORTH}"))
    assert len(summary.fallbacks) <= 8


@settings(deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=6), st.lists(st.sampled_from(LINES), max_size=6), st.integers(5, 60))
def test_whatever_is_written_what_is_shown_holds_and_fits(lines: list[str], answers: list[str], budget: int) -> None:
    wanted = request(f"{TANKS} {WORTH}", HOWITZERS, budget=budget)
    summary, asked = told(" ".join(lines), wanted, *answers)
    sources = [passage.text for passage in wanted.passages]
    assert all(verdict.ok for verdict in check(sources, summary.text).sentences)
    assert count_words(summary.text) <= budget
    assert len(summary.sentences) <= MOST_SENTENCES
    assert summary.gate.regenerated == len(asked)
    assert max(summary.gate.replaced, summary.gate.regenerated) <= summary.gate.checked
    assert all(one.sources for one in summary.sentences)
    assert summary.sentences or summary.fallbacks


@pytest.mark.parametrize(
    "again", [lambda failed: failed.text, lambda failed: " ".join(failed.near), lambda _: "\x00" * 50]
)
def test_whatever_again_gives_back_the_gate_is_asked(again: Callable[[Failed], str]) -> None:
    wanted = request(f"{TANKS} {WORTH}")
    quoted = Extractive(None).summarise(wanted)
    written = Written(backend="x", text=f"{WORTH} Poland signed a contract for 400 tanks.")
    summary = checked(written, request=wanted, quoted=quoted, again=again)
    assert "400" not in summary.text
    assert TANKS in summary.text
