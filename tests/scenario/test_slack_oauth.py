"""Installing by OAuth, end to end: the page, the picker, the way back with state and cookie, the sealed token."""

import re
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from bot.app.sealing import new_key
from bot.app.slack_building import load, scopes, workspaces_of
from bot.app.slack_door import door
from bot.app.slack_workspaces import SlackWorkspaces
from bot.settings import Settings
from bot.store import Store, open_store
from support.emulate import CLIENT_ID, CLIENT_SECRET, PostingClient, consent, emulate
from support.values import NOW


@dataclass
class Desk:
    """The bot's pages, its workspaces, and Slack."""

    url: str
    slack: str
    spaces: SlackWorkspaces
    store: Store
    session: aiohttp.ClientSession
    told: list[str]
    database: Path

    async def begin(self) -> tuple[str, str]:
        """Open the install page; return where it leads, and the browser's cookie."""
        async with self.session.get(f"{self.url}/slack/install") as answer:
            assert answer.status == 200
            found = re.search(r'href="(http[^"]+)"', await answer.text())
            assert found
            return unescape(found[1]), answer.headers["Set-Cookie"].split(";")[0]

    async def end(self, address: str, cookie: str) -> int:
        """Come back from Slack; return the status of the page."""
        async with self.session.get(address, headers={"Cookie": cookie} if cookie else {}) as answer:
            return answer.status

    async def install(self) -> int:
        """Do all of it."""
        page, cookie = await self.begin()
        return await self.end(await consent(self.session, self.slack, page, person="anna"), cookie)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    ours, told = free_port(), list[str]()
    url, asked = f"http://127.0.0.1:{ours}", list(scopes(history=False))
    redirect = f"{url}/slack/oauth_redirect"

    async def notify(text: str) -> None:
        told.append(text)

    async with emulate(tmp_path, port=free_port(), redirect=redirect, scopes=asked) as slack:
        settings = Settings(
            slack_api_url=f"{slack}/api/",
            slack_mode="http",
            slack_listen=f"127.0.0.1:{ours}",
            slack_public_url=url,
            slack_signing_secret=SecretStr("s"),
            slack_client_id=CLIENT_ID,
            slack_client_secret=SecretStr(CLIENT_SECRET),
            slack_token_keys=SecretStr(new_key()),
        )
        database = tmp_path / "entente.db"
        store = await open_store(f"sqlite:///{database}")
        async with door(settings) as opened, aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            spaces = workspaces_of(settings, opened, clock=lambda: NOW, notify=notify)
            await load(spaces, settings, store, client=PostingClient(base_url=settings.slack_api_url, session=session))
            yield Desk(url, slack, spaces, store, session, told, database)
        await store.close()


async def test_a_workspace_installs_the_app_and_its_token_is_sealed(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await desk.install() == 200
    (team,) = [one.id for one in await desk.store.workspaces("slack")]
    token = await desk.spaces._token(team)
    assert token.startswith("xoxb-")
    who = await PostingClient(base_url=f"{desk.slack}/api/", session=desk.session, token=token).auth_test()
    assert who["team_id"] == team
    held = b"".join(path.read_bytes() for path in desk.database.parent.glob("entente.db*"))
    assert token.encode() not in held
    logged = "".join(capsys.readouterr())
    assert token not in logged
    assert CLIENT_SECRET not in logged
    assert desk.told == ["Installed in the workspace Desk."]


async def test_a_second_installation_takes_the_place_of_the_first(desk: Desk) -> None:
    assert [await desk.install(), await desk.install()] == [200, 200]
    assert len(await desk.store.installed_teams(CLIENT_ID)) == 1
    (team,) = [one.id for one in await desk.store.workspaces("slack")]
    client = PostingClient(base_url=f"{desk.slack}/api/", session=desk.session, token=await desk.spaces._token(team))
    assert (await client.auth_test())["ok"]


async def test_a_way_back_without_our_state_is_refused(desk: Desk) -> None:
    page, cookie = await desk.begin()
    back = await consent(desk.session, desk.slack, page, person="anna")
    forged = re.sub(r"state=[^&]+", "state=forged", back)
    assert await desk.end(forged, cookie) == 400
    assert await desk.end(forged, "slack-app-oauth-state=forged") == 401
    assert await desk.end(back, "") == 400
    assert await desk.store.installed_teams(CLIENT_ID) == ()
    assert await desk.end(back, cookie) == 200
    assert await desk.end(back, cookie) == 401  # a state is good once


async def test_a_person_who_says_no_installs_nothing(desk: Desk) -> None:
    _, cookie = await desk.begin()
    assert await desk.end(f"{desk.url}/slack/oauth_redirect?error=access_denied", cookie) == 200
    assert await desk.store.installed_teams(CLIENT_ID) == ()
