"""What is kept of a workspace that took the bot out goes when its time has come, and not before."""

from dataclasses import replace
from pathlib import Path

from bot.domain.workspace import Workspace
from bot.steps.retain import Retain
from support.telling import desk
from support.values import DAY, NOW, make_subscription

HOME = Workspace(platform="slack", id="T1", since=NOW, name="Desk")


async def test_a_lost_workspace_is_deleted_after_its_days(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        store = room.store
        theirs = make_subscription("theirs").model_copy(update={"platform": "slack", "workspace": "T1"})
        assert await store.add_subscription(theirs)
        await store.save_workspace(HOME)
        await store.lose_workspace("slack", "T1", reason="app_uninstalled", at=NOW, delete_after=NOW + 30 * DAY)
        retain = Retain(replace(room.tell.parts))
        await retain.forget((NOW + 30 * DAY).date().isoformat())  # midnight, before the moment
        assert [one.id for one in await store.subscriptions("slack")] == ["theirs"]
        assert await retain.forget((NOW + 31 * DAY).date().isoformat()) > 0
        assert await store.subscriptions("slack") == ()
        assert await store.workspaces("slack") == ()
        assert await retain.forget((NOW + 31 * DAY).date().isoformat()) == 0


async def test_one_that_came_back_keeps_everything(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        await room.store.lose_workspace("slack", "T1", reason="token_revoked", at=NOW, delete_after=NOW)
        await room.store.save_workspace(HOME)
        await Retain(room.tell.parts).forget((NOW + 99 * DAY).date().isoformat())
        assert await room.store.workspaces("slack") == (HOME,)
