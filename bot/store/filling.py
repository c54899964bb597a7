"""An empty archive filled in bulk, with the rows that saving its values one by one would write.

It is for archives made for measuring: nothing is looked up, so nothing may be there before.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, insert, text

from bot.domain.analysis import Analysis
from bot.domain.article import Article, Entry
from bot.domain.deal import Deal
from bot.domain.ids import ArticleId, DealId, StoryId
from bot.domain.source import Source
from bot.domain.story import StoryChange
from bot.store.archive_tables import story_leans, story_marks, story_ties
from bot.store.articles import analysis_row, article_row
from bot.store.codec import encode
from bot.store.database import prepare_sqlite
from bot.store.deals import deal_row, step_row
from bot.store.dialect import database_url, is_sqlite, sync_url
from bot.store.folding import folded
from bot.store.items import ANALYSED, COLLECTED
from bot.store.lean_rows import lean_row, mark_rows, tie_rows
from bot.store.readings import Poll, entry_row
from bot.store.stories import revision_row, story_row
from bot.store.tables import (
    analyses,
    articles,
    deal_parties,
    deal_steps,
    deals,
    entries,
    sources,
    stories,
    story_articles,
    story_parties,
    story_revisions,
    story_texts,
)
from bot.store.texts import CONTENT_CHARS

RUN = "filled"
"""The run that the entries of a filled archive came by."""
_FAST = ("PRAGMA synchronous = OFF", "PRAGMA foreign_keys = OFF", "PRAGMA cache_size = -400000")
_TABLES = (  # in the order in which they point at each other
    articles,
    entries,
    analyses,
    stories,
    story_revisions,
    story_articles,
    story_parties,
    story_texts,
    story_leans,
    story_ties,
    story_marks,
    deals,
    deal_parties,
    deal_steps,
)
Rows = dict[Table, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An entry, when it was first seen, and the article it led to."""

    entry: Entry
    at: datetime
    article_id: ArticleId


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A piece of an archive: all changes of its stories in order, with all they rest on.

    A deal comes with the piece that holds its last story; `deal_of` says of which deal each living story is.
    """

    entries: list[Seen] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    analyses: list[Analysis] = field(default_factory=list)
    changes: list[StoryChange] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)
    deal_of: dict[StoryId, DealId] = field(default_factory=dict)


def fill(
    url: str, told_by: Sequence[Source], pieces: Iterable[Filled], *, tell: Callable[[int], object] = lambda _: None
) -> int:
    """Fill the migrated, empty database at `url` and return the number of stories; `tell` hears how many there are.

    A SQLite file is written without care for a crash: what was broken off is to be made anew.
    """
    count = 0
    with _engine(url) as engine:
        with engine.begin() as connection:
            connection.execute(insert(sources), [{"id": one.id, "body": encode(one)} for one in told_by])
        for piece in pieces:
            with engine.begin() as connection:
                _write(connection, rows_of(piece))
            count += len(piece.deal_of)
            tell(count)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    return count


def rows_of(piece: Filled) -> Rows:
    """Return the rows of `piece`, by table."""
    rows: Rows = {table: [] for table in _TABLES}
    rows[entries] = [
        {**entry_row(seen.entry, Poll(RUN, seen.at)), "state": COLLECTED, "article_id": seen.article_id}
        for seen in piece.entries
    ]
    rows[articles] = [{**article_row(article), "state": ANALYSED} for article in piece.articles]
    rows[analyses] = [analysis_row(analysis) for analysis in piece.analyses]
    _add_stories(rows, piece)
    for deal in piece.deals:
        rows[deals].append(dict(deal_row(deal)))
        rows[deal_parties] += [{"country": country, "deal_id": deal.id} for country in deal.countries]
        rows[deal_steps] += [dict(step_row(step, deal)) for step in deal.history]
    return rows


def _add_stories(rows: Rows, piece: Filled) -> None:
    read = {article.id: article for article in piece.articles}
    newest = {change.story.id: change for change in piece.changes}
    absorbed = {name: change for change in newest.values() for name in change.absorbed}
    revisions = {(change.story.id, change.story.revision): change.story for change in piece.changes}
    rows[story_revisions] = [dict(revision_row(story)) for story in revisions.values()]
    places = {article: change.story.id for change in piece.changes for article in change.story.article_ids}
    rows[story_articles] = [{"article_id": article, "story_id": story} for article, story in places.items()]
    for story in (change.story for change in newest.values()):
        told = [read[name] for name in sorted(story.article_ids)]
        active_at = max(story.last_changed, *(article.moment for article in told))
        row = story_row(story, learnt_at=story.last_changed, active_at=active_at)
        deal = piece.deal_of.get(story.id)
        rows[stories].append({**row, "deal_id": deal, **_merge(absorbed.get(story.id))})
        rows[story_parties] += [{"country": country, "story_id": story.id} for country in story.countries]
        if story.id not in absorbed:
            content = folded("\n".join(article.full_text for article in told))[:CONTENT_CHARS]
            rows[story_texts].append({"story_id": story.id, "title": folded(story.title), "content": content})
        if story.id not in absorbed and story.parties:
            rows[story_leans].append({**lean_row(story), "deal_id": deal})
            rows[story_ties] += tie_rows(story)
            rows[story_marks] += mark_rows(story)


def _merge(change: StoryChange | None) -> dict[str, object]:
    if change is None:
        return {"merged_into": None, "merged_as": None}
    known = change.story.revision - 1 if change.material else change.story.revision
    return {"merged_into": change.story.id, "merged_as": known}


def _write(connection: Connection, rows: Rows) -> None:
    for table, some in rows.items():
        if some:
            connection.execute(insert(table), some)


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    parsed = database_url(url)
    engine = create_engine(sync_url(parsed))
    if is_sqlite(parsed):
        prepare_sqlite(engine, always_write=True)
    try:
        if is_sqlite(parsed):
            with engine.connect() as connection:  # the pool keeps this one connection, and so what it was told
                for pragma in _FAST:
                    connection.connection.execute(pragma)
        yield engine
    finally:
        engine.dispose()
