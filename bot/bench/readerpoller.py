"""`reader` as a poller to be measured: `python -m bot.bench.readerpoller ADDRESS SHELF FEEDS FOLDER`.

It answers as `bot.bench.poller` does. `reader` is a package for development only, and nothing else of Entente is loaded
here, so that its processor time and memory are its own.
"""

import sys
from pathlib import Path

from reader import make_reader

WORKERS = 8


def main() -> None:
    """Update all feeds for every line read."""
    address, shelf, feeds, folder = sys.argv[1:]
    library = make_reader(str(Path(folder) / "reader.db"))
    for number in range(int(feeds)):
        library.add_feed(f"{address}/{shelf}/{number}")
    for _line in sys.stdin:
        library.update_feeds(scheduled=False, workers=WORKERS)
        sys.stdout.write(f"{library.get_entry_counts().total or 0}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
