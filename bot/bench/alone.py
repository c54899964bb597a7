"""A summariser in a process of its own, for its memory: `python -m bot.bench.alone FORM`, stories on standard input.

It reads lists of `{title, text}` as JSON Lines until the input ends, quotes each, and answers with one line: the most
memory this process has held in MB, and the seconds from its start to the first summary. FORM is one of the encoder, or
`none`.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.domain.article import Article

NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """What a process took that did nothing but summarise: MB at most, seconds until its first summary."""

    megabytes: float
    seconds: float


def measured_alone(form: str, stories: Sequence[Sequence[Article]]) -> Alone:
    """Summarise `stories` with the encoder `form` in a fresh process; raise RuntimeError where it fails."""
    rows = ([{"title": article.title, "text": article.text} for article in story] for story in stories)
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    command = [sys.executable, "-W", "ignore", "-m", "bot.bench.alone", form]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"{form}: the summariser ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    megabytes, seconds = map(float, done.stdout.split())
    return Alone(megabytes=megabytes, seconds=seconds)


def main() -> None:
    """Summarise what stands on standard input."""
    start = time.perf_counter()
    from bot.bench.encoders import maker  # noqa: PLC0415  (what loads counts)
    from summarizers.base import Passage, SummaryRequest  # noqa: PLC0415
    from summarizers.extractive import Extractive  # noqa: PLC0415

    form = sys.argv[1]
    summarizer = Extractive(None if form == NONE else maker(form)())
    first = 0.0
    for line in sys.stdin:
        rows = enumerate(json.loads(line))
        passages = tuple(Passage(id=str(place), quote_chars=len(line), **row) for place, row in rows)
        summarizer.summarise(SummaryRequest(passages=passages))
        first = first or time.perf_counter() - start
    sys.stdout.write(f"{most_memory()} {first}\n")


def most_memory(status: Path = Path("/proc/self/status")) -> float:
    """Return the most memory this process has held, in MB.

    Linux counts what the parent held into a fresh process's resource usage; its own page, where there is one, does not.
    """
    try:
        lines = status.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / (1_000_000 if sys.platform == "darwin" else 1_000)
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1_000


if __name__ == "__main__":
    main()
