"""Edits of entries and articles, exact copies, texts dropped with time, pushes by WebSub.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("entries", sa.Column("digest", sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column("articles", sa.Column("text_hash", sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column("articles", sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    dropped: sa.Column[bool] = sa.Column("text_dropped", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    op.add_column("articles", dropped)
    op.create_index("ix_articles_text_hash", "articles", ["text_hash"])
    op.create_table(
        "pushes",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("lease_until", Moment()),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source_id", name="pk_pushes"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_pushes_source_id_sources"),
    )


def downgrade() -> None:
    op.drop_table("pushes")
    op.drop_index("ix_articles_text_hash", "articles")
    for column in ("text_dropped", "revision", "text_hash"):
        op.drop_column("articles", column)
    op.drop_column("entries", "digest")
