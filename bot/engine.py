"""Durable workflows: the only module that knows DBOS.

A workflow is at least once and idempotent by its id; a step that finished never runs again, the one under way at a
crash runs again. Bodies are deterministic: all I/O, time and model calls are steps, and steps pass ids, never texts.
DBOS runs on a loop and threads of its own; every step is carried back to the loop that launched the engine, so that
database and network clients live on one loop.
"""

import asyncio
import contextvars
import threading
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetEnqueueOptions, SetWorkflowID, StepOptions
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.domain.delivery import ROOT
from bot.domain.moments import Clock, system_clock
from bot.durable import Pace, Steps, engine_url, may_pass, route_logs, use_wal
from bot.errors import EngineError
from bot.log import get_logger
from bot.revival import WATCHED, Ended, Ward, retry_id
from bot.sole import Sole

__all__ = ["QUEUES", "Engine", "Pace", "Steps"]
APPLICATION_VERSION = "entente-1"
"""Pinned: recovery only takes up work of the same version. Raise it for incompatible workflows, after draining."""
POLL, STORIES, BRIEF, ASK, RETENTION = "poll", "stories", "brief", "ask", "retention"
QUEUES = (POLL, STORIES, BRIEF, ASK)
SOURCES_PER_WORKFLOW = 200
_ANALYSE_BATCH, _SUMMARISE_BATCH, _MAX_BATCHES = 64, 16, 10_000
_MAX_WAITS, _SHORTEST_WAIT, _LONGEST_WAIT = 30, 0.05, 3600.0
_BRIEFS = 256
"""Briefs at once: mostly they wait, a second per message or as the platform asks, and none is to wait for another's."""
_CLEAN_UP_SECONDS = 10.0
_MOST, _NAMED = 1000, 5
_KEEP_FINISHED = timedelta(days=30)
_IN_ERROR = ("ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
_Workflow = Callable[..., Coroutine[Any, Any, Any]]
_ONE_PER_PROCESS = threading.Lock()  # DBOS is a singleton; two engines would share it unseen


class Engine:
    """Runs `steps` durably. One per process; `executor_id` is one live process at a time, the same after a restart."""

    def __init__(
        self,
        url: str,
        *,
        steps: Steps,
        executor_id: str,
        clock: Clock = system_clock,
        pace: Pace | None = None,
        notify: Callable[[str], Awaitable[None]] | None = None,
    ) -> None:
        """Run `steps` over the database at `url`; `notify` tells the operator what only a person can mend."""
        self._url = engine_url(url, executor_id)
        self._steps, self._executor_id, self._clock, self._pace = steps, executor_id, clock, pace or Pace()
        self._home: asyncio.AbstractEventLoop | None = None
        self._workflows: dict[str, _Workflow] = {}
        self._running: set[asyncio.Task[Any]] = set()
        self._sole, self._ward, self._notify = Sole(), Ward(), notify

    async def launch(self, *, queues: Sequence[str] = QUEUES) -> None:
        """Start: recover what this executor left pending, then work on `queues`; enqueuing is open to all of them."""
        if not _ONE_PER_PROCESS.acquire(blocking=False):
            raise EngineError("an engine is running in this process already")
        self._home = asyncio.get_running_loop()
        try:
            await asyncio.to_thread(self._launch, tuple(queues))
        except EngineError:
            await self.shutdown()
            raise
        except Exception as error:
            await self.shutdown()
            raise EngineError(f"the engine did not start: {error}") from error

    async def shutdown(self, *, drain_seconds: int = 0) -> None:
        """Take no more work, give what runs `drain_seconds` to end, and stop; the rest goes on at the next launch."""
        if self._home is None:
            return
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True, workflow_completion_timeout_sec=drain_seconds)
        if self._running:  # steps that were cut are cancelled by now; let them clean up before their clients close
            await asyncio.wait(self._running, timeout=_CLEAN_UP_SECONDS)
        self._sole.release()
        self._home = None
        _ONE_PER_PROCESS.release()

    async def enqueue_poll(self, source_ids: Sequence[str], tick: str, *, shard: str = "all") -> tuple[str, ...]:
        """Enqueue a cycle over `source_ids` under `poll:{shard}:{tick}`, split where they are many; return the ids."""
        ids = list(source_ids)
        batches = [ids[start : start + SOURCES_PER_WORKFLOW] for start in range(0, len(ids), SOURCES_PER_WORKFLOW)]
        names = [shard if len(batches) == 1 else f"{shard}-{number}" for number in range(len(batches))]
        return tuple(
            [
                await self._enqueue(POLL, f"poll:{name}:{tick}", batch, f"{name}:{tick}", partition=name)
                for name, batch in zip(names, batches, strict=True)
            ]
        )

    async def enqueue_brief(
        self, subscription_id: str, local_date: str, slot: str, *, channel: str | None = None
    ) -> str:
        """Enqueue a brief under `brief:{subscription}:{local_date}:{slot}`; briefs of one channel go one by one."""
        workflow_id = f"brief:{subscription_id}:{local_date}:{slot}"
        partition = channel or subscription_id
        return await self._enqueue(BRIEF, workflow_id, subscription_id, local_date, slot, partition=partition)

    async def enqueue_ask(self, channel: str, event_id: str, request_id: str) -> str:
        """Enqueue the answer to a stored request; a chat event that is delivered twice is answered once."""
        return await self._enqueue(ASK, f"ask:{channel}:{event_id}", request_id)

    async def enqueue_retention(self, utc_date: str) -> str:
        """Enqueue the day's clean-up under `retention:{utc_date}`."""
        return await self._enqueue(RETENTION, f"retention:{utc_date}", utc_date, queue=STORIES)

    async def wait(self, workflow_id: str) -> Any:
        """Return the result of a workflow once it has ended; raise EngineError where it ended in error."""
        while True:
            status = await asyncio.to_thread(DBOS.get_workflow_status, workflow_id)
            if status is None:
                raise EngineError(f"there is no workflow {workflow_id}")
            if status.status == "SUCCESS":
                return status.output
            if status.status not in {"ENQUEUED", "PENDING", "DELAYED"}:
                raise EngineError(f"{workflow_id} ended as {status.status}: {status.error}")
            await asyncio.sleep(self._pace.queue_seconds / 2)

    async def rerun(self, workflow_id: str) -> str:
        """Run a workflow that ended in error again from the step that failed; return the new id, `…:retry1` and so on.

        An id that ended in error is final: enqueuing it again would only return the error.
        """
        return await asyncio.to_thread(self._fork, workflow_id)

    async def revive(self, *, restarted: bool = False) -> tuple[str, ...]:
        """Run again what lately ended in error, bounded times, tell the operator, and return the new ids.

        After a start (`restarted`) no wait is kept: what failed may have been mended.
        """
        if restarted:
            await self._tell(await asyncio.to_thread(_of_other_versions))
        now = self._clock()
        ended, taken = await asyncio.to_thread(_in_error, now - WATCHED)
        plan = self._ward.plan(ended, taken=taken, now=now, restarted=restarted)
        ids = [new_id for name in plan.again if (new_id := await self._rerun_once(name))]
        await self._tell(plan.notice)
        return tuple(ids)

    async def _rerun_once(self, workflow_id: str) -> str:
        """Run a workflow again; return "" where another node was quicker."""
        try:
            return await self.rerun(workflow_id)
        except SQLAlchemyError as error:
            log = get_logger("engine")
            log.warning("not run again", workflow=workflow_id, problem=type(error).__name__)
            return ""

    async def _tell(self, text: str) -> None:
        if text and self._notify is not None:
            await self._notify(text)

    def _launch(self, queues: tuple[str, ...]) -> None:
        database = make_url(self._url)
        if database.get_backend_name() == "sqlite":
            file = Path(database.database or "")
            file.parent.mkdir(parents=True, exist_ok=True)
            self._sole.hold_file(file)
            use_wal(file)
        else:
            self._sole.hold_name(self._url, self._executor_id)
        route_logs()
        DBOS(config=self._config())
        self._register()
        DBOS.listen_queues(queues)
        DBOS.launch()
        seconds = self._pace.queue_seconds
        DBOS.register_queue(POLL, partition_concurrency=1, worker_concurrency=2, polling_interval_sec=seconds)
        DBOS.register_queue(STORIES, global_concurrency=1, polling_interval_sec=seconds)
        DBOS.register_queue(BRIEF, partition_concurrency=1, worker_concurrency=_BRIEFS, polling_interval_sec=seconds)
        DBOS.register_queue(ASK, worker_concurrency=8, polling_interval_sec=seconds)

    def _config(self) -> DBOSConfig:
        # No conductor key, no OTLP endpoint, no cloud name: nothing leaves this machine but to the database.
        return {
            "name": "entente",
            "system_database_url": self._url,
            "application_version": APPLICATION_VERSION,
            "executor_id": self._executor_id,
            "serializer": DBOSPortableJSONSerializer(),
            "log_level": "WARNING",
            "enable_otlp": False,
            "notification_listener_polling_interval_sec": self._pace.queue_seconds,
        }

    def _register(self) -> None:
        """Register the workflows as closures: names are explicit, since ids in the database point at them."""

        async def poll(source_ids: list[str], run_id: str) -> dict[str, int]:
            return await self._cycle(source_ids, run_id)

        async def stories(run_id: str) -> dict[str, int]:
            return await self._stories(run_id)

        async def brief(subscription_id: str, local_date: str, slot: str) -> dict[str, str]:
            return await self._brief(subscription_id, local_date, slot)

        async def ask(request_id: str) -> str:
            return await self._patiently("answer", self._steps.answer, request_id)

        async def retention(utc_date: str) -> dict[str, int]:
            kept = await self._step("retain", self._steps.retain, utc_date)
            return {"deleted": kept, "forgotten": await self._step("forget", self._forget, utc_date)}

        bodies: dict[str, _Workflow] = {
            POLL: poll,
            STORIES: stories,
            BRIEF: brief,
            ASK: ask,
            RETENTION: retention,
        }
        self._workflows = {name: DBOS.workflow(name=f"entente.{name}")(body) for name, body in bodies.items()}

    async def _cycle(self, source_ids: list[str], run_id: str) -> dict[str, int]:
        """Poll and collect, then let the one writer of stories take over: two groupings at once would make twins."""
        entries = await self._step("poll", self._steps.poll, run_id, source_ids)
        articles = await self._step("collect", self._steps.collect, run_id, source_ids)
        with SetWorkflowID(f"stories:{run_id}"):
            child = await DBOS.enqueue_workflow_async(STORIES, self._workflows[STORIES], run_id)
        return {
            "entries": entries,
            "articles": articles,
            **await child.get_result(polling_interval_sec=self._pace.queue_seconds),
        }

    async def _stories(self, run_id: str) -> dict[str, int]:
        analysed = await self._until_none_left("analyse", self._steps.analyse, run_id, _ANALYSE_BATCH)
        changed = await self._step("group", self._steps.group, run_id)
        summarised = await self._until_none_left("summarise", self._steps.summarise, run_id, _SUMMARISE_BATCH)
        # Appended: work of before that is recovered in the middle goes on, since what it did stands in the same order.
        reacted = await self._step("react", self._react, run_id)
        return {"analysed": analysed, "stories": changed, "summarised": summarised, "reacted": reacted}

    async def _react(self, run_id: str) -> int:
        """Enqueue what is to be told at once, under names made of ids, and return how much it is."""
        due = await self._steps.react(run_id)
        for subscription_id, local_date, slot, channel in due:
            await self.enqueue_brief(subscription_id, local_date, slot, channel=channel)
        return len(due)

    async def _until_none_left(
        self, name: str, step: Callable[[str, int], Awaitable[int]], run_id: str, limit: int
    ) -> int:
        total = 0
        for _ in range(_MAX_BATCHES):
            done: int = await self._step(name, step, run_id, limit)
            if done == 0:
                break
            total += done
        return total

    async def _brief(self, subscription_id: str, local_date: str, slot: str) -> dict[str, str]:
        now = await self._step("now", self._now)
        parts = await self._step("compose", self._steps.compose, subscription_id, local_date, slot, now)
        brief = (subscription_id, local_date, slot)
        outcomes: dict[str, str] = {}
        for part in parts:
            if outcomes.get(ROOT, "sent") != "sent":
                outcomes[part] = outcomes[ROOT]  # there is nothing to reply to
            else:
                outcomes[part] = await self._patiently("deliver", self._steps.deliver, *brief, part)
        if left := {part: word for part, word in outcomes.items() if word != "sent"}:
            log = get_logger("engine")
            log.warning("brief incomplete", brief=":".join(brief), parts=left)
        return outcomes

    async def _patiently(self, name: str, function: Callable[..., Awaitable[str]], *args: str) -> str:
        """Run the step until it says something else than `waiting`, sleeping durably in between, 30 times at most."""
        word = "waiting:0"
        for _ in range(_MAX_WAITS):
            word = str(await self._step(name, function, *args))
            state, _, seconds = word.partition(":")
            if state != "waiting":
                break
            await DBOS.sleep_async(min(max(float(seconds), _SHORTEST_WAIT), _LONGEST_WAIT))
        else:
            await self._step("tell", self._tell, f"Given up after {_MAX_WAITS} tries, still waiting: {':'.join(args)}")
        return word

    async def _now(self) -> str:
        return self._clock().isoformat()

    async def _forget(self, utc_date: str) -> int:
        """Delete finished workflows; they are kept far longer than any grace, since deleting one frees its id."""
        before = datetime.fromisoformat(utc_date).replace(tzinfo=UTC) - _KEEP_FINISHED
        return await asyncio.to_thread(_forget_before, before)

    async def _step(self, name: str, function: Callable[..., Awaitable[Any]], *args: Any) -> Any:
        """Run `function` as a step on the home loop, retrying what may pass."""

        async def at_home() -> Any:
            if self._home is None:
                raise EngineError("the engine is not running")
            # In an empty context: the step is no part of the workflow, and what it enqueues is no child of it.
            run = contextvars.Context().run
            future = run(asyncio.run_coroutine_threadsafe, self._here(function, args), self._home)
            return await asyncio.wrap_future(future)

        options: StepOptions = {
            "name": f"entente.{name}",
            "retries_allowed": True,
            "interval_seconds": self._pace.retry_seconds,
            "backoff_rate": 2.0,
            "max_attempts": self._pace.retry_attempts,
            "should_retry": may_pass,
        }
        return await DBOS.run_step_async(options, at_home)

    async def _here(self, function: Callable[..., Awaitable[Any]], args: tuple[Any, ...]) -> Any:
        task = asyncio.current_task()
        if task is not None:
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return await function(*args)

    async def _enqueue(
        self, workflow: str, workflow_id: str, *args: Any, partition: str | None = None, queue: str | None = None
    ) -> str:
        if self._home is None:
            raise EngineError("the engine is not running")

        def enqueue() -> None:
            with SetWorkflowID(workflow_id), SetEnqueueOptions(queue_partition_key=partition):
                DBOS.enqueue_workflow(queue or workflow, self._workflows[workflow], *args)

        await asyncio.to_thread(enqueue)
        return workflow_id

    def _fork(self, workflow_id: str) -> str:
        status = DBOS.get_workflow_status(workflow_id)
        if status is None or status.status not in _IN_ERROR:
            raise EngineError(f"{workflow_id} did not end in error")
        failed = [step["function_id"] for step in DBOS.list_workflow_steps(workflow_id) if step["error"] is not None]
        new_id = retry_id(workflow_id)
        with SetWorkflowID(new_id):
            DBOS.fork_workflow(
                workflow_id,
                failed[-1] if failed else 1,
                queue_name=status.queue_name,
                queue_partition_key=status.queue_partition_key,
            )
        return new_id


def _in_error(since: datetime) -> tuple[list[Ended], set[str]]:
    """Return what ended in error of all that was made from `since` on, and the ids that reruns of it have taken."""
    rows = DBOS.list_workflows(
        status=list(_IN_ERROR), start_time=since.isoformat(), limit=_MOST, sort_desc=True, load_input=False
    )
    ended = [
        Ended(
            workflow_id=row.workflow_id,
            ended=datetime.fromtimestamp((row.updated_at or row.created_at or 0) / 1000, UTC),
            problem=str(row.error or row.status),
            parked=row.status != "ERROR",
        )
        for row in reversed(rows)
    ]
    wanted = [retry_id(each.workflow_id) for each in ended]
    found = DBOS.list_workflows(workflow_ids=wanted, load_input=False, load_output=False) if wanted else []
    return ended, {row.workflow_id for row in found}


def _of_other_versions() -> str:
    """Return what the operator is told of work that only a bot of another version takes up, "" where there is none."""
    rows = DBOS.list_workflows(status=["PENDING", "ENQUEUED", "DELAYED"], limit=_MOST, load_input=False)
    left = [row for row in rows if row.app_version not in {None, APPLICATION_VERSION}]
    versions = ", ".join(sorted({str(row.app_version) for row in left}))
    named = ", ".join(row.workflow_id for row in left[:_NAMED])
    waits = f"{len(left)} pieces of work wait for a bot of version {versions} and are not taken up by this one: {named}"
    return waits if left else ""


def _forget_before(moment: datetime) -> int:
    done = ["SUCCESS", "CANCELLED", *_IN_ERROR]
    total = 0
    while rows := DBOS.list_workflows(
        status=done, completed_before=moment.isoformat(), limit=500, load_input=False, load_output=False
    ):
        DBOS.delete_workflows([row.workflow_id for row in rows])
        total += len(rows)
    return total
