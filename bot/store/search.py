"""Search by words: FTS5 in SQLite, tsvector in PostgreSQL, over the same folded texts.

Ranking reads every hit, and a common word has one in most stories. So the newest thousand hits are ranked, by the
order in which stories were first stored; rarer words, and most pairs, have fewer. Measured on 100,000 stories in
SQLite, a word that all of them hold takes 5 ms so, and 340 ms where all hits are ranked.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, column, func, literal_column, select, table, text
from sqlalchemy.sql.expression import FromClause

from bot.domain.archive import EVERYTHING, LeanScope
from bot.domain.story import Story
from bot.store.folding import folded
from bot.store.part import Part
from bot.store.scopes import scoped, settled
from bot.store.stories import STORY, story_of_row
from bot.store.tables import stories, story_texts

RANKED = 1000
"""So many of the newest hits are ranked."""
_FEW = 5000
_LISTED = 10_000
_WORDS_MOST = 32
_FTS = table("story_fts", column("rowid"))
_MATCH = text("story_fts MATCH :words")


class Search(Part):
    """Finds stories by what their articles say."""

    async def search(self, words: str, limit: int = 20, *, scope: LeanScope = EVERYTHING) -> tuple[Story, ...]:
        """Return at most `limit` stories of `scope` that hold all `words`, inflected or not, best first.

        Signs between words are none, and neither are operators: AND is a word. A hit in the title counts five times.
        There is none for no words. Of more than thirty-two words the first are taken.
        """
        wanted = list(dict.fromkeys(folded(words).split()))[:_WORDS_MOST]
        if not wanted or limit < 1:
            return ()
        rows = await self._database.transact(lambda connection: _found(connection, wanted, limit, scope))
        read = [story_of_row(row) for row in rows]
        return tuple(story for story in read if settled(scope) or scope.unites(story.countries))[:limit]


def _found(connection: Connection, wanted: Sequence[str], limit: int, scope: LeanScope) -> Sequence[Any]:
    many = limit if settled(scope) else RANKED
    if connection.dialect.name == "sqlite":
        query, words = _fts(connection, wanted, many, scope), _quoted(wanted)
    else:
        query, words = _tsvector(many, scope), " ".join(wanted)
    return connection.execute(query, {"words": words}).all()


def _quoted(wanted: Sequence[str]) -> str:
    return " ".join(f'"{word}"' for word in wanted)  # so that AND, OR and NEAR are words as well


def _fts(connection: Connection, wanted: Sequence[str], limit: int, scope: LeanScope) -> Select[Any]:
    # A hit in the title counts five times: who is named there is what the story is about.
    rank = func.bm25(literal_column("story_fts"), 5.0, 1.0).label("rank")
    hits = select(_FTS.c.rowid.label("id"), rank).where(_MATCH)
    if scope != EVERYTHING:
        hits = hits.where(_in_scope(connection, wanted, scope))
    newest = hits.order_by(_FTS.c.rowid.desc()).limit(RANKED).subquery()
    return _best(newest, newest.c.rank, limit)


def _in_scope(connection: Connection, wanted: Sequence[str], scope: LeanScope) -> ColumnElement[bool]:
    """Return that a hit is in `scope`: it is on the list of the scope's stories, which costs least while that is short.

    Of a scope that is too large to list, a few hits are looked at one by one; where there are many, the list holds the
    newest stories, since only the newest hits are ranked anyhow.
    """
    inside = scoped(scope)
    if _more(connection, inside, _LISTED) and not _more(connection, select(_FTS.c.rowid).where(_MATCH), _FEW, wanted):
        own = story_texts.alias()
        same = inside.where(inside.selected_columns.story_id == own.c.story_id)
        return select(own.c.id).where(own.c.id == _FTS.c.rowid, same.correlate(own).exists()).exists()
    newest = inside.order_by(inside.selected_columns.last_changed.desc()).limit(_LISTED).subquery()
    listed = select(story_texts.c.id).join(newest, newest.c.story_id == story_texts.c.story_id)
    # The sum keeps FTS5 from looking each of them up by itself, which costs a search apiece.
    return (_FTS.c.rowid + 0).in_(listed)


def _more(connection: Connection, query: Select[*tuple[Any, ...]], most: int, wanted: Sequence[str] = ()) -> bool:
    """Whether `query` finds more than `most` rows."""
    some = query.limit(most + 1).subquery()
    values = {"words": _quoted(wanted)} if wanted else {}
    return int(connection.execute(select(func.count()).select_from(some), values).scalar_one()) > most


def _tsvector(limit: int, scope: LeanScope) -> Select[Any]:
    document: ColumnElement[Any] = literal_column("story_texts.document")
    words = func.plainto_tsquery(literal_column("'english'::regconfig"), text(":words"))
    hits = select(story_texts.c.id, document.label("document")).where(document.op("@@")(words))
    if scope != EVERYTHING:
        inside = scoped(scope)
        hits = hits.where(story_texts.c.story_id.in_(select(inside.subquery().c.story_id)))
    newest = hits.order_by(story_texts.c.id.desc()).limit(RANKED).subquery()
    rank = -func.ts_rank_cd(literal_column("'{0.1, 0.1, 0.2, 1.0}'::real[]"), newest.c.document, words)
    return _best(newest, rank, limit)


def _best(newest: FromClause, rank: ColumnElement[Any], limit: int) -> Select[Any]:
    """Select the best of the `newest` hits; absorbed stories have no text, those of an old archive are passed by."""
    best = select(newest.c.id, rank.label("rank")).order_by("rank").limit(2 * limit + 20).subquery()
    query = select(*STORY).join_from(best, story_texts, story_texts.c.id == best.c.id)
    query = query.join(stories, stories.c.id == story_texts.c.story_id).where(stories.c.merged_into.is_(None))
    return query.order_by(best.c.rank, stories.c.id).limit(limit)
