"""Workflows over the real DBOS on SQLite, with steps that note what was asked of them."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.moments import Clock, system_clock
from bot.engine import QUEUES, Engine, Pace
from bot.errors import ConfigError, EngineError, StorageError
from support.enginefake import FakeSteps
from support.values import NOW

QUICK = Pace(queue_seconds=0.05, retry_seconds=0.02, retry_attempts=3)


@asynccontextmanager
async def running(
    folder: Path,
    steps: FakeSteps,
    *,
    queues: Sequence[str] = QUEUES,
    clock: Clock = lambda: NOW,
    notices: list[str] | None = None,
) -> AsyncIterator[Engine]:
    async def notify(text: str) -> None:
        if notices is not None:
            notices.append(text)

    url = f"sqlite+aiosqlite:///{folder}/engine.sqlite"
    engine = Engine(url, steps=steps, executor_id="local", clock=clock, pace=QUICK, notify=notify)
    await engine.launch(queues=queues)
    try:
        yield engine
    finally:
        await engine.shutdown()


async def test_a_cycle_goes_from_poll_to_summaries(tmp_path: Path) -> None:
    steps = FakeSteps()
    steps.script("poll", 7)
    steps.script("collect", 5)
    steps.script("analyse", 64, 3)
    steps.script("group", 2)
    steps.script("summarise", 2)
    async with running(tmp_path, steps) as engine:
        (name,) = await engine.enqueue_poll(["wire", "ministry"], "20261123T0630")
        result = await engine.wait(name)
        assert name == "poll:all:20261123T0630"
        assert result == {"entries": 7, "articles": 5, "analysed": 67, "stories": 2, "summarised": 2, "reacted": 0}
        await engine.enqueue_poll(["wire", "ministry"], "20261123T0630")
        await engine.wait(name)
    assert steps.names() == ["poll", "collect", *["analyse"] * 3, "group", *["summarise"] * 2, "react"]
    assert steps.calls[0] == ("poll", "all:20261123T0630", "wire", "ministry")
    with sqlite3.connect(tmp_path / "engine.sqlite") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        stored = connection.execute("SELECT DISTINCT serialization FROM workflow_status").fetchall()
        assert stored == [("portable_json",)], "nothing in the database can run code when it is read"
    connection.close()


async def test_many_sources_are_split_and_stories_have_one_writer(tmp_path: Path) -> None:
    steps = FakeSteps(pauses={"group": 0.05})
    async with running(tmp_path, steps) as engine:
        names = await engine.enqueue_poll([f"s{number}" for number in range(450)], "T1", shard="hourly")
        for name in names:
            await engine.wait(name)
    assert names == ("poll:hourly-0:T1", "poll:hourly-1:T1", "poll:hourly-2:T1")
    assert sorted(len(call) - 2 for call in steps.calls if call[0] == "poll") == [50, 200, 200]
    grouping = [name for name in steps.names() if name in {"analyse", "group", "summarise"}]
    assert grouping == ["analyse", "group", "summarise"] * 3


async def test_what_follows_from_a_cycle_is_posted_under_its_own_name_once(tmp_path: Path) -> None:
    steps = FakeSteps()
    alert = ["desk", "2026-11-23", "alert-story-k2-1", "C-desk"]
    steps.script("react", [alert], [alert])
    async with running(tmp_path, steps) as engine:
        for tick in ("T1", "T2"):
            (name,) = await engine.enqueue_poll(["wire"], tick)
            assert (await engine.wait(name))["reacted"] == 1
        assert await engine.wait("brief:desk:2026-11-23:alert-story-k2-1") == {"root": "sent", "story-k2": "sent"}
    assert steps.names().count("compose") == 1


async def test_a_cycle_cut_before_its_last_step_goes_on_with_it(tmp_path: Path) -> None:
    """What an older bot left in the middle has all steps but the last: it goes on, and nothing is done twice."""
    steps = FakeSteps(pauses={"summarise": 60.0})
    async with running(tmp_path, steps) as engine:
        (name,) = await engine.enqueue_poll(["wire"], "T1")
        await steps.started("summarise")
    steps.pauses.clear()
    async with running(tmp_path, steps) as engine:
        assert (await engine.wait(name))["reacted"] == 0
    assert [steps.names().count(step) for step in ("poll", "analyse", "group", "react")] == [1, 1, 1, 1]


async def test_work_of_another_version_is_told_and_not_left_without_a_word(tmp_path: Path) -> None:
    steps, notices = FakeSteps(), list[str]()
    async with running(tmp_path, steps, queues=()) as engine:
        await engine.enqueue_brief("desk", "2026-11-23", "0730")
    with sqlite3.connect(tmp_path / "engine.sqlite") as connection:
        connection.execute("UPDATE workflow_status SET application_version = 'entente-0'")
    connection.close()
    async with running(tmp_path, steps, notices=notices) as engine:
        await engine.revive(restarted=True)
        await engine.revive()
    (told,) = notices
    assert "entente-0" in told
    assert "brief:desk:2026-11-23:0730" in told


async def test_ticks_of_one_group_go_one_after_the_other(tmp_path: Path) -> None:
    steps = FakeSteps(pauses={"poll": 0.2, "collect": 0.2})
    async with running(tmp_path, steps) as engine:
        names = [*await engine.enqueue_poll(["wire"], "T1"), *await engine.enqueue_poll(["wire"], "T2")]
        for name in names:
            await engine.wait(name)
    assert steps.most_alive == 1, "two ticks at once would fetch the same pages twice"
    assert [call[:2] for call in steps.calls if call[0] in {"poll", "collect"}] == [
        ("poll", "all:T1"), ("collect", "all:T1"), ("poll", "all:T2"), ("collect", "all:T2"),
    ]  # fmt: skip


async def test_a_brief_waits_durably_and_reports(tmp_path: Path) -> None:
    steps = FakeSteps()
    steps.script("deliver", "waiting:0.1", "sent", "waiting:0", "unknown")
    async with running(tmp_path, steps) as engine:
        name = await engine.enqueue_brief("desk", "2026-11-23", "0730", channel="C-desk")
        assert name == "brief:desk:2026-11-23:0730"
        assert await engine.wait(name) == {"root": "sent", "story-k2": "unknown"}
        await engine.enqueue_brief("desk", "2026-11-23", "0730", channel="C-desk")
        await engine.wait(name)
    assert steps.names() == ["compose", *["deliver"] * 4]
    assert steps.calls[0][-1] == NOW.isoformat()


async def test_two_clocks_make_one_brief(tmp_path: Path) -> None:
    steps = FakeSteps()
    async with running(tmp_path, steps) as engine:
        enqueued = (engine.enqueue_brief("desk", "2026-11-23", "0730", channel="C-desk") for _ in range(20))
        names = set(await asyncio.gather(*enqueued))
        assert [await engine.wait(name) for name in names] == [{"root": "sent", "story-k2": "sent"}]
    assert steps.names() == ["compose", "deliver", "deliver"]


async def test_a_node_works_on_its_own_queues_only(tmp_path: Path) -> None:
    steps = FakeSteps()
    async with running(tmp_path, steps, queues=("ask",)) as engine:
        brief = await engine.enqueue_brief("desk", "2026-11-23", "0730")
        await engine.wait(await engine.enqueue_ask("C1", "Ev1", "request-1"))
    assert steps.names() == ["answer"]
    async with running(tmp_path, steps) as engine:
        await engine.wait(brief)
    assert steps.names() == ["answer", "compose", "deliver", "deliver"]


async def test_silence_delivers_nothing(tmp_path: Path) -> None:
    steps = FakeSteps()
    steps.script("compose", [])
    async with running(tmp_path, steps) as engine:
        assert await engine.wait(await engine.enqueue_brief("desk", "2026-11-23", "0730")) == {}
    assert steps.names() == ["compose"]


@pytest.mark.parametrize("word", ["unknown", "failed"])
async def test_no_reply_is_tried_where_the_root_is_not_out(tmp_path: Path, word: str) -> None:
    steps = FakeSteps()
    steps.script("deliver", word)
    async with running(tmp_path, steps) as engine:
        name = await engine.enqueue_brief("desk", "2026-11-23", "0730")
        assert await engine.wait(name) == {"root": word, "story-k2": word}
    assert steps.names() == ["compose", "deliver"]


async def test_briefs_of_one_channel_go_one_by_one(tmp_path: Path) -> None:
    steps = FakeSteps(pauses={"deliver": 0.05, "compose": 0.05})
    async with running(tmp_path, steps) as engine:
        names = [await engine.enqueue_brief(f"desk-{n}", "2026-11-23", "0730", channel="C1") for n in range(3)]
        for name in names:
            await engine.wait(name)
        assert steps.most_alive == 1
        names = [await engine.enqueue_brief(f"navy-{n}", "2026-11-23", "0730", channel=f"C{n}") for n in range(3)]
        for name in names:
            await engine.wait(name)
        assert steps.most_alive > 1


async def test_many_channels_do_not_wait_for_each_other(tmp_path: Path) -> None:
    steps = FakeSteps(pauses={"deliver": 1.0})
    async with running(tmp_path, steps) as engine:
        names = [await engine.enqueue_brief(f"desk-{n}", "2026-11-23", "0730", channel=f"C{n}") for n in range(60)]
        for name in names:
            await engine.wait(name)
    assert steps.most_alive > 40


async def test_a_question_is_answered_once_and_the_day_is_cleaned_up(tmp_path: Path) -> None:
    steps = FakeSteps()
    steps.script("retain", 0, 4)
    steps.script("answer", "waiting:0", "sent")
    async with running(tmp_path, steps) as engine:
        for _ in range(2):
            name = await engine.enqueue_ask("C1", "Ev1", "request-1")
            assert await engine.wait(name) == "sent"
        today = datetime.now(UTC).date().isoformat()
        kept = await engine.wait(await engine.enqueue_retention(today))
        assert kept["forgotten"] == 0, "an id that could still be enqueued again is kept"
        # A day far enough ahead that what has ended just now is past its time.
        result = await engine.wait(await engine.enqueue_retention("2099-01-01"))
        assert result == {"deleted": 4, "forgotten": 2}
        with pytest.raises(EngineError, match="no workflow ask:C1:Ev1"):
            await engine.wait("ask:C1:Ev1")
    assert steps.names() == ["answer", "answer", "retain", "retain"]


async def test_what_may_pass_is_retried_and_what_failed_can_be_run_again(tmp_path: Path) -> None:
    steps = FakeSteps()
    steps.script("compose", StorageError("locked"))
    steps.script("deliver", "sent", ValueError("a bug"))
    async with running(tmp_path, steps) as engine:
        name = await engine.enqueue_brief("desk", "2026-11-23", "0730")
        with pytest.raises(EngineError, match="ended as ERROR: a bug"):
            await engine.wait(name)
        assert steps.names() == ["compose", "compose", "deliver", "deliver"]
        again = await engine.rerun(name)
        assert again == f"{name}:retry1"
        assert await engine.wait(again) == {"root": "sent", "story-k2": "sent"}
        assert steps.names()[4:] == ["deliver"], "only the failed step ran again"
        with pytest.raises(EngineError, match="did not end in error"):
            await engine.rerun(again)


async def test_a_brief_that_ended_in_error_is_told_to_the_operator_and_run_again_after_a_restart(
    tmp_path: Path,
) -> None:
    steps, notices = FakeSteps(), list[str]()
    steps.script("compose", ValueError("poison, gone after a fix"))
    steps.script("poll", ValueError("a bad table"))
    async with running(tmp_path, steps, clock=system_clock, notices=notices) as engine:
        brief = await engine.enqueue_brief("desk", "2026-11-23", "0730", channel="C-desk")
        (poll,) = await engine.enqueue_poll(["wire"], "20261123T0630")
        for name in (brief, poll):
            with pytest.raises(EngineError, match="ended as ERROR"):
                await engine.wait(name)
        assert await engine.revive() == (), "a minute is waited first"
    (notice,) = notices
    assert "poison" in notice
    assert "a bad table" in notice
    async with running(tmp_path, steps, clock=system_clock, notices=notices) as engine:
        await engine.enqueue_brief("desk", "2026-11-23", "0730", channel="C-desk")
        assert await engine.revive(restarted=True) == (f"{brief}:retry1",)
        assert await engine.wait(f"{brief}:retry1") == {"root": "sent", "story-k2": "sent"}
        assert await engine.revive(restarted=True) == (), "what was run again is done with"
    assert steps.names().count("deliver") == 2


async def test_reruns_are_bounded(tmp_path: Path) -> None:
    steps, notices = FakeSteps(), list[str]()
    steps.script("compose", *[ValueError("poison")] * 9)
    async with running(tmp_path, steps, clock=system_clock, notices=notices) as engine:
        name = await engine.enqueue_brief("desk", "2026-11-23", "0730")
        for _ in range(6):
            with pytest.raises(EngineError):
                await engine.wait(name)
            (name, *_) = [*await engine.revive(restarted=True), name]
        assert name == "brief:desk:2026-11-23:0730:retry4"
        assert steps.names() == ["compose"] * 5
    assert "given up" in notices[-1]


async def test_a_message_that_waits_for_ever_is_given_up_and_told(tmp_path: Path) -> None:
    steps, notices = FakeSteps(), list[str]()
    steps.script("deliver", "sent", *["waiting:0.01"] * 30)
    async with running(tmp_path, steps, notices=notices) as engine:
        name = await engine.enqueue_brief("desk", "2026-11-23", "0730")
        assert await engine.wait(name) == {"root": "sent", "story-k2": "waiting:0.01"}
    (notice,) = notices
    assert "desk:2026-11-23:0730:story-k2" in notice


async def test_a_workflow_cut_by_shutdown_goes_on_at_the_next_launch(tmp_path: Path) -> None:
    steps = FakeSteps(pauses={"deliver": 30.0, "clean-up": 1.0})
    async with running(tmp_path, steps) as engine:
        name = await engine.enqueue_brief("desk", "2026-11-23", "0730")
        await steps.started("deliver")
    assert steps.alive == 0, "the cut step was cancelled, not left running"
    steps.pauses.clear()
    async with running(tmp_path, steps) as engine:
        assert await engine.wait(name) == {"root": "sent", "story-k2": "sent"}
    assert steps.names() == ["compose", *["deliver"] * 3]
    await asyncio.to_thread(str, "the loop's own threads are still usable after the engine")


async def test_one_engine_per_process(tmp_path: Path) -> None:
    steps = FakeSteps()
    async with running(tmp_path, steps) as engine:
        other = Engine(f"sqlite:///{tmp_path}/other.sqlite", steps=steps, executor_id="local")
        with pytest.raises(EngineError, match="running in this process already"):
            await other.launch()
        await other.shutdown()
        assert await engine.wait(await engine.enqueue_ask("C1", "Ev1", "request-1")) == "answered"


async def test_an_engine_that_cannot_open_its_file_says_so_and_leaves_room(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    steps = FakeSteps()
    with pytest.raises(EngineError, match="did not start"):
        await Engine(f"sqlite:///{tmp_path}/file/engine.sqlite", steps=steps, executor_id="local").launch()
    async with running(tmp_path, steps) as engine:
        assert await engine.wait(await engine.enqueue_ask("C1", "Ev1", "request-1")) == "answered"


async def test_nothing_is_enqueued_on_an_engine_that_does_not_run(tmp_path: Path) -> None:
    engine = Engine(f"sqlite:///{tmp_path}/engine.sqlite", steps=FakeSteps(), executor_id="local")
    with pytest.raises(EngineError, match="not running"):
        await engine.enqueue_ask("C1", "Ev1", "request-1")


@pytest.mark.parametrize(
    ("url", "executor", "key"),
    [
        ("postgresql+psycopg://u:p@localhost/entente", "local", "executor_id"),
        ("sqlite://", "local", "engine_url"),
        ("sqlite:///:memory:", "local", "engine_url"),
        ("mysql://localhost/entente", "node-1", "engine_url"),
        ("nonsense", "node-1", "engine_url"),
    ],
)
async def test_settings_that_would_lose_or_double_work_are_refused(url: str, executor: str, key: str) -> None:
    with pytest.raises(ConfigError) as refused:
        Engine(url, steps=FakeSteps(), executor_id=executor)
    assert refused.value.key == key
    assert "u:p" not in str(refused.value)


async def test_dbos_logs_through_the_programs_handler(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    async with running(tmp_path, FakeSteps()):
        logger = logging.getLogger("dbos")
        assert logger.propagate
        assert [type(handler) for handler in logger.handlers] == [logging.NullHandler]
        assert logger.level == logging.WARNING
    assert "dbos.dev" not in "".join(capfd.readouterr())
