"""Tenants of Teams come, go and come back: who is served, what is told, and what is kept of where they write."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.teams_places import StoredPlaces
from bot.app.teams_tenants import TeamsTenants
from bot.chat.platform import Platform
from bot.domain.conversation import Conversation, ConversationKind
from bot.domain.delivery import MessageRef
from bot.domain.ids import StoryId
from bot.errors import InstallationUnavailable
from bot.store import Store, open_store
from support.chatfake import FakeGateway, fake_platform
from support.stores import copy_sqlite, sqlite_template
from support.values import DAY, NOW, make_brief, make_delivery_key, make_item

__all__ = ["sqlite_template"]
KEEP = timedelta(days=30)
HOME, OTHER = "tenant-1", "tenant-2"
HALL = Conversation(
    platform="teams",
    id="19:hall@thread.tacv2",
    kind=ConversationKind.CHANNEL,
    workspace=HOME,
    service_url="https://smba.example/emea/",
    at=NOW,
    team="19:team@thread.tacv2",
)
ANN = replace(HALL, id="a:1", kind=ConversationKind.PERSONAL, team="", user="29:ann")


@dataclass
class Room:
    """Tenants over a real store."""

    tenants: TeamsTenants
    places: StoredPlaces
    store: Store
    told: list[str] = field(default_factory=list)
    rung: list[int] = field(default_factory=list)

    async def again(self) -> "Room":
        """Return the room as it is after a restart."""
        return await filled(self.store, self.told, self.rung)


async def filled(store: Store, told: list[str], rung: list[int]) -> Room:
    """Put tenants over `store`."""
    places = StoredPlaces(monotonic=lambda: 0.0)

    async def notify(text: str) -> None:
        told.append(text)

    async def ring() -> None:
        rung.append(1)

    def make(tenant: str) -> Platform:
        return replace(fake_platform(FakeGateway()), name=f"teams in {tenant}")

    tenants = TeamsTenants(
        allowed=(HOME, OTHER), make=make, places=places, clock=lambda: NOW, keep=KEEP, notify=notify, changed=ring
    )
    await tenants.load(store)
    return Room(tenants, places, store, told, rung)


@asynccontextmanager
async def room(folder: Path, template: Path) -> AsyncIterator[Room]:
    """Open a store and put tenants over it."""
    store = await open_store(copy_sqlite(template, folder), migrate=False, clock=lambda: NOW)
    try:
        yield await filled(store, [], [])
    finally:
        await store.close()


async def test_the_tenants_of_the_settings_are_served_and_no_other(tmp_path: Path, sqlite_template: Path) -> None:
    async with room(tmp_path, sqlite_template) as one:
        assert [one.tenants.serves(name) for name in ("", HOME, OTHER, "tenant-3")] == [True, True, True, False]
        base = one.tenants.base()
        assert (base.name, base.at("").name, base.at(OTHER).name) == (
            f"teams in {HOME}",
            f"teams in {HOME}",
            f"teams in {OTHER}",
        )
        with pytest.raises(InstallationUnavailable, match="teams_tenants"):
            base.at("tenant-3")
        await one.places.save(replace(HALL, workspace="tenant-3"))
        assert one.told == []
        assert await one.store.workspaces("teams") == ()


async def test_a_place_that_is_heard_of_often_at_once_makes_one_tenant(tmp_path: Path, sqlite_template: Path) -> None:
    async with room(tmp_path, sqlite_template) as one:
        await asyncio.gather(*(one.places.save(HALL) for _ in range(5)), one.places.save(ANN))
        await one.tenants.settle()
        assert one.told == [f"Installed in the Teams tenant {HOME}."]
        assert one.rung == [1]


async def test_a_tenant_is_there_with_its_first_place_and_lost_with_its_last(
    tmp_path: Path, sqlite_template: Path
) -> None:
    async with room(tmp_path, sqlite_template) as one:
        await one.places.save(HALL)
        await one.places.save(ANN)
        await one.tenants.settle()
        assert one.told == [f"Installed in the Teams tenant {HOME}."]
        await one.places.save(replace(HALL, usable=False))
        await one.tenants.refresh()
        assert one.tenants.serves(HOME)
        assert not await one.tenants.deserted(HOME)
        await one.places.save(replace(ANN, usable=False))
        assert await one.tenants.deserted(HOME)
        await one.tenants.refresh()
        await one.tenants.refresh()
        await one.tenants.settle()
        assert not one.tenants.serves(HOME)
        assert not one.tenants.serves("")
        assert len(one.told) == 2
        assert "is lost (the app was taken out of its last team and chat)" in one.told[-1]
        with pytest.raises(InstallationUnavailable, match="no longer"):
            one.tenants.at(HOME)
        (due,) = await one.store.workspaces_to_delete(NOW + KEEP)
        assert (due.platform, due.id) == ("teams", HOME)
        await one.store.lose_workspace("teams", OTHER, reason="refused", at=NOW, delete_after=NOW + DAY)
        restarted = await one.again()
        assert restarted.tenants.serves(OTHER)
        assert not restarted.tenants.serves(HOME)
        await restarted.places.save(HALL)
        assert restarted.tenants.serves(HOME)
        assert await one.store.workspaces_to_delete(NOW + KEEP) == ()


async def test_a_tenant_that_refused_the_bot_is_tried_again_after_a_restart(
    tmp_path: Path, sqlite_template: Path
) -> None:
    async with room(tmp_path, sqlite_template) as one:
        await one.places.save(HALL)
        await one.tenants.lost("teams", "", "the credentials were refused")
        await one.tenants.lost("teams", HOME, "the credentials were refused")
        await one.tenants.settle()
        assert not one.tenants.serves(HOME)
        assert len([text for text in one.told if "is lost" in text]) == 1
        assert (await one.again()).tenants.serves(HOME)


async def test_the_loss_of_another_platform_or_of_an_older_installation_is_none(
    tmp_path: Path, sqlite_template: Path
) -> None:
    async with room(tmp_path, sqlite_template) as one:
        await one.places.save(HALL)
        await one.tenants.lost("slack", HOME, "gone")
        await one.tenants.lost("teams", HOME, "gone", uninstalled=True, at=NOW - DAY)
        assert one.tenants.serves(HOME)


async def test_what_another_process_found_out_is_learnt(tmp_path: Path, sqlite_template: Path) -> None:
    async with room(tmp_path, sqlite_template) as one:
        await one.places.save(HALL)
        await one.store.lose_workspace("teams", HOME, reason="gone", at=NOW, delete_after=NOW)
        assert one.tenants.serves(HOME)
        await one.tenants.refresh()
        assert not one.tenants.serves(HOME)
        await one.store.delete_workspace("teams", HOME)
        await one.store.forget_workspace("teams", HOME)
        await one.tenants.refresh()
        assert one.tenants.serves(HOME)
        assert await one.places.conversation(HALL.id) is None


async def test_a_place_is_written_where_something_changed_or_a_day_went_by(
    tmp_path: Path, sqlite_template: Path
) -> None:
    async with room(tmp_path, sqlite_template) as one:
        await one.places.save(HALL)
        await one.places.save(replace(HALL, at=NOW + DAY / 2))
        assert await one.store.conversation("teams", HALL.id) == HALL
        moved = replace(HALL, at=NOW + DAY / 2, service_url="https://smba.example/amer/")
        await one.places.save(moved)
        assert await one.store.conversation("teams", HALL.id) == moved
        later = replace(moved, at=NOW + 2 * DAY)
        await one.places.save(later)
        assert await one.store.conversation("teams", HALL.id) == later
        assert await one.places.team(HOME, HALL.team) == (later,)
        await one.places.save(ANN)
        assert await one.places.with_user(HOME, "29:ann") == ANN


async def test_who_asks_before_there_is_a_store_waits_for_it(tmp_path: Path, sqlite_template: Path) -> None:
    async with room(tmp_path, sqlite_template) as one:
        await one.places.save(HALL)
        early = StoredPlaces()
        asked = asyncio.create_task(early.conversation(HALL.id))
        await asyncio.sleep(0)
        assert not asked.done()
        early.give(one.store)
        assert await asked == HALL


async def test_what_a_message_tells_is_found_by_where_it_stands(tmp_path: Path, sqlite_template: Path) -> None:
    async with room(tmp_path, sqlite_template) as one:
        brief = await one.store.save_brief(make_brief(items=(make_item("story-1"), make_item("story-2"))))
        for number, part in enumerate(("root", "story-1", "thread-story-2"), start=1):
            key = make_delivery_key(part, brief=brief.key)
            story = StoryId("story-1") if part == "story-1" else None
            claim = await one.store.claim(
                key, channel=HALL.id, owner="n", now=NOW, lease=KEEP, story_id=story, revision=1 if story else None
            )
            await one.store.mark(claim.delivery.sent(MessageRef(channel=HALL.id, message_id=f"170{number}"), NOW))
        told = [await one.places.told_in(HALL.id, message) for message in ("1701", "1702", "1703", "1704", "")]
        assert told == [None, f"{brief.key}|story-1", f"{brief.key}|story-2", None, None]
