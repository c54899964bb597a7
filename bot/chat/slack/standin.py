"""local-slack, a Slack workspace on this machine for `entente demo --slack` and the end-to-end tests.

The binary is pinned with its hash in `config/slack/local-slack/package-lock.json`. It runs only where no interface but
loopback is up: see `namespace`.
"""

import asyncio
import contextlib
import json
import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bot.chat.slack import namespace
from bot.chat.slack.network import SlackNetwork
from bot.errors import BotError, ConfigError
from bot.settings import config_dir

BOT_TOKEN, APP_TOKEN = "xoxb-local-slack", "xapp-local-slack"
BOT_USER, USER, CHANNEL = "U0ENTENTE", "U0READER", "C0BRIEFS"
PORT = 4300
_BINARY = "node_modules/local-slack-linux-x64/bin/local-slack"
_FOLDER_VARIABLE = "ENTENTE_LOCAL_SLACK"
_READY_SECONDS, _STOP_SECONDS, _BROWSER_SECONDS, _INSTALL_SECONDS = 15.0, 5.0, 90, 300
_HEADLESS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """A running workspace with one channel, one reader and the bot."""

    url: str
    session: aiohttp.ClientSession

    @property
    def network(self) -> SlackNetwork:
        """How its Web API is reached."""
        return SlackNetwork(api_url=f"{self.url}/api/")

    def page(self, *, channel: str = CHANNEL, thread: str | None = None) -> str:
        """Return the address of a channel's page, with a thread open at its side."""
        if thread is None:
            return f"{self.url}/archives/{channel}"
        return f"{self.url}/archives/{channel}/p{thread.replace('.', '')}?thread_ts={thread}&cid={channel}"

    async def control(self, action: str, /, **arguments: Any) -> Any:
        """Act as a user or the operator: message, command, interact, reset."""
        async with self.session.post(f"{self.url}/_control/{action}", json=arguments) as response:
            response.raise_for_status()
            return await response.json()

    async def messages(self, channel: str = CHANNEL) -> list[dict[str, Any]]:
        """Return what stands in a channel, threads included."""
        async with self.session.get(f"{self.url}/_control/messages/{channel}") as response:
            found = await response.json()
        return list(found["messages"] if isinstance(found, Mapping) else found)


def folder(environment: Mapping[str, str] | None = None) -> Path:
    """Return where the stand-in is kept: ENTENTE_LOCAL_SLACK, else a folder in the user's cache."""
    environment = os.environ if environment is None else environment
    named = environment.get(_FOLDER_VARIABLE)
    cache = Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(named) if named else cache / "entente" / "local-slack"


def find_binary(environment: Mapping[str, str] | None = None) -> Path | None:
    """Return the installed binary, or None."""
    binary = folder(environment) / _BINARY
    return binary if binary.is_file() and os.access(binary, os.X_OK) else None


def install(environment: Mapping[str, str] | None = None) -> Path:
    """Install the pinned package through npm, which checks its hash; return the binary. Raise ConfigError."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise ConfigError("--slack", "local-slack is packaged for Linux on x86-64 only")
    npm = shutil.which("npm")
    if npm is None:
        raise ConfigError("--slack", "npm is missing", hint="install Node.js, or leave --slack out")
    target = folder(environment)
    target.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(config_dir() / "slack" / "local-slack" / name, target / name)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=target, capture_output=True, text=True, timeout=_INSTALL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ConfigError("--slack", f"npm did not end within {_INSTALL_SECONDS} s") from error
    binary = find_binary(environment)
    if done.returncode or binary is None:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise ConfigError("--slack", f"npm could not install local-slack ({lines[-1] if lines else 'no message'})")
    return binary


@asynccontextmanager
async def local_slack(
    binary: Path, *, port: int = PORT, workspace: Mapping[str, Any] | None = None
) -> AsyncIterator[StandIn]:
    """Run `workspace`, by default the demo's, until the block ends; raise ConfigError outside of a namespace.

    The namespace must hold nothing but loopback.
    """
    if not namespace.inside_loopback_namespace():
        hint = "run it inside a loopback-only network namespace (unshare -n as root)"
        raise ConfigError("local-slack", "binds every interface", hint=hint)
    namespace.bring_up_loopback()
    with tempfile.TemporaryDirectory(prefix="entente-slack-") as scratch:
        settings = Path(scratch) / "workspace.json"
        settings.write_text(json.dumps(workspace or demo_workspace()), encoding="utf-8")
        process = await asyncio.create_subprocess_exec(
            binary,
            *("--config", str(settings), "--port", str(port), "--base-host", "127.0.0.1"),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "TMPDIR": scratch},
        )
        try:
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
                desk = StandIn(url=f"http://127.0.0.1:{port}", session=session)
                await _ready(desk, process)
                async with namespace.offered_outside(port):
                    yield desk
        finally:
            await _stop(process)


async def screenshot(url: str, target: Path, *, width: int = 1440, height: int = 1000) -> None:
    """Draw the page at `url` with headless Chromium into the PNG file `target`; raise BotError where that fails."""
    browser = find_browser()
    if browser is None:
        raise BotError("screenshot: no Chromium found; install the package chromium")
    await asyncio.to_thread(_draw, browser, url=url, target=target, size=(width, height))


def _draw(browser: str, *, url: str, target: Path, size: tuple[int, int]) -> None:
    with tempfile.TemporaryDirectory(prefix="entente-browser-", ignore_cleanup_errors=True) as profile:
        # Virtual time lets the page fetch its messages over its WebSocket before it is drawn.
        command = [browser, *_HEADLESS, f"--user-data-dir={profile}", "--virtual-time-budget=8000"]
        command += [f"--window-size={size[0]},{size[1]}", f"--screenshot={target.resolve()}", url]
        try:
            subprocess.run(command, capture_output=True, timeout=_BROWSER_SECONDS, check=False)  # noqa: S603
        except subprocess.TimeoutExpired as error:
            raise BotError(f"screenshot: Chromium did not end within {_BROWSER_SECONDS} s") from error
    if not target.is_file():
        raise BotError(f"screenshot: Chromium drew nothing of {url}")


def find_browser() -> str | None:
    """Return the path of a Chromium, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


def demo_workspace() -> dict[str, Any]:
    """Return the settings of a workspace with one channel, one reader and the bot, which connects by a socket."""
    app = {
        "appId": "A0ENTENTE",
        "botUserId": BOT_USER,
        "botName": "entente",
        "botToken": BOT_TOKEN,
        "appToken": APP_TOKEN,
        "signingSecret": "local-slack",
        "mode": "socket",
    }
    reader = {"id": USER, "name": "alex", "real_name": "Alex Reader", "tz": "Europe/Warsaw"}
    return {
        "workspace": {"name": "Entente demo", "domain": "entente-demo", "teamId": "T0DEMO"},
        "app": app,
        "users": [reader],
        "channels": [{"id": CHANNEL, "name": "briefs", "members": [USER, BOT_USER]}],
    }


async def _ready(desk: StandIn, process: asyncio.subprocess.Process) -> None:
    try:
        async with asyncio.timeout(_READY_SECONDS):
            while process.returncode is None:
                with contextlib.suppress(aiohttp.ClientError):
                    async with desk.session.get(f"{desk.url}/_control/state") as response:
                        if response.status == 200:
                            return
                await asyncio.sleep(0.05)
    except TimeoutError as error:
        raise BotError(f"local-slack did not answer within {_READY_SECONDS:g} s") from error
    raise BotError(f"local-slack ended at its start, exit status {process.returncode}")


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(_STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
