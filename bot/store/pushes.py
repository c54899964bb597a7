"""What was agreed with hubs. Tokens and secrets stand in the bodies and nowhere else."""

import hmac
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select

from bot.domain.ids import SourceId
from bot.domain.push import Push
from bot.domain.source import FetchState
from bot.store.codec import decode, encode
from bot.store.dialect import upsert
from bot.store.part import Part
from bot.store.tables import fetch_states
from bot.store.tables import pushes as pushes_table


class Pushes(Part):
    """Subscriptions at hubs, one a source."""

    async def save_push(self, push: Push) -> None:
        """Store the push of a source in place of what it had; the source itself is stored before."""
        row = {
            "source_id": push.source_id,
            "state": push.state,
            "lease_until": push.lease_until,
            "body": encode(push),
        }
        async with self._database.write() as connection:
            await upsert(connection, pushes_table, [row])

    async def pushes(self) -> tuple[Push, ...]:
        """Return every push, by source."""
        return await self._values(Push, select(pushes_table.c.body).order_by(pushes_table.c.source_id))

    async def push_of(self, source_id: SourceId) -> Push | None:
        """Return the push of a source."""
        found = await self._values(Push, select(pushes_table.c.body).where(pushes_table.c.source_id == source_id))
        return found[0] if found else None

    async def push_by_token(self, token: str) -> Push | None:
        """Return the push whose callback address ends in `token`."""
        named = pushes_table.c.body.contains(_as_stored(token), autoescape=True)
        found = await self._values(Push, select(pushes_table.c.body).where(named))
        return next((push for push in found if hmac.compare_digest(push.token.encode(), token.encode())), None)

    async def forget_push(self, source_id: SourceId) -> None:
        """Remove the push of a source."""
        async with self._database.write() as connection:
            await connection.execute(delete(pushes_table).where(pushes_table.c.source_id == source_id))

    async def mark_pushed(self, source_ids: Collection[SourceId], until: datetime | None) -> None:
        """Note in the states of sources until when they are pushed, None for not at all; all else stays as it is."""
        await self.amend_states(source_ids, lambda state: replace(state, pushed_until=until))

    async def poll_soon(self, source_ids: Collection[SourceId], at: datetime) -> None:
        """Have sources polled at `at`, unless they are due before; all else in their states stays as it is."""

        def sooner(state: FetchState) -> FetchState:
            due = state.next_poll_at
            return state if due is None or due <= at else replace(state, next_poll_at=at)

        await self.amend_states(source_ids, sooner)

    async def amend_states(self, source_ids: Collection[SourceId], change: Callable[[FetchState], FetchState]) -> None:
        """Change the states of sources that were polled before, all or none, as they stand at that moment."""
        async with self._database.write() as connection:
            for source_id in sorted(source_ids):
                here = fetch_states.c.source_id == source_id
                body = await connection.scalar(select(fetch_states.c.body).where(here).with_for_update())
                if body is not None:
                    state = change(decode(FetchState, body))
                    row = {"next_poll_at": state.next_poll_at, "body": encode(state)}
                    await connection.execute(fetch_states.update().where(here).values(**row))


def _as_stored(token: str) -> str:
    return f'"token":{encode(token)}'
