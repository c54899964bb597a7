"""What is said of a subscription can be typed again, and a change is told in words."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.vocabulary import vocabulary_of
from bot.chat.commands import SubscribeCommand
from bot.chat.parsing import parse
from bot.chat.parsing_words import Kind
from bot.chat.saying import say, say_change, say_days, say_lines, say_topic
from bot.chat.wishes import new_subscription
from bot.domain.topic import FOREVER, WEEKDAYS, Pair, QuietHours, Subscription, Topic
from bot.domain.vocabulary import Certainty, CooperationType, Sector, Stage
from bot.settings import load, shipped_table

WORDS = vocabulary_of(load())
TODAY, NOW = date(2026, 11, 23), datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
_SAME = (
    *("topic", "slots", "weekdays", "timezone", "language", "max_stories", "quiet_day", "quiet_hours"),
    *("grace_minutes", "skip_dates", "alerts", "digest", "broadcast"),
)


def _named(kind: Kind, names: list[str]) -> st.SearchStrategy[str]:
    """Draw names that are not shadowed by another one of the same spelling."""
    clear = [name for name in names if [(found.kind, found.key) for found in WORDS.find(name)] == [(kind, name)]]
    assert len(clear) > 0.99 * len(names)
    return st.sampled_from(clear)


_COUNTRIES = sorted(
    {"EU", "NATO", "PL", "KR", "PK", "TR", "US", "GB", "NO", "BA", "TT", "CD", "CG", "KP", "GW", "TL", "CI", "MM", "HK"}
)
_ORGANISATIONS = _named(Kind.ORGANISATION, [row["name"] for row in shipped_table("gazetteer/organisations.csv")])
_DESIGNATIONS = _named(Kind.DESIGNATION, [row["designation"] for row in shipped_table("gazetteer/equipment.csv")])
_WORD = st.text(alphabet="abcdefghij -XYZ0123éß", min_size=1, max_size=20).map(str.strip).filter(bool)
_PAIR = st.builds(
    lambda two, directed: Pair(first=two[0], second=two[1], directed=directed),
    st.permutations(_COUNTRIES).map(lambda codes: codes[:2]),
    st.booleans(),
)


def _some(values: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(values, max_size=3, unique=True).map(tuple)


@st.composite
def topics(draw: st.DrawFn) -> Topic:
    """Draw topics: what is left out is not also asked for."""
    codes = draw(st.permutations(_COUNTRIES))
    asked = {
        "countries": _some(st.sampled_from(codes[:9])),
        "pairs": _some(_PAIR.filter(lambda pair: {pair.first, pair.second} <= set(codes[:9]))),
        "sectors": _some(st.sampled_from(Sector)),
        "types": _some(st.sampled_from(CooperationType)),
        "organisations": _some(_ORGANISATIONS),
        "designations": _some(_DESIGNATIONS),
        "words": _some(_WORD),
        "min_stage": st.none() | st.sampled_from([stage for stage in Stage if not stage.aside]),
        "min_certainty": st.none() | st.sampled_from(Certainty),
        "exclude_countries": _some(st.sampled_from(codes[9:])),
        "exclude_pairs": _some(_PAIR),
        "exclude_sectors": _some(st.sampled_from(Sector)),
        "exclude_types": _some(st.sampled_from(CooperationType)),
        "exclude_organisations": _some(_ORGANISATIONS),
        "exclude_designations": _some(_DESIGNATIONS),
        "exclude_words": _some(_WORD),
    }
    return Topic(**{name: draw(values) for name, values in asked.items()})


_TIME = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))
_ZONES = st.sampled_from(
    ["UTC", "Europe/Istanbul", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Argentina/Buenos_Aires", "Etc/GMT-3"]
)


@st.composite
def subscriptions(draw: st.DrawFn) -> Subscription:
    """Draw subscriptions that a person could have made."""
    start, end = draw(st.lists(_TIME, min_size=2, max_size=2, unique=True))
    alerts = draw(st.booleans())
    days = draw(st.sets(st.sampled_from(WEEKDAYS), min_size=1))
    return Subscription(
        id="s-1",
        channel="C1",
        topic=draw(topics()),
        slots=tuple(draw(st.lists(_TIME, min_size=1, max_size=5))),
        weekdays=tuple(day for day in WEEKDAYS if day in days),
        timezone=draw(_ZONES),
        language=draw(st.sampled_from(load().languages)),
        max_stories=draw(st.integers(1, 40)),
        quiet_day=draw(st.sampled_from(["say", "silent"])),
        quiet_hours=draw(st.none() | st.just(QuietHours(start=start, end=end))),
        grace_minutes=draw(st.none() | st.integers(1, 1440)),
        skip_dates=tuple(sorted(draw(st.sets(st.dates(date(2026, 11, 23), date(2029, 1, 1)), max_size=5)))),
        alerts=alerts,
        alerts_per_day=draw(st.integers(1, 24)) if alerts else 3,
        digest=draw(st.booleans()),
        broadcast=draw(st.booleans()),
    )


@settings(max_examples=150, deadline=None)
@given(subscriptions())
def test_what_is_said_of_a_subscription_makes_it_again(subscription: Subscription) -> None:
    told = say(subscription, WORDS)
    command = parse(f"subscribe {told}", WORDS, today=TODAY, zone="UTC")
    assert isinstance(command, SubscribeCommand)
    assert (command.wish.unknown, command.wish.problems) == ((), ()), told
    again = new_subscription(
        command.wish, id="s-1", platform="slack", workspace="", channel="C1", zone="UTC", owner="U1"
    )
    assert {name: getattr(again, name) for name in _SAME} == {name: getattr(subscription, name) for name in _SAME}, told


@pytest.mark.parametrize("code", sorted(WORDS.country_codes))
def test_every_country_is_found_by_the_name_it_is_told_by(code: str) -> None:
    assert [found.key for found in WORDS.find(WORDS.label(Kind.COUNTRY, code))] == [code]


def test_a_subscription_in_one_line() -> None:
    subscription = Subscription(
        id="s-1",
        channel="C1",
        topic=Topic(
            pairs=(Pair(first="PK", second="TR"),),
            sectors=(Sector.UAS,),
            min_stage=Stage.CONTRACT,
            exclude_countries=("RU",),
        ),
        timezone="Europe/Istanbul",
    )
    assert say(subscription, WORDS) == (
        "Pakistan–Türkiye (either direction) · drones · contract or later · without Russia · "
        "weekdays 07:30 Istanbul · at most 12 stories · alerts off"
    )
    assert say_lines(subscription, WORDS, now=NOW) == (
        "Pakistan–Türkiye (either direction) · drones · contract or later · without Russia",
        "weekdays 07:30 Istanbul",
        "at most 12 stories · alerts off",
    )


def test_an_empty_topic_is_everything_and_a_pause_is_told() -> None:
    assert say_topic(Topic(), WORDS) == "everything"
    until = datetime(2026, 12, 1, tzinfo=UTC)
    for moment, told in ((until, "paused until Tue 1 Dec: archived"), (FOREVER, "paused until resumed: archived")):
        paused = Subscription(id="s-1", channel="C1", paused_until=moment, pause_note="archived")
        assert say_lines(paused, WORDS, now=NOW)[-1] == told
    over = Subscription(id="s-1", channel="C1", paused_until=NOW)
    assert not any("paused" in line for line in say_lines(over, WORDS, now=NOW))


def test_a_change_is_told_by_what_moved() -> None:
    before = Subscription(id="s-1", channel="C1", topic=Topic(countries=("PL",), min_stage=Stage.TALKS))
    after = before.model_copy(
        update={
            "topic": Topic(countries=("PL", "NO"), exclude_sectors=(Sector.UAS,), min_stage=Stage.CONTRACT),
            "slots": ("08:00",),
            "alerts": True,
        }
    )
    assert say_change(before, after, WORDS) == (
        "+ Norway; + without drones; at least: talks → contract; times 07:30 → 08:00; alerts off → on"
    )
    assert say_change(after, before, WORDS).startswith("− Norway; − without drones")
    assert say_change(before, before, WORDS) == ""


def test_days_are_told_as_people_name_them() -> None:
    told = {
        ("mon", "tue", "wed", "thu", "fri"): "weekdays",
        WEEKDAYS: "daily",
        ("sat", "sun"): "weekends",
        ("mon", "tue", "wed", "thu", "sun"): "Sunday to Thursday",
        ("mon", "wed", "fri"): "Monday, Wednesday, Friday",
        ("tue",): "Tuesday",
    }
    assert {days: say_days(days) for days in told} == told
