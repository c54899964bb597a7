"""The form: within Slack's limits, and read back as it was shown."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.reading import labels_of
from bot.chat.forms import Draft
from bot.chat.slack.limits import view_problems
from bot.chat.slack.modal import form_view
from bot.chat.slack.modal_choices import choices_of, country_codes
from bot.chat.slack.reading_forms import read_form
from bot.chat.wishes import apply
from bot.domain.ids import SubscriptionId
from bot.domain.topic import WEEKDAYS, Pair, QuietHours, Subscription, Topic
from bot.domain.vocabulary import Certainty, CooperationType, Sector, Stage
from support.slackforms import sent

CHOICES = choices_of(labels_of())
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
    return st.lists(values, max_size=most, unique=True).map(tuple)


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
)
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


def nobody_knows(_: str) -> Topic:
    return Topic()


def start(**fields: Any) -> Subscription:
    return Subscription(id=SubscriptionId("s1"), channel="C0BRIEFS", owners=("U0READER",), **fields)


def view_of(subscription: Subscription, **fields: Any) -> dict[str, Any]:
    return form_view(Draft(start=subscription, **fields), CHOICES)


@settings(max_examples=120, deadline=None)
@given(SUBSCRIPTIONS)
def test_a_form_sent_as_it_was_shown_changes_nothing(subscription: Subscription) -> None:
    view = view_of(subscription, edits="s1")
    assert view_problems(view) == ()
    filled = read_form(json.loads(json.dumps(sent(view))), understand=nobody_knows)
    assert filled.wish.problems == ()
    assert (filled.channel, filled.edits, filled.wish.personal) == ("C0BRIEFS", "s1", False)
    topic = filled.wish.topic
    assert topic == subscription.topic
    plain = subscription.model_copy(update={"topic": Topic()})
    changed = apply(replace(filled.wish, topic=None), plain)
    assert changed == plain
