"""Parsing in processes that may die: each job has a hard time limit, and a lost worker costs one item.

The workers are plain child processes of `python -m bot.ingest.jobs`, not `multiprocessing`: nothing of the caller's
main module is imported again, so they work under any entry point, and a kill ends exactly one job.
"""

import asyncio
import json
import os
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from pydantic import TypeAdapter, ValidationError

from bot.domain.article import DropReason
from bot.errors import ExtractionError, ParseError, SourceError
from bot.ingest.values import Feed, Page
from bot.ingest.wanted import Wanted

FEED_SECONDS = 5.0
PAGE_SECONDS = 10.0
_START_SECONDS = 60.0
_ANSWER_CAP = 128 * 1024 * 1024
_PAGE_WEAR = 10
_WEARING_BYTES = 100_000
_ROOT = Path(__file__).resolve().parents[2]
_FEED = TypeAdapter(Feed)
_PAGE = TypeAdapter(Page)


class Workers(Protocol):
    """Reads untrusted bytes: a feed or ParseError, a page or ExtractionError, within the time limit."""

    async def feed(self, body: bytes, *, url: str, charset: str | None = None, wanted: Wanted | None = None) -> Feed:
        """Return the feed in `body`, or what is `wanted` of a body that is none; raise ParseError."""

    async def page(self, body: bytes, *, url: str, charset: str | None = None) -> Page:
        """Return the page in `body`; raise ExtractionError."""


class InlineWorkers:
    """The same reading in this process, without time limit or protection: for tests and trusted files only."""

    async def feed(self, body: bytes, *, url: str, charset: str | None = None, wanted: Wanted | None = None) -> Feed:
        """Return the feed in `body`, or what is `wanted` of a body that is none; raise ParseError."""
        line = await asyncio.to_thread(_parsers(), "feed", body, url=url, charset=charset, wanted=wanted)
        return _feed(line, url)

    async def page(self, body: bytes, *, url: str, charset: str | None = None) -> Page:
        """Return the page in `body`; raise ExtractionError."""
        return _page(await asyncio.to_thread(_parsers(), "page", body, url=url, charset=charset), url)


def _parsers() -> Callable[..., bytes]:
    """Load the parsers, which only inline work needs here; trafilatura warns of a part it can do without."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from bot.ingest import jobs  # noqa: PLC0415
    return jobs.run


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolRules:
    """`size` workers at once; time limits per job in seconds.

    A worker is renewed once its jobs have worn it by `recycle_after`: a feed by 1, a page by 10, since the parsers of
    pages are the ones that grow, and either by 1 more for every 100 kB. To start one takes as long as 300 feeds.
    """

    size: int = 2
    recycle_after: int = 2_000
    feed_seconds: float = FEED_SECONDS
    page_seconds: float = PAGE_SECONDS


class WorkerPool:
    """Workers in processes, started when first needed. Use it as `async with`, in one event loop."""

    def __init__(self, rules: PoolRules | None = None) -> None:
        self._rules = rules or PoolRules()
        self._idle: list[_Worker] = []
        self._turns = asyncio.Semaphore(self._rules.size)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """End every idle worker."""
        while self._idle:
            await self._idle.pop().end()

    async def feed(self, body: bytes, *, url: str, charset: str | None = None, wanted: Wanted | None = None) -> Feed:
        """Return the feed in `body`, or what is `wanted` of it; raise ParseError, also where the worker died.

        Pages and GDELT files have the time of a page, feeds theirs.
        """
        seconds = self._rules.feed_seconds if wanted is None else self._rules.page_seconds
        job: dict[str, Any] = {"kind": "feed", "url": url, "charset": charset, "size": len(body), "seconds": seconds}
        if wanted is not None:
            job["wanted"] = asdict(wanted)
        try:
            return _feed(await self._do(job, body), url)
        except _WorkerLostError as lost:
            raise ParseError(url, lost.problem, reason=lost.reason) from lost

    async def page(self, body: bytes, *, url: str, charset: str | None = None) -> Page:
        """Return the page in `body`; raise ExtractionError, also where the worker was ended or died."""
        job = {"kind": "page", "url": url, "charset": charset, "size": len(body), "seconds": self._rules.page_seconds}
        try:
            return _page(await self._do(job, body), url)
        except _WorkerLostError as lost:
            raise ExtractionError(url, lost.problem, reason=lost.reason) from lost

    async def _do(self, job: dict[str, Any], body: bytes) -> bytes:
        async with self._turns:
            worker = await self._take()
            keep = False
            try:
                answer = await worker.ask(job, body)
                keep = worker.wear < self._rules.recycle_after
                return answer
            finally:  # also when the caller was cancelled: a worker in the middle of a job is of no use to the next
                if keep:
                    self._idle.append(worker)
                else:
                    await asyncio.shield(worker.end())

    async def _take(self) -> "_Worker":
        """Return a living worker; one that died while idle must not cost an item."""
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            await worker.end()
        return await _Worker.start()


class _WorkerLostError(Exception):
    def __init__(self, problem: str, reason: DropReason) -> None:
        super().__init__(problem)
        self.problem, self.reason = problem, reason


class _Worker:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.wear = 0

    @classmethod
    async def start(cls) -> "_Worker":
        """Start a process without this one's environment, secrets above all, and wait until it is ready."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.ingest.jobs",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={
                "PATH": os.defpath,
                "PYTHONPATH": str(_ROOT),
                "PYTHONUTF8": "1",
                "OPENBLAS_NUM_THREADS": "1",
            },
            cwd="/",
            limit=_ANSWER_CAP,
        )
        worker = cls(process)
        try:
            await worker._line(_START_SECONDS)
        except BaseException:
            await asyncio.shield(worker.end())
            raise
        return worker

    @property
    def alive(self) -> bool:
        """Whether the process has not ended."""
        return self._process.returncode is None

    async def ask(self, job: dict[str, Any], body: bytes) -> bytes:
        """Return the answer to one job; raise _WorkerLostError when the time is up or the process died."""
        self.wear += (_PAGE_WEAR if job["kind"] == "page" else 1) + len(body) // _WEARING_BYTES
        if self._process.stdin is not None:
            with suppress(ConnectionError):  # a dead worker shows itself by its missing answer
                self._process.stdin.write(json.dumps(job).encode() + b"\n")
                self._process.stdin.write(body)
        return await self._line(float(job["seconds"]))

    async def end(self) -> None:
        """Kill the process, if it still lives, and collect it."""
        with suppress(ProcessLookupError):
            self._process.kill()
        if self._process.stdin is not None:
            self._process.stdin.close()
            with suppress(ConnectionError):
                await self._process.stdin.wait_closed()
        if self._process.stdout is not None:
            with suppress(ValueError):
                while await self._process.stdout.read(65_536):
                    pass
        await self._process.wait()

    async def _line(self, seconds: float) -> bytes:
        assert self._process.stdout is not None  # noqa: S101  (start() asked for the pipe)
        try:
            async with asyncio.timeout(seconds):
                line = await self._process.stdout.readline()
        except TimeoutError as error:
            raise _WorkerLostError(f"not read within {seconds:g} s", DropReason.TIMEOUT) from error
        except ValueError as error:
            raise _WorkerLostError("gives more than can be held", DropReason.TOO_LARGE) from error
        if not line.endswith(b"\n"):
            raise _WorkerLostError("ended the process that read it", DropReason.UNREADABLE)
        return line


def _feed(line: bytes, url: str) -> Feed:
    if line.startswith(b'{"feed":'):
        try:
            return _FEED.validate_json(line[8:-2])
        except ValidationError as error:
            raise ParseError(url, "the worker's answer is damaged", reason=DropReason.UNREADABLE) from error
    raise _refused(line, ParseError, url=url)


def _page(line: bytes, url: str) -> Page:
    if line.startswith(b'{"page":'):
        try:
            return _PAGE.validate_json(line[8:-2])
        except ValidationError as error:
            raise ExtractionError(url, "the worker's answer is damaged", reason=DropReason.UNREADABLE) from error
    raise _refused(line, ExtractionError, url=url)


def _refused(line: bytes, kind: type[SourceError], *, url: str) -> SourceError:
    try:
        told = json.loads(line)
        return kind(url, str(told["problem"]), reason=DropReason(told["reason"]))
    except (ValueError, KeyError, TypeError):
        return kind(url, "the worker's answer is damaged", reason=DropReason.UNREADABLE)
