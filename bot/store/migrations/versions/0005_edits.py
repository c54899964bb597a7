"""Edits: when a changed entry is looked at again; and indexes of the rows whose texts are still there.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WITH_TEXT = sa.text("NOT text_dropped")


def upgrade() -> None:
    op.add_column("entries", sa.Column("looks", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("entries", sa.Column("next_look_at", Moment(), nullable=True))
    dropped: sa.Column[bool] = sa.Column("text_dropped", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    op.add_column("entries", dropped)
    for table, moment in (("entries", "seen_at"), ("articles", "moment")):
        name = f"ix_{table}_with_text"
        op.create_index(name, table, [moment], sqlite_where=WITH_TEXT, postgresql_where=WITH_TEXT)


def downgrade() -> None:
    for table in ("articles", "entries"):
        op.drop_index(f"ix_{table}_with_text", table)
    for column in ("text_dropped", "next_look_at", "looks"):
        op.drop_column("entries", column)
