"""Workspaces come, go and come back: who is served, with which token, and what is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

from bot.app.installations import SealedInstallations, Tokens
from bot.app.sealing import Sealer, new_key
from bot.app.slack_door import Bots, Door
from bot.app.slack_workspaces import Makers, OAuth, SlackWorkspaces
from bot.app.waiting import WaitingDesk
from bot.chat.slack.directory import SlackDirectory
from bot.chat.slack.gateway import SlackGateway
from bot.chat.slack.network import SlackNetwork, slack_clients
from bot.domain.workspace import Workspace
from bot.errors import DeliveryError, InstallationUnavailable, RateLimited
from bot.store import Store, open_store
from support.chatfake import FakeRenderer
from support.faultproxy import Fault, FaultProxy, fault_proxy
from support.stores import copy_sqlite, sqlite_template
from support.values import NOW

__all__ = ["sqlite_template"]
KEEP = timedelta(days=30)


@dataclass
class Room:
    """Workspaces over a real store and a small Slack."""

    spaces: SlackWorkspaces
    store: Store
    slack: FaultProxy
    told: list[str] = field(default_factory=list)
    rung: list[int] = field(default_factory=list)

    async def install(self, team: str | None, token: str, **more: Any) -> None:
        """Install the app in a workspace."""
        assert self.spaces.oauth is not None
        fields: dict[str, Any] = {
            "user_id": "U1",
            "bot_token": token,
            "bot_id": "B",
            "bot_user_id": f"U{team}",
            "app_id": "A1",
        }
        await self.spaces.oauth.installations.async_save(Installation(**fields, team_id=team, **more))

    async def post(self, workspace: str) -> None:
        """Post in a workspace."""
        platform = self.spaces.at(workspace)
        await platform.gateway.post("C1", platform.renderer.notice("hello"))


@asynccontextmanager
async def room(folder: Path, template: Path, *, token: bool = True) -> AsyncIterator[Room]:
    """Open a store, a Slack and the workspaces of both."""
    store = await open_store(copy_sqlite(template, folder), migrate=False, clock=lambda: NOW)
    async with fault_proxy() as slack, slack_clients(SlackNetwork(api_url=slack.url), bot_token="xoxb-own") as clients:
        identity = AuthorizeResult(enterprise_id=None, team_id="T1", team="Desk", bot_user_id="UBOT") if token else None
        door = Door(clients=clients, desk=WaitingDesk(), bots=Bots(), identity=identity)
        makers = Makers(
            renderer=FakeRenderer(),
            gateway=SlackGateway,
            directory=lambda client, team, enterprise: SlackDirectory(client, team=team, enterprise=enterprise),
            surfaces=lambda _: None,
        )
        told: list[str] = []
        rung: list[int] = []

        async def notify(text: str) -> None:
            told.append(text)

        async def ring() -> None:
            rung.append(1)

        spaces = SlackWorkspaces(door=door, makers=makers, clock=lambda: NOW, keep=KEEP, notify=notify)
        installations = SealedInstallations(store, client_id="1.2", sealer=Sealer((new_key(),)))
        spaces.oauth = OAuth(
            installations=installations,
            tokens=Tokens(installations, AsyncTokenRotator(client_id="1.2", client_secret="s")),
        )
        spaces.changed = ring
        await spaces.load(store)
        try:
            yield Room(spaces=spaces, store=store, slack=slack, told=told, rung=rung)
        finally:
            await store.close()


async def test_the_workspace_of_the_token_is_served_under_both_names(tmp_path: Path, sqlite_template: Path) -> None:
    async with room(tmp_path, sqlite_template) as one:
        assert one.spaces.serves("")
        assert one.spaces.serves("T1")
        assert not one.spaces.serves("T2")
        with pytest.raises(InstallationUnavailable, match="not installed"):
            one.spaces.at("T2")
        base = one.spaces.base()
        assert base.at("") is base
        assert (await base.gateway.post("C1", base.renderer.notice("hello"))).channel == "C1"
        assert (await one.store.workspaces("slack")) == (Workspace(platform="slack", id="T1", since=NOW, name="Desk"),)


async def test_a_workspace_that_is_uninstalled_is_shut_at_once_and_taken_up_again(
    tmp_path: Path, sqlite_template: Path
) -> None:
    async with room(tmp_path, sqlite_template) as one:
        await one.install("T2", "xoxb-two", team_name="Two")
        assert one.spaces.serves("T2")
        assert [await one.spaces._token(name) for name in ("T1", "T2")] == ["xoxb-own", "xoxb-two"]
        before = one.spaces.at("T2")
        for _ in range(2):  # app_uninstalled and tokens_revoked, in any order
            await one.spaces.lost("slack", "T2", "app_uninstalled", uninstalled=True)
        assert (len(one.rung), one.spaces.serves("T2"), one.spaces.serves("T1")) == (2, False, True)
        with pytest.raises(InstallationUnavailable, match="app_uninstalled"):
            one.spaces.at("T2")
        with pytest.raises(InstallationUnavailable):
            await before.gateway.post("C1", before.renderer.notice("late"))
        assert await one.store.installed_teams("1.2") == ()
        lost = await one.store.workspace("slack", "T2")
        assert lost is not None
        assert lost.delete_after == NOW + KEEP
        await one.install("T2", "xoxb-again")
        assert one.spaces.serves("T2")
        assert await one.store.workspaces_to_delete(NOW + 2 * KEEP) == ()
        await one.post("T2")
        assert sum("lost" in text for text in one.told) == 1


async def test_a_failing_call_says_that_a_workspace_is_gone(tmp_path: Path, sqlite_template: Path) -> None:
    async with room(tmp_path, sqlite_template) as one:
        await one.install("T2", "xoxb-two")
        one.slack.plan("chat.postMessage", Fault(error="token_revoked"))
        platform = one.spaces.at("T2")
        with pytest.raises(DeliveryError):
            await platform.gateway.post("C1", platform.renderer.notice("hello"))
        assert not one.spaces.serves("T2")
        assert one.spaces.serves("T1")


async def test_an_organisation_serves_all_of_its_workspaces(tmp_path: Path, sqlite_template: Path) -> None:
    async with room(tmp_path, sqlite_template, token=False) as one:
        await one.install(None, "xoxb-org", enterprise_id="E1", enterprise_name="Org", is_enterprise_install=True)
        with pytest.raises(InstallationUnavailable):
            one.spaces.at("T7")
        one.spaces.door.bots.of("T7", "E1")
        await one.post("T7")
        assert one.slack.called("chat.postMessage")[0].get("team_id") in {None, "T7"}
        found = await one.store.workspace("slack", "T7")
        assert found is not None
        assert (found.enterprise, found.org_wide) == ("E1", True)
        await one.spaces.lost("slack", "T7", "app_uninstalled", enterprise="E1", uninstalled=True)
        assert not one.spaces.serves("T7")
        assert await one.store.installed_teams("1.2") == ()


async def test_who_the_token_belongs_to_is_installed_again_at_the_next_start(
    tmp_path: Path, sqlite_template: Path
) -> None:
    async with room(tmp_path, sqlite_template) as one:
        await one.spaces.lost("slack", "", "token_revoked")
        assert not one.spaces.serves("")
        await one.spaces.load(one.store)
        assert one.spaces.serves("")
        assert await one.store.workspaces_to_delete(NOW + 2 * KEEP) == ()


async def test_another_platforms_workspace_is_none_of_ours(tmp_path: Path, sqlite_template: Path) -> None:
    async with room(tmp_path, sqlite_template) as one:
        await one.spaces.lost("teams", "T1", "gone")
        assert one.spaces.serves("T1")


async def test_a_key_that_is_missing_loses_no_workspace(tmp_path: Path, sqlite_template: Path) -> None:
    async with room(tmp_path, sqlite_template) as one:
        await one.install("T2", "xoxb-two")
        assert one.spaces.oauth is not None
        right, one.spaces.oauth.installations._sealer = one.spaces.oauth.installations._sealer, Sealer((new_key(),))
        with pytest.raises(RateLimited, match="none of the keys opens"):
            await one.post("T2")
        assert one.spaces.serves("T2")
        assert one.slack.called("chat.postMessage") == []
        one.spaces.oauth.installations._sealer = right
        await one.post("T2")


async def test_word_of_a_lost_workspace_waits_for_nobody_who_is_posting(tmp_path: Path, sqlite_template: Path) -> None:
    async with room(tmp_path, sqlite_template) as one:
        turn, said = asyncio.Lock(), asyncio.Event()  # the turn of the channel that notices go to, now taken

        async def notify(text: str) -> None:
            async with turn:
                one.told.append(text)
                if "lost" in text:
                    said.set()

        one.spaces.notify = notify
        await one.install("T2", "xoxb-two")
        one.slack.plan("chat.postMessage", Fault(error="token_revoked"))
        async with asyncio.timeout(5), turn:
            with pytest.raises(DeliveryError):
                await one.post("T2")
        async with asyncio.timeout(5):
            await said.wait()


async def test_a_token_that_was_replaced_meanwhile_is_no_loss(tmp_path: Path, sqlite_template: Path) -> None:
    async with room(tmp_path, sqlite_template) as one:
        await one.install("T2", "xoxb-old")
        await one.post("T2")
        assert one.spaces.oauth is not None
        # Another process takes the new installation; this one still holds the old token.
        one.spaces.oauth.installations.on_saved = None
        await one.install("T2", "xoxb-new")
        one.slack.plan("chat.postMessage", Fault(error="token_revoked"))
        await one.post("T2")
        assert one.spaces.serves("T2")
        assert await one.spaces._token("T2") == "xoxb-new"
        assert len(one.slack.called("chat.postMessage")) == 3


async def test_what_another_process_learnt_of_workspaces_is_learnt(tmp_path: Path, sqlite_template: Path) -> None:
    async with room(tmp_path, sqlite_template) as one:
        await one.install("T2", "xoxb-two")
        await one.store.lose_workspace("slack", "T2", reason="app_uninstalled", at=NOW, delete_after=NOW + KEEP)
        assert one.spaces.serves("T2")
        await one.spaces.refresh()
        assert not one.spaces.serves("T2")
        await one.store.save_workspace(Workspace(platform="slack", id="T2", since=NOW))
        await one.spaces.refresh()
        assert one.spaces.serves("T2")
        await one.post("T2")


async def test_a_workspace_whose_token_answers_after_all_is_taken_up_at_the_next_start(
    tmp_path: Path, sqlite_template: Path
) -> None:
    async with room(tmp_path, sqlite_template) as one:
        await one.install("T2", "xoxb-two", team_name="Two")
        await one.install("T3", "xoxb-three")
        for team in ("T2", "T3"):
            await one.spaces.lost("slack", team, "invalid_auth")
        one.slack.plan("auth.test", Fault(slow=0.001), Fault(error="token_revoked"))
        await one.spaces.load(one.store)
        assert (one.spaces.serves("T2"), one.spaces.serves("T3")) == (True, False)
        lost = await one.store.workspace("slack", "T3")
        assert lost is not None
        assert lost.delete_after == NOW + KEEP
        assert await one.store.workspaces_to_delete(NOW + 2 * KEEP) == (lost,)


async def test_late_word_of_an_older_installation_ends_no_newer_one(tmp_path: Path, sqlite_template: Path) -> None:
    async with room(tmp_path, sqlite_template) as one:
        await one.install("T2", "xoxb-again", installed_at=NOW.timestamp())
        await one.spaces.lost("slack", "T2", "app_uninstalled", uninstalled=True, at=NOW - timedelta(minutes=5))
        assert one.spaces.serves("T2")
        assert await one.spaces._token("T2") == "xoxb-again"
        await one.spaces.lost("slack", "T2", "app_uninstalled", uninstalled=True, at=NOW + timedelta(minutes=5))
        assert not one.spaces.serves("T2")
        assert await one.store.installed_teams("1.2") == ()
