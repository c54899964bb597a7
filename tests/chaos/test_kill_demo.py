"""Kill -9 in the middle of the sample brief, on the console and on local-slack: completed, and nothing twice."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot import settings as configuration
from bot.sample.edition import edition_from
from support.killing import killed_at
from support.loopback import LoopbackServer
from support.netns import local_slack_binary, run_inside

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def messages() -> int:
    """A root and one reply per story; two of the kept articles tell of one event."""
    edition = edition_from(configuration.shipped("sample/edition.yaml"))
    return sum(item.expect == "kept" for item in edition.items)


async def test_on_the_console(tmp_path: Path, root: Path, messages: int) -> None:
    transcript = tmp_path / "transcript.jsonl"

    async def out() -> int:
        return transcript.read_bytes().count(b"\n") if transcript.exists() else 0

    with LoopbackServer() as probe:
        port = probe.address[1]
    kills = await killed_at((1, 4, 8), arguments=["console", str(tmp_path), str(port)], out=out, tests=root / "tests")
    lines: list[dict[str, Any]] = [json.loads(line) for line in transcript.read_text().splitlines()]
    keys = [line["key"] for line in lines]
    assert kills != []
    assert all(seen < messages for seen in kills), "every kill came before the brief was complete"
    assert len(keys) == len(set(keys)) == messages
    assert {line["thread"] for line in lines[1:]} == {lines[0]["id"]}


@pytest.mark.slack_peer
def test_on_local_slack(root: Path, messages: int) -> None:
    told = run_inside("support.slackkill", str(local_slack_binary()), root=root, timeout=280)
    assert told["kills"] != []
    assert all(seen < messages for seen in told["kills"])
    assert len(told["keys"]) == len(set(told["keys"])) == messages
    assert told["all"] == messages
