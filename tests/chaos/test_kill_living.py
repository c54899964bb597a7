"""A process that alerts and corrects is killed by SIGKILL again and again: nothing is lost, nothing is doubled.

A few rounds are played; ENTENTE_CHAOS_ROUNDS asks for more.
"""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from bot.domain.desk import Correction
from bot.domain.ids import StoryId
from bot.store import open_store
from support import livingworker
from support.chatfake import FileLog
from support.livingworker import POINTS, channel_of

SEED = 20261123
ROUNDS = int(os.environ.get("ENTENTE_CHAOS_ROUNDS", "8"))


def _plans() -> list[str]:
    """Return where each round dies: at each point that matters, then at any line after so many seconds."""
    dice = random.Random(SEED)
    sure = ["posted:1", "posted:2", "posted:3", "edited:1", "edited:2", "posting:3"]
    points = [f"{dice.choice(POINTS)}:{dice.randint(1, 3)}" for _ in range(max(0, ROUNDS // 2 - len(sure)))]
    moments = [f"after:{dice.uniform(0.0, 0.8):.2f}" for _ in range(ROUNDS)]
    plans = [*sure, *points, *moments][:ROUNDS]
    dice.shuffle(plans)
    return plans


def _run(folder: Path, rounds: int, plan: str = "") -> int:
    root = Path(livingworker.__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{root / 'tests'}"}
    command = [sys.executable, livingworker.__file__, str(folder), str(rounds), plan]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode in {0, -signal.SIGKILL}, ended.stderr[-4000:]
    return ended.returncode


async def _log(folder: Path) -> tuple[tuple[Correction, ...], list[str]]:
    """Return the corrections made, and what is told of no message."""
    store = await open_store(f"sqlite:///{folder / 'app.db'}", migrate=False)
    try:
        unknown = [str(row.key) for row in await store.unknown_deliveries()]
        return await store.corrections(1000), unknown
    finally:
        await store.close()


@pytest.mark.chaos
@pytest.mark.timeout(600)
def test_killed_while_it_alerts_and_corrects_nothing_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    deaths = sum(_run(tmp_path, number, plan) != 0 for number, plan in enumerate(_plans(), start=1))
    assert deaths >= ROUNDS // 2, "the rounds must kill to prove anything"
    assert _run(tmp_path, ROUNDS) == 0

    messages = FileLog(tmp_path / "chat.jsonl").read()
    assert set(Counter(message.key for message in messages).values()) == {1}, "each message exactly once"
    corrections, unknown = asyncio.run(_log(tmp_path))
    assert unknown == []
    assert sorted(one.story_id for one in corrections) == sorted(StoryId(f"story-r{n}") for n in range(1, ROUNDS + 1))
    assert all(one.said for one in corrections)

    edits: dict[str, str] = {}
    for line in (tmp_path / "edits.jsonl").read_text().splitlines():
        name, text = json.loads(line)
        edits[name] = text
    for number in range(1, ROUNDS + 1):
        here = [message for message in messages if message.channel == channel_of(number)]
        mine = [message for message in here if f"round{number} " in f"{message.text} " and message.thread]
        (reply,) = mine
        (said,) = [message for message in here if message.thread == reply.thread and "Corrected" in message.text]
        assert "stage was contract, is memorandum" in said.text
        assert "corrected: " in edits[reply.id], "the reply reads as it is now"
        assert reply.thread is not None
        assert "corrected: " in edits[reply.thread], "and so does the root"
    assert len(messages) == 3 * ROUNDS
    assert not (tmp_path / "network.txt").exists(), "nothing spoke to the network"
