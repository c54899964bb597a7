"""Nothing leaves but to the configured hosts and where their articles stand: a whole poll and collect, listed."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from support.netns import run_inside

ROOT = Path(__file__).resolve().parents[2]
HOSTS = [
    "beta.example",
    "delta.example",
    "feeds.alpha.example",
    "gamma.example",
    "moved.example",
    "outside.example",
    "www.alpha.example",
]
"""The sources, the hosts of the articles they link to, and where one of those redirects. Nobody else."""


def held_to_the_list(told: dict[str, Any]) -> None:
    assert told["asked"] == HOSTS
    assert told["trapped"] == []
    assert told["watched"] is True
    assert told["connected"] == []
    assert told["resolved"] == []
    assert (told["failed"], told["entries"]) == ([], 11)
    assert told["articles"] >= 4


@pytest.mark.parametrize("workers", ["pool", "inline"])
async def test_a_poll_and_collect_ask_the_hosts_of_sources_and_articles_and_nobody_else(workers: str) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "support.hostsasked", workers), env=environment, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await child.communicate()
    assert child.returncode == 0
    held_to_the_list(json.loads(said))


def test_it_goes_the_same_way_where_there_is_no_network_at_all() -> None:
    held_to_the_list(run_inside("support.hostsasked", "inline", root=ROOT))
