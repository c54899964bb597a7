"""Which stories a scope means, as a query over the narrowest table that can tell."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, exists, select

from bot.domain.archive import LeanScope
from bot.store.archive_tables import story_leans, story_marks, story_ties
from bot.store.folding import mark_key

_RARE = ("designation", "organisation")
_PAIR = 2


def scoped(scope: LeanScope) -> Select[str, datetime]:
    """Select id and last change of the stories in `scope`, each once; `settled` says whether all of those are.

    A name is rarer than a country, a pair is rarer than one of its ends: the search starts from there, in the order of
    the table's key, so that the newest are found without reading the others.
    """
    sets, marks = sorted(scope.all_of, key=len), list(scope.marks)
    rare = next((mark for mark in marks if mark[0] in _RARE), None)
    if rare is None and sets:
        base, single = _of_parties(sets[:_PAIR])
        sets = sets[_PAIR:] if len(sets) > _PAIR else []
    elif marks:
        mark = rare or marks[0]
        base, single = _of_mark(*mark)
        marks.remove(mark)
    else:
        base, single = (story_leans, []), True
    table, where = base
    where = [*where, *_within(table, scope), *(_marked(table, mark) for mark in marks), *_parties(table, sets)]
    query = select(table.c.story_id, table.c.last_changed).where(*where)
    return query if single else query.distinct()


def settled(scope: LeanScope) -> bool:
    """Whether `scoped` selects just the stories of `scope`; else some have one party for two sets that share it."""
    shared = sum(len(some) for some in scope.all_of) > len(frozenset().union(*scope.all_of))
    return len(scope.all_of) <= _PAIR or not shared


_Base = tuple[FromClause, Sequence[ColumnElement[bool]]]


def _of_parties(sets: Sequence[frozenset[str]]) -> tuple[_Base, bool]:
    country, partner = story_ties.c.country, story_ties.c.partner
    if len(sets) == 1:
        return (story_ties, [_among(country, sets[0]), partner == ""]), len(sets[0]) == 1
    single = all(len(some) == 1 for some in sets)
    return (story_ties, [_among(country, sets[0]), _among(partner, sets[1])]), single


def _of_mark(kind: str, names: frozenset[str]) -> tuple[_Base, bool]:
    keys = {mark_key(kind, name) for name in names}
    return (story_marks, [story_marks.c.kind == kind, _among(story_marks.c.key, keys)]), len(keys) == 1


def _within(table: FromClause, scope: LeanScope) -> list[ColumnElement[bool]]:
    since = [table.c.last_changed >= scope.since] if scope.since is not None else []
    return [*since, *([table.c.last_changed <= scope.until] if scope.until is not None else [])]


def _marked(table: FromClause, mark: tuple[str, frozenset[str]]) -> ColumnElement[bool]:
    other = story_marks.alias()
    keys = {mark_key(mark[0], name) for name in mark[1]}
    return exists().where(_same(other, table), other.c.kind == mark[0], _among(other.c.key, keys))


def _parties(table: FromClause, sets: Sequence[frozenset[str]]) -> list[ColumnElement[bool]]:
    """Return that the parties of a story are out of `sets`: a pair by its own rows, each further one alone."""
    found: list[ColumnElement[bool]] = []
    if len(sets) == _PAIR:
        other = story_ties.alias()
        pair = and_(_among(other.c.country, sets[0]), _among(other.c.partner, sets[1]))
        return [exists().where(_same(other, table), pair)]
    for some in sets:
        other = story_ties.alias()
        found.append(exists().where(_same(other, table), _among(other.c.country, some), other.c.partner == ""))
    return found


def _same(other: FromClause, table: FromClause) -> ColumnElement[bool]:
    """Return that both rows are of one story.

    The moment is part of the key, whose order is that of the rows asked about. The empty text keeps SQLite from the
    index by story, whose rows lie anywhere: four times as slow.
    """
    return and_(other.c.story_id.concat("") == table.c.story_id, other.c.last_changed == table.c.last_changed)


def _among(column: ColumnElement[Any], values: frozenset[str] | set[str]) -> ColumnElement[bool]:
    return column == next(iter(values)) if len(values) == 1 else column.in_(sorted(values))
