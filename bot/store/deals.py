"""Deals: steps of programmes between the same parties, over months."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.deal import Deal, DealStep
from bot.domain.ids import DealId, StoryId
from bot.store.codec import decode, encode
from bot.store.dialect import chunks, upsert
from bot.store.leans import join_deal, leave_deals
from bot.store.part import Part
from bot.store.tables import deal_parties, deal_steps, stories
from bot.store.tables import deals as deals_table


class Deals(Part):
    """What has come of programmes."""

    async def programmes_of(self, ids: Collection[StoryId]) -> frozenset[str]:
        """Return the programmes that the stories with `ids` were steps of."""
        found: set[str] = set()
        async with self._database.read() as connection:
            for some in chunks(set(ids)):
                query = select(deal_steps.c.programme).where(deal_steps.c.story_id.in_(some))
                found.update((await connection.execute(query)).scalars())
        return frozenset(found)

    async def deal_steps(self, programmes: Collection[str]) -> tuple[tuple[DealStep, DealId], ...]:
        """Return the steps of `programmes`, each with the deal it is of."""
        found: list[tuple[DealStep, DealId]] = []
        query = select(deal_steps.c.body, deal_steps.c.deal_id)
        async with self._database.read() as connection:
            for some in chunks(set(programmes)):
                rows = await connection.execute(query.where(deal_steps.c.programme.in_(some)))
                found += [(decode(DealStep, row.body), DealId(row.deal_id)) for row in rows]
        return tuple(found)

    async def save_deals(self, programmes: Collection[str], deals: Sequence[Deal]) -> None:
        """Store `deals` as all there are of `programmes`, all or nothing; doing it again changes nothing."""
        async with self._database.write() as connection:
            await replace_deals(connection, programmes, deals)

    async def deals(self, ids: Collection[DealId]) -> dict[DealId, Deal]:
        """Return the deals with `ids`; those unknown are missing."""
        query = select(deals_table.c.id, deals_table.c.body)
        found = await self._by_id(query, column=deals_table.c.id, ids=ids, read=lambda row: decode(Deal, row.body))
        return {DealId(name): deal for name, deal in found.items()}

    async def pair_deals(self, countries: Collection[str], limit: int = 50) -> tuple[Deal, ...]:
        """Return at most `limit` deals with all `countries` among the parties, newest change first."""
        query = select(deals_table.c.body)
        for country in sorted(set(countries)):
            with_party = select(deal_parties.c.deal_id).where(deal_parties.c.country == country)
            query = query.where(deals_table.c.id.in_(with_party))
        newest = (deals_table.c.last_changed.desc(), deals_table.c.id)
        return await self._values(Deal, query.order_by(*newest).limit(limit))


async def replace_deals(connection: AsyncConnection, programmes: Collection[str], deals: Sequence[Deal]) -> None:
    """Put `deals` in the place of all there are of `programmes`."""
    for some in chunks(set(programmes)):
        await _clear(connection, some)
    await _save(connection, deals)


async def _clear(connection: AsyncConnection, programmes: Sequence[str]) -> None:
    """Forget the steps and deals of `programmes`; their stories are of no deal until `_save` says of which."""
    steps = select(deal_steps.c.story_id).where(deal_steps.c.programme.in_(programmes))
    await connection.execute(update(stories).where(stories.c.id.in_(steps)).values(deal_id=None))
    await leave_deals(connection, programmes)
    old = select(deals_table.c.id).where(deals_table.c.programme.in_(programmes))
    await connection.execute(delete(deal_steps).where(deal_steps.c.programme.in_(programmes)))
    await connection.execute(delete(deal_parties).where(deal_parties.c.deal_id.in_(old)))
    await connection.execute(delete(deals_table).where(deals_table.c.programme.in_(programmes)))


async def _save(connection: AsyncConnection, deals: Sequence[Deal]) -> None:
    await upsert(connection, deals_table, [deal_row(deal) for deal in deals])
    await upsert(
        connection,
        deal_parties,
        [{"country": country, "deal_id": deal.id} for deal in deals for country in deal.countries],
    )
    await upsert(connection, deal_steps, [step_row(step, deal) for deal in deals for step in deal.history])
    for deal in deals:
        for some in chunks(deal.story_ids):
            await connection.execute(update(stories).where(stories.c.id.in_(some)).values(deal_id=deal.id))
            await join_deal(connection, some, deal.id)


def deal_row(deal: Deal) -> Mapping[str, object]:
    """Return the row of `deal`."""
    return {
        "id": deal.id,
        "programme": deal.programme,
        "last_changed": deal.last_changed,
        "body": encode(deal),
    }


def step_row(step: DealStep, deal: Deal) -> Mapping[str, object]:
    """Return the row of `step`, one of `deal`."""
    return {"story_id": step.story_id, "programme": step.programme, "deal_id": deal.id, "body": encode(step)}
