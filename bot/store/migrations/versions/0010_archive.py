"""The archive: stories in short, ties, marks, vectors; what is forgotten; backfills; where questions were asked.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

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
    op.create_table(
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
    for table, keys in (("story_ties", ("country", "partner")), ("story_marks", ("kind", "key"))):
        op.create_table(
            table,
            *_words(*keys),
            _moment("last_changed"),
            _word("story_id"),
            sa.PrimaryKeyConstraint(*keys, "last_changed", "story_id", name=f"pk_{table}"),
            _of_story(table),
        )
        op.create_index(f"ix_{table}_story_id", table, ["story_id"])
    op.create_table(
        "story_vectors",
        *_words("story_id", "version"),
        _moment("active_at"),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("story_id", name="pk_story_vectors"),
        _of_story("story_vectors"),
    )
    op.create_index("ix_story_vectors_active_at", "story_vectors", ["active_at"])
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


def downgrade() -> None:
    op.drop_index("ix_questions_platform_workspace_channel", "questions")
    for name in reversed(_PLACES):
        op.drop_column("questions", name)
    for table in ("backfills", "forgotten", "story_vectors", "story_marks", "story_ties", "story_leans"):
        op.drop_table(table)
