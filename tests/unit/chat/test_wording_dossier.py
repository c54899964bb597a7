"""An answer in words: bounded, honest about what it leaves out, what was understood always said; and in a terminal."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from bot.chat.console import ConsoleRenderer
from bot.chat.wording_dossier import NOTHING_NAMED, dossier_text, not_understood
from bot.domain.asked import Asked
from bot.domain.dossier import Dossier, Line, Section, SectionKind
from support.briefs import shipped_labels
from support.dossiers import PAIR, citation, empty_dossier, make_dossier
from support.hostiledossiers import dossiers
from support.values import NOW, make_delivery_key

LABELS = shipped_labels()
KEY = make_delivery_key("answer-0")


def _section(kind: SectionKind, count: int, *, left_out: int = 0) -> Section:
    lines = tuple(Line(text=f"Line {number}", cites=(number + 1,)) for number in range(count))
    return Section(kind=kind, title="Lines", lines=lines, left_out=left_out)


def _plain(dossier: Dossier) -> str:
    (payload,) = ConsoleRenderer(LABELS).dossier(dossier, KEY)
    return str(payload.body["plain"])


def test_at_most_six_deals_are_told_and_the_others_counted() -> None:
    told = dossier_text(make_dossier(sections=(_section(SectionKind.DEALS, 12, left_out=30),)), LABELS)
    (deals,) = told.sections
    assert [line.plain for line in deals.lines][:2] == ["Line 0 [1]", "Line 1 [2]"]
    assert (len(deals.lines), deals.more) == (6, "and 36 more")


def test_an_answer_is_read_in_two_minutes_however_much_was_found() -> None:
    words = "word " * 200
    sections = tuple(
        Section(kind=kind, title="T", lines=tuple(Line(text=words) for _ in range(50))) for kind in SectionKind
    )
    told = dossier_text(make_dossier(sections=sections), LABELS)
    assert max(len(line.text) for section in told.sections for line in section.lines) <= 420
    assert sum(len(section.lines) for section in told.sections) <= 50


def test_only_sources_of_lines_that_are_shown_are_listed_under_their_numbers() -> None:
    citations = tuple(citation(number) for number in range(1, 60))
    dossier = make_dossier(sections=(_section(SectionKind.DEALS, 12),), citations=citations)
    assert [one.number for one in dossier_text(dossier, LABELS).references] == list(range(1, 7))


def test_no_number_stands_in_a_line_without_its_source() -> None:
    sections = tuple(
        Section(
            kind=kind,
            title="T",
            lines=tuple(
                Line(text="words", cites=tuple(range(60 * n + 3 * m + 1, 60 * n + 3 * m + 6))) for m in range(9)
            ),
        )
        for n, kind in enumerate(SectionKind)
    )
    told = dossier_text(make_dossier(sections=sections, citations=tuple(map(citation, range(1, 900)))), LABELS)
    cited = {number for section in told.sections for line in section.lines for number in re.findall(r"\d+", line.cites)}
    assert {str(one.number) for one in told.references} == cited


def test_the_basis_says_the_span_and_since_when_nothing_was_missed() -> None:
    late = make_dossier(archive_since=NOW - timedelta(days=10), sections=())
    assert dossier_text(late, LABELS).basis == (
        "3 stories, 23 Nov 2025 – 23 Nov 2026; watched without a gap only since 13 Nov 2026; 3 sources cover this."
    )
    never = make_dossier(archive_since=None, sources_covering=1, sections=())
    assert "the archive has watched no source yet; 1 source covers this." in dossier_text(never, LABELS).basis


def test_nothing_found_says_so_and_offers_to_tell_of_the_first() -> None:
    told = dossier_text(empty_dossier(sources_covering=0), LABELS)
    assert told.basis == "Nothing found in our archive, 23 Nov 2025 – 23 Nov 2026; no source of ours covers this."
    assert told.offer == "To hear of the first: subscribe Pakistan Türkiye"


def test_what_was_not_understood_is_said_once() -> None:
    asked = replace(
        PAIR, unknown=("frobnicate",), notes=("“Turkey” is taken as Türkiye.",), suggestions=("Georgia tanks",)
    )
    told = dossier_text(make_dossier(asked=asked), LABELS)
    assert told.head[1:4] == (
        "Not understood: “frobnicate”.",
        "“Turkey” is taken as Türkiye.",
        "Did you mean: Georgia tanks",
    )
    said = dossier_text(make_dossier(asked=asked, understood="Pakistan; not understood: frobnicate"), LABELS)
    assert "Not understood" not in " ".join(said.head[1:])


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        (Asked(), (NOTHING_NAMED,)),
        (Asked(unknown=("foo", "bar")), (NOTHING_NAMED, "Not understood: “foo”, “bar”.")),
        (Asked(problem="Name fewer."), ("Name fewer.",)),
        (replace(PAIR, problem="Not yet."), ("Not yet.", "Understood: Pakistan–Türkiye")),
        (Asked(suggestions=("Georgia", "Georgia tanks")), (NOTHING_NAMED, "Did you mean: Georgia · Georgia tanks")),
    ],
)
def test_what_cannot_be_answered_says_why_and_what_was_understood(asked: Asked, lines: tuple[str, ...]) -> None:
    assert not_understood(asked, "Pakistan–Türkiye") == lines


def test_a_terminal_shows_the_sections_in_order_and_the_sources_last() -> None:
    plain = _plain(make_dossier())
    headings = [
        "Understood:",
        "State of play",
        "Since you last asked",
        "Deals",
        "and 3 more",
        "Gaps",
        "subscribe",
        "\nSources\n",
    ]
    places = [plain.index(heading) for heading in headings]
    assert places == sorted(places)
    assert plain.endswith("[4] Daily, 5 Nov 2026  https://example.invalid/news/4")


def test_an_answer_in_a_terminal_carries_its_key() -> None:
    (payload,) = ConsoleRenderer(LABELS).dossier(make_dossier(), KEY)
    assert payload.body["key"] == KEY.block_id
    assert ConsoleRenderer(LABELS).pieces(make_dossier(), KEY) is None


@given(dossiers())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_sources_wrote_a_terminal_is_not_driven_by_it(dossier: Dossier) -> None:
    plain = _plain(dossier)
    assert not {"\x1b", "\u202e", "\u200b"} & set(plain)
    plain.encode("utf-8")


@given(dossiers())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_section_hides_what_it_left_out(dossier: Dossier) -> None:
    told = {section.kind: section for section in dossier_text(dossier, LABELS).sections}
    for section in dossier.sections:
        if section.left_out:
            assert told[section.kind].more
