"""A question goes through the real engine by its id: its words stand in no file of the queue."""

from datetime import UTC, datetime
from pathlib import Path

from bot.domain.ids import digest
from bot.engine import Engine, Pace
from bot.steps import Steps
from support.deskroom import HALL, desk_room
from support.values import make_parties

WORDS = ("Zanzibarium", "Türkiye", "T\\u00fcrkiye", "Pakistan", "drones")


async def test_the_queue_holds_the_id_of_a_question_alone(tmp_path: Path) -> None:
    folder = tmp_path / "queue"
    folder.mkdir()
    async with desk_room(tmp_path) as room:
        await room.archive.learn("a", parties=make_parties("PK", "TR"), facts=())
        asked = await room.ask("Pakistan Türkiye drones Zanzibarium")
        engine = Engine(
            f"sqlite:///{folder / 'engine.db'}",
            steps=Steps(room.parts),
            executor_id="node-1",
            clock=lambda: datetime.now(UTC),
            pace=Pace(queue_seconds=0.05),
        )
        await engine.launch()
        try:
            assert await engine.wait(await engine.enqueue_ask(HALL, digest(asked), asked)) == "sent"
        finally:
            await engine.shutdown()
        assert len(room.gateway.log.read()) == 1
    written = b"".join(path.read_bytes() for path in sorted(folder.iterdir()))
    assert asked.encode() in written
    assert [word for word in WORDS if word.encode() in written] == []
