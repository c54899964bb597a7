"""When a source is looked at again."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.article import DropReason
from bot.domain.ids import SourceId
from bot.domain.source import POLL_TICK, FetchState, Source
from bot.errors import FetchError, SourceError
from bot.ingest.answers import Fetched, NotModified
from bot.ingest.health import after_failure, after_success, is_due
from bot.ingest.values import Feed

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOURCE = Source(id=SourceId("wire"), name="Wire", url="https://news.example/feed", country="INT", poll_minutes=60)
STATE = FetchState(source_id=SOURCE.id, etag='"old"', last_modified="then", failures=3, last_error="x")


def fetched(**fields: object) -> Fetched:
    return Fetched(url=SOURCE.url, status=200, body=b"", **fields)  # type: ignore[arg-type]


def wait_after(answer: Fetched | NotModified, feed: Feed | None, *, chance: float = 0.5) -> timedelta:
    state = after_success(STATE, SOURCE, answer=answer, feed=feed, now=NOW, chance=chance)
    assert state.next_poll_at is not None
    return state.next_poll_at - NOW


@pytest.mark.parametrize(
    ("ttl", "max_age", "hours"),
    [(None, None, 1), (30, 60.0, 1), (180, None, 3), (None, 7200.0, 2), (999_999, None, 24), (None, 9e9, 24)],
)
def test_the_longest_wish_counts_up_to_a_day(ttl: int | None, max_age: float | None, hours: int) -> None:
    feed = Feed(reader="test", ttl_minutes=ttl)
    assert wait_after(fetched(max_age=max_age), feed) == timedelta(hours=hours)


def test_skipped_hours_and_days_are_passed_over() -> None:
    assert wait_after(fetched(), Feed(reader="test", skip_hours=(13, 14))) == timedelta(hours=3)
    assert wait_after(fetched(), Feed(reader="test", skip_days=(0,))) == timedelta(hours=12)


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
        (FetchError("u", "gone", permanent=True), timedelta(days=365), timedelta(days=365)),
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
    assert timedelta(minutes=54) <= wait_after(fetched(), Feed(reader="t"), chance=chance) <= timedelta(minutes=66)
    state = FetchState(source_id=SOURCE.id, failures=failures)
    error = FetchError(SOURCE.url, "429", retry_after=asked)
    after = after_failure(state, SOURCE, error=error, now=NOW, chance=chance)
    assert after.next_poll_at is not None
    assert after.next_poll_at - NOW >= timedelta(seconds=min(asked, 172_800))
    assert not is_due(after, NOW)


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
            state = after_success(state, source, answer=fetched(), feed=None, now=now, chance=next(draws))
    assert 36 <= len(polled) <= 45
