"""What the sections of an answer say, and what they leave unsaid."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.briefing.dossier_counts import partner_text, trend_of
from bot.briefing.dossier_found import Embargo, Near
from bot.briefing.phrasing import apart
from bot.domain.archive import Tie
from bot.domain.asked import Asked
from bot.domain.dossier import PartnerCount, SectionKind
from bot.domain.ids import DealId
from bot.domain.vocabulary import Bound, Certainty, FactKind, FactScope, PartyRole, Sector, Stage
from support.dossiertold import DAY, Row, news, said, told
from support.dossierworld import LABELS, NOW, PAIR, World, found_in


def test_a_deal_is_told_in_one_line_with_whose_figure_it_is() -> None:
    facts: list[Row] = [
        (0, FactKind.DESIGNATION, "Akıncı", {}),
        (0, FactKind.QUANTITY, "12 Akıncı", {"amount": 12.0}),
        (0, FactKind.VALUE, "$290 million", {"amount": 290e6, "currency": "USD"}),
    ]
    dossier = told(news("drones", ("wire", "12 Akıncı worth $290 million."), facts=facts))
    (line,) = said(dossier, SectionKind.DEALS)
    assert line == (
        "Akıncı: Türkiye supplies Pakistan · 12 Akıncı · $290 million (Wire) · contract · both parties’ word "
        "· 13 Nov 2026"
    )
    (row,) = dossier.deals
    assert (row.designation, row.quantity, row.value, row.stage) == (
        "Akıncı",
        "12 Akıncı",
        "$290 million",
        Stage.CONTRACT,
    )
    assert row.cites == (1,)


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (("$290 million", 290e6, None), ("$340 million", 340e6, None), True),
        (("about $6.5 billion", 6.5e9, Bound.ABOUT), ("$6.48 billion", 6.48e9, None), False),
        (("$6.5 billion", 6.5e9, None), ("$6.48 billion", 6.48e9, None), False),
        (("up to $7 billion", 7e9, Bound.UP_TO), ("$5 billion", 5e9, None), False),
        (("at least $7 billion", 7e9, Bound.AT_LEAST), ("$5 billion", 5e9, None), True),
    ],
)
def test_sources_differ_where_neither_bounds_nor_rounding_make_their_figures_meet(
    one: tuple[str, float, Bound | None], other: tuple[str, float, Bound | None], differ: bool
) -> None:
    facts = [
        (number, FactKind.VALUE, text, {"amount": amount, "currency": "USD", "bound": bound})
        for number, (text, amount, bound) in enumerate((one, other))
    ]
    texts = [("wire", f"It is worth {one[0]}."), ("daily", f"It is worth {other[0]}.")]
    lines = said(told(news("drones", *texts, facts=facts)), SectionKind.DISAGREEMENTS)
    assert bool(lines) is differ
    if differ:
        assert lines == [f"“News of drones”: value: {one[0]} (Wire) and {other[0]} (Daily)"]


def test_sums_in_two_currencies_are_not_compared() -> None:
    facts = [
        (0, FactKind.VALUE, "$290 million", {"amount": 290e6, "currency": "USD"}),
        (1, FactKind.VALUE, "€100 million", {"amount": 100e6, "currency": "EUR"}),
    ]
    texts = (("wire", "Worth $290 million."), ("daily", "Worth €100 million."))
    assert said(told(news("drones", *texts, facts=facts)), SectionKind.DISAGREEMENTS) == []


def test_a_part_that_the_same_text_tells_beside_the_whole_is_no_disagreement() -> None:
    facts = [
        (0, FactKind.QUANTITY, "180 tanks", {"amount": 180.0}),
        (1, FactKind.QUANTITY, "116 tanks", {"amount": 116.0}),
        (1, FactKind.QUANTITY, "180 tanks", {"amount": 180.0}),
    ]
    texts = (("wire", "All 180 tanks."), ("daily", "Of 180 tanks 116 tanks come first."))
    assert said(told(news("tanks", *texts, facts=facts)), SectionKind.DISAGREEMENTS) == []


def test_two_outlets_that_tell_two_stages_of_one_story_are_set_side_by_side() -> None:
    dossier = told(news("drones", ("wire", "Signed."), ("daily", "Talks."), stages=[Stage.CONTRACT, Stage.TALKS]))
    (line,) = said(dossier, SectionKind.DISAGREEMENTS)
    assert line == "“News of drones”: stage: contract (Wire) and talks (Daily)"


def test_one_partys_word_is_marked_and_its_teller_named() -> None:
    dossier = told(news("drones", ("wire", "Pakistan said so."), certainty=Certainty.ONE_PARTY))
    assert said(dossier, SectionKind.DISAGREEMENTS) == ["One party’s word only: “News of drones” (Pakistan says)"]
    assert "Pakistan says" in said(dossier, SectionKind.DEALS)[0]


def test_what_changed_since_the_channel_last_asked_goes_from_stage_to_stage() -> None:
    deal = DealId("deal-1")
    stories = (
        news("talks", ("wire", "Talks."), days=200, stage=Stage.TALKS, deal_id=deal),
        news("signing", ("wire", "Signed."), days=10, deal_id=deal),
        news("ships", ("wire", "Ships."), days=5, stage=Stage.INTEREST),
    )
    dossier = told(*stories, last_asked=NOW - 30 * DAY)
    fresh, moved = said(dossier, SectionKind.CHANGED)
    assert fresh == "News of ships: new, interest (both parties’ word, 18 Nov 2026)"
    assert moved == "News of signing: talks → contract (both parties’ word, 13 Nov 2026)"


def test_nothing_changed_is_said_and_a_channel_that_never_asked_is_told_nothing_of_it() -> None:
    story = news("drones", ("wire", "Signed."), days=40)
    quiet = told(story, last_asked=NOW - DAY)
    assert said(quiet, SectionKind.CHANGED) == ["Nothing changed since: no story is new, and none moved"]
    assert told(story).section(SectionKind.CHANGED) is None


def test_an_intent_without_an_act_for_a_year_has_gone_quiet() -> None:
    old = news("trainer", ("wire", "A memorandum."), days=500, stage=Stage.MOU)
    (line,) = said(told(old), SectionKind.STALE)
    assert line == "“News of trainer”: memorandum on 11 Jul 2025, no act seen in 16 months (both parties’ word)"
    act = news("contract", ("wire", "Signed."), days=100)
    assert said(told(old, act), SectionKind.STALE) == []


@pytest.mark.parametrize(
    ("stage", "promise", "quiet"),
    [
        (Stage.CONTRACT, "first delivery 2025", True),
        (Stage.DELIVERY, "first delivery 2025", False),
        (Stage.CONTRACT, "first delivery 2027", False),
        (Stage.CONTRACT, "signed 2020", False),
    ],
)
def test_a_milestone_that_passed_without_a_later_stage_is_told(stage: Stage, promise: str, quiet: bool) -> None:
    facts: list[Row] = [(0, FactKind.DATE, promise, {})]
    story = news("drones", ("wire", f"Planned: {promise}."), days=400, stage=stage, facts=facts)
    later = news("talks", ("wire", "More."), days=20, stage=Stage.TALKS, deal_id=DealId("d"))
    first = replace(story[0], deal_id=DealId("d")), story[1], story[2]
    lines = said(told(first, later), SectionKind.STALE)
    assert any("passed, and no later stage was reported" in line for line in lines) is quiet


def test_silence_coverage_and_a_young_archive_are_gaps() -> None:
    dossier = told(news("drones", ("wire", "Signed."), days=100), archive_since=NOW - 50 * DAY)
    lines = said(dossier, SectionKind.GAPS)
    assert lines[0] == "Nothing seen since 15 Aug 2026, for 3 months"
    assert lines[1] == "Sources that cover this pair: 1 (Wire)"
    assert lines[2] == "Of the two sides only sources from Pakistan write of it, none from Türkiye"
    assert lines[3].startswith("Our archive watches since 4 Oct 2026")


def test_first_is_said_only_of_an_archive_that_watched_for_a_year_and_holds_others() -> None:
    stories = (
        news("drones", ("wire", "Signed."), days=10),
        news("ships", ("wire", "Talks."), days=20, stage=Stage.TALKS),
    )
    (line,) = said(told(*stories), SectionKind.STATE)
    assert "the first to get so far in our archive since 6 Jun 2024" in line
    assert "first" not in said(told(*stories, archive_since=NOW - 90 * DAY), SectionKind.STATE)[0]
    narrow = replace(PAIR, sectors=(Sector.UAS,))
    assert "first" not in said(told(*stories, asked=narrow), SectionKind.STATE)[0]


def test_an_embargo_adds_its_line_with_link_and_day_and_no_verdict() -> None:
    rows = tuple(
        Embargo(country=code, by="UN Security Council", link="https://example.org/pk", as_of=date(2026, 11, 1))
        for code in ("PK", "ZZ")
    )
    section = told(news("drones", ("wire", "Signed.")), embargoes=rows).section(SectionKind.RESTRICTIONS)
    assert section is not None
    (line,) = section.lines
    assert line.text == "Pakistan: arms embargo listed by UN Security Council, as of 1 Nov 2026"
    assert line.link == "https://example.org/pk"


def test_where_nothing_is_found_the_nearest_is_offered() -> None:
    near = (Near(label="Pakistan–Türkiye, at any time", stories=4, ask="Pakistan–Türkiye since 2000"),)
    dossier = told(near=near, without_filters=3)
    assert not dossier.found
    assert said(dossier, SectionKind.NEAREST) == [
        "Pakistan–Türkiye, at any time: 4 stories – ask “Pakistan–Türkiye since 2000”"
    ]
    assert "What else was asked for left nothing: without it there are 3 stories" in said(dossier, SectionKind.GAPS)


def test_partners_of_a_group_question_are_its_members() -> None:
    stories = (
        news("a", ("wire", "A."), roles={"PK": PartyRole.RECIPIENT, "TR": PartyRole.SUPPLIER}),
        news("b", ("wire", "B."), roles={"PK": PartyRole.PARTNER, "AZ": PartyRole.PARTNER}),
        news("c", ("wire", "C."), roles={"PK": PartyRole.PARTNER, "AZ": PartyRole.PARTNER, "SA": PartyRole.PARTNER}),
    )
    dossier = told(*stories, asked=Asked(countries=("PK",), groups=("Turkic states",)))
    assert [line.split(":")[0] for line in said(dossier, SectionKind.PARTNERS)] == ["Azerbaijan", "Türkiye"]
    assert [one.country for one in dossier.series.partners] == ["AZ", "TR"]


def test_of_three_countries_any_two_are_meant_and_pairs_are_counted() -> None:
    stories = (
        news("a", ("wire", "A."), roles={"PK": PartyRole.RECIPIENT, "TR": PartyRole.SUPPLIER}),
        news("b", ("wire", "B."), roles={"SA": PartyRole.PARTNER, "AZ": PartyRole.PARTNER}),
        news("c", ("wire", "C."), roles={"TR": PartyRole.PARTNER, "AZ": PartyRole.PARTNER}),
    )
    dossier = told(*stories, asked=Asked(countries=("PK", "TR", "AZ")))
    assert set(dossier.stories) == {"a", "c"}
    assert said(dossier, SectionKind.STATE)[0].startswith("2 stories with at least two of the 3 named, none of a known")
    assert said(dossier, SectionKind.PARTNERS) == ["Azerbaijan–Türkiye: 1", "Pakistan–Türkiye: 1"]


def test_a_direction_leaves_out_partners_and_says_so() -> None:
    stories = (
        news("a", ("wire", "A.")),
        news("b", ("wire", "B."), roles={"PK": PartyRole.PARTNER, "TR": PartyRole.PARTNER}),
    )
    dossier = told(*stories, asked=Asked(countries=("PK", "TR"), direction=("TR", "PK")), undirected=1)
    assert dossier.title == "Türkiye → Pakistan"
    assert dossier.stories == ("a",)
    assert any("1 story of both, not of this direction" in line for line in said(dossier, SectionKind.GAPS))


@pytest.mark.parametrize(
    ("earlier", "later", "arrow"), [(3, 9, "→"), (3, 12, "↑"), (12, 3, "↓"), (0, 0, "→"), (5, 5, "→")]
)
def test_a_trend_must_lie_beyond_chance(earlier: int, later: int, arrow: str) -> None:
    one = PartnerCount(country="KR", stories=earlier + later, earlier=earlier, later=later, furthest=Stage.CONTRACT)
    found = replace(found_in(World(stories=(), articles={}, analyses={})), archive_since=NOW - 900 * DAY)
    assert trend_of(one) == arrow
    text = partner_text(one, found, LABELS)
    assert f" {arrow} " in text
    assert text.endswith(f"({later} since Jun 2026, {earlier} in the 6 months before); furthest contract")


def test_an_archive_younger_than_the_time_compared_tells_no_trend() -> None:
    one = PartnerCount(country="KR", stories=12, earlier=0, later=12)
    found = replace(found_in(World(stories=(), articles={}, analyses={})), archive_since=NOW - 30 * DAY)
    assert partner_text(one, found, LABELS) == "South Korea: 12"


def test_what_went_quiet_before_the_days_named_is_not_told() -> None:
    old = news("trainer", ("wire", "A memorandum."), days=500, stage=Stage.MOU)
    late = news("ships", ("wire", "Signed."), days=20, sectors=(Sector.SURFACE_SHIPS,))
    asked = replace(PAIR, since=date(2026, 5, 1))
    assert said(told(old, late), SectionKind.STALE)
    assert said(told(old, late, asked=asked), SectionKind.STALE) == []


def test_without_countries_those_that_act_are_ranked() -> None:
    stories = (
        news("a", ("wire", "A.")),
        news("b", ("wire", "B."), roles={"PK": PartyRole.PARTNER, "AZ": PartyRole.PARTNER}),
    )
    section = told(*stories, asked=Asked(sectors=(Sector.UAS,))).section(SectionKind.PARTNERS)
    assert section is not None
    assert section.title == "Countries, stories"
    assert [line.text.split(":")[0] for line in section.lines] == ["Pakistan", "Azerbaijan", "Türkiye"]
    assert all(line.cites for line in section.lines)


@pytest.mark.parametrize(
    ("value", "more", "shown"),
    [
        ("more than $5 billion", {"bound": Bound.AT_LEAST}, "more than $5 billion"),
        ("$3 million each", {"scope": FactScope.PER_UNIT}, "$3 million each"),
        ("$3 million", {"scope": FactScope.PER_UNIT}, "$3 million per unit"),
        ("$3 million", {"scope": FactScope.OPTION}, "$3 million as an option"),
    ],
)
def test_a_figure_is_told_in_its_own_words_with_what_it_covers(value: str, more: dict[str, Any], shown: str) -> None:
    facts: list[Row] = [(0, FactKind.VALUE, value, {"amount": 3e6, "currency": "USD", **more})]
    (row,) = told(news("a", ("wire", f"Worth {value}."), facts=facts)).deals
    assert row.value == shown


def test_of_a_whole_country_the_archive_counts_partners_and_months() -> None:
    ties = (
        Tie(partner="TR", month="2026-11", stories=30),
        Tie(partner="TR", month="2026-02", stories=4),
        Tie(partner="CN", month="2026-10", stories=9),
        Tie(partner="", month="2026-11", stories=36),
        Tie(partner="", month="2026-02", stories=7),
    )
    dossier = told(
        news("drones", ("wire", "Signed.")), asked=Asked(countries=("PK",)), ties={"PK": ties}, capped=True, total=43
    )
    (state,) = said(dossier, SectionKind.STATE)
    assert state.startswith("43 stories; furthest contract")
    assert said(dossier, SectionKind.PARTNERS) == [
        "Türkiye: 34 ↑ more than before (30 since Jun 2026, 4 in the 6 months before); furthest contract",
        "China: 9 ↑ more than before (9 since Jun 2026, 0 in the 6 months before)",
    ]
    newest, older = said(dossier, SectionKind.TIMELINE)
    assert newest == "Nov 2026: 36 stories, furthest of the newest 1 contract: drones, Pakistan–Türkiye"
    assert older == "Feb 2026: 7 stories"
    assert sum(one.stories for one in dossier.series.months if one.sector is None) == 43
    assert any(line.startswith("Deals, stages, sectors") for line in said(dossier, SectionKind.GAPS))


@pytest.mark.parametrize(
    ("text", "quantity", "sector", "shown"),
    [
        ("The F-35 is wanted. 36 Rafale were bought.", "36 Rafale", Sector.COMBAT_AIRCRAFT, False),
        ("The F-35 is wanted: 36 F-35A.", "36 F-35A", Sector.COMBAT_AIRCRAFT, True),
        ("The F-35 is wanted. 36 jets were bought.", "36 jets", Sector.COMBAT_AIRCRAFT, True),
        ("The F-35 is for six ships.", "six ships", Sector.MISSILES, False),
        ("The F-35 came with 180 missiles.", "180 missiles", Sector.MISSILES, True),
    ],
)
def test_a_quantity_of_another_thing_is_not_told_of_the_one_a_line_names(
    text: str, quantity: str, sector: Sector, shown: bool
) -> None:
    facts: list[Row] = [(0, FactKind.DESIGNATION, "F-35", {}), (0, FactKind.QUANTITY, quantity, {"amount": 36.0})]
    dossier = told(news("jets", ("wire", text), facts=facts, sectors=(sector,)))
    (row,) = dossier.deals
    assert (row.quantity == quantity) is shown
    assert (quantity in said(dossier, SectionKind.DEALS)[0]) is shown


def test_a_sum_in_a_sentence_on_another_thing_is_not_told_of_the_one_a_line_names() -> None:
    facts: list[Row] = [
        (0, FactKind.DESIGNATION, "TB2", {}),
        (0, FactKind.QUANTITY, "30 MQ-9B", {"amount": 30.0}),
        (0, FactKind.VALUE, "$3 billion", {"amount": 3e9, "currency": "USD"}),
    ]
    together = told(news("drones", ("wire", "TB2 is not 30 MQ-9B for $3 billion."), facts=facts))
    assert together.deals[0].value == "$3 billion"
    moved = [
        replace(fact, evidence=replace(fact.evidence, sentence=4)) if fact.kind is not FactKind.DESIGNATION else fact
        for fact in news("drones", ("wire", "TB2 is not 30 MQ-9B for $3 billion."), facts=facts)[0].facts
    ]
    story, articles, analyses = news("drones", ("wire", "TB2 is not 30 MQ-9B for $3 billion."), facts=facts)
    apart = told((replace(story, facts=tuple(moved)), articles, analyses))
    assert apart.deals[0].value == ""


def test_where_no_sources_differ_the_section_is_not_called_so() -> None:
    alone = told(news("drones", ("wire", "Pakistan says it is signed."), certainty=Certainty.ONE_PARTY))
    section = alone.section(SectionKind.DISAGREEMENTS)
    assert section is not None
    assert section.title == "Whose word it is"


def test_deals_on_one_partys_word_are_named_with_a_source_each_and_the_others_counted() -> None:
    many = [
        news(f"deal {number}", ("wire", "It is signed."), days=number, certainty=Certainty.ONE_PARTY)
        for number in range(1, 6)
    ]
    section = told(*many).section(SectionKind.DISAGREEMENTS)
    assert section is not None
    (line,) = section.lines
    assert line.text.endswith("and 2 more")
    assert line.text.count("“") == len(line.cites) == 3


def test_deals_and_reports_add_up_to_what_is_listed() -> None:
    (line,) = said(told(news("one", ("wire", "a"), deal_id=DealId("d")), news("two", ("wire", "b"))), SectionKind.STATE)
    assert line.startswith("1 deal and 1 report of no known deal in 2 stories")


def test_what_was_stopped_is_no_furthest_stage_and_an_unknown_one_is_said_last() -> None:
    (line,) = said(told(news("one", ("wire", "a"), stage=Stage.CANCELLED)), SectionKind.STATE)
    assert "now cancelled" in line
    assert "furthest" not in line
    (month,) = told(news("one", ("wire", "a"), stage=None)).section(SectionKind.TIMELINE).lines  # type: ignore[union-attr]
    assert month.cites


def test_a_body_under_two_names_acts_once() -> None:
    assert apart(("IAF", "Indian Air Force", "Airbus", "Airbus Defence and Space", "DRDO")) == (
        "Indian Air Force",
        "Airbus Defence and Space",
        "DRDO",
    )


def test_where_nothing_is_found_nothing_is_said_of_changes() -> None:
    assert told(last_asked=NOW - DAY).section(SectionKind.CHANGED) is None
