"""What is done with the tables of Slack's OAuth library beside what the library does: it knows no clean-up."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Table, delete, or_, select, update

from bot.domain.moments import utc
from bot.store.account_tables import SECRETS, slack_bots, slack_installations, slack_oauth_states
from bot.store.database import Transactions
from bot.store.part import Part

_AT_ONCE = 100


class Accounts(Part):
    """Installations and the states of those under way. What comes out of the token columns is encrypted."""

    @property
    def transactions(self) -> Transactions:
        """Return what Slack's library opens its transactions with."""
        return Transactions(self._database)

    async def installed_teams(self, client_id: str) -> tuple[tuple[str, str, str, bool], ...]:
        """Return organisation, workspace ("" for all of it), name and whether it is organisation-wide, oldest first."""
        c = slack_bots.c
        query = select(c.enterprise_id, c.team_id, c.team_name, c.enterprise_name, c.is_enterprise_install)
        async with self._database.read() as connection:
            rows = await connection.execute(query.where(c.client_id == client_id).order_by(c.installed_at))
            return tuple(
                (row[0] or "", "" if row[4] else row[1] or "", (row[3] if row[4] else row[2]) or "", bool(row[4]))
                for row in rows
            )

    async def keep_newest_installation(self, client_id: str, enterprise: str | None, team: str | None) -> None:
        """Delete all installations of a workspace but the last: the tokens of the others stand for nothing."""
        async with self._database.write() as connection:
            for table in (slack_installations, slack_bots):
                c = table.c
                same = (c.client_id == client_id) & (c.enterprise_id == enterprise) & (c.team_id == team)
                last = select(c.id).where(same).order_by(c.installed_at.desc(), c.id.desc()).limit(1)
                newest = (await connection.execute(last)).scalar()
                await connection.execute(delete(table).where(same, c.id != newest))

    async def forget_tokens(self, team: str) -> None:
        """Delete the installations of a workspace, whichever app they were of."""
        async with self._database.write() as connection:
            for table in (slack_installations, slack_bots):
                await connection.execute(delete(table).where(table.c.team_id == team))

    async def take_oauth_state(self, state: str, now: datetime) -> bool:
        """Take a state that was issued and is not past its time; return whether it was there. It is there once."""
        c = slack_oauth_states.c
        due = delete(slack_oauth_states).where(c.state == state, c.expire_at > _plain(now))
        async with self._database.write() as connection:
            return (await connection.execute(due)).rowcount > 0

    async def forget_oauth_states(self, now: datetime) -> int:
        """Delete the states past their time; return how many went."""
        gone = delete(slack_oauth_states).where(slack_oauth_states.c.expire_at <= _plain(now))
        async with self._database.write() as connection:
            return int((await connection.execute(gone)).rowcount)

    async def reseal(self, renew: Callable[[str], str]) -> tuple[int, int]:
        """Put every secret through `renew`; return how many rows there are and how many changed.

        Rows are done some at a time, each time all or nothing: what was done when `renew` raises stays done.
        """
        seen = changed = 0
        for table in SECRETS:
            after = 0
            while found := await self._resealed(table, after, renew):
                last, rows, new = found
                after, seen, changed = last, seen + rows, changed + new
        return seen, changed

    async def _resealed(self, table: Table, after: int, renew: Callable[[str], str]) -> tuple[int, int, int] | None:
        """Do the next rows behind the id `after`; return the last id, how many, and how many changed."""
        columns = [table.c[name] for name in SECRETS[table]]
        wanted = select(table.c.id, *columns).where(table.c.id > after, or_(*(c.is_not(None) for c in columns)))
        changed = 0
        async with self._database.write() as connection:
            rows = (await connection.execute(wanted.order_by(table.c.id).limit(_AT_ONCE))).mappings().all()
            for row in rows:
                fresh = {c.name: renew(row[c.name]) for c in columns if row[c.name]}
                if any(row[name] != value for name, value in fresh.items()):
                    await connection.execute(update(table).where(table.c.id == row["id"]).values(**fresh))
                    changed += 1
        return (int(rows[-1]["id"]), len(rows), changed) if rows else None


def _plain(moment: datetime) -> datetime:
    """Return the moment as the library writes it: in UTC, and without saying so."""
    return utc(moment).replace(tzinfo=None)
