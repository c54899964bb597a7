"""Feeds: the reader of two tiers beside feedparser alone."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import feedparser

from bot.bench.materials import BASE_URL, SAMPLE, Materials
from bot.bench.timing import Case, Contender, Measured
from bot.errors import ParseError
from bot.ingest.feeds import parse_feed

SAYS = """Feeds in memory, one after the other, in one process. Entente's reader repairs the bytes, tries
`fastfeedparser`, takes feedparser where that fails, and settles every entry (plain text, addresses, dates, limits).
Beside it stands feedparser as it comes, which cleans the entries' HTML, and feedparser told neither to clean nor to
resolve addresses, which leaves that work to whoever uses it."""
COPIES = (1, 4, 16)


@contextmanager
def cases(materials: Materials, *, copies: Sequence[int] = COPIES) -> Iterator[tuple[Case, ...]]:
    """Yield a case on feeds made of `copies` of the sample edition and, where they are at hand, on real ones."""
    sets = {f"{SAMPLE}, as RSS and Atom": materials.feeds(copies), "Feeds of real sites": materials.shared.feeds}
    yield tuple(_case(on, feeds) for on, feeds in sets.items() if feeds)


def reader_of(body: bytes) -> str:
    """Return which parser read the feed `body` in the end, or `none`."""
    try:
        return parse_feed(body, url=f"{BASE_URL}/feed").reader
    except ParseError:
        return "none"


def _case(on: str, feeds: Sequence[bytes]) -> Case:
    read: list[str] = []

    def run_ours() -> None:
        read[:] = [reader_of(body) for body in feeds]

    def run_plain(*, clean: bool) -> None:
        for body in feeds:  # as a stream: feedparser takes bare bytes for a file's name first
            feedparser.parse(io.BytesIO(body), sanitize_html=clean, resolve_relative_uris=clean)

    def notes(_: Measured) -> tuple[str, ...]:
        fast, slow = read.count("fastfeedparser"), read.count("feedparser")
        return (f"Read by the first tier: {fast}; by the second: {slow}; not a feed: {len(read) - fast - slow}.",)

    return Case(
        on=f"{on} ({len(feeds)}, {sum(map(len, feeds)) / len(feeds) / 1000:.0f} kB on average)",
        unit="feeds",
        units=len(feeds),
        contenders=(
            Contender(name="two tiers", run=run_ours),
            Contender(name="feedparser", run=lambda: run_plain(clean=True)),
            Contender(name="feedparser, raw", run=lambda: run_plain(clean=False)),
        ),
        notes=notes,
    )
