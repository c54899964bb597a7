"""Conversations: where Teams serves each, so that it can be written to without being asked.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("platform", "id", "workspace", "team", "user")),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "id", name="pk_conversations"),
    )
    op.create_index("ix_conversations_workspace_user", "conversations", ["workspace", "user"])
    op.create_index("ix_conversations_team", "conversations", ["team"])


def downgrade() -> None:
    op.drop_table("conversations")
