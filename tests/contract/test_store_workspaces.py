"""Workspaces in both databases: lost once, deleted in time, back as if nothing had been."""

from datetime import timedelta

from bot.domain.workspace import Workspace
from bot.store import Store
from support.values import DAY, NOW

HOME = Workspace(platform="slack", id="T1", since=NOW, name="Desk")


async def lose(store: Store, *, at_day: int = 0) -> bool:
    at = NOW + at_day * DAY
    return await store.lose_workspace("slack", "T1", reason="app_uninstalled", at=at, delete_after=at + 30 * DAY)


async def test_what_is_saved_is_found(store: Store) -> None:
    other = Workspace(platform="slack", id="T2", since=NOW, enterprise="E1", org_wide=True)
    await store.save_workspace(HOME)
    await store.save_workspace(other)
    assert await store.workspace("slack", "T1") == HOME
    assert await store.workspaces("slack") == (HOME, other)
    assert await store.workspaces("teams") == ()
    assert await store.workspace("teams", "T1") is None


async def test_a_workspace_is_lost_once_and_the_first_word_sets_the_day(store: Store) -> None:
    await store.save_workspace(HOME)
    assert await lose(store)
    assert not await lose(store, at_day=5)
    found = await store.workspace("slack", "T1")
    assert found is not None
    assert (found.lost, found.name, found.lost_at, found.delete_after) == (True, "Desk", NOW, NOW + 30 * DAY)
    assert await store.workspaces_to_delete(NOW + 29 * DAY) == ()
    assert await store.workspaces_to_delete(NOW + 30 * DAY) == (found,)


async def test_one_that_comes_back_is_not_deleted(store: Store) -> None:
    await lose(store)
    await store.save_workspace(HOME)
    assert await store.workspaces_to_delete(NOW + timedelta(days=400)) == ()
    assert await lose(store)


async def test_one_can_be_forgotten(store: Store) -> None:
    await store.save_workspace(HOME)
    await store.forget_workspace("slack", "T1")
    await store.forget_workspace("slack", "T1")
    assert await store.workspaces("slack") == ()
