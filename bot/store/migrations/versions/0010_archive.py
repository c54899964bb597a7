"""The archive: stories in short, ties, marks, vectors; what is forgotten; backfills; where questions were asked.

Revision ID: 0010
Revises: 0009
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.store.types import Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_BATCH = 500
_PART = "\x1f"
_PLACES = ("platform", "workspace", "channel", "thread", "subject")


def _word(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _words(*names: str) -> list[sa.Column[str]]:
    return [_word(name) for name in names]


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, Moment(), nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _of_story(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=f"fk_{table}_story_id")


def upgrade() -> None:
    leans = op.create_table(
        "story_leans",
        _word("story_id"),
        *(_moment(name) for name in ("first_seen", "last_changed")),
        *(_text(name) for name in ("parties", "sectors", "types")),
        *(sa.Column(name, sa.String()) for name in ("stage", "certainty")),
        *(_text(name) for name in ("designations", "organisations")),
        sa.Column("deal_id", sa.String()),
        sa.PrimaryKeyConstraint("story_id", name="pk_story_leans"),
        _of_story("story_leans"),
    )
    op.create_index("ix_story_leans_last_changed", "story_leans", ["last_changed"])
    op.create_index("ix_story_leans_deal_id", "story_leans", ["deal_id"])
    found_by = []
    for table, keys in (("story_ties", ("country", "partner")), ("story_marks", ("kind", "key"))):
        made = op.create_table(
            table,
            *_words(*keys),
            _moment("last_changed"),
            _word("story_id"),
            sa.PrimaryKeyConstraint(*keys, "last_changed", "story_id", name=f"pk_{table}"),
            _of_story(table),
            sqlite_with_rowid=False,  # all columns are the key: once is enough
        )
        op.create_index(f"ix_{table}_story_id", table, ["story_id"])
        found_by.append(made)
    op.create_table(
        "story_vectors",
        *_words("story_id", "version"),
        _moment("active_at"),
        _moment("written_at"),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("story_id", name="pk_story_vectors"),
        _of_story("story_vectors"),
    )
    op.create_index("ix_story_vectors_active_at", "story_vectors", ["active_at"])
    op.create_index("ix_story_vectors_written_at_story_id", "story_vectors", ["written_at", "story_id"])
    op.create_table(
        "forgotten", *_words("key", "kind"), _moment("at"), sa.PrimaryKeyConstraint("key", name="pk_forgotten")
    )
    op.create_table(
        "backfills", _word("id"), _moment("at"), _text("body"), sa.PrimaryKeyConstraint("id", name="pk_backfills")
    )
    for name in _PLACES:
        op.add_column("questions", sa.Column(name, sa.String(), nullable=False, server_default=sa.text("''")))
    op.create_index(
        "ix_questions_platform_workspace_channel", "questions", ["platform", "workspace", "channel", "asked_at"]
    )
    fill(leans, *found_by)
    place_questions()


def downgrade() -> None:
    op.drop_index("ix_questions_platform_workspace_channel", "questions")
    for name in reversed(_PLACES):
        op.drop_column("questions", name)
    for table in ("backfills", "forgotten", "story_vectors", "story_marks", "story_ties", "story_leans"):
        op.drop_table(table)


def fill(leans: sa.Table, ties: sa.Table, marks: sa.Table) -> None:
    """Bring in the stories that are there already, some at a time: their bodies may not fit into memory together."""
    connection, last = op.get_bind(), ""
    op.execute("DELETE FROM story_texts WHERE story_id IN (SELECT id FROM stories WHERE merged_into IS NOT NULL)")
    query = sa.text(
        "SELECT id, body, deal_id FROM stories WHERE merged_into IS NULL AND id > :last ORDER BY id LIMIT :most"
    )
    while rows := connection.execute(query, {"last": last, "most": _BATCH}).all():
        last = rows[-1].id
        read = [(row, json.loads(row.body)) for row in rows]
        told = [(row, story) for row, story in read if story["parties"]]
        for table, made in (
            (leans, [lean(row.id, row.deal_id, story) for row, story in told]),
            (ties, [one for row, story in told for one in tied(row.id, story)]),
            (marks, [one for row, story in told for one in marked(row.id, story)]),
        ):
            if made:
                connection.execute(table.insert(), made)


def place_questions() -> None:
    """Say of the questions that are kept where they were asked: there are those of thirty days."""
    connection = op.get_bind()
    update = sa.text(
        "UPDATE questions SET platform = :platform, workspace = :workspace, channel = :channel, thread = :thread "
        "WHERE id = :id"
    )
    for row in connection.execute(sa.text("SELECT id, body FROM questions")).all():
        asked = json.loads(row.body)
        thread = (asked.get("thread") or {}).get("message_id") or ""
        place = {name: asked.get(name) or "" for name in ("platform", "workspace", "channel")}
        connection.execute(update, {"id": row.id, "thread": thread, **place})


def lean(name: str, deal: str | None, story: Mapping[str, Any]) -> dict[str, object]:
    return {
        "story_id": name,
        "first_seen": datetime.fromisoformat(story["first_seen"]),
        "last_changed": datetime.fromisoformat(story["last_changed"]),
        "parties": _joined(f"{party['country']}:{party['role']}" for party in story["parties"]),
        "sectors": _joined(story["sectors"]),
        "types": _joined(story["types"]),
        "stage": story["stage"],
        "certainty": story["certainty"],
        "designations": _joined(_facts(story, "designation")),
        "organisations": _joined(_organisations(story)),
        "deal_id": deal,
    }


def tied(name: str, story: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    at = {"last_changed": datetime.fromisoformat(story["last_changed"]), "story_id": name}
    countries = sorted({party["country"] for party in story["parties"]})
    for country in countries:
        yield from ({"country": country, "partner": one, **at} for one in ("", *countries) if one != country)


def marked(name: str, story: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    at = {"last_changed": datetime.fromisoformat(story["last_changed"]), "story_id": name}
    designations = list(_facts(story, "designation"))
    short = [
        word for one in designations for word in one.split() if re.search(r"\d", word) and re.search(r"[^\W\d_]", word)
    ]
    keys = {
        "designation": {folded(one).replace(" ", "") for one in (*designations, *short)},
        "organisation": {folded(one) for one in _organisations(story)},
        "sector": set(story["sectors"]),
        "type": set(story["types"]),
    }
    for kind, some in keys.items():
        yield from ({"kind": kind, "key": key, **at} for key in sorted(some) if key)


def folded(text: str) -> str:
    """Return `text` without case, accents and signs, as this revision folds names."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    return " ".join(re.findall(r"[^\W_]+", "".join(mark for mark in plain if not unicodedata.combining(mark))))


def _organisations(story: Mapping[str, Any]) -> Iterator[str]:
    named = (name for party in story["parties"] for name in party.get("organisations", ()))
    yield from _clean((*named, *_facts(story, "organisation")))


def _facts(story: Mapping[str, Any], kind: str) -> Iterator[str]:
    yield from _clean(fact["value"] for fact in story["facts"] if fact["kind"] == kind)


def _clean(names: Iterable[str]) -> Iterator[str]:
    return (
        clean for name in names if (clean := re.sub("[\x00\ud800-\udfff]", "\ufffd", name).replace(_PART, " ").strip())
    )


def _joined(words: Iterable[str]) -> str:
    return _PART.join(dict.fromkeys(words))
