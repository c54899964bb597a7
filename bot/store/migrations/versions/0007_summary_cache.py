"""Summaries kept by what they were made of; those that stood in for a model are made again.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("summaries", sa.Column("again_at", Moment(), nullable=True))
    op.create_index("ix_summaries_again_at", "summaries", ["again_at"])
    op.create_table(
        "summary_cache",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_summary_cache"),
    )
    op.create_index("ix_summary_cache_made_at", "summary_cache", ["made_at"])
    op.create_table(
        "summary_cache_articles",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "key", name="pk_summary_cache_articles"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_summary_cache_articles_article_id_articles"),
        sa.ForeignKeyConstraint(["key"], ["summary_cache.key"], name="fk_summary_cache_articles_key_summary_cache"),
    )
    op.create_index("ix_summary_cache_articles_key", "summary_cache_articles", ["key"])


def downgrade() -> None:
    for table in ("summary_cache_articles", "summary_cache"):
        op.drop_table(table)
    op.drop_index("ix_summaries_again_at", "summaries")
    op.drop_column("summaries", "again_at")
