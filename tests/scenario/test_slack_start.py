"""A start of `entente run`: people are acknowledged before the house is built, and answered when it is."""

import asyncio
import os
import signal
import socket
import sys
import time
from pathlib import Path

import aiohttp
import pytest

from support.faultproxy import FaultProxy, fault_proxy
from support.slackhttp import SECRET, Answer, command_body, post

FIRST_ACK_SECONDS = 2.0
HEAVY = ("torch", "transformers", "numpy", "sqlalchemy", "onnxruntime", "dbos")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def first_answer(url: str, since: float) -> tuple[Answer, float]:
    """Ask until something answers; return the answer, and how long after `since` it came."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(60):
        while True:
            try:
                return await post(session, url, command_body("list", trigger="1.1")), time.monotonic() - since
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.01)


async def answered(slack: FaultProxy) -> None:
    """Wait until the person who asked was answered."""
    for _ in range(1200):
        if slack.called("chat.postEphemeral") or slack.called("chat.postMessage"):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("nobody was answered")


async def test_the_first_acknowledgement_comes_before_models_are_read(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text("sources: []", encoding="utf-8")
    port, log = free_port(), tmp_path / "log"
    async with fault_proxy() as slack:
        environment = {
            **os.environ,
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": slack.url,
            "ENTENTE_SLACK_MODE": "http",
            "ENTENTE_SLACK_LISTEN": f"127.0.0.1:{port}",
            "ENTENTE_DATA_DIR": str(tmp_path / "var"),
            "ENTENTE_SOURCES_FILE": str(tmp_path / "sources.yaml"),
        }
        started = time.monotonic()
        with log.open("wb") as errors:
            bot = await asyncio.create_subprocess_exec(
                *(sys.executable, "-X", "importtime", "-m", "bot", "run"), env=environment, stderr=errors
            )
        try:
            answer, seconds = await first_answer(f"http://127.0.0.1:{port}", started)
            loaded = {line.rpartition("|")[2].strip() for line in log.read_text(errors="replace").splitlines()}
            await answered(slack)
        finally:
            bot.terminate()
            async with asyncio.timeout(60):
                status = await bot.wait()
    assert answer.status == 200
    assert answer.text == ""
    assert not loaded & {"torch", "transformers", "onnxruntime"}
    assert "bot.app.slack_door" in loaded
    assert status in {0, -signal.SIGTERM}  # it may not have come to waiting for signals yet
    if seconds >= FIRST_ACK_SECONDS and os.getloadavg()[0] > 1.5 * (os.cpu_count() or 1):
        pytest.skip(f"acknowledged after {seconds:.2f} s, on a machine too busy to judge that")
    assert seconds < FIRST_ACK_SECONDS


async def test_the_door_needs_none_of_what_is_heavy() -> None:
    code = f"import sys, bot.commands.serving; print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE)
    printed, _ = await done.communicate()
    assert printed.decode().strip() == "[]"
