"""How a source stands after a reading, and when to look again. Pure: clock and jitter are passed in."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.article import DropReason
from bot.domain.source import POLL_TICK, FetchState, Source
from bot.errors import SourceError
from bot.ingest.answers import RETRY_AFTER_CAP, Fetched, NotModified
from bot.ingest.values import Feed

_DAY = timedelta(days=1)
_GONE = timedelta(days=365)
_JITTER = 0.1


def is_due(state: FetchState | None, now: datetime) -> bool:
    """Return whether a source with this state is to be polled at the tick of `now`; one never polled is.

    It is where its moment is nearer to this tick than to the next: a source that waited for the first tick after its
    moment would lose half a tick each time. After a failure the moment holds, since a server may have asked for it.
    """
    if state is None or state.next_poll_at is None:
        return True
    return state.next_poll_at <= (now if state.failures else now + POLL_TICK / 2)


def after_success(
    state: FetchState, source: Source, *, answer: Fetched | NotModified, feed: Feed | None, now: datetime, chance: float
) -> FetchState:
    """Return the state after an answer that could be read (`feed` is None for an unchanged one).

    Validators are replaced on every answer that brings them, and on every 200. The next poll comes after the longest
    of the source's own minutes, the feed's ttl and the answer's max-age, a day at most, give or take a tenth.
    """
    unchanged = isinstance(answer, NotModified)
    ttl = (feed.ttl_minutes or 0) if feed is not None else 0
    wait = max(timedelta(minutes=source.poll_minutes), timedelta(minutes=ttl), timedelta(seconds=answer.max_age or 0))
    moment = now + spread(min(wait, _DAY), chance)
    return replace(
        state,
        etag=answer.etag or (state.etag if unchanged else None),
        last_modified=answer.last_modified or (state.last_modified if unchanged else None),
        next_poll_at=moment if feed is None else _outside_rests(moment, feed),
        last_success_at=now,
        failures=0,
        last_error=None,
    )


def after_failure(state: FetchState, source: Source, *, error: SourceError, now: datetime, chance: float) -> FetchState:
    """Return the state after a failure: twice the wait each time up to a day, then daily for ever.

    A bot wall rests a day at once, a source that is gone (410) a year; Retry-After is obeyed up to two days.
    """
    failures = state.failures + 1
    wait = min(timedelta(minutes=source.poll_minutes * 2 ** min(failures, 12)), _DAY)
    if error.reason is DropReason.BLOCKED:
        wait = _DAY
    asked = getattr(error, "retry_after", None)
    if asked is not None:
        wait = max(wait, timedelta(seconds=min(asked, RETRY_AFTER_CAP)))
    moment = now + (_GONE if getattr(error, "permanent", False) else spread(wait, chance))
    if asked is not None:
        moment = max(moment, now + timedelta(seconds=min(asked, RETRY_AFTER_CAP)))
    return replace(state, failures=failures, last_error=f"{error.reason}: {error.problem}"[:500], next_poll_at=moment)


def spread(wait: timedelta, chance: float) -> timedelta:
    """Return `wait` moved by up to a tenth either way; `chance` is from 0 to 1."""
    return wait * (1 + _JITTER * (2 * chance - 1))


def _outside_rests(moment: datetime, feed: Feed) -> datetime:
    """Move a poll out of the hours and days the publisher asks to skip, by whole hours, a week at most."""
    for _hour in range(7 * 24):
        if moment.hour not in feed.skip_hours and moment.weekday() not in feed.skip_days:
            break
        moment += timedelta(hours=1)
    return moment
