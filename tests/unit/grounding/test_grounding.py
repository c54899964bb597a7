"""Grounding: what the sources bear out passes, what they do not is flagged where it stands."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizers.grounding import check

SOURCE = (
    "Pakistan signed a $1.5 billion contract with Türkiye for 12 T129 helicopters on 5 July 2018. "
    "The deal has not been cancelled, officials in Ankara said. Deliveries take two years. "
    "U.S. engines need an export licence, the Indian press wrote. Seoul paid about €6.48bn for the second batch."
)


def flagged(summary: str, *sources: str) -> list[tuple[str, str]]:
    return [(flag.text, flag.reason) for flag in check(sources or (SOURCE,), summary).flags if flag.refuses]


@pytest.mark.parametrize(
    "summary",
    [
        "Pakistan signed a $1.5bn contract with Turkey for twelve T129 helicopters in July 2018.",
        "Turkish helicopters cost 1.5 billion dollars.",
        "US engines need a licence, the press of India wrote.",
        "The deal has not been cancelled, officials in Ankara said.",
        "It takes a two-year delivery.",
        "The 2nd batch cost about €6.5 billion.",
        "Pakistan's contract was signed in 2018.",
        "",
    ],
)
def test_what_the_sources_say_passes(summary: str) -> None:
    assert flagged(summary) == []


@pytest.mark.parametrize(
    ("summary", "text", "reason"),
    [
        ("Pakistan signed a $2.5 billion contract.", "$2.5 billion", "sum not in sources"),
        ("Pakistan signed a €1.5 billion contract.", "€1.5 billion", "sum not in sources"),
        ("Pakistan ordered thirty helicopters.", "thirty", "number not in sources"),
        ("Pakistan ordered 13 helicopters.", "13", "number not in sources"),
        ("The contract of 2019 stands.", "2019", "number not in sources"),
        ("It is the third batch.", "third", "number not in sources"),
        ("They signed it in August.", "August", "date not in sources"),
        ("They signed it on Monday.", "Monday", "date not in sources"),
        ("Deliveries take five years.", "five years", "period not in sources"),
        ("They signed it last month.", "last month", "period not in sources"),
        ("Hanwha signed a contract.", "Hanwha", "name not in sources"),
        ("The contract with Saudi Arabia stands.", "Saudi", "name not in sources"),
        ("The UK said so.", "UK", "country not in sources"),
        ("Pakistan has not signed a contract with Türkiye.", "not", "denied here, not in sources"),
        (
            "The deal has been cancelled, officials in Ankara said.",
            "deal has been cancelled, officials",
            "denied in sources",
        ),
    ],
)
def test_what_they_do_not_say_is_flagged(summary: str, text: str, reason: str) -> None:
    found = flagged(summary)
    assert any(where == text and why.startswith(reason) for where, why in found)


def test_each_sentence_is_judged_alone() -> None:
    summary = "Pakistan signed a contract. Hanwha paid $9 million."
    report = check([SOURCE], summary)
    assert [(sentence.text, sentence.ok) for sentence in report.sentences] == [
        ("Pakistan signed a contract.", True),
        ("Hanwha paid $9 million.", False),
    ]
    assert report.sentences[1].reasons == ("name not in sources: Hanwha", "sum not in sources: $9 million")
    assert [summary[flag.start : flag.end] for flag in report.flags] == ["Hanwha", "$9 million"]


def test_any_source_may_bear_a_fact_out() -> None:
    assert flagged("Kyiv got 5 jets worth $4 million.", "Kyiv got jets.", "They cost $4 million.", "5 came.") == []


def test_figures_a_tokeniser_pulled_apart_are_mended() -> None:
    assert flagged("It has 13,000 staff and 7.5 km of road.", "it has 13, 000 staff and 7. 5 km of road .") == []


def test_consistency_falls_from_copy_to_paraphrase_to_invention() -> None:
    copy = check([SOURCE], "Deliveries take two years.").consistency
    paraphrase = check([SOURCE], "The helicopters arrive over two years.").consistency
    invention = check([SOURCE], "The helicopters arrive over nine years, Hanwha said.").consistency
    assert copy == 1.0
    assert copy > paraphrase > invention >= 0.0


def test_nothing_to_check_and_nothing_to_check_against() -> None:
    assert check([SOURCE], "").consistency == 1.0
    assert check([], "Pakistan signed.").consistency == 0.0
    assert check([], "!").consistency == 1.0


PIECES = ["India ", "not ", "5 ", "$3bn ", "May ", "last week ", "signed ", ". ", "The ", "\n\n", "second "]
TEXTS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=20).map("".join))


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS)
def test_reports_are_sound_for_any_text(source: str, summary: str) -> None:
    report = check([source], summary)
    assert 0.0 <= report.consistency <= 1.0
    assert report == check([source], summary)
    reached = 0
    for flag in report.flags:
        assert reached <= flag.start < flag.end <= len(summary)
        assert summary[flag.start : flag.end] == flag.text
        reached = flag.end
    assert all(sentence.ok == (not sentence.reasons) for sentence in report.sentences)
    assert any(not sentence.ok for sentence in report.sentences) == bool(report.flags)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_a_text_bears_itself_out(text: str) -> None:
    flags = [flag for flag in check([text], text).flags if not flag.reason.startswith("denied")]
    assert flags == []
