"""An archive filled in bulk holds the rows that saving its values one by one writes."""

import asyncio
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, select

from bot import settings as configuration
from bot.app.reading import labels_of, tables_of
from bot.bench.askarchive import Archive, world_of
from bot.domain.archive import LeanScope
from bot.domain.source import FetchState, Source
from bot.domain.vocabulary import Sector
from bot.store import open_store
from bot.store.dialect import database_url, sync_url
from bot.store.filling import RUN, Filled, fill, rows_of
from bot.store.migrate import migrate
from bot.store.readings import Reading

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
_OURS = {"learnt_at"}
"""When the store itself heard of a story: a filled archive has no such day and takes the story's own."""
_NUMBERED = {"story_texts": {"id"}}


def archive(size: int = 50) -> Archive:
    loaded = configuration.load()
    return Archive(world_of(tables_of(loaded), labels_of(), configuration.load_sources(loaded)), size, seed=1)


async def save(url: str, sources: tuple[Source, ...], piece: Filled) -> None:
    """Store `piece` as the bot does: polls, articles, readings, stories, deals."""
    by_id = {source.id: source for source in sources}
    store = await open_store(url, clock=lambda: NOW)
    await store.upsert_sources(sources)
    for seen in piece.entries:
        source = by_id[seen.entry.source_id]
        state = FetchState(source_id=source.id)
        await store.save_readings(RUN, [Reading(source=source, state=state, entries=[seen.entry])], at=seen.at)
    await store.save_articles(RUN, piece.articles)
    await store.save_analyses(RUN, piece.analyses)
    for change in piece.changes:
        await store.save_changes([change])
    await store.save_deals({deal.programme for deal in piece.deals}, piece.deals)
    await store.close()


def dumped(url: str, piece: Filled) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of the tables that a filled archive has, in no order but their own."""
    engine = create_engine(sync_url(database_url(url)))
    found = {}
    with engine.connect() as connection:
        for table in rows_of(piece):
            left_out = _OURS | _NUMBERED.get(table.name, set())
            rows = [dict(row) for row in connection.execute(select(table)).mappings()]
            kept = [{name: value for name, value in row.items() if name not in left_out} for row in rows]
            found[table.name] = sorted(kept, key=repr)
    engine.dispose()
    return found


def test_filled_rows_are_those_that_the_store_writes(database: str, tmp_path: Path) -> None:
    made = archive()
    (piece,) = made.batches()
    assert any(change.absorbed for change in piece.changes), "a story that took another over is among them"
    assert len(piece.changes) > len(piece.deal_of), "and one that grew"
    assert fill(database, made.sources, [piece]) == 50
    saved = f"sqlite:///{tmp_path / 'saved.db'}"
    migrate(saved)
    asyncio.run(save(saved, made.sources, piece))
    ours, theirs = dumped(database, piece), dumped(saved, piece)
    for name, rows in theirs.items():
        assert rows, name
        assert ours[name] == rows, name


SCOPES = (
    LeanScope(all_of=(frozenset({"US"}),)),
    LeanScope(all_of=(frozenset({"US", "DE", "FR"}), frozenset({"UA", "IN", "TR", "PL"}))),
    LeanScope(marks=(("sector", frozenset({Sector.MISSILES, Sector.UAS})),)),
    LeanScope(all_of=(frozenset({"US"}),), since=datetime(2025, 6, 1, tzinfo=UTC)),
)


async def test_words_are_found_within_a_scope(database: str) -> None:
    made = archive(300)
    pieces = list(made.batches())
    await asyncio.to_thread(fill, database, made.sources, pieces)
    store = await open_store(database, migrate=False)
    try:
        for words, scope in product(("programme", "contract", "delivery planned"), SCOPES):
            everywhere = [story.id for story in await store.search(words, 1000)]
            within = {lean.story_id for lean in await store.leans(scope)}
            wanted = [name for name in everywhere if name in within]
            assert [story.id for story in await store.search(words, 1000, scope=scope)] == wanted
            assert wanted
    finally:
        await store.close()


async def test_a_filled_archive_is_found_by_words_and_parties(database: str) -> None:
    made = archive()
    (piece,) = made.batches()
    await asyncio.to_thread(fill, database, made.sources, [piece])
    store = await open_store(database, migrate=False, clock=lambda: NOW)
    story = piece.changes[-1].story
    try:
        assert story.id in {found.id for found in await store.search(story.title)}
        assert story.id in {found.id for found in await store.pair_stories(story.countries[:2], piece.entries[0].at)}
    finally:
        await store.close()
