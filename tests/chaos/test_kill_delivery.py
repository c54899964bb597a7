"""A process that posts briefs is killed by SIGKILL again and again: nothing is lost, nothing is doubled."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.delivery.outbound import parts
from bot.domain.delivery import DeliveryKey, DeliveryState
from bot.store import open_store
from support import chaosworker
from support.chaosworker import POINTS, REPLIES, SUBSCRIPTIONS, brief_key, brief_of
from support.chatfake import FileLog, counts

SEED = 20261123
ROUNDS = 12


def _plans() -> list[str]:
    """Return where each round dies: by turns at a point of the protocol, or at any line after so many seconds."""
    dice = random.Random(SEED)
    sure = ["asked:posted:1", "blind:posted:3", "asked:claimed:2", "blind:claimed:4"]  # the places that matter most
    points = [f"{dice.choice(SUBSCRIPTIONS)}:{dice.choice(POINTS)}:{dice.randint(1, REPLIES + 1)}" for _ in range(4)]
    moments = [f"after:{dice.uniform(0.0, 0.9):.2f}" for _ in range(ROUNDS - len(sure) - len(points))]
    plans = sure + points + moments
    dice.shuffle(plans)
    return plans


def _run(folder: Path, briefs: int, plan: str = "") -> int:
    root = Path(chaosworker.__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{root / 'tests'}"}
    command = [sys.executable, chaosworker.__file__, str(folder), str(briefs), plan]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode in {0, -signal.SIGKILL}, ended.stderr
    return ended.returncode


async def _states(folder: Path, subscription: str) -> Mapping[str, DeliveryState | None]:
    """Return how every part of every brief stands in the ledger, by key."""
    store = await open_store(f"sqlite:///{folder / 'app.db'}", migrate=False)
    states: dict[str, DeliveryState | None] = {}
    for number in range(1, ROUNDS + 1):
        brief = brief_of(brief_key(subscription, number))
        for part in parts(brief):
            key = DeliveryKey(brief=brief.key, part=part)
            row = await store.delivery(key)
            states[key.block_id] = row.state if row else None
    await store.close()
    return states


@pytest.mark.chaos
@pytest.mark.timeout(300)
def test_killed_at_any_moment_nothing_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    deaths = sum(_run(tmp_path, number, plan) != 0 for number, plan in enumerate(_plans(), start=1))
    assert deaths >= ROUNDS * 3 // 4, "the rounds must kill to prove anything"
    assert _run(tmp_path, ROUNDS) == 0
    results = json.loads((tmp_path / "results.json").read_text())
    assert len(results) == ROUNDS * len(SUBSCRIPTIONS)

    asked, seen = asyncio.run(_states(tmp_path, "asked")), counts(FileLog(tmp_path / "asked.jsonl"))
    assert dict(seen) == dict.fromkeys(asked, 1), "each message exactly once where the chat can be looked up"
    assert set(asked.values()) == {DeliveryState.SENT}

    blind, seen = asyncio.run(_states(tmp_path, "blind")), counts(FileLog(tmp_path / "blind.jsonl"))
    assert set(seen.values()) == {1}, "never twice where it cannot"
    assert {key for key, state in blind.items() if state is DeliveryState.SENT} <= set(seen)
    assert set(seen) <= {key for key, state in blind.items() if state in {DeliveryState.SENT, DeliveryState.UNKNOWN}}
    unknown = [key for key, state in blind.items() if state is DeliveryState.UNKNOWN]
    assert unknown, "a death between claim and mark leaves what nobody can tell"
    assert set(blind.values()) <= {DeliveryState.SENT, DeliveryState.UNKNOWN, None}
    for number in range(1, ROUNDS + 1):
        _check_report(results, blind, number)

    assert not (tmp_path / "network.txt").exists(), "the engine spoke to the network"


def _check_report(
    results: Mapping[str, Mapping[str, str]], states: Mapping[str, DeliveryState | None], number: int
) -> None:
    """The workflow's own report says of every part what the ledger says; without a root there are no replies."""
    brief = brief_of(brief_key("blind", number))
    report = results[f"brief:{brief.key}"]
    for part in parts(brief):
        state = states[DeliveryKey(brief=brief.key, part=part).block_id]
        assert report[part] == (str(state) if state else "unknown")
        assert state is not None or report["root"] == "unknown"
