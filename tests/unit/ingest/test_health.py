"""When a source is looked at again."""

import itertools
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.article import DropReason
from bot.domain.ids import SourceId
from bot.domain.source import POLL_TICK, FetchState, Source
from bot.errors import FetchError, SourceError
from bot.ingest.answers import Fetched, NotModified
from bot.ingest.health import after_failure, after_push, after_success, fresh_for, is_due
from bot.ingest.values import Feed, FeedEntry

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOURCE = Source(id=SourceId("wire"), name="Wire", url="https://news.example/feed", country="INT", poll_minutes=60)
STATE = FetchState(source_id=SOURCE.id, etag='"old"', last_modified="then", failures=3, last_error="x")


def fetched(**fields: object) -> Fetched:
    return Fetched(url=SOURCE.url, status=200, body=b"", **fields)  # type: ignore[arg-type]


def wait_after(answer: Fetched | NotModified, feed: Feed | None, *, chance: float = 0.5) -> timedelta:
    state = after_success(STATE, SOURCE, answer=answer, feed=feed, now=NOW, chance=chance)
    assert state.next_poll_at is not None
    return state.next_poll_at - NOW


def feed_of(*moments: datetime | None) -> Feed:
    entries = tuple(FeedEntry(guid=str(n), url="", title="", published=at) for n, at in enumerate(moments))
    return Feed(reader="test", entries=entries)


def read(
    state: FetchState,
    feed: Feed | None,
    *,
    source: Source = SOURCE,
    now: datetime = NOW,
    moved_to: str | None = None,
    chance: float = 0.5,
) -> FetchState:
    return after_success(state, source, answer=fetched(moved_to=moved_to), feed=feed, now=now, chance=chance)


@pytest.mark.parametrize(
    ("ttl", "max_age", "hours"),
    [(None, None, 1), (30, 60.0, 1), (180, None, 3), (None, 7200.0, 2), (999_999, None, 24), (None, 9e9, 24)],
)
@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_the_longest_wish_counts_up_to_a_day_and_is_never_undercut(
    ttl: int | None, max_age: float | None, hours: int, chance: float
) -> None:
    feed = replace(feed_of(NOW), ttl_minutes=ttl)
    wait = wait_after(fetched(max_age=max_age), feed, chance=chance)
    if hours == 1:
        assert wait == timedelta(minutes=54 + 12 * chance)
    else:
        asked = timedelta(hours=hours)
        assert asked <= wait - POLL_TICK / 2 <= asked * 1.1
        assert not is_due(FetchState(source_id=SOURCE.id, next_poll_at=NOW + wait), NOW + asked - timedelta(seconds=1))


def test_skipped_hours_and_days_are_passed_over_and_remembered_where_nothing_changed() -> None:
    said = replace(feed_of(NOW), skip_hours=(13, 14), ttl_minutes=45)
    state = read(STATE, said, chance=0.6)  # would be 13:01:12
    assert state.next_poll_at == NOW + timedelta(hours=3, minutes=1.2) + timedelta(hours=1)  # half a tick early: 14:58
    again = read(state, None, now=NOW - timedelta(hours=1), chance=0.5)  # would be 12:15
    assert (again.ttl_minutes, again.skip_hours, again.next_poll_at) == (45, (13, 14), NOW + timedelta(minutes=15))
    daily = read(STATE, replace(feed_of(NOW), skip_days=(0,)))
    assert daily.next_poll_at == NOW + timedelta(hours=13)
    assert read(state, feed_of(NOW)).skip_hours == ()


def test_news_halves_the_interval_and_quiet_stretches_it_to_four_times_the_row() -> None:
    def minutes(state: FetchState, feeds: Iterable[Feed | None], source: Source = SOURCE) -> list[float | None]:
        waits = []
        for number, feed in enumerate(feeds):
            state = read(state, feed, source=source, now=NOW + timedelta(hours=number))
            waits.append(state.interval_minutes)
        return waits

    fresh = FetchState(source_id=SOURCE.id)
    news = [feed_of(NOW + timedelta(hours=number)) for number in range(5)]
    assert minutes(fresh, news) == [60, 30, 15, 15, 15]
    assert minutes(fresh, [None] * 9)[-2:] == [240, 240]
    assert minutes(fresh, [news[0], news[0], None]) == [60, 75, 93.75]
    assert minutes(fresh, [news[0], feed_of(NOW + timedelta(days=9))]) == [60, 60], "what lies ahead is no news"
    assert minutes(fresh, [None, feed_of(None), feed_of(None)]) == [75, 60, 60], "no dates, no rhythm"
    rare = SOURCE.model_copy(update={"poll_minutes": 1440})
    assert minutes(fresh, [None] * 3, rare) == [1440] * 3
    bulk = Source(id=SOURCE.id, name="Bulk", kind="gdelt", url=SOURCE.url, country="INT", poll_minutes=15)
    assert minutes(fresh, [*news[:2], None, None], bulk) == [15] * 4


def test_validators_follow_each_full_answer_and_stay_through_a_bare_304() -> None:
    def validators(answer: Fetched | NotModified, feed: Feed | None) -> tuple[str | None, str | None]:
        state = after_success(STATE, SOURCE, answer=answer, feed=feed, now=NOW, chance=0.5)
        assert (state.failures, state.last_error, state.last_success_at) == (0, None, NOW)
        return state.etag, state.last_modified

    feed = Feed(reader="test")
    assert validators(fetched(etag='W/"new"', last_modified="now"), feed) == ('W/"new"', "now")
    assert validators(fetched(), feed) == (None, None)
    assert validators(NotModified(url=SOURCE.url), None) == ('"old"', "then")
    assert validators(NotModified(url=SOURCE.url, etag='"newer"'), None) == ('"newer"', "then")


def test_failures_double_the_wait_to_a_day_and_never_end() -> None:
    state = FetchState(source_id=SOURCE.id)
    waits = []
    for _ in range(30):
        state = after_failure(state, SOURCE, error=FetchError(SOURCE.url, "no answer"), now=NOW, chance=0.5)
        assert state.next_poll_at is not None
        waits.append((state.next_poll_at - NOW) / timedelta(hours=1))
    assert waits[:6] == [2, 4, 8, 16, 24, 24]
    assert set(waits[5:]) == {24}
    assert state.last_error == "fetch_failed: no answer"


@pytest.mark.parametrize(
    ("error", "least", "most"),
    [
        (FetchError("u", "wall", reason=DropReason.BLOCKED), timedelta(hours=24), timedelta(hours=24)),
        (FetchError("u", "slow down", retry_after=100_000.0), timedelta(seconds=100_000), timedelta(seconds=100_000)),
        (FetchError("u", "slow down", retry_after=9e9), timedelta(days=2), timedelta(days=2)),
        (FetchError(SOURCE.url, "gone", permanent=True), timedelta(days=365), timedelta(days=365)),
        (FetchError("u", "a feed that a page names is gone", permanent=True), timedelta(hours=2), timedelta(hours=2)),
        (SourceError("u", "odd"), timedelta(hours=2), timedelta(hours=2)),
    ],
)
def test_special_failures(error: SourceError, least: timedelta, most: timedelta) -> None:
    state = after_failure(FetchState(source_id=SOURCE.id), SOURCE, error=error, now=NOW, chance=0.5)
    assert state.next_poll_at is not None
    assert least <= state.next_poll_at - NOW <= most


@given(st.floats(0, 1), st.floats(0, 400_000), st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_jitter_is_a_tenth_and_never_undercuts_retry_after(chance: float, asked: float, failures: int) -> None:
    assert timedelta(minutes=54) <= wait_after(fetched(), feed_of(NOW), chance=chance) <= timedelta(minutes=66)
    state = FetchState(source_id=SOURCE.id, failures=failures)
    error = FetchError(SOURCE.url, "429", retry_after=asked)
    after = after_failure(state, SOURCE, error=error, now=NOW, chance=chance)
    assert after.next_poll_at is not None
    assert after.next_poll_at - NOW >= timedelta(seconds=min(asked, 172_800))
    assert not is_due(after, NOW)


def test_a_failing_source_is_let_rest_too_and_wishes_are_not_met_by_all_at_once() -> None:
    resting = replace(STATE, failures=0, skip_hours=(14,))
    after = after_failure(resting, SOURCE, error=FetchError(SOURCE.url, "no answer"), now=NOW, chance=0.5)
    assert after.next_poll_at == NOW + timedelta(hours=4)  # 14:00 rests, and 15:00 may come half a tick early
    waits = {wait_after(fetched(max_age=7200.0), feed_of(NOW), chance=chance) for chance in (0.0, 0.5, 1.0)}
    assert len(waits) == 3


def test_who_is_due() -> None:
    assert is_due(None, NOW)
    assert is_due(FetchState(source_id=SOURCE.id), NOW)
    assert is_due(FetchState(source_id=SOURCE.id, next_poll_at=NOW), NOW)
    assert is_due(FetchState(source_id=SOURCE.id, next_poll_at=NOW + POLL_TICK / 2), NOW)
    assert not is_due(FetchState(source_id=SOURCE.id, next_poll_at=NOW + POLL_TICK * 0.51), NOW)
    assert not is_due(FetchState(source_id=SOURCE.id, next_poll_at=NOW + timedelta(seconds=1), failures=1), NOW)


@settings(max_examples=30, deadline=None)
@given(
    minutes=st.sampled_from([15, 20, 60, 240]),
    chances=st.lists(st.floats(0, 1), min_size=7, max_size=13),
    late=st.floats(0, 30),
)
def test_a_source_is_polled_as_often_as_it_says(minutes: int, chances: list[float], late: float) -> None:
    source = SOURCE.model_copy(update={"poll_minutes": minutes})
    draws = itertools.cycle([*chances, *(1 - chance for chance in chances)])  # half early, half late
    state, polled = FetchState(source_id=source.id), []
    for number in range(int(timedelta(minutes=minutes) * 40 / POLL_TICK)):
        now = NOW + number * POLL_TICK + timedelta(seconds=late)
        if is_due(state, now):
            polled.append(now)
            state = replace(state, newest_at=None)  # each a first reading, so that only the row counts
            state = read(state, feed_of(NOW), source=source, now=now, chance=next(draws))
    assert 36 <= len(polled) <= 45


def test_a_permanent_move_is_learned_after_three_polls_over_three_days_and_used_by_the_kinds_that_move() -> None:
    there, day = "https://news.example/new", timedelta(days=1)
    state = FetchState(source_id=SOURCE.id, etag='"e"')
    for hours in (0, 1, 71):
        state = read(state, None, moved_to=there, now=NOW + timedelta(hours=hours))
        assert (state.url, state.address(SOURCE)) == (None, SOURCE.url)
    learned = read(state, None, moved_to=there, now=NOW + 3 * day)
    assert (learned.url, learned.address(SOURCE), learned.moved_to, learned.moved_seen) == (there, there, None, 0)
    listed = SOURCE.model_copy(update={"kind": "page_list"})
    assert learned.address(listed) == SOURCE.url
    assert read(learned, None).url == there
    other = read(state, None, moved_to="https://news.example/newer", now=NOW + 9 * day)
    assert (other.url, other.moved_seen, other.moved_since) == (None, 1, NOW + 9 * day)
    none = read(state, None, now=NOW + 9 * day)
    assert (none.moved_to, none.moved_seen, none.moved_since) == (None, 0, None)
    assert read(state, None, moved_to="https://n.example/" + "x" * 3_000, now=NOW + 9 * day).moved_to is None
    seldom = read(read(FetchState(source_id=SOURCE.id), None, moved_to=there), None, moved_to=there, now=NOW + 9 * day)
    assert (seldom.url, seldom.moved_seen) == (None, 2), "two sights are too few, however far apart"
    for days in (0, 1, 4):
        learned = read(learned, None, moved_to=SOURCE.url, now=NOW + days * day)
    assert learned.url is None, "what moved back is asked by its row again"


def test_a_learned_address_that_fails_three_times_or_is_gone_is_forgotten_with_its_validators() -> None:
    there = "https://news.example/new"
    state = FetchState(source_id=SOURCE.id, url=there, etag='"e"', last_modified="then")

    def failed(state: FetchState, **fields: bool) -> FetchState:
        return after_failure(state, SOURCE, error=FetchError(there, "no answer", **fields), now=NOW, chance=0.5)  # type: ignore[arg-type]

    twice = failed(failed(state))
    assert (twice.url, twice.etag, twice.last_modified) == (there, '"e"', "then")
    thrice = failed(twice)
    assert (thrice.url, thrice.etag, thrice.last_modified, thrice.gone) == (None, None, None, False)
    lost = failed(state, permanent=True)
    assert (lost.url, lost.gone) == (None, False)
    assert lost.next_poll_at == NOW + timedelta(hours=2)


def test_a_source_that_is_gone_is_muted_until_it_answers_or_its_row_names_another_address() -> None:
    error = FetchError(SOURCE.url, "the server answered 410", permanent=True)
    state = after_failure(STATE, SOURCE, error=error, now=NOW, chance=0.5)
    assert state.gone
    assert not is_due(state, NOW + timedelta(days=4000), source=SOURCE)
    still = after_failure(state, SOURCE, error=FetchError(SOURCE.url, "no answer"), now=NOW, chance=0.5)
    assert still.gone
    assert not read(state, None).gone
    moved = SOURCE.model_copy(update={"url": "https://news.example/other"})
    assert is_due(state, NOW, source=moved)


def test_a_row_with_another_address_starts_anew_but_keeps_what_was_read() -> None:
    state = read(replace(STATE, url="https://news.example/new", body_digest="d"), feed_of(NOW))
    state = replace(state, hub="h", topic="t", pushed_until=NOW, told_at=NOW)
    assert fresh_for(state, SOURCE) is state
    assert fresh_for(STATE, SOURCE) is STATE, "a state from before addresses were kept"
    moved = SOURCE.model_copy(update={"url": "https://news.example/other"})
    kept = FetchState(source_id=SOURCE.id, last_success_at=NOW, newest_at=NOW, told_at=NOW)
    assert fresh_for(state, moved) == kept


def test_hub_and_topic_come_from_the_feed_and_stay_where_nothing_changed() -> None:
    offered = read(STATE, replace(feed_of(NOW), hub="https://hub.example/", topic=SOURCE.url))
    assert (offered.hub, offered.topic) == ("https://hub.example/", SOURCE.url)
    assert read(offered, None).hub == "https://hub.example/"
    assert read(offered, feed_of(NOW)).hub is None


def test_a_pushed_source_is_polled_daily_until_a_poll_finds_what_no_push_brought() -> None:
    hour, lease = timedelta(hours=1), NOW + timedelta(days=10)
    state = after_push(read(STATE, feed_of(NOW - 9 * hour)), feed_of(NOW - 2 * hour), until=lease, now=NOW)
    assert (state.newest_at, state.pushed_until, state.interval_minutes) == (NOW - 2 * hour, lease, 60)
    for found in (None, feed_of(NOW - 2 * hour), feed_of(NOW - hour / 2)):  # the last may still be on its way
        quiet = read(state, found)
        assert (quiet.pushed_until, quiet.interval_minutes) == (lease, 60)
        assert quiet.next_poll_at == NOW + timedelta(days=1)
    missed = read(state, feed_of(NOW - 1.5 * hour))
    assert (missed.pushed_until, missed.interval_minutes) == (None, 30)
    assert missed.next_poll_at == NOW + hour / 2
    late = read(state, feed_of(NOW), now=lease)
    assert late.pushed_until == lease, "a lease that is over is not the hub's fault"
    over = read(state, None, now=lease)
    assert (over.pushed_until, over.next_poll_at) == (lease, lease + 1.25 * hour)


HOURS = st.floats(-100, 100).map(lambda hours: NOW + timedelta(hours=hours))
FEEDS = st.none() | st.lists(st.none() | HOURS, max_size=3).map(lambda moments: feed_of(*moments))
PLACES = st.sampled_from([None, "https://a.example/", "https://b.example/"])


@settings(max_examples=60, deadline=None)
@given(
    minutes=st.integers(15, 1440),
    polls=st.lists(st.tuples(FEEDS, st.floats(0, 1), st.floats(0, 1e7), PLACES), min_size=1, max_size=12),
    hours=st.floats(0, 40),
)
def test_whatever_comes_waits_keep_their_bounds_and_what_is_known_only_grows(
    minutes: int, polls: list[tuple[Feed | None, float, float, str | None]], hours: float
) -> None:
    source = SOURCE.model_copy(update={"poll_minutes": minutes})
    state, sights = FetchState(source_id=SOURCE.id), dict[str | None, list[datetime]]()
    for number, (feed, chance, max_age, moved_to) in enumerate(polls):
        now = NOW + number * timedelta(hours=hours)
        before, answer = state, fetched(max_age=max_age, moved_to=moved_to)
        state = after_success(state, source, answer=answer, feed=feed, now=now, chance=chance)
        assert 15 <= (state.interval_minutes or 0) <= min(1440, 4 * minutes)
        assert state.next_poll_at is not None
        wait, asked = state.next_poll_at - now, timedelta(seconds=min(max_age, 86_400))
        longest = max(timedelta(minutes=state.interval_minutes or 0), asked)
        rounded = timedelta(microseconds=1)
        assert max(timedelta(minutes=(state.interval_minutes or 0) * 0.9), asked) <= wait + rounded
        assert wait <= longest * 1.1 + POLL_TICK / 2 + timedelta(seconds=1)
        assert state.newest_at is None or state.newest_at <= now
        assert before.newest_at is None or (state.newest_at is not None and state.newest_at >= before.newest_at)
        sights = {moved_to: [*sights.get(moved_to, []), now]}
        if state.url != before.url:
            assert (state.url, len(sights[moved_to]) >= 3) == (moved_to, True)
            assert now - sights[moved_to][0] >= timedelta(days=3)


@settings(max_examples=40, deadline=None)
@given(interval=st.none() | st.floats(1, 9_999), failures=st.integers(0, 60), chance=st.floats(0, 1))
def test_each_failure_waits_at_least_as_long_as_the_one_before(
    interval: float | None, failures: int, chance: float
) -> None:
    state = FetchState(source_id=SOURCE.id, interval_minutes=interval, failures=failures, etag='"e"')
    waits = []
    for _ in range(2):
        state = after_failure(state, SOURCE, error=FetchError(SOURCE.url, "no answer"), now=NOW, chance=chance)
        assert state.next_poll_at is not None
        waits.append(state.next_poll_at - NOW)
    assert timedelta(minutes=15) <= waits[0] <= waits[1] <= timedelta(hours=26.4)
    assert state.etag == '"e"'
