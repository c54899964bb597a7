"""What answers `why` and `status` in chat: facts of an address, of tellings, of polls."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from bot.domain.article import DropReason
from bot.domain.delivery import ROOT, DeliveryState
from bot.domain.ids import SourceId, StoryId
from bot.domain.sightings import Dropped, LastPoll, Pulse, Sighting, Telling
from bot.store.dialect import chunks
from bot.store.part import Part
from bot.store.tables import deliveries, drops, entries, poll_runs, url_key

_WEEK = timedelta(days=7)


class Sightings(Part):
    """Facts, not words: `History.why` is the log."""

    async def sightings(self, url: str) -> tuple[tuple[Sighting, ...], tuple[Dropped, ...]]:
        """Return where an address was seen and where it was dropped, oldest first."""
        key = url_key(url)
        seen = select(entries.c.source_id, entries.c.seen_at).where(entries.c.url_key == key)
        left_out = select(drops.c.source_id, drops.c.at, drops.c.reason, drops.c.detail)
        left_out = left_out.where(or_(drops.c.url_key == key, drops.c.item_key == key)).order_by(drops.c.at)
        async with self._database.read() as connection:
            return (
                tuple(
                    Sighting(source_id=SourceId(row.source_id), at=row.seen_at)
                    for row in await connection.execute(seen.order_by(entries.c.seen_at))
                ),
                tuple(
                    Dropped(
                        source_id=SourceId(row.source_id), at=row.at, reason=DropReason(row.reason), detail=row.detail
                    )
                    for row in await connection.execute(left_out)
                ),
            )

    async def story_tellings(self, stories: Collection[StoryId], *, channel: str | None = None) -> tuple[Telling, ...]:
        """Return the messages that told some stories, in one channel or anywhere, oldest first."""
        found: list[Telling] = []
        async with self._database.read() as connection:
            for some in chunks(set(stories)):
                query = select(deliveries).where(deliveries.c.story_id.in_(some))
                if channel is not None:
                    query = query.where(deliveries.c.channel == channel)
                rows = await connection.execute(query.order_by(deliveries.c.first_claimed_at))
                found += [
                    Telling(
                        story_id=StoryId(row.story_id),
                        channel=row.channel,
                        state=DeliveryState(row.state),
                        at=row.sent_at or row.first_claimed_at,
                        permalink=row.permalink,
                    )
                    for row in rows
                ]
        return tuple(found)

    async def last_polls(self, sources: Collection[SourceId]) -> tuple[LastPoll, ...]:
        """Return how some sources answered when they were last asked."""
        found: list[LastPoll] = []
        async with self._database.read() as connection:
            for source in sources:
                query = select(poll_runs).where(poll_runs.c.source_id == source)
                row = (await connection.execute(query.order_by(poll_runs.c.at.desc()).limit(1))).first()
                if row is not None:
                    error = "" if row.answered else row.error or "no answer"
                    found.append(LastPoll(source_id=source, at=row.at, error=error))
        return tuple(found)

    async def pulse(self, now: datetime, *, channels: Collection[str] | None = None) -> Pulse:
        """Return how the bot stands at `now`; of messages those in `channels`, or all where it is None."""
        out = select(func.max(deliveries.c.sent_at)).where(deliveries.c.part == ROOT)
        number = select(deliveries.c.state, func.count().label("number")).group_by(deliveries.c.state)
        number = number.where(deliveries.c.first_claimed_at > now - _WEEK)
        if channels is not None:
            here = deliveries.c.channel.in_(sorted(channels))
            out, number = out.where(here), number.where(here)
        async with self._database.read() as connection:
            counts = {row.state: row.number for row in await connection.execute(number)}
            return Pulse(
                last_poll=(await connection.execute(select(func.max(poll_runs.c.at)))).scalar(),
                last_told=(await connection.execute(out)).scalar(),
                failed=counts.get(str(DeliveryState.FAILED), 0),
                unknown=counts.get(str(DeliveryState.UNKNOWN), 0),
            )
