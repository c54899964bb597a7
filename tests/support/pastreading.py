"""Reads a file of the past into an archive; run as a module it is killed at the write it is told.

python -m support.pastreading FOLDER FILE KILL_AT        # 0: it lives
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.analysis.analyser import Analyser
from bot.analysis.clustering import Clusterer
from bot.analysis.lexicon import Lexicon, build_lexicon
from bot.analysis.tables import load_tables
from bot.domain.backfill import Backfill
from bot.ingest.pastlines import survey
from bot.ingest.pastsources import PastSources
from bot.settings import shipped, shipped_table
from bot.steps.backfilling import Backfilling
from bot.steps.backfilling_lines import PastLines
from bot.steps.parts import Parts
from bot.store import Store
from bot.store.database import Database
from bot.store.dialect import database_url
from support.values import NOW

_UNUSED: Any = None


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon, built once."""
    return build_lexicon(load_tables(shipped, shipped_table))


class Deadly(Database):
    """Kills this very process as it comes to the write of that number."""

    left = 0

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Open a write transaction, and die in the midst of the one that is the last."""
        async with super().write() as connection:
            yield connection
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def reading_parts(store: Store) -> Parts:
    """Parts that read and group, over `store`."""
    return Parts(
        store=store,
        poller=_UNUSED,
        collector=_UNUSED,
        analyser=Analyser(lexicon(), None),
        clusterer=Clusterer(timedelta(hours=72), model=lexicon().weights.event),
        summarizer=_UNUSED,
        outbound={},
        labels=_UNUSED,
        clock=lambda: NOW,
    )


async def read_file(parts: Parts, file: Path, *, at_once: int = 400, until: datetime = NOW) -> Backfill:
    """Read in all that is left of `file`."""
    begun = await parts.store.backfill("file") or Backfill(id="file", what=file.name, at=NOW, until=until)
    surveyed = survey(file, begun.holds)
    past = PastLines(surveyed=surveyed, sources=PastSources([]), clock=parts.clock, at_once=at_once)
    return await Backfilling(parts, lambda _now, _problems: None).run(replace(begun, total=past.total), past)


def write_lines(path: Path, lines: Sequence[Any]) -> Path:
    """Write objects, or strings as they are, one a line."""
    said = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("".join(f"{line}\n" for line in said), encoding="utf-8")
    return path


async def contents(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return what an archive holds of the past, but for the moments at which it was read in."""
    queries = {
        "entries": "SELECT id, state, article_id FROM entries",
        "articles": "SELECT id, entry_id, state, text_hash FROM articles",
        "analyses": "SELECT article_id, relevance, score, body FROM analyses",
        "drops": "SELECT source_id, item_key, reason, detail FROM drops",
        "stories": "SELECT id, revision, learnt_at, deal_id, merged_into, body FROM stories",
        "placed": "SELECT article_id, story_id FROM story_articles",
        "deals": "SELECT id, programme, body FROM deals",
        "steps": "SELECT story_id, deal_id, body FROM deal_steps",
        "found": "SELECT story_id, title, content FROM story_texts",
    }
    database = Database(database_url(url))
    try:
        async with database.read() as connection:
            return {name: sorted((await connection.execute(text(one))).all()) for name, one in queries.items()}
    finally:
        await database.close()


async def _main(folder: str, file: str, kill_at: int) -> None:
    database = Deadly(database_url(f"sqlite:///{folder}/archive.db"))
    database.left = kill_at
    store = Store(database, clock=lambda: NOW)
    await read_file(reading_parts(store), Path(file), at_once=3)
    await store.close()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
