"""A bot beside the fake Bot Connector: its settings, and the command `entente run` as an operator starts it."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from pydantic import SecretStr

from support.botconnector import BotConnector
from support.botconnector_world import APP_ID, SECRET, TENANT
from support.teamswire import PATH

SECONDS = 60.0


def settings_at(teams: BotConnector) -> dict[str, Any]:
    """Return the settings of a bot that the connector is Teams for."""
    return {
        "teams_app_id": APP_ID,
        "teams_app_secret": SecretStr(SECRET),
        "teams_tenant_id": TENANT,
        "teams_listen": f"127.0.0.1:{free_port()}",
        "teams_service_hosts": (urlsplit(teams.url).netloc,),
        "teams_service_url": teams.url,
        "teams_openid_url": teams.openid_url,
        "teams_login_url": teams.login_url,
    }


def environment_at(teams: BotConnector, folder: Path) -> dict[str, str]:
    """Return the same as an operator sets it, with an empty house in `folder`."""
    (folder / "sources.yaml").write_text("sources: []", encoding="utf-8")
    (folder / "subscriptions.yaml").write_text("subscriptions: []", encoding="utf-8")
    own = {"teams_app_id": "TEAMS_APP_ID", "teams_app_secret": "TEAMS_APP_SECRET", "teams_tenant_id": "TEAMS_TENANT_ID"}
    told = {own.get(name, f"ENTENTE_{name.upper()}"): _text(value) for name, value in settings_at(teams).items()}
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "TEAMS_", "ENTENTE_"))},
        **told,
        "ENTENTE_DATA_DIR": str(folder / "var"),
        "ENTENTE_SOURCES_FILE": str(folder / "sources.yaml"),
        "ENTENTE_SUBSCRIPTIONS_FILE": str(folder / "subscriptions.yaml"),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The command at work, its endpoint, and where its log goes."""

    process: asyncio.subprocess.Process
    base: str
    log: Path

    @property
    def endpoint(self) -> str:
        """Where activities go."""
        return f"{self.base}{PATH}"

    async def status(self, path: str) -> int:
        """Return the status of a GET, 0 where nothing listens yet."""
        try:
            async with aiohttp.ClientSession() as session, session.get(f"{self.base}{path}") as answer:
                return answer.status
        except aiohttp.ClientConnectionError:
            return 0

    async def well(self) -> None:
        """Wait until the bot says that it is well."""
        async with asyncio.timeout(SECONDS):
            while await self.status("/healthz") != 200:
                assert self.process.returncode is None, self.log.read_text(errors="replace")
                await asyncio.sleep(0.1)

    async def heard(self) -> None:
        """Wait until something listens."""
        async with asyncio.timeout(SECONDS):
            while not await self.status("/healthz"):
                assert self.process.returncode is None, self.log.read_text(errors="replace")
                await asyncio.sleep(0.02)

    async def ended(self) -> int:
        """Tell the command to stop, and return how it ended."""
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(SECONDS):
            return await self.process.wait()


@asynccontextmanager
async def started(environment: Mapping[str, str], folder: Path, *arguments: str) -> AsyncIterator[Started]:
    """Start `entente run`; it is killed at the end where it did not end by itself."""
    log = folder / "log.txt"
    with log.open("wb") as written:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", *arguments), env=dict(environment), stdout=written, stderr=written
        )
    try:
        yield Started(process=process, base=f"http://{environment['ENTENTE_TEAMS_LISTEN']}", log=log)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def until(there: Callable[[], Any]) -> Any:
    """Return what `there` finds, once it finds something."""
    async with asyncio.timeout(SECONDS):
        while not (found := there()):  # noqa: ASYNC110  (nobody tells when a message comes)
            await asyncio.sleep(0.05)
    return found


def free_port() -> int:
    """Return a port of this machine that is free now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _text(value: Any) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return ",".join(value) if isinstance(value, tuple) else str(value)
