"""How a source stands after a reading, and when to look again. Pure: clock and jitter are passed in."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.article import DropReason
from bot.domain.source import POLL_TICK, FetchState, Source
from bot.errors import SourceError
from bot.ingest.answers import RETRY_AFTER_CAP, Fetched, NotModified
from bot.ingest.rhythm import LONGEST_MINUTES, interval_after, interval_of, newest_of, next_poll, outside_rests, spread
from bot.ingest.values import MAX_URL, Feed

MOVED_SIGHTS = 3
MOVED_FOR = timedelta(days=3)
LEARNED_FAILURES = 3
_DAY = timedelta(days=1)
_GONE = timedelta(days=365)
_UNDERWAY = timedelta(hours=1)
"""How long what is new may be on its way from a hub before the hub counts as having missed it."""


def is_due(state: FetchState | None, now: datetime, *, source: Source | None = None) -> bool:
    """Return whether a source with this state is to be polled at the tick of `now`; one never polled is.

    It is where its moment is nearer to this tick than to the next: a source that waited for the first tick after its
    moment would lose half a tick each time. After a failure the moment holds, since a server may have asked for it.
    One that is gone (410) is not, until its row names another address, which `source` tells.
    """
    if state is None or (source is not None and _is_other(state, source)):
        return True
    if state.gone:
        return False
    if state.next_poll_at is None:
        return True
    return state.next_poll_at <= (now if state.failures else now + POLL_TICK / 2)


def fresh_for(state: FetchState, source: Source) -> FetchState:
    """Return the state to poll `source` with: all that was learned of an address goes once the row names another."""
    if not _is_other(state, source):
        return state
    return FetchState(
        source_id=state.source_id,
        last_success_at=state.last_success_at,
        newest_at=state.newest_at,
        told_at=state.told_at,
    )


def after_success(
    state: FetchState, source: Source, *, answer: Fetched | NotModified, feed: Feed | None, now: datetime, chance: float
) -> FetchState:
    """Return the state after an answer that could be read (`feed` is None for an unchanged one).

    Validators are replaced on every answer that brings them, and on every 200. The next poll comes after the interval
    that the source's rhythm asks for, a day where a hub pushes, and not before the feed's ttl or the answer's max-age.
    """
    unchanged = isinstance(answer, NotModified)
    newest = newest_of(feed, now)
    until = _pushed_until(state, feed, now)
    pushed = until is not None and until > now
    interval = interval_of(state, source) if pushed else interval_after(state, source, feed=feed, newest=newest)
    said = _with_wishes(_with_address(state, source, answer.moved_to, now), feed)
    asked = max(said.ttl_minutes or 0, (answer.max_age or 0) / 60)
    wait = LONGEST_MINUTES if pushed else interval
    return replace(
        said,
        etag=answer.etag or (state.etag if unchanged else None),
        last_modified=answer.last_modified or (state.last_modified if unchanged else None),
        next_poll_at=next_poll(wait, asked=asked, rests=said, now=now, chance=chance),
        last_success_at=now,
        failures=0,
        last_error=None,
        asked_url=source.url,
        interval_minutes=interval,
        newest_at=_later(state.newest_at, newest),
        gone=False,
        pushed_until=until,
    )


def after_failure(state: FetchState, source: Source, *, error: SourceError, now: datetime, chance: float) -> FetchState:
    """Return the state after a failure: twice the wait each time up to a day, then daily for ever.

    A bot wall rests a day at once; Retry-After is obeyed up to two days. A source whose own address is gone (410) is
    muted. A learned address that is gone, or fails three times in a row, is forgotten, and its validators with it.
    """
    failures = state.failures + 1
    permanent = getattr(error, "permanent", False) and error.url == state.address(source)
    gone = permanent and state.address(source) == source.url
    wait = min(timedelta(minutes=interval_of(state, source) * 2 ** min(failures, 12)), _DAY)
    if error.reason is DropReason.BLOCKED:
        wait = _DAY
    asked = timedelta(seconds=min(getattr(error, "retry_after", None) or 0, RETRY_AFTER_CAP))
    moment = now + (_GONE if gone else max(spread(max(wait, asked), chance), asked))
    after = replace(
        state,
        failures=failures,
        last_error=f"{error.reason}: {error.problem}"[:500],
        next_poll_at=outside_rests(moment, state),
        asked_url=source.url,
        gone=gone or state.gone,
    )
    if state.url is not None and (permanent or failures >= LEARNED_FAILURES):
        return replace(after, url=None, moved_to=None, moved_seen=0, moved_since=None, etag=None, last_modified=None)
    return after


def after_push(state: FetchState, feed: Feed, *, until: datetime | None, now: datetime) -> FetchState:
    """Return the state after a hub pushed `feed` under a lease that ends at `until`: polls are slow meanwhile."""
    return replace(state, pushed_until=until, newest_at=_later(state.newest_at, newest_of(feed, now)))


def _is_other(state: FetchState, source: Source) -> bool:
    return state.asked_url is not None and state.asked_url != source.url


def _with_wishes(state: FetchState, feed: Feed | None) -> FetchState:
    """Keep what a feed asks of pollers and offers them: an answer without a feed says nothing of it."""
    if feed is None:
        return state
    return replace(
        state,
        ttl_minutes=feed.ttl_minutes,
        skip_hours=feed.skip_hours,
        skip_days=feed.skip_days,
        hub=feed.hub,
        topic=feed.topic,
    )


def _with_address(state: FetchState, source: Source, moved_to: str | None, now: datetime) -> FetchState:
    """Take note of where permanent redirects lead; learn it after three polls in a row over three days at least.

    A redirect may be a mistake, and a wrong address that was learned for good would hide the right one.
    """
    if moved_to is None or len(moved_to) > MAX_URL or moved_to == state.address(source):
        return replace(state, moved_to=None, moved_seen=0, moved_since=None)
    if moved_to != state.moved_to or state.moved_since is None:
        return replace(state, moved_to=moved_to, moved_seen=1, moved_since=now)
    seen = min(state.moved_seen + 1, MOVED_SIGHTS)
    if seen < MOVED_SIGHTS or now - state.moved_since < MOVED_FOR:
        return replace(state, moved_seen=seen)
    learned = None if moved_to == source.url else moved_to
    return replace(state, url=learned, moved_to=None, moved_seen=0, moved_since=None)


def _pushed_until(state: FetchState, feed: Feed | None, now: datetime) -> datetime | None:
    """Return the end of the lease, None where a poll finds what no push brought: the next push sets it again."""
    known = state.newest_at
    if feed is None or known is None or state.pushed_until is None or state.pushed_until <= now:
        return state.pushed_until
    moments = (entry.published or entry.updated for entry in feed.entries)
    missed = any(moment is not None and known < moment <= now - _UNDERWAY for moment in moments)
    return None if missed else state.pushed_until


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((moment for moment in (one, other) if moment is not None), default=None)
