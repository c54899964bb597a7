"""Ticks: every feed of many polled once, beside `reader`, a feed library that keeps what it reads in SQLite too."""

import importlib.util
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import IO

from bot.bench.feedserver import ENTRIES
from bot.bench.materials import Materials
from bot.bench.timing import Case, Contender

SAYS = """A tick polls every feed of a server on this machine once, whether it is due or not, and stores what is new
without doubles. `entente` is the way of `entente run`: the safe client, two worker processes for the parsing, the store
on SQLite (WAL). Beside it stands `reader` 3.26 with eight threads and its own SQLite file, told to update all at once.
Server and pollers are processes of their own that share the machine's cores."""
FEEDS = 1_000
_CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def cases(_materials: Materials, *, feeds: int = FEEDS) -> Iterator[tuple[Case, ...]]:
    """Yield a tick of `feeds` feeds that are all unchanged, and one of feeds that all bring twenty new entries."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(child("feedserver", str(feeds)))
        address = f"http://127.0.0.1:{server.line()}"
        yield tuple(
            _case(stack, shelf, address=address, feeds=feeds, folder=folder / shelf) for shelf in ("still", "news")
        )


class Child:
    """A process of a bench: lines in, lines out."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Speak with `process`, whose standard input and output are pipes."""
        self._process = process
        self._input, self._output = _pipe(process.stdin), _pipe(process.stdout)

    def line(self) -> str:
        """Return the next line; raise RuntimeError where the process has ended."""
        line = self._output.readline()
        if not line:
            raise RuntimeError("a process of the bench ended before its work was done")
        return line.strip()

    def ask(self, order: str = "") -> str:
        """Ask for one more piece of work, told by `order`, and return the line it answers with."""
        self._input.write(f"{order}\n")
        self._input.flush()
        return self.line()

    def cpu_seconds(self) -> float:
        """Return the processor time this process and its children have used so far."""
        return sum(map(_cpu_seconds, family(self._process.pid)))

    def memory_mb(self) -> float:
        """Return the most memory this process ever held, its children aside, in MB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


@contextmanager
def child(module: str, *arguments: str) -> Iterator[Child]:
    """Start `bot.bench.<module>` and end it afterwards by closing its standard input."""
    command = [sys.executable, "-W", "ignore", "-m", f"bot.bench.{module}", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            yield Child(process)
        finally:
            _pipe(process.stdin).close()


def family(pid: int) -> list[int]:
    """Return `pid` and the ids of all living processes it started."""
    tasks = Path(f"/proc/{pid}/task")
    own = [int(name) for task in tasks.iterdir() for name in (task / "children").read_text(encoding="ascii").split()]
    return [pid, *(name for each in own for name in family(each))]


def _cpu_seconds(pid: int) -> float:
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return sum(map(int, stat[11:15])) / _CLOCK_TICKS  # own and collected children's, user and system


class _Runner:
    """One contender: what each of its ticks used and stored. The first, which is not timed, brings all its entries."""

    def __init__(self, process: Child, *, address: str, feeds: int, news: bool) -> None:
        self._process, self._address, self._feeds, self._news = process, address, feeds, news
        self.cpu: list[float] = []
        self.stored = 0

    def tick(self) -> None:
        before = self._process.cpu_seconds()
        if self._news:
            turn_page(self._address)
        self.stored = int(self._process.ask())
        self.cpu.append(self._process.cpu_seconds() - before)
        given = self._feeds * ENTRIES * (len(self.cpu) if self._news else 1)
        if self.stored != given:
            raise RuntimeError(f"a poller has stored {self.stored} entries of {given}: what it did is no measure")

    @property
    def memory_mb(self) -> float:
        return self._process.memory_mb()

    @property
    def cpu_each(self) -> float:
        """The milliseconds of processor time a feed took, the median of the timed ticks."""
        return median(self.cpu[1:]) / self._feeds * 1000


def turn_page(address: str) -> None:
    """Begin the next edition of every feed of the server at `address`."""
    urllib.request.urlopen(urllib.request.Request(f"{address}/edition", method="POST")).close()  # noqa: S310


def _case(stack: ExitStack, shelf: str, *, address: str, feeds: int, folder: Path) -> Case:
    folder.mkdir()
    news = shelf == "news"
    modules = {"entente": "poller", **({"reader": "readerpoller"} if importlib.util.find_spec("reader") else {})}
    runners = {
        name: _Runner(
            stack.enter_context(child(module, address, shelf, str(feeds), str(folder))),
            address=address,
            feeds=feeds,
            news=news,
        )
        for name, module in modules.items()
    }
    on = f"each bringing {ENTRIES} new entries" if news else "all answering 304"
    return Case(
        on=f"{feeds:,} feeds, {on}",
        unit="feeds",
        units=feeds,
        contenders=tuple(Contender(name=name, run=runner.tick) for name, runner in runners.items()),
        notes=lambda _: tuple(_notes(runners)),
    )


def _notes(runners: dict[str, _Runner]) -> Iterator[str]:
    if "reader" not in runners:
        yield "`reader` is not installed (it comes with the development packages) and is left out."
    for name, runner in runners.items():
        yield (
            f"{name}: {runner.cpu_each:.2f} ms of processor time a feed, children included; at most "
            f"{runner.memory_mb:.0f} MB in the polling process; {runner.stored:,} entries stored in {len(runner.cpu)} "
            f"ticks, none lost and none twice."
        )


def _pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None  # noqa: S101  (child() asked for the pipe)
    return stream
