"""The stand-in in a process of its own, so that what it measures does not wait for what it is measured on.

It reads its orders as one line of JSON on standard input, writes its address, serves until it reads another line, and
then writes the record: every call with its time and fault, what stands in the channels, what was refused.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from support.faultproxy import fault_proxy, keys_of
from support.faultproxy_script import Called
from support.faultproxy_slack import Workspace, wall_clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """Teams by token, faults of posts by channel and attempt ("" for none), of look-ups by attempt, known roots."""

    teams: Mapping[str, Mapping[str, str]]
    posts: Mapping[str, Sequence[str]]
    look_ups: Sequence[str] = ()
    roots: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A message that stands in the end."""

    channel: str
    ts: str
    thread: str
    key: str


@dataclass
class Record:
    """What the stand-in saw; filled when it stops."""

    url: str
    calls: list[Called] = field(default_factory=list)
    standing: list[Standing] = field(default_factory=list)
    refused: list[list[str]] = field(default_factory=list)


@contextmanager
def own_process(orders: Orders) -> Iterator[Record]:
    """Run the stand-in; its record is complete when the block has ended."""
    tests = Path(__file__).resolve().parent.parent
    environment = {**os.environ, "PYTHONPATH": f"{tests.parent}:{tests}"}
    command = [sys.executable, "-m", "support.faultproxy_process"]
    process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        given = {"teams": orders.teams, "posts": orders.posts, "look_ups": orders.look_ups, "roots": orders.roots}
        _write(process.stdin, given)
        record = Record(url=json.loads(process.stdout.readline())["url"])
        yield record
        _write(process.stdin, "stop")
        told = json.loads(process.stdout.readline())
        record.calls = [Called(**{**row, "keys": tuple(row["keys"])}) for row in told["calls"]]
        record.standing = [Standing(**row) for row in told["standing"]]
        record.refused = told["refused"]
        process.wait(timeout=10)
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def _write(stream: IO[str], value: Any) -> None:
    stream.write(json.dumps(value) + "\n")
    stream.flush()


async def _serve(orders: Mapping[str, Any]) -> None:
    slack = Workspace(clock=wall_clock)
    slack.teams = orders["teams"]
    slack.roots = set(orders["roots"])
    async with fault_proxy(slack=slack) as proxy:
        proxy.checks_later = True
        proxy.script.posts = {channel: deque(names) for channel, names in orders["posts"].items()}
        proxy.script.look_ups = deque(orders["look_ups"])
        _write(sys.stdout, {"url": proxy.url})
        await asyncio.to_thread(sys.stdin.readline)
        proxy.check()
        standing = [
            {
                "channel": message["channel"],
                "ts": message["ts"],
                "thread": message.get("thread_ts", ""),
                "key": next(keys_of(message), ""),
            }
            for message in proxy.messages
        ]
        calls = [called.row() for called in proxy.record]
        _write(sys.stdout, {"calls": calls, "standing": standing, "refused": proxy.refused})


if __name__ == "__main__":
    asyncio.run(_serve(json.loads(sys.stdin.readline())))
