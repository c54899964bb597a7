"""A name masked in every table that holds words of the outside, spans and all; ids, addresses and organisations stay.

Tables are known by their columns: one that is added later is masked as well.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Column, Table, and_, select, update
from sqlalchemy import Text as TextType
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import Article
from bot.domain.brief import Brief
from bot.domain.forgetting import Name, mask_name, may_hold
from bot.domain.texts import text_digest
from bot.store.archive_tables import metadata
from bot.store.codec import decode
from bot.store.tables import articles, stories, story_texts
from bot.store.types import CleanText

_LEFT = frozenset(
    {
        *("alembic_version", "backfills", "chat_events", "fetch_states", "forgotten", "poll_runs", "pushes", "sources"),
        *("story_vectors", "workspaces", "slack_bots", "slack_installations", "slack_oauth_states"),
    }
)
"""Tables of the operator's own words and of secrets, and those that hold none."""
_KEPT = frozenset({"url", "link", "permalink", "organisations", "owners", "fingerprint"})
_PROVES = re.compile(r'"article_id":\s*"([^"]+)"')
_AT_ONCE = 500


class Masking:
    """Reads what holds a name, then writes it masked; `counts` are rows by table, `briefs` as they were and are."""

    def __init__(self, connection: AsyncConnection, name: Name) -> None:
        self.counts: Counter[str] = Counter()
        self.briefs: list[tuple[Brief, Brief]] = []
        self.stories: set[str] = set()
        self._connection, self._name = connection, name
        self._changed: dict[str, tuple[str, str]] = {}
        self._writes: list[tuple[Table, Mapping[str, Any], dict[str, Any]]] = []

    async def read(self) -> None:
        """Find every row that holds the name; articles first, since proofs are cut out of them anew."""
        tables = [articles, *(table for table in metadata.sorted_tables if table is not articles)]
        for table in tables:
            if table.name not in _LEFT and (columns := _columns_of(table)):
                await self._read(table, columns)

    async def write(self) -> None:
        """Write all that was found."""
        for table, place, values in self._writes:
            same = and_(*(table.c[name] == value for name, value in place.items()))
            await self._connection.execute(update(table).where(same).values(values))

    async def _read(self, table: Table, columns: list[Column[Any]]) -> None:
        named = [table.c.story_id] if table is story_texts else []
        query = select(*table.primary_key.columns, *named, *columns).execution_options(yield_per=_AT_ONCE)
        async for row in (await self._connection.stream(query)).mappings():
            values = {}
            for column in columns:
                text = row[column.name]
                said = self._body(text) if column.name == "body" else self._plain(text)
                if said != text:
                    values[column.name] = said
            if values:
                self._note(table, row, values)

    def _note(self, table: Table, row: Mapping[Any, Any], values: dict[str, Any]) -> None:
        place = {column.name: row[column.name] for column in table.primary_key.columns}
        if table is articles:
            before, now = decode(Article, row["body"]), decode(Article, values["body"])
            self._changed[before.id] = (before.full_text, now.full_text)
            values["text_hash"] = text_digest(now.text)
        elif table.name == "briefs":
            self.briefs.append((decode(Brief, row["body"]), decode(Brief, values["body"])))
        elif table is stories:
            self.stories.add(place["id"])
        elif table is story_texts:
            self.stories.add(row["story_id"])
        self._writes.append((table, place, values))
        self.counts[table.name] += 1

    def _plain(self, text: str | None) -> str | None:
        return mask_name(text, self._name) if text else text

    def _body(self, text: str) -> str:
        """Return a body masked; most hold neither the name nor a proof of an article that does."""
        proves = bool(self._changed) and any(name in self._changed for name in _PROVES.findall(text))
        if not proves and not may_hold(text, self._name):
            return text
        value = json.loads(text)
        masked = masked_value(value, lambda said: mask_name(said, self._name), prove=self._proved)
        return text if masked == value else json.dumps(masked, ensure_ascii=False, separators=(",", ":"))

    def _proved(self, before: Mapping[str, Any], now: dict[str, Any]) -> dict[str, Any]:
        """Return a proof with its words as they stand in the masked article, where they stood there before."""
        changed = self._changed.get(str(before.get("article_id", "")))
        start, end = before.get("start"), before.get("end")
        if changed and isinstance(start, int) and isinstance(end, int) and changed[0][start:end] == before.get("quote"):
            now["quote"] = changed[1][start:end]
        return now


def masked_value(
    value: Any,
    mask: Callable[[str], str],
    *,
    prove: Callable[[Mapping[str, Any], dict[str, Any]], dict[str, Any]] = lambda _before, now: now,
    key: str = "",
) -> Any:
    """Return what was read of JSON with all its words masked; `prove` mends each object, given as it was and is."""
    if isinstance(value, str):
        return value if key in _KEPT or _is_address(value) else mask(value)
    if isinstance(value, list):
        return value if key in _KEPT else [masked_value(one, mask, prove=prove, key=key) for one in value]
    if not isinstance(value, dict):
        return value
    return prove(value, {name: masked_value(one, mask, prove=prove, key=name) for name, one in value.items()})


def _is_address(text: str) -> bool:
    return "://" in text[:12] and len(text.split()) == 1


def _columns_of(table: Table) -> list[Column[Any]]:
    return [
        column
        for column in table.columns
        if isinstance(column.type, TextType | CleanText) and column.name not in _KEPT and not column.primary_key
    ]
