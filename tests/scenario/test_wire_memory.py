"""However much an answer unpacks to, reading it takes less than 30 MB: measured in a process of its own."""

import asyncio
import gzip
import itertools
import json
import os
import sys
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from support.loopback import LoopbackServer, Reply

ROOT = Path(__file__).resolve().parents[2]
MOST = 30_000_000
UNPACKED = 200_000_000
PROC = Path("/proc/self/clear_refs")

pytestmark = pytest.mark.skipif(not PROC.exists(), reason="peaks are read from /proc, which this system lacks")


@cache
def bomb() -> bytes:
    """200 MB of nothing in about 200 kB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(bytes(1_000_000)) for _ in range(UNPACKED // 1_000_000)]
    return b"".join([*parts, packer.flush()])


@cache
def stacked() -> bytes:
    """The same packed once more: under a kilobyte."""
    return gzip.compress(bomb(), 9, mtime=0)


def reply(name: str) -> Reply:
    packed = {"Content-Encoding": "gzip"}
    replies = {
        "stacked": Reply(body=stacked(), headers={"Content-Encoding": "gzip, gzip"}),
        "one of two codings named": Reply(body=stacked(), headers=packed),
        "200 MB": Reply(body=bomb(), headers=packed),
        "many members": Reply(body=gzip.compress(bytes(1_000_000), 9) * 200, headers=packed),
        "endless": Reply(chunks=itertools.repeat(bytes(65_536))),
        "endless and packed": Reply(chunks=itertools.repeat(gzip.compress(bytes(1_000_000), 9)), headers=packed),
    }
    return replies[name]


@pytest.fixture(scope="module")
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer() as running:
        running.add("/small", Reply(body=gzip.compress(b"small"), headers={"Content-Encoding": "gzip"}))
        yield running


async def measured(url: str) -> tuple[str, int]:
    """Return how fetching `url` ended in a new process, and by how many bytes that process grew."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "support.bombfetch", url), env=environment, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await child.communicate()
    assert child.returncode == 0
    told = json.loads(said)
    return told["outcome"], told["growth"]


def test_the_bombs_are_bombs() -> None:
    assert len(stacked()) < 1000
    assert len(bomb()) < 250_000
    assert gzip.decompress(stacked()) == bomb()


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("stacked", "fetch_failed"),
        ("one of two codings named", "unpacked once"),
        ("200 MB", "too_large"),
        ("many members", "too_large"),
        ("endless", "too_large"),
        ("endless and packed", "too_large"),
    ],
)
async def test_reading_a_bomb_takes_little_memory(name: str, outcome: str, server: LoopbackServer) -> None:
    ended, growth = await measured(server.add("/bomb", reply(name)))
    assert ended == (str(len(bomb())) if outcome == "unpacked once" else outcome)
    assert growth < MOST


async def test_the_measure_sees_what_is_kept(server: LoopbackServer) -> None:
    """A body within the bound is kept whole, so the growth must show it."""
    ended, growth = await measured(server.add("/large", Reply(body=os.urandom(9_000_000))))
    assert ended == "9000000"
    assert 9_000_000 <= growth < MOST
