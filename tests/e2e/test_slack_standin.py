"""The stand-in is closed to the network, and its page is offered on 127.0.0.1 all the same."""

import asyncio
import contextlib
import os
import sys
from pathlib import Path

import aiohttp
import pytest

from bot.chat.slack import namespace, standin
from bot.errors import ConfigError
from support.netns import CLOSED, local_slack_binary

pytestmark = [pytest.mark.slack_peer]


async def _answered(url: str) -> dict[str, object]:
    """Ask until something answers there."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(30):
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(url) as response:
                    found: dict[str, object] = await response.json()
                    return found
            await asyncio.sleep(0.1)


async def test_a_browser_outside_sees_the_page_and_its_socket(root: Path, unused_tcp_port: int) -> None:
    if namespace.unshare_command() is None:
        pytest.skip(CLOSED)
    argv = [sys.executable, "-m", "support.standinpage", str(local_slack_binary())]
    environment = {**os.environ, "PYTHONPATH": f"{root}:{root / 'tests'}"}
    running = asyncio.create_task(namespace.run_inside(argv, port=unused_tcp_port, environment=environment))
    try:
        state = await _answered(f"http://127.0.0.1:{unused_tcp_port}/_control/state")
        assert state["workspace"] == {"name": "Entente demo", "domain": "entente-demo", "teamId": "T0DEMO"}
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"http://127.0.0.1:{unused_tcp_port}/ui") as socket,
        ):
            assert (await socket.receive_json(timeout=10))["t"] == "init"
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def test_it_does_not_start_where_others_could_reach_it() -> None:
    if namespace.inside_loopback_namespace():
        pytest.skip("no interface but loopback is up here, so nobody could reach it")
    with pytest.raises(ConfigError, match="binds every interface"):
        async with standin.local_slack(Path("/nonexistent")):
            pass


def test_the_folder_and_the_binary(tmp_path: Path) -> None:
    assert standin.folder({"ENTENTE_LOCAL_SLACK": str(tmp_path)}) == tmp_path
    assert standin.folder({"XDG_CACHE_HOME": "/c"}) == Path("/c/entente/local-slack")
    assert standin.find_binary({"ENTENTE_LOCAL_SLACK": str(tmp_path)}) is None
    binary = tmp_path / "node_modules/local-slack-linux-x64/bin/local-slack"
    binary.parent.mkdir(parents=True)
    binary.write_text("")
    assert standin.find_binary({"ENTENTE_LOCAL_SLACK": str(tmp_path)}) is None
    binary.chmod(0o700)
    assert standin.find_binary({"ENTENTE_LOCAL_SLACK": str(tmp_path)}) == binary
