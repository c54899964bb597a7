"""Installations by OAuth: the tables of Slack's library, with texts where tokens stand encrypted.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None
_BOT = "bot_token bot_id bot_user_id bot_scopes bot_refresh_token"
_TEAM = "app_id enterprise_id enterprise_name team_id team_name"
_INSTALLATION = (
    "user_id enterprise_url user_token user_scopes user_refresh_token incoming_webhook_url incoming_webhook_channel"
    " incoming_webhook_channel_id incoming_webhook_configuration_url token_type"
)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _common() -> list[sa.Column[object]]:
    return [
        sa.Column("client_id", sa.String(), nullable=False),
        *_texts(f"{_TEAM} {_BOT}"),
        sa.Column("bot_token_expires_at", sa.DateTime(), nullable=True),
        sa.Column("is_enterprise_install", sa.Boolean(), nullable=False),
        sa.Column("installed_at", sa.DateTime(), nullable=False),
    ]


def _texts(names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Text(), nullable=True) for name in names.split()]


def upgrade() -> None:
    op.create_table(
        "slack_installations",
        _id(),
        *_common(),
        *_texts(_INSTALLATION),
        sa.Column("user_token_expires_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_slack_installations"),
    )
    keys = ["client_id", "enterprise_id", "team_id", "user_id", "installed_at"]
    op.create_index("slack_installations_idx", "slack_installations", keys)
    op.create_table("slack_bots", _id(), *_common(), sa.PrimaryKeyConstraint("id", name="pk_slack_bots"))
    op.create_index("slack_bots_idx", "slack_bots", [name for name in keys if name != "user_id"])
    op.create_table(
        "slack_oauth_states",
        _id(),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("expire_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_slack_oauth_states"),
    )
    op.create_index("ix_slack_oauth_states_state", "slack_oauth_states", ["state"])
    op.create_index("ix_slack_oauth_states_expire_at", "slack_oauth_states", ["expire_at"])


def downgrade() -> None:
    for table in ("slack_oauth_states", "slack_bots", "slack_installations"):
        op.drop_table(table)
