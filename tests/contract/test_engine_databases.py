"""The engine on both databases: the URL is all that differs."""

from datetime import UTC, datetime

from bot.engine import Engine, Pace
from support.enginefake import FakeSteps


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
        ["compose", "deliver", "deliver", "deliver", "poll", "collect", "analyse", "group", "summarise"]
    )
