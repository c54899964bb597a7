"""Alerts: what is told at once, when, and how often."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing import alerts
from bot.briefing.alerts import News, Reason
from bot.briefing.quiet import in_quiet_hours, quiet_until
from bot.domain.archive import Archive, Precedent
from bot.domain.ids import StoryId
from bot.domain.topic import QuietHours
from bot.domain.vocabulary import Certainty, Stage
from support.values import DAY, HOUR, NOW, make_deal, make_step, make_story, make_subscription

OLD = Archive(since=NOW - 800 * DAY)
STAGES = st.sampled_from([None, *Stage])
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"])
TIMES = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001


def news(**fields: object) -> News:
    learnt = fields.pop("learnt_at", NOW)
    assert isinstance(learnt, datetime)
    return News(story=make_story(**{"last_changed": learnt, "first_seen": learnt, **fields}), learnt_at=learnt)


@given(stage=STAGES, before=STAGES, certainty=st.sampled_from([None, *Certainty]))
def test_only_a_contract_that_is_newly_reached_and_vouched_for_alerts(
    stage: Stage | None, before: Stage | None, certainty: Certainty | None
) -> None:
    story = make_story(stage=stage, certainty=certainty)
    reason = alerts.reason_of(story, before=before, first=False)
    vouched = certainty is not None and certainty is not Certainty.RUMOUR
    far = stage is not None and stage.rank >= Stage.CONTRACT.rank
    new = stage is not None and (before is None or stage.rank > before.rank)
    assert (reason is Reason.STAGE) == (vouched and far and new)
    assert reason in {None, Reason.STAGE}


@pytest.mark.parametrize(
    ("fields", "archive", "first"),
    [
        ({}, OLD, True),
        ({}, Archive(since=NOW - 300 * DAY), False),
        ({}, Archive(since=None), False),
        ({"certainty": Certainty.ONE_PARTY}, OLD, False),
        ({"certainty": Certainty.PRIMARY_DOCUMENT}, OLD, True),
        ({"parties": ()}, OLD, False),
    ],
)
def test_a_first_of_a_pair_needs_an_archive_that_proves_it_and_both_parties(
    fields: dict[str, object], archive: Archive, first: bool
) -> None:
    story = make_story(**{"stage": Stage.TALKS, "first_seen": NOW, "last_changed": NOW, **fields})
    assert alerts.is_first_of_pair(story, archive) == first
    assert (alerts.reason_of(story, before=None, first=first) is Reason.FIRST) == first


def test_a_pair_that_was_there_before_is_no_first() -> None:
    story = make_story(stage=Stage.TALKS, first_seen=NOW, last_changed=NOW)
    known = Precedent(
        story_id=StoryId("story-old"), countries=("KR", "PL"), sectors=(), first_seen=NOW - 400 * DAY, reached=None
    )
    archive = Archive(since=OLD.since, stories=(known,))
    assert not alerts.is_first_of_pair(story, archive)


@given(zone=ZONES, start=TIMES, end=TIMES, learnt=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=3)))
def test_nothing_is_posted_in_quiet_hours_and_nothing_long_after_it_was_due(
    zone: str, start: str, end: str, learnt: datetime, later: timedelta
) -> None:
    subscription = make_subscription(alerts=True, timezone=zone, quiet_hours=QuietHours(start=start, end=end))
    item, now = news(learnt_at=learnt), learnt + later
    due = quiet_until(subscription, learnt)
    if alerts.may_post(subscription, item, settled=learnt - HOUR, now=now):
        assert not in_quiet_hours(subscription, now)
        assert due <= now < due + alerts.LATEST
    assert alerts.may_post(subscription, item, settled=learnt - HOUR, now=due), (
        "what is due is posted at the first look"
    )


@given(zone=ZONES, learnt=MOMENTS)
def test_an_alert_counts_to_the_day_on_which_it_is_due(zone: str, learnt: datetime) -> None:
    subscription = make_subscription(alerts=True, timezone=zone, quiet_hours=QuietHours())
    date = quiet_until(subscription, learnt).astimezone(ZoneInfo(zone)).date()
    assert alerts.date_of(subscription, news(learnt_at=learnt)) == date.isoformat()


def test_what_is_old_paused_skipped_or_from_before_the_subscription_is_not_posted() -> None:
    subscription = make_subscription(alerts=True, timezone="UTC")
    settled = NOW - HOUR
    assert alerts.may_post(subscription, news(), settled=settled, now=NOW)
    assert not alerts.may_post(subscription, news(), settled=None, now=NOW)
    assert not alerts.may_post(subscription, news(), settled=NOW, now=NOW)
    assert not alerts.may_post(subscription, news(last_changed=NOW - 49 * HOUR), settled=settled, now=NOW)
    paused = subscription.model_copy(update={"paused_until": NOW + HOUR})
    assert not alerts.may_post(paused, news(), settled=settled, now=NOW)
    holiday = subscription.model_copy(update={"skip_dates": (NOW.date(),)})
    assert not alerts.may_post(holiday, news(), settled=settled, now=NOW)


@given(
    wanted=st.lists(st.text("abc", min_size=1, max_size=2)),
    used=st.sets(st.text("abc", min_size=1, max_size=2)),
    cap=st.integers(1, 5),
)
def test_a_cap_is_never_passed_and_nothing_is_named_twice(wanted: list[str], used: set[str], cap: int) -> None:
    chosen = alerts.within_cap(wanted, used=used, cap=cap)
    assert len(set(chosen)) == len(chosen)
    assert not set(chosen) & used
    assert len(used | set(chosen)) <= max(cap, len(used))
    room = max(0, cap - len(used))
    assert len(chosen) == min(room, len(set(wanted) - used)), "no room is left unused"


@given(name=st.text("abcdef0123456789-", min_size=1, max_size=30), revision=st.integers(1, 10**6))
def test_a_slot_names_story_and_revision(name: str, revision: int) -> None:
    story = make_story(id=StoryId(name), revision=revision)
    assert alerts.told_by(alerts.alert_slot(story)) == (name, revision)
    assert alerts.told_by(alerts.follow_slot(story)) == (name, revision)


@pytest.mark.parametrize("slot", ["0730", "alert-", "alert--1", "alert-x-", "alert-x-٣", "f-x", "now-abc", "alert-x-y"])
def test_other_slots_name_none(slot: str) -> None:
    assert alerts.told_by(slot) is None


@given(seen=st.integers(0, 5), revision=st.integers(1, 5), after=st.booleans())
def test_of_the_story_itself_any_later_revision_concerns_a_follower(seen: int, revision: int, after: bool) -> None:
    followed = NOW - HOUR if after else NOW + HOUR
    item = news(revision=revision)
    found = alerts.concerns(item, followed_at=followed, seen=seen, same_story=True, deal=None)
    assert found == (revision > seen if seen else after)


@pytest.mark.parametrize(
    ("stage", "told"),
    [
        (Stage.CONTRACT, True),
        (Stage.MOU, False),
        (Stage.TALKS, False),
        (None, False),
        (Stage.CANCELLED, True),
    ],
)
def test_of_another_story_of_the_deal_only_that_it_moved(stage: Stage | None, told: bool) -> None:
    history = (make_step("old", stage=Stage.MOU), make_step("k2", stage=stage, began=NOW))
    item = news(stage=stage)
    deal = make_deal(history=history)
    assert alerts.concerns(item, followed_at=NOW - HOUR, seen=0, same_story=False, deal=deal) == told
    assert not alerts.concerns(item, followed_at=NOW + HOUR, seen=0, same_story=False, deal=deal)
