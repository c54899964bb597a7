"""Corrections: tellings in doubt, what was mended of them, and the log."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.brief import Brief, Mended
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.desk import Correction, CorrectionKind, Doubt
from bot.domain.ids import StoryId
from bot.store.briefs import key_columns
from bot.store.codec import decode, encode
from bot.store.desk_tables import corrections, doubts
from bot.store.dialect import chunks, insert_new, upsert
from bot.store.ledger import ROW, delivery_of_row
from bot.store.part import Part
from bot.store.tables import deliveries, stories

_ONE = select(corrections.c.body, corrections.c.channel)
_OUT = and_(deliveries.c.state == str(DeliveryState.SENT), deliveries.c.message_id.is_not(None))


class Corrections(Part):
    """What was told and did not hold."""

    async def doubts(self, limit: int = 1000) -> tuple[Doubt, ...]:
        """Return at most `limit` doubts, oldest first."""
        query = select(*doubts.c).order_by(doubts.c.at, doubts.c.story_id, doubts.c.kind, doubts.c.other).limit(limit)
        async with self._database.read() as connection:
            return tuple(
                Doubt(
                    story_id=StoryId(row.story_id),
                    kind=CorrectionKind(row.kind),
                    other=StoryId(row.other) if row.other else None,
                    at=row.at,
                )
                for row in await connection.execute(query)
            )

    async def tellings(self, ids: Collection[StoryId]) -> tuple[Delivery, ...]:
        """Return the messages of briefs that tell any of the stories `ids` and are out, in the order they went out."""
        found: list[Delivery] = []
        async with self._database.read() as connection:
            for some in chunks(sorted(set(ids))):
                told = and_(deliveries.c.story_id.in_(some), deliveries.c.part == deliveries.c.story_id, _OUT)
                found += [delivery_of_row(row) for row in await connection.execute(ROW.where(told))]
        return tuple(sorted(found, key=lambda row: (row.sent_at is None, row.sent_at, str(row.key))))

    async def absorbed_by(self, ids: Collection[StoryId]) -> dict[StoryId, tuple[StoryId, ...]]:
        """Return what each of `ids` has taken over; those that took over nothing are missing."""
        found: dict[StoryId, list[StoryId]] = {}
        query = select(stories.c.id, stories.c.merged_into).order_by(stories.c.id)
        async with self._database.read() as connection:
            for some in chunks(sorted(set(ids))):
                for row in await connection.execute(query.where(stories.c.merged_into.in_(some))):
                    found.setdefault(StoryId(row.merged_into), []).append(StoryId(row.id))
        return {name: tuple(absorbed) for name, absorbed in found.items()}

    async def settle_doubts(self, settled: Sequence[Doubt], found: Sequence[Correction]) -> tuple[Correction, ...]:
        """Store what was found and let go the doubts that are settled, all or nothing; return what was new."""
        async with self._database.write() as connection:
            rows = await insert_new(connection, corrections, [correction_row(correction) for correction in found])
            for doubt in settled:
                same = and_(
                    doubts.c.story_id == doubt.story_id,
                    doubts.c.kind == str(doubt.kind),
                    doubts.c.other == (doubt.other or ""),
                    doubts.c.at == doubt.at,
                )
                await connection.execute(delete(doubts).where(same))
        new = {row.id for row in rows}
        return tuple(correction for correction in found if correction.id in new)

    async def correction(self, correction_id: str) -> Correction | None:
        """Return a correction, or None."""
        found = await self._corrections(_ONE.where(corrections.c.id == correction_id))
        return found[0] if found else None

    async def save_correction(self, correction: Correction) -> None:
        """Bring a stored correction up to date; one that was deleted stays so."""
        here = update(corrections).where(corrections.c.id == correction.id)
        async with self._database.write() as connection:
            await connection.execute(here.values(correction_row(correction)))

    async def delete_correction(self, correction_id: str) -> None:
        """Delete a correction that turned out to be none."""
        async with self._database.write() as connection:
            await connection.execute(delete(corrections).where(corrections.c.id == correction_id))

    async def open_corrections(self, limit: int = 500) -> tuple[Correction, ...]:
        """Return at most `limit` corrections that are not done, oldest first."""
        query = _ONE.where(corrections.c.done.is_(False))
        return await self._corrections(query.order_by(corrections.c.at, corrections.c.id).limit(limit))

    async def mends_of(self, brief: Brief) -> dict[StoryId, Mended]:
        """Return what items of a brief were mended to since, by the stories that they tell."""
        same = and_(*(deliveries.c[name] == value for name, value in key_columns(brief.key).items()))
        here = select(deliveries.c.channel).where(same)  # a channel that got another id since is still the same
        query = _ONE.where(corrections.c.done.is_(True), corrections.c.at >= brief.composed_at)
        query = query.where(or_(corrections.c.channel == brief.channel, corrections.c.channel.in_(here)))
        found: dict[StoryId, Mended] = {}
        for correction in await self._corrections(query.order_by(corrections.c.at, corrections.c.id)):
            own = (mend.mended for mend in correction.mends if mend.brief == brief.key)
            found.update({mended.item.story_id: mended for mended in own})
        return found

    async def mended_since(self, moment: datetime) -> dict[str, int]:
        """Return how many corrections were done in each channel after `moment`."""
        query = select(corrections.c.channel, func.count().label("many"))
        query = query.where(corrections.c.done.is_(True), corrections.c.at > moment).group_by(corrections.c.channel)
        async with self._database.read() as connection:
            return {row.channel: row.many for row in await connection.execute(query)}

    async def mended_stories(self, moment: datetime) -> dict[tuple[str, StoryId], int]:
        """Return how many corrections of each story were done in each channel after `moment`."""
        query = select(corrections.c.channel, corrections.c.story_id, func.count().label("many"))
        query = query.where(corrections.c.done.is_(True), corrections.c.at > moment)
        async with self._database.read() as connection:
            rows = await connection.execute(query.group_by(corrections.c.channel, corrections.c.story_id))
            return {(row.channel, StoryId(row.story_id)): row.many for row in rows}

    async def corrections(
        self, limit: int = 50, *, channel: str | None = None, workspace: str | None = None
    ) -> tuple[Correction, ...]:
        """Return the log: at most `limit` corrections that are done, newest first."""
        query = _ONE.where(corrections.c.done.is_(True))
        if channel is not None:
            query = query.where(corrections.c.channel == channel)
        if workspace is not None:
            query = query.where(corrections.c.workspace == workspace)
        return await self._corrections(query.order_by(corrections.c.at.desc(), corrections.c.id).limit(limit))

    async def _corrections(self, query: Select[Any]) -> tuple[Correction, ...]:
        """Return the corrections that `query` selects; in which channel each stands, the column knows first."""
        async with self._database.read() as connection:
            rows = await connection.execute(query)
            return tuple(replace(decode(Correction, row.body), channel=row.channel) for row in rows)


async def save_doubts(connection: AsyncConnection, found: Sequence[Doubt]) -> None:
    """Store doubts; one that is there already counts from now on."""
    rows = {
        (doubt.story_id, doubt.kind, doubt.other): {
            "story_id": doubt.story_id,
            "kind": str(doubt.kind),
            "other": doubt.other or "",
            "at": doubt.at,
        }
        for doubt in found
    }
    await upsert(connection, doubts, list(rows.values()))


def correction_row(correction: Correction) -> dict[str, object]:
    """Return the row of a correction."""
    return {
        "id": correction.id,
        "at": correction.at,
        "workspace": correction.workspace,
        "channel": correction.channel,
        "story_id": correction.story_id,
        "done": correction.done,
        "body": encode(correction),
    }
