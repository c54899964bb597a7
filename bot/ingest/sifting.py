"""Which items of a reading become entries, and why the others do not. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.article import Drop, DropReason, Entry
from bot.domain.ids import entry_id
from bot.domain.source import Source
from bot.ingest.reading import drop_of
from bot.ingest.urls import canonical
from bot.ingest.values import Feed, FeedEntry

UNDATED_AT_FIRST = 20
_AHEAD = timedelta(hours=26)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """What was kept, in the feed's order, and what was dropped, with reasons."""

    entries: tuple[Entry, ...]
    drops: tuple[Drop, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """`since` is the oldest moment wanted; `first` says that this source was never read before."""

    since: datetime
    now: datetime
    first: bool


def sift(source: Source, feed: Feed, *, window: Window) -> Sifted:
    """Keep the usable items of `feed`: each once (by address and by guid), none older than `since`.

    Undated items are kept, undated; but on a first reading only the first twenty, which would else be a whole archive.
    A date more than 26 hours ahead is no date.
    """
    kept: list[Entry] = []
    drops = [
        Drop(source_id=source.id, url=item.url, title=item.title, reason=DropReason.UNREADABLE, detail=item.problem)
        for item in feed.refused
    ]
    seen: set[str] = set()
    undated = 0
    for item in feed.entries:
        if not item.url:
            drops.append(_without_address(source, item))
            continue
        entry = _entry(source, item, window=window)
        names = {canonical(item.url), f"guid {item.guid}"}
        moment = entry.published or entry.updated
        undated += moment is None
        reason = _reason(names & seen, moment, window=window, undated=undated)
        seen |= names
        if reason is None:
            kept.append(entry)
        else:
            drops.append(drop_of(entry, reason))
    return Sifted(entries=tuple(kept), drops=tuple(drops))


def _without_address(source: Source, item: FeedEntry) -> Drop:
    return Drop(
        source_id=source.id, url=item.guid, title=item.title, reason=DropReason.UNREADABLE, detail="has no web address"
    )


def _reason(twins: set[str], moment: datetime | None, *, window: Window, undated: int) -> DropReason | None:
    if twins:
        return DropReason.DUPLICATE
    if moment is None:
        return DropReason.UNDATED if window.first and undated > UNDATED_AT_FIRST else None
    return DropReason.TOO_OLD if moment < window.since else None


def _entry(source: Source, item: FeedEntry, *, window: Window) -> Entry:
    return Entry(
        id=entry_id(source.id, item.guid),
        source_id=source.id,
        url=item.url,
        title=item.title,
        text=item.text,
        published=_not_ahead(item.published, window.now),
        updated=_not_ahead(item.updated, window.now),
        author=item.author,
        language=item.language,
        categories=item.categories,
    )


def _not_ahead(moment: datetime | None, now: datetime) -> datetime | None:
    return None if moment is None or moment > now + _AHEAD else moment
