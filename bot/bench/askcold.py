"""One answer in a fresh process: `python -m bot.bench.askcold FILE CODE…`, a country or two.

It answers with one line: seconds from the start to the open archive, seconds of the answer, and how many MB were read
from the disk for it. The words of questions are ready before: the bot loads them when it starts, and no question can be
read without them. Everything else, such as what a first statement costs, counts as the answer's.
"""

import sys
import time
from pathlib import Path

_STATS = Path("/proc/self/io")


def main() -> None:
    """Answer the question on the command line."""
    start = time.perf_counter()
    from bot.bench.askroom import ready_words, room  # noqa: PLC0415  (what loads counts)
    from bot.domain.asked import Asked  # noqa: PLC0415

    path, codes = Path(sys.argv[1]), tuple(sys.argv[2:])
    ready_words()
    with room(path, 0) as opened:
        ready, before = time.perf_counter(), _read_mb()
        opened.run(lambda: opened.dossiers.dossier(Asked(countries=codes)))
        done, after = time.perf_counter(), _read_mb()
    sys.stdout.write(f"{ready - start} {done - ready} {after - before}\n")


def _read_mb() -> float:
    try:
        lines = _STATS.read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) for line in lines if line.startswith("read_bytes")) / 1_000_000


if __name__ == "__main__":
    main()
