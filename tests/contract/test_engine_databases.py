"""The engine on both databases: the URL is all that differs."""

from datetime import UTC, datetime

import pytest

from bot.engine import Engine, Pace
from bot.errors import EngineError
from bot.sole import Sole
from support.enginefake import FakeSteps
from support.stores import create_database


async def test_work_is_done_once_and_survives_a_restart(empty_url: str) -> None:
    steps = FakeSteps()
    steps.script("deliver", "waiting:0", "sent", "sent")
    pace = Pace(queue_seconds=0.05)
    for _ in range(2):
        engine = Engine(empty_url, steps=steps, executor_id="node-1", clock=lambda: datetime.now(UTC), pace=pace)
        await engine.launch()
        try:
            brief = await engine.enqueue_brief("desk", "2026-11-23", "0730", channel="C1")
            (poll,) = await engine.enqueue_poll(["wire"], "20261123T0630")
            assert await engine.wait(brief) == {"root": "sent", "story-k2": "sent"}
            assert (await engine.wait(poll))["entries"] == 0
        finally:
            await engine.shutdown()
    assert sorted(steps.names()) == sorted(
        ["compose", "deliver", "deliver", "deliver", "poll", "collect", "analyse", "group", "summarise", "react"]
    )


def test_an_executor_id_has_one_live_process(postgres_socket: str) -> None:
    url = create_database(postgres_socket)
    first, second = Sole(), Sole()
    first.hold_name(url, "node-1")
    with pytest.raises(EngineError, match="executor id 'node-1'"):
        second.hold_name(url, "node-1")
    second.hold_name(url, "node-2")
    second.release()
    first.release()
    second = Sole()
    second.hold_name(url, "node-1")
    second.release()
