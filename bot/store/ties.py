"""Who is tied to whom, counted in the database."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.domain.archive import Tie
from bot.store.archive_tables import story_ties
from bot.store.dialect import utc_month
from bot.store.part import Part

ALONE = ""
"""The partner of a country in the rows that hold each of its stories once."""


class Ties(Part):
    """Countries and their partners."""

    async def ties(
        self, country: str, *, since: datetime | None = None, until: datetime | None = None, alone: bool = False
    ) -> tuple[Tie, ...]:
        """Return how many living stories unite `country` with each partner, by the month they last changed in.

        A story of three parties counts for both partners. With `alone` the counts are of the country's own stories,
        each once, and the partner is "". `since` and `until` are both included. Sorted by partner and month.
        """
        table = story_ties
        here = [table.c.country == country, table.c.partner == ALONE if alone else table.c.partner > ALONE]
        here += [table.c.last_changed >= since] if since is not None else []
        here += [table.c.last_changed <= until] if until is not None else []

        def counted(connection: Connection) -> tuple[Tie, ...]:
            month = utc_month(connection, table.c.last_changed)
            query = select(table.c.partner, month, func.count()).where(*here).group_by(table.c.partner, month)
            rows = connection.execute(query).all()
            return tuple(sorted((Tie(partner=p, month=m, stories=n) for p, m, n in rows), key=_order))

        return await self._database.transact(counted)

    async def nearest_pairs(self, countries: Collection[str], limit: int = 5) -> tuple[tuple[str, str, int], ...]:
        """Return at most `limit` pairs (country, partner, stories) of any of `countries`, most stories first.

        It is what there is instead where a pair has no story. A pair of two of `countries` comes once.
        """
        table, many = story_ties, func.count()
        query = select(table.c.country, table.c.partner, many)
        query = query.where(table.c.country.in_(sorted(set(countries))), table.c.partner > ALONE)
        query = query.group_by(table.c.country, table.c.partner)
        query = query.order_by(many.desc(), table.c.country, table.c.partner).limit(2 * limit)
        rows = await self._database.transact(lambda connection: connection.execute(query).all())
        pairs = {tuple(sorted((row[0], row[1]))): (row[0], row[1], int(row[2])) for row in reversed(rows)}
        return tuple(sorted(pairs.values(), key=lambda pair: (-pair[2], pair[0], pair[1]))[:limit])


def _order(tie: Tie) -> tuple[str, str]:
    return tie.partner, tie.month
