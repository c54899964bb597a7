"""How often a source is looked at: its own rhythm and its publisher's wishes. Pure: clock and jitter are passed in."""

from datetime import datetime, timedelta

from bot.domain.source import POLL_TICK, FetchState, Source
from bot.ingest.values import Feed

SHORTEST_MINUTES = 15.0
LONGEST_MINUTES = 1440.0
STRETCH = 4
"""How many times the row's minutes a quiet source waits at most: news comes in bursts, and one must not be missed."""
_JITTER = 0.1


def newest_of(feed: Feed | None, now: datetime) -> datetime | None:
    """Return the moment of the newest entry that is not ahead of `now`, None where no entry says one."""
    moments = (entry.published or entry.updated for entry in feed.entries) if feed is not None else ()
    return max((moment for moment in moments if moment is not None and moment <= now), default=None)


def interval_of(state: FetchState, source: Source) -> float:
    """Return the minutes between polls as they stand: the row's, until the source showed a rhythm of its own."""
    longest = min(LONGEST_MINUTES, STRETCH * source.poll_minutes)
    return min(max(state.interval_minutes or source.poll_minutes, SHORTEST_MINUTES), longest)


def interval_after(state: FetchState, source: Source, *, feed: Feed | None, newest: datetime | None) -> float:
    """Return the minutes until the next poll: half as many after news, a quarter more after none.

    They stay as they are at a first reading, which tells no rhythm. A feed without dates tells none either: once it
    changed it is polled by its row. GDELT's files come every quarter of an hour and only eight of them are read at
    once, so its row alone says when.
    """
    if source.kind == "gdelt":
        return float(source.poll_minutes)
    current = interval_of(state, source)
    if feed is not None and feed.entries and newest is None:
        return float(source.poll_minutes)
    if newest is not None and state.newest_at is None:
        return current
    is_news = newest is not None and state.newest_at is not None and newest > state.newest_at
    step = 0.5 if is_news else 1.25
    return interval_of(FetchState(source_id=source.id, interval_minutes=current * step), source)


def next_poll(minutes: float, *, asked: float, rests: FetchState, now: datetime, chance: float) -> datetime:
    """Return when to poll again: `minutes` from now, give or take a tenth, but not before `asked` minutes have passed.

    What is asked counts up to a day; it is never undercut, by the half tick of `is_due` either, so that its jitter goes
    upwards alone. `rests` tells the hours and days to skip.
    """
    asked = min(asked, LONGEST_MINUTES)
    moment = now + spread(timedelta(minutes=min(minutes, LONGEST_MINUTES)), chance)
    if asked > 0:
        moment = max(moment, now + timedelta(minutes=asked * (1 + _JITTER * chance)) + POLL_TICK / 2)
    return outside_rests(moment, rests)


def spread(wait: timedelta, chance: float) -> timedelta:
    """Return `wait` moved by up to a tenth either way; `chance` is from 0 to 1."""
    return wait * (1 + _JITTER * (2 * chance - 1))


def outside_rests(moment: datetime, state: FetchState) -> datetime:
    """Move a poll out of the hours and days (UTC) the publisher asks to skip, by whole hours, a week at most.

    It may come half a tick early, and is outside them then too.
    """

    def rests(at: datetime) -> bool:
        return at.hour in state.skip_hours or at.weekday() in state.skip_days

    for _hour in range(7 * 24):
        if not rests(moment) and not rests(moment - POLL_TICK / 2):
            break
        moment += timedelta(hours=1)
    return moment
