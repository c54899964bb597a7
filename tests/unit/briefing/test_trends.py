"""Trends of a week: what is counted, what is called a trend, what is new, what moved, what went quiet."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.topics import matches
from bot.briefing.trends import (
    WEEK,
    WEEKS,
    WeekCounts,
    first_pairs,
    moves_of,
    named_in,
    newly_quiet,
    quiet_of,
    still_quiet,
    tally_of,
    telling,
    unseen_pairs,
)
from bot.briefing.trends_chart import weeks_chart
from bot.briefing.trends_topic import maybe
from bot.briefing.trends_words import About, Week, basis_of, trend_groups
from bot.domain.archive import Archive, LeanStory, Precedent
from bot.domain.chart import ChartKind
from bot.domain.ids import DealId, StoryId
from bot.domain.topic import Pair, Topic
from bot.domain.vocabulary import Certainty, CooperationType, PartyRole, Sector, Stage
from support.briefs import shipped_labels
from support.values import DAY, NOW, make_deal, make_party, make_step, make_story

LABELS = shipped_labels()
START = NOW - WEEK
LONG_AGO = NOW - 400 * DAY


def lean(name: str, seen: datetime = NOW - DAY, **fields: Any) -> LeanStory:
    made: dict[str, Any] = {
        "story_id": StoryId(name),
        "countries": ("PL", "TR"),
        "suppliers": (),
        "recipients": (),
        "sectors": (Sector.UAS,),
        "types": (),
        "stage": Stage.TALKS,
        "certainty": None,
        "designations": (),
        "organisations": (),
        "first_seen": seen,
        "last_changed": seen,
        "deal_id": None,
    }
    return LeanStory(**{**made, **fields})


def test_weeks_begin_after_their_start_and_hold_their_end() -> None:
    moments = [
        NOW,
        START + timedelta(seconds=1),
        START,
        NOW - 5 * WEEK + timedelta(seconds=1),
        NOW - 5 * WEEK,
        NOW + DAY,
    ]
    tally = tally_of([lean(str(n), seen) for n, seen in enumerate(moments)], NOW)
    assert tally.whole.weeks == (1, 0, 0, 1, 2)
    assert tally.stories == 4


def test_sectors_and_countries_are_counted_apart_and_named_countries_say_nothing() -> None:
    topics = [Topic(countries=("PL",)), Topic(pairs=(Pair(first="KR", second="NO"),))]
    assert named_in(topics) == {"PL", "KR", "NO"}
    tally = tally_of([lean("a", sectors=(Sector.UAS, Sector.SPACE)), lean("b")], NOW, named=named_in(topics))
    assert {one.sector: one.now for one in tally.sectors} == {Sector.UAS: 2, Sector.SPACE: 1}
    assert {one.country: one.now for one in tally.countries} == {"TR": 2}


@pytest.mark.parametrize(
    ("weeks", "tendency"),
    [
        ((0, 0, 0, 0, 2), 0),
        ((0, 0, 0, 0, 3), 1),
        ((1, 1, 1, 1, 3), 0),
        ((1, 1, 1, 1, 4), 1),
        ((10, 10, 10, 10, 19), 0),
        ((10, 10, 10, 10, 20), 1),
        ((10, 10, 10, 10, 2), -1),
        ((10, 10, 10, 10, 4), 0),
        ((40, 40, 40, 40, 21), 0),
        ((2, 2, 2, 2, 0), 0),
        ((4, 4, 4, 4, 0), 0),
        ((5, 5, 5, 5, 0), -1),
        ((0, 0, 0, 0, 0), 0),
    ],
)
def test_small_numbers_are_no_trend(weeks: tuple[int, ...], tendency: int) -> None:
    assert WeekCounts(weeks=weeks).tendency == tendency


@given(st.lists(st.integers(0, 40), min_size=WEEKS, max_size=WEEKS).map(tuple))
def test_no_trend_is_told_of_fewer_than_three_stories_more_or_less(weeks: tuple[int, ...]) -> None:
    one = WeekCounts(weeks=weeks)
    if one.tendency:
        assert abs(one.now - one.mean) >= 3
        assert (one.now > one.mean) == (one.tendency > 0)


def test_what_tells_most_comes_first() -> None:
    leans = [lean(f"u{n}") for n in range(4)] + [lean(f"s{n}", sectors=(Sector.SPACE,)) for n in range(9)]
    assert [one.sector for one in telling(tally_of(leans, NOW, named=("PL", "TR")))] == [Sector.SPACE, Sector.UAS]


def test_a_pair_is_new_that_no_story_before_the_week_has() -> None:
    known = lean("old", NOW - 9 * DAY, countries=("PL", "TR"))
    new, late = (
        lean("new", countries=("KR", "PL", "TR")),
        lean("late", NOW - timedelta(hours=1), countries=("KR", "PL")),
    )
    summit = lean("summit", countries=("DE", "FR", "IT", "NL"))
    found = unseen_pairs([late, new, summit, known], [known, new, late, summit], START)
    assert {pair: one.story_id for pair, one in found.items()} == {("KR", "PL"): "new", ("KR", "TR"): "new"}


def test_first_is_only_said_where_the_archive_watched_and_holds_nothing_earlier() -> None:
    pairs = {("KR", "PL"): lean("new", countries=("KR", "PL"))}
    earlier = Precedent(
        story_id=StoryId("x"), countries=("KR", "PL", "US"), sectors=(), first_seen=LONG_AGO, reached=None
    )
    own = Precedent(story_id=StoryId("new"), countries=("KR", "PL"), sectors=(), first_seen=NOW - DAY, reached=None)
    assert first_pairs(pairs, Archive(since=LONG_AGO, stories=(own,)), START) == pairs
    assert first_pairs(pairs, Archive(since=LONG_AGO, stories=(own, earlier)), START) == {}
    assert first_pairs(pairs, Archive(since=START - 29 * DAY, stories=(own,)), START) == {}
    assert first_pairs(pairs, Archive(since=None), START) == {}


def test_a_stage_was_reached_where_the_story_stood_elsewhere_before_the_week() -> None:
    before = {StoryId("a"): Stage.TALKS, StoryId("b"): Stage.CONTRACT, StoryId("c"): Stage.CONTRACT, StoryId("d"): None}
    leans = [
        lean("a", LONG_AGO, last_changed=NOW - DAY, stage=Stage.CONTRACT),
        lean("b", LONG_AGO, last_changed=NOW - DAY, stage=Stage.MOU),  # no step back: an older word
        lean("c", LONG_AGO, last_changed=NOW - DAY, stage=Stage.CANCELLED),
        lean("d", LONG_AGO, last_changed=NOW - DAY, stage=Stage.MOU),
        lean("e", stage=Stage.MOU),
    ]
    assert [(m.lean.story_id, m.was, m.lean.stage) for m in moves_of(leans, before, {}, START)] == [
        ("a", Stage.TALKS, Stage.CONTRACT),
        ("c", Stage.CONTRACT, Stage.CANCELLED),
    ]
    old = lean("a", LONG_AGO, stage=Stage.CONTRACT)
    assert moves_of([old], before, {}, START) == (), "it did not change this week"


def test_what_its_deal_had_reached_counts_and_a_deal_is_told_once() -> None:
    deal = make_deal(
        id=DealId("d"),
        history=(
            make_step("old", stage=Stage.MOU, began=LONG_AGO, changed=LONG_AGO),
            make_step("new", stage=Stage.CONTRACT, began=NOW - DAY, changed=NOW - DAY),
            make_step("more", stage=Stage.SELECTED, began=NOW - DAY, changed=NOW - DAY),
        ),
    )
    leans = [
        lean("more", stage=Stage.SELECTED, deal_id=deal.id),
        lean("new", stage=Stage.CONTRACT, deal_id=deal.id),
    ]
    (moved,) = moves_of(leans, {}, {deal.id: deal}, START)
    assert (moved.lean.story_id, moved.was) == ("new", Stage.MOU)


def test_what_two_stories_of_one_week_tell_of_a_deal_is_a_move() -> None:
    deal = make_deal(
        id=DealId("d"),
        history=(
            make_step("first", stage=Stage.TALKS, began=NOW - 3 * DAY, changed=NOW - 3 * DAY),
            make_step("then", stage=Stage.CONTRACT, began=NOW - DAY, changed=NOW - DAY),
        ),
    )
    leans = [
        lean("first", NOW - 3 * DAY, stage=Stage.TALKS, deal_id=deal.id),
        lean("then", NOW - DAY, stage=Stage.CONTRACT, deal_id=deal.id),
    ]
    (moved,) = moves_of(leans, {}, {deal.id: deal}, START)
    assert (moved.lean.story_id, moved.was) == ("then", Stage.TALKS)


def test_intents_a_year_without_news_are_quiet_until_something_comes() -> None:
    year = NOW - 365 * DAY
    fresh = lean("fresh", year - DAY, stage=Stage.MOU)
    older = lean("older", year - 90 * DAY, stage=Stage.INTEREST, countries=("KR", "NO"))
    done = lean("done", year - DAY, stage=Stage.CONTRACT, countries=("KR", "US"))
    quiet = quiet_of([older, fresh, done], NOW)
    assert [one.key for one in quiet] == ["fresh", "older"]
    assert [newly_quiet(one, NOW) for one in quiet] == [True, False]
    act = lean("act", NOW - 30 * DAY, stage=Stage.CONTRACT)
    other = lean("other", NOW - 30 * DAY, stage=Stage.CONTRACT, sectors=(Sector.SPACE,))
    assert still_quiet(quiet[0], [other], NOW)
    assert not still_quiet(quiet[0], [act], NOW)


def week(*leans: LeanStory, **fields: Any) -> Week:
    return Week(**{"tally": tally_of(leans, NOW), "end": NOW, "since": LONG_AGO, **fields})


def test_each_thing_is_said_with_what_it_stands_on() -> None:
    year = NOW - 365 * DAY
    stale = lean("stale", year - DAY, stage=Stage.MOU)
    made = week(
        *(lean(f"n{n}") for n in range(4)),
        pairs={("PL", "TR"): lean("n1")},
        moves=moves_of(
            [lean("m", LONG_AGO, last_changed=NOW, stage=Stage.CONTRACT)], {StoryId("m"): Stage.TALKS}, {}, START
        ),
        quiet=quiet_of([stale], NOW),
    )
    about = {name: About(text=f"Poland–Türkiye, {name}", url=f"https://e.test/{name}") for name in made.shown}
    groups = {group.label: group.lines for group in trend_groups(made, about, LABELS)}
    assert [line.text for line in groups["THIS WEEK AGAINST THE FOUR BEFORE"]] == [
        "4 new stories of this topic; none in the four weeks before.",
        "PL: 4; none in the four weeks before.",
        "TR: 4; none in the four weeks before.",
        "Drones: 4; none in the four weeks before.",
    ]
    (pair,) = groups["NEW PAIRS"]
    assert (pair.text, pair.stories) == (f"PL–TR: first in our archive since {_day(LONG_AGO)} (n1)", ("n1",))
    (move,) = groups["STAGES REACHED"]
    assert (move.text, move.url) == ("Poland–Türkiye, m: talks → contract", "https://e.test/m")
    (quiet,) = groups["INTENTS WITHOUT NEWS FOR A YEAR"]
    assert quiet.text.startswith("Poland–Türkiye, stale: memorandum, nothing since ")
    assert quiet.text.endswith("(a year this week)")
    assert trend_groups(made, {}, LABELS)[1:] == (), "of what is gone nothing is said"


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y}"


def test_a_young_archive_compares_nothing_and_says_so() -> None:
    young = week(*(lean(f"n{n}") for n in range(9)), since=NOW - 20 * DAY)
    (group,) = trend_groups(young, {}, LABELS)
    assert [line.text for line in group.lines] == ["9 new stories of this topic."]
    assert "too short a time" in basis_of(young)
    assert "too many" in basis_of(week(complete=False))
    assert "does not watch yet; too short a time" in basis_of(week(since=None))
    assert basis_of(week(lean("a"))).startswith("Counted: 1 story")
    assert trend_groups(week(), {}, LABELS) == ()


def test_five_weeks_are_a_picture_where_two_of_them_have_stories() -> None:
    assert weeks_chart(tally_of([lean("a"), lean("b")], NOW), NOW, slug="desk", labels=LABELS) is None
    leans = [lean("a"), lean("b", NOW - 8 * DAY, sectors=tuple(Sector))]
    chart = weeks_chart(tally_of(leans, NOW), NOW, slug="desk", labels=LABELS)
    assert chart is not None
    assert (chart.kind, len(chart.columns), len(chart.rows)) == (ChartKind.WEEKS, WEEKS, 10)
    assert chart.rows[0].counts == (0, 0, 0, 1, 1)
    assert chart.alt.startswith(chart.title)


_STAGES = st.none() | st.sampled_from([stage for stage in Stage if not stage.aside])


@given(
    roles=st.dictionaries(st.sampled_from(["PL", "TR", "KR"]), st.sampled_from(PartyRole), min_size=1),
    sectors=st.lists(st.sampled_from([Sector.UAS, Sector.SPACE]), max_size=2, unique=True),
    stage=_STAGES,
    topic=st.builds(
        Topic,
        countries=st.lists(st.sampled_from(["PL", "KR"]), max_size=1).map(tuple),
        pairs=st.lists(
            st.builds(Pair, first=st.just("TR"), second=st.just("PL"), directed=st.booleans()), max_size=1
        ).map(tuple),
        sectors=st.lists(st.sampled_from([Sector.UAS]), max_size=1).map(tuple),
        types=st.lists(st.sampled_from([CooperationType.OFFSET]), max_size=1).map(tuple),
        min_stage=_STAGES,
        min_certainty=st.none() | st.just(Certainty.ONE_PARTY),
        exclude_countries=st.lists(st.sampled_from(["KR"]), max_size=1).map(tuple),
        exclude_sectors=st.lists(st.sampled_from([Sector.SPACE]), max_size=1).map(tuple),
    ),
)
def test_a_story_in_short_is_of_the_topics_that_the_whole_story_is_of(
    roles: dict[str, PartyRole], sectors: list[Sector], stage: Stage | None, topic: Topic
) -> None:
    parties = tuple(make_party(country, role) for country, role in roles.items())
    story = make_story(parties=parties, sectors=tuple(sectors), stage=stage, previous_stage=None)
    short = lean(
        story.id,
        countries=story.countries,
        suppliers=tuple(country for country, role in roles.items() if role is PartyRole.SUPPLIER),
        recipients=tuple(country for country, role in roles.items() if role is PartyRole.RECIPIENT),
        sectors=story.sectors,
        types=story.types,
        stage=story.stage,
        certainty=story.certainty,
    )
    assert maybe(short, topic) == matches(story, topic)
