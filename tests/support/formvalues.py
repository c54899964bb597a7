"""Subscriptions of every kind that a form must hold and read back, for properties."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from bot.chat.form_choices import country_codes
from bot.domain.topic import WEEKDAYS, Pair, QuietHours, Subscription, Topic
from bot.domain.vocabulary import Certainty, CooperationType, Sector, Stage

CODES = st.sampled_from(sorted(country_codes()))
NAMES = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=60).filter(
    lambda text: text.strip() == text
)
TIMES = st.times().map(lambda time: f"{time:%H:%M}")
TRICKY = st.sampled_from(
    ["Hanwha Co., Ltd", 'a "b"', '"', "company: X", "word: PK-TR", "PK–TR", "x; y", "<!channel>", ","]
)
NAMED = NAMES | TRICKY


def some(values: st.SearchStrategy[Any], most: int = 5) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return a few different values."""
    return st.lists(values, max_size=most, unique=True).map(tuple)


def untorn(topic: Topic) -> Topic:
    """Return `topic` without what it both asks for and leaves out."""
    asked = {*topic.countries, *(code for pair in topic.pairs for code in (pair.first, pair.second))}
    left_out = tuple(code for code in topic.exclude_countries if code not in asked)
    return topic.model_copy(update={"exclude_countries": left_out})


PAIRS = st.builds(Pair, first=CODES, second=CODES, directed=st.booleans()).filter(
    lambda pair: pair.first != pair.second
)
TOPICS = st.builds(
    Topic,
    **{name: some(CODES) for name in ("countries", "exclude_countries")},
    **{name: some(PAIRS) for name in ("pairs", "exclude_pairs")},
    **{name: some(st.sampled_from(Sector)) for name in ("sectors", "exclude_sectors")},
    **{name: some(st.sampled_from(CooperationType)) for name in ("types", "exclude_types")},
    **{
        f"{prefix}{name}": some(NAMED)
        for prefix in ("", "exclude_")
        for name in ("organisations", "designations", "words")
    },
    min_stage=st.none() | st.sampled_from(Stage),
    min_certainty=st.none() | st.sampled_from(Certainty),
).map(untorn)
HOURS = st.tuples(TIMES, TIMES).filter(lambda both: both[0] != both[1])
SUBSCRIPTIONS = st.builds(
    Subscription,
    id=st.just("s1"),
    channel=st.just("C0BRIEFS"),
    topic=TOPICS,
    slots=st.lists(TIMES, min_size=1, max_size=24).map(tuple),
    weekdays=st.sets(st.sampled_from(WEEKDAYS), min_size=1).map(lambda days: tuple(d for d in WEEKDAYS if d in days)),
    timezone=st.sampled_from(["UTC", "Asia/Kathmandu", "Australia/Lord_Howe", "Asia/Katmandu", "Europe/Oslo"]),
    language=st.sampled_from(["en", "de", "tr", "sw"]),
    max_stories=st.integers(1, 40),
    quiet_day=st.sampled_from(["say", "silent"]),
    quiet_hours=st.none() | HOURS.map(lambda both: QuietHours(start=both[0], end=both[1])),
    grace_minutes=st.none() | st.integers(1, 1440),
    skip_dates=st.sets(st.dates(date(2026, 1, 1), date(2028, 1, 1)), max_size=300).map(lambda d: tuple(sorted(d))),
    alerts=st.booleans(),
    alerts_per_day=st.integers(1, 24),
    broadcast=st.booleans(),
    digest=st.booleans(),
    owners=some(st.sampled_from(["U0READER", "W0OTHER", "U0THIRD"]), 2) | st.just(("S0GROUP",)),
)
