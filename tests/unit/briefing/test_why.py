"""Why a story matters is said from the archive alone, and never as a first before twelve months are covered."""

import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.briefing.labels import labels_from
from bot.briefing.precedents import Standing, scope_of, scopes_of, standing
from bot.briefing.why import why
from bot.domain.archive import Archive, Precedent, Scope
from bot.domain.deal import Deal
from bot.domain.ids import StoryId
from bot.domain.story import Story
from bot.domain.vocabulary import PartyRole, Sector, Stage
from bot.settings import shipped
from summarizers.wording import wording_from
from support.values import DAY, NOW, make_deal, make_party, make_step, make_story

NAMES = {"PK": "Pakistan", "TR": "Türkiye", "PL": "Poland", "KR": "South Korea", "DE": "Germany", "NL": "Netherlands"}
LABELS = labels_from(shipped("taxonomy.yaml"), NAMES)
WORDS = wording_from("en", shipped("wording/en.yaml"))
SEPTEMBER = datetime(2026, 9, 1, 8, tzinfo=UTC)
YEAR_AGO = datetime(2025, 11, 3, 8, tzinfo=UTC)
FIRST_AT_CONTRACT = (
    "First at contract for Pakistan–Türkiye in our archive since 3 Nov 2025; the earlier story had not got that far."
)
TANKS = Sector.ARMOURED_VEHICLES


def told(*countries: str, stage: Stage | None = Stage.CONTRACT, roles: str = "", **fields: object) -> Story:
    """Return a story of today between `countries`; `roles` has a letter for each: s, r, p or h."""
    names = {"s": PartyRole.SUPPLIER, "r": PartyRole.RECIPIENT, "p": PartyRole.PARTNER, "h": PartyRole.HOST}
    letters = roles or "p" * len(countries)
    parties = tuple(make_party(code, names[letter]) for code, letter in zip(countries, letters, strict=True))
    values = {"parties": parties, "stage": stage, "sectors": (TANKS,), "first_seen": NOW, "last_changed": NOW}
    return make_story("now", **{**values, **fields})


def before(
    number: int, *countries: str, days: float = 10, reached: Stage | None = Stage.TALKS, roles: str = ""
) -> Precedent:
    """Return a story first seen `days` before now."""
    pairs = list(zip(countries, roles, strict=False))
    return Precedent(
        story_id=StoryId(f"story-{number}"),
        countries=tuple(sorted(countries)),
        sectors=(TANKS,),
        first_seen=NOW - days * DAY,
        reached=reached,
        suppliers=tuple(code for code, letter in pairs if letter == "s"),
        recipients=tuple(code for code, letter in pairs if letter == "r"),
    )


def said(story: Story, *others: Precedent, since: datetime | None = SEPTEMBER, deal: Deal | None = None) -> str:
    return why(story, Archive(since=since, stories=others), labels=LABELS, words=WORDS, deal=deal)


def test_a_pair_is_counted_and_what_none_had_reached_is_said() -> None:
    others = (before(1, "PK", "TR"), before(2, "PK", "TR", reached=Stage.MOU), before(3, "PK", "KR"))
    assert said(told("PK", "TR"), *others) == (
        "Third Pakistan–Türkiye story in our archive since 1 Sep; none at contract before."
    )
    plain = "Third Pakistan–Türkiye story in our archive since 1 Sep."
    assert said(told("PK", "TR", stage=Stage.TALKS), *others) == plain
    assert said(told("PK", "TR", stage=Stage.CANCELLED), *others) == plain


def test_what_others_reached_or_passed_is_not_said_to_be_new() -> None:
    assert said(told("PK", "TR"), before(1, "PK", "TR", reached=Stage.DELIVERY)).endswith("since 1 Sep.")


def test_one_that_came_up_later_but_got_there_sooner_counts_against_a_first() -> None:
    story = told("PK", "TR", first_seen=NOW - 5 * DAY)
    assert said(story, before(1, "PK", "TR"), before(2, "PK", "TR", days=2, reached=Stage.CONTRACT)) == (
        "Second Pakistan–Türkiye story in our archive since 1 Sep."
    )


def test_many_stories_are_a_number() -> None:
    others = [before(n, "PK", "TR", days=n / 10 + 1) for n in range(11)]
    assert said(told("PK", "TR"), *others[:9]).startswith("Tenth Pakistan–Türkiye story")
    assert said(told("PK", "TR"), *others).startswith("11 earlier Pakistan–Türkiye stories in our archive since 1 Sep;")


def test_after_a_year_a_first_is_said_with_its_date() -> None:
    assert said(told("PK", "TR"), since=YEAR_AGO) == "First Pakistan–Türkiye story in our archive since 3 Nov 2025."
    assert said(told("PK", "TR"), before(1, "PK", "TR"), since=YEAR_AGO) == FIRST_AT_CONTRACT


def test_what_is_older_than_the_archive_is_not_counted_but_is_no_first_either() -> None:
    old = before(1, "PK", "TR", days=500)
    assert said(told("PK", "TR"), old, since=YEAR_AGO) == ""
    assert (
        said(told("PK", "TR"), old, before(2, "PK", "TR", days=400), before(3, "PK", "TR"), since=YEAR_AGO)
        == FIRST_AT_CONTRACT
    )


def test_a_story_alone_in_a_young_archive_gets_no_line() -> None:
    assert said(told("PK", "TR")) == ""


@pytest.mark.parametrize("since", [None, NOW, NOW - 29 * DAY, NOW + DAY])
def test_an_archive_of_less_than_a_month_says_nothing(since: datetime | None) -> None:
    assert said(told("PK", "TR"), before(1, "PK", "TR"), since=since) == ""


def test_a_story_of_the_first_weeks_is_told_of_as_it_was_then() -> None:
    story = told("PK", "TR", first_seen=YEAR_AGO + 20 * DAY, last_changed=YEAR_AGO + 20 * DAY)
    assert said(story, since=YEAR_AGO) == ""


def test_of_more_parties_one_country_is_counted_in_its_sector() -> None:
    story = told("KR", "PL", "NL", roles="srs", stage=Stage.TALKS)
    others = (before(1, "PL", "DE"), before(2, "NL", "KR"))
    assert said(story, *others) == "Second story on armoured vehicles with Poland in our archive since 1 Sep."
    dutch = told("KR", "PL", "NL", roles="ssr", stage=Stage.TALKS)
    assert said(dutch, *others) == "Second story on armoured vehicles with the Netherlands in our archive since 1 Sep."
    assert said(told("KR", "PL", "NL"), *others) == "", "three partners: nobody the story is about"


def test_another_supplier_is_told_with_those_before() -> None:
    story = told("KR", "PL", roles="sr")
    german = before(1, "DE", "PL", roles="sr", days=90, reached=Stage.CONTRACT)
    assert said(story, german, since=YEAR_AGO) == (
        "Second supplier of armoured vehicles to Poland in our archive since 3 Nov 2025, after Germany."
    )
    korean = before(2, "KR", "PL", roles="sr", days=80, reached=Stage.DELIVERY)
    for others in ((german, korean), (replace(german, reached=Stage.TALKS),), (replace(german, suppliers=()),)):
        assert "supplier" not in said(story, *others, since=YEAR_AGO)
    assert "supplier" not in said(story, german), "not within a year"
    assert "supplier" not in said(replace(story, stage=Stage.TALKS), german, since=YEAR_AGO)


def test_earlier_stages_of_the_programme_are_told_with_their_days() -> None:
    story = told("KR", "PL")
    steps = (
        make_step("1", stage=Stage.TALKS, began=YEAR_AGO + 40 * DAY),
        make_step("2", stage=Stage.TALKS, began=YEAR_AGO + 60 * DAY),
        make_step("3", stage=Stage.MOU, began=YEAR_AGO + 100 * DAY),
        make_step("now", stage=Stage.CONTRACT, began=NOW),
        make_step("5", stage=Stage.DELIVERY, began=NOW + DAY),
    )
    assert said(story, before(1, "KR", "PL"), deal=make_deal(history=steps)) == (
        "Earlier in our archive on the same programme: talks on 13 Dec 2025 and memorandum on 11 Feb."
    )
    same = make_deal(history=(make_step("1", stage=Stage.CONTRACT, began=NOW - DAY), steps[3]))
    assert said(story, before(1, "KR", "PL"), deal=same).startswith("Second Poland–South Korea story")


def test_which_stories_must_be_known() -> None:
    assert scopes_of(told("KR", "PL", roles="sr")) == (
        Scope(countries=("KR", "PL")),
        Scope(countries=("PL",), sector=TANKS),
    )
    assert scopes_of(told("KR", "PL")) == (Scope(countries=("KR", "PL")),)
    assert scopes_of(told("KR", "PL", "DE", sectors=())) == scopes_of(told()) == ()


CODES = st.lists(st.sampled_from(["PK", "TR", "PL", "KR"]), min_size=1, max_size=3, unique=True)
STAGES = st.sampled_from([None, *Stage])
DAYS = st.floats(min_value=-400, max_value=800, allow_nan=False)


@st.composite
def precedents(draw: st.DrawFn) -> list[Precedent]:
    """Draw stories; one of them may be the story itself, as the archive holds it."""
    made = []
    for number in range(draw(st.integers(0, 12))):
        codes = draw(CODES)
        roles = draw(st.lists(st.sampled_from("srp"), min_size=len(codes), max_size=len(codes)))
        made.append(before(number, *codes, days=draw(DAYS), reached=draw(STAGES), roles="".join(roles)))
    itself: bool = draw(st.booleans())
    if made and itself:
        made[0] = replace(made[0], story_id=StoryId("story-now"))
    return made


@st.composite
def stories(draw: st.DrawFn) -> Story:
    codes = draw(CODES)
    roles = draw(st.lists(st.sampled_from("srp"), min_size=len(codes), max_size=len(codes)))
    began = NOW - draw(st.floats(0, 100)) * DAY
    return told(*codes, roles="".join(roles), stage=draw(STAGES), first_seen=began)


@given(story=stories(), others=precedents(), age=st.floats(-10, 365), deal=st.booleans())
@example(story=told("PK", "TR"), others=[], age=365.0, deal=False)
def test_first_is_never_said_of_less_than_twelve_months(
    story: Story, others: list[Precedent], age: float, deal: bool
) -> None:
    archive = Archive(since=story.first_seen - age * DAY, stories=tuple(others))
    steps = make_deal(history=(make_step("1", stage=Stage.TALKS, began=NOW - 200 * DAY),)) if deal else None
    line = why(story, archive, labels=LABELS, words=WORDS, deal=steps)
    assert "first" not in line.casefold()
    assert age >= 30 or line == ""


@given(story=stories(), others=precedents(), age=st.floats(366, 900))
def test_a_first_has_its_date_and_nothing_before_it(story: Story, others: list[Precedent], age: float) -> None:
    archive = Archive(since=story.first_seen - age * DAY, stories=tuple(others))
    line = why(story, archive, labels=LABELS, words=WORDS)
    if line.startswith("First") and "got that far" not in line:
        scope = scope_of(story)
        assert scope is not None
        place = (story.first_seen, story.id)
        assert not [
            o for o in others if o.within(scope) and (o.first_seen, o.story_id) < place and o.story_id != story.id
        ]
    assert not line or re.search(r"in our archive (since \d|on the same)", line)


def _brute(story: Story, others: list[Precedent], since: datetime) -> Standing | None:
    """Count with loops and nothing shared with what is tested."""
    countries = sorted({party.country for party in story.parties})
    sector = None
    if len(countries) != 2:
        alone = [
            [party.country for party in story.parties if party.role is role]
            for role in (PartyRole.RECIPIENT, PartyRole.SUPPLIER)
        ]
        single = [codes[0] for codes in alone if len(codes) == 1] or (countries if len(countries) == 1 else [])
        if not single:
            return None
        countries, sector = [single[0]], story.sectors[0]
    order = list(Stage)
    count, new, unreached = 0, True, story.stage in order[2:10]
    for other in others:
        if other.story_id == "story-now" or any(code not in other.countries for code in countries):
            continue
        if sector is not None and sector not in other.sectors:
            continue
        if other.first_seen < story.first_seen or (other.first_seen == story.first_seen and other.story_id < story.id):
            new = False
            count += other.first_seen >= since
        if story.stage in order[2:10] and other.first_seen <= story.last_changed:
            reached = other.reached
            unreached &= not (reached in order[:10] and order.index(reached) >= order.index(story.stage))
    return Standing(scope=Scope(countries=tuple(countries), sector=sector), before=count, new=new, unreached=unreached)


@given(story=stories(), others=precedents(), age=st.floats(30, 900))
def test_counts_are_those_of_a_count_by_hand(story: Story, others: list[Precedent], age: float) -> None:
    since = story.first_seen - age * DAY
    found = standing(story, Archive(since=since, stories=tuple(others)))
    assert found == _brute(story, others, since)


@given(story=stories(), others=precedents(), age=st.floats(30, 900), seed=st.randoms(use_true_random=False))
def test_the_order_of_the_archive_changes_nothing(
    story: Story, others: list[Precedent], age: float, seed: random.Random
) -> None:
    since = story.first_seen - age * DAY
    shuffled = list(others)
    seed.shuffle(shuffled)
    first, second = (said(story, *each, since=since) for each in (others, shuffled))
    assert first == second


@given(story=stories(), others=precedents(), age=st.floats(30, 900), lag=st.floats(0.1, 50))
def test_a_story_never_counts_itself(story: Story, others: list[Precedent], age: float, lag: float) -> None:
    since = story.first_seen - age * DAY
    rest = [other for other in others if other.story_id != story.id]
    itself = Precedent(
        story_id=story.id,
        countries=story.countries,
        sectors=story.sectors,
        first_seen=story.first_seen - timedelta(days=lag),
        reached=Stage.COMPLETED,
    )
    assert said(story, *rest, since=since) == said(story, itself, *rest, since=since)
