"""Pages of the past: a site that asks for silence is waited for, and whose an article is follows from its site."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.domain.article import Drop, DropReason, Entry
from bot.domain.backfill import Backfill
from bot.domain.source import Source
from bot.ingest.collecting import Collected
from bot.ingest.pastsources import PastSources
from bot.steps.backfilling import Backfilling
from bot.steps.backfilling_pages import Pace, PastPages
from bot.store import open_store
from support.pastreading import reading_parts
from support.stores import copy_sqlite
from support.values import NOW, make_article, make_entry, make_source


class Silent:
    """Answers 429 to the second page, asks for silence, and gives in after some `refusals`."""

    def __init__(self, refusals: int) -> None:
        self.refusals, self.asked = refusals, list[list[str]]()

    async def collect(self, _source: Source, entries: Sequence[Entry]) -> Collected:
        """Return what the pages give."""
        self.asked.append([entry.url.rpartition("/")[2] for entry in entries])
        given = [entry for entry in entries if len(self.asked) > self.refusals or entry.url.endswith("a")]
        drops = [
            Drop(source_id=entry.source_id, url=entry.url, title="", reason=DropReason.FETCH_FAILED, entry_id=entry.id,
                 detail="the server answered 429" if len(self.asked) == 1
                 else "news.example asked for silence, which lasts another 118 s")
            for entry in entries if entry not in given
        ]  # fmt: skip
        names = [entry.url.rpartition("/")[2] for entry in given]
        return Collected(articles=tuple(make_article(name, text="") for name in names), drops=tuple(drops))


async def read_in(folder: Path, template: Path, collector: Any) -> tuple[Backfill, list[float]]:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    store = await open_store(copy_sqlite(template, folder), migrate=False, clock=lambda: NOW)
    try:
        parts = replace(reading_parts(store), collector=collector)
        past = PastPages(source=make_source(), entries=[make_entry("a"), make_entry("b")], pace=Pace())
        begun = Backfill(id="b", what="pages", at=NOW, until=NOW, total=2)
        done = await Backfilling(parts, lambda _now, _problems: None, sleep).run(begun, past)
        assert await store.pending_entries() == ()
    finally:
        await store.close()
    return done, slept


async def test_a_site_that_asks_for_silence_is_asked_again_when_that_is_over(
    tmp_path: Path, sqlite_template: Path
) -> None:
    collector = Silent(refusals=2)
    done, slept = await read_in(tmp_path, sqlite_template, collector)
    assert collector.asked == [["a", "b"], ["b"], ["b"]]
    assert slept == [5.0, 118.0]
    assert (done.articles, done.finished) == (2, True)


async def test_a_site_that_stays_silent_costs_its_page(tmp_path: Path, sqlite_template: Path) -> None:
    collector = Silent(refusals=99)
    done, slept = await read_in(tmp_path, sqlite_template, collector)
    assert len(collector.asked) == 4
    assert len(slept) == 3
    assert (done.articles, done.finished) == (1, True)


def test_an_article_is_of_the_source_whose_site_it_is_on() -> None:
    row = make_source("wire", url="https://www.wire.example/feed.xml")
    gdelt = make_source("stream", kind="gdelt", url="https://data.example/list.txt")
    sources = PastSources([row, gdelt])
    assert sources.of("", url="https://wire.example/a") is row
    assert sources.of("wire", url="https://other.example/") is row
    assert sources.of("Wire") is row
    assert sources.of("", url="https://data.example/b").id == "past-data-example"
    made = sources.of("Other Paper", url="https://paper.example/a")
    assert (made.id, made.name, made.enabled) == ("past-other-paper", "Other Paper", False)
    assert sources.of("OTHER PAPER") is made
    assert sources.of("").name == "Archive"
    assert sources.of("新聞").id.startswith("past-")
