"""Workspaces: where the bot is installed, where it no longer is, and when what is kept of those goes."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select

from bot.domain.workspace import Workspace, WorkspaceState
from bot.store.codec import decode, encode
from bot.store.desk_tables import workspaces as workspaces_table
from bot.store.dialect import upsert
from bot.store.part import Part


class Workspaces(Part):
    """Installations as far as the bot's own data goes; their tokens stand elsewhere."""

    async def workspace(self, platform: str, workspace_id: str) -> Workspace | None:
        """Return a workspace, or None where the bot never was in it or has forgotten it."""
        query = select(workspaces_table.c.body).where(_is(platform, workspace_id))
        found = await self._values(Workspace, query)
        return found[0] if found else None

    async def workspaces(self, platform: str) -> tuple[Workspace, ...]:
        """Return all workspaces of a platform, lost ones too, by id."""
        query = select(workspaces_table.c.body).where(workspaces_table.c.platform == platform)
        return await self._values(Workspace, query.order_by(workspaces_table.c.id))

    async def save_workspace(self, workspace: Workspace) -> None:
        """Store a workspace, in the place of what was known of it."""
        async with self._database.write() as connection:
            await upsert(connection, workspaces_table, [_row(workspace)])

    async def lose_workspace(
        self, platform: str, workspace_id: str, *, reason: str, at: datetime, delete_after: datetime
    ) -> bool:
        """Mark a workspace as lost and return whether that is news; a later word does not put off the deletion."""
        query = select(workspaces_table.c.body).where(_is(platform, workspace_id))
        async with self._database.write() as connection:
            body = (await connection.execute(query)).scalar()
            if body is not None and decode(Workspace, body).lost:
                return False
            known = decode(Workspace, body) if body else None
            lost = Workspace(
                platform=platform,
                id=workspace_id,
                since=known.since if known else at,
                name=known.name if known else "",
                enterprise=known.enterprise if known else "",
                org_wide=known.org_wide if known else False,
                state=WorkspaceState.LOST,
                lost_at=at,
                reason=reason,
                delete_after=delete_after,
            )
            await upsert(connection, workspaces_table, [_row(lost)])
        return True

    async def workspaces_to_delete(self, now: datetime) -> tuple[Workspace, ...]:
        """Return the lost workspaces whose time to be deleted has come."""
        c = workspaces_table.c
        query = select(c.body).where(c.state == WorkspaceState.LOST, c.delete_after <= now)
        return await self._values(Workspace, query.order_by(c.platform, c.id))

    async def forget_workspace(self, platform: str, workspace_id: str) -> None:
        """Delete the row of a workspace; one that is not there is no failure."""
        async with self._database.write() as connection:
            await connection.execute(delete(workspaces_table).where(_is(platform, workspace_id)))


def _is(platform: str, workspace_id: str) -> ColumnElement[bool]:
    return (workspaces_table.c.platform == platform) & (workspaces_table.c.id == workspace_id)


def _row(workspace: Workspace) -> dict[str, object]:
    return {
        "platform": workspace.platform,
        "id": workspace.id,
        "state": workspace.state.value,
        "delete_after": workspace.delete_after,
        "body": encode(workspace),
    }
