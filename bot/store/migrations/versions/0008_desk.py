"""Subscriptions made in chat: drafts, the audit, votes, proposals, follows, corrections, workspaces.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _word(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, Moment(), nullable=nullable)


def _body() -> sa.Column[str]:
    return sa.Column("body", sa.Text(), nullable=False)


def upgrade() -> None:
    op.add_column("subscriptions", sa.Column("workspace", sa.String(), nullable=False, server_default=sa.text("''")))
    op.create_index("ix_subscriptions_channel", "subscriptions", ["channel"])
    op.create_table("drafts", _word("id"), _moment("made_at"), _body(), sa.PrimaryKeyConstraint("id", name="pk_drafts"))
    op.create_index("ix_drafts_made_at", "drafts", ["made_at"])
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer(), nullable=False),
        _moment("at"),
        *(_word(name) for name in ("platform", "workspace", "channel", "subscription_id")),
        _body(),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
    )
    op.create_index("ix_changes_channel_at", "changes", ["channel", "at"])
    op.create_index("ix_changes_workspace", "changes", ["workspace"])
    _create_desk()
    _create_accounts()


def _create_desk() -> None:
    keys = ("workspace", "user", "subscription_id", "story_id")
    op.create_table(
        "votes",
        *(_word(name) for name in (*keys, "channel")),
        _moment("at"),
        _body(),
        sa.PrimaryKeyConstraint(*keys, name="pk_votes"),
    )
    op.create_index("ix_votes_subscription_id_at", "votes", ["subscription_id", "at"])
    op.create_table(
        "proposals",
        _word("id"),
        _word("subscription_id"),
        _moment("decided_at", nullable=True),
        _body(),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
    )
    op.create_index("ix_proposals_subscription_id", "proposals", ["subscription_id"])
    keys = ("platform", "workspace", "user", "story_id")
    op.create_table(
        "follows",
        *(_word(name) for name in keys),
        sa.Column("deal_id", sa.String(), nullable=True),
        _moment("at"),
        _body(),
        sa.PrimaryKeyConstraint(*keys, name="pk_follows"),
    )
    op.create_index("ix_follows_story_id", "follows", ["story_id"])
    op.create_index("ix_follows_deal_id", "follows", ["deal_id"])


def _create_accounts() -> None:
    op.create_table(
        "corrections",
        _word("id"),
        _moment("at"),
        *(_word(name) for name in ("workspace", "channel", "story_id")),
        sa.Column("done", sa.Boolean(), nullable=False),
        _body(),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
    )
    op.create_index("ix_corrections_channel_at", "corrections", ["channel", "at"])
    op.create_index("ix_corrections_at", "corrections", ["at"])
    keys = ("story_id", "kind", "other")
    op.create_table(
        "doubts",
        *(_word(name) for name in keys),
        _moment("at"),
        sa.PrimaryKeyConstraint(*keys, name="pk_doubts"),
    )
    op.create_index("ix_doubts_at", "doubts", ["at"])
    op.create_index("ix_deliveries_story_id", "deliveries", ["story_id"])
    op.create_table(
        "workspaces",
        *(_word(name) for name in ("platform", "id", "state")),
        _moment("delete_after", nullable=True),
        _body(),
        sa.PrimaryKeyConstraint("platform", "id", name="pk_workspaces"),
    )
    op.create_index("ix_workspaces_delete_after", "workspaces", ["delete_after"])


def downgrade() -> None:
    op.drop_index("ix_deliveries_story_id", "deliveries")
    for table in ("workspaces", "doubts", "corrections", "follows", "proposals", "votes", "changes", "drafts"):
        op.drop_table(table)
    op.drop_index("ix_subscriptions_channel", "subscriptions")
    op.drop_column("subscriptions", "workspace")
