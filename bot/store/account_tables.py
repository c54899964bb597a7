"""The tables of Slack's OAuth library, under the names and columns it knows. What is secret in them is encrypted.

The library declares its token columns with 200 characters; encrypted tokens are longer, so that they are texts here.
"""

from sqlalchemy import Boolean, Column, DateTime, Index, Integer, String, Table, Text

from bot.store.desk_tables import metadata

__all__ = ["SECRETS", "metadata", "slack_bots", "slack_installations", "slack_oauth_states"]
_BOT_SECRETS = ("bot_token", "bot_refresh_token")
_USER_SECRETS = ("user_token", "user_refresh_token", "incoming_webhook_url")


def _columns(names: str) -> list[Column[str]]:
    return [Column(name, Text) for name in names.split()]


slack_installations = Table(
    "slack_installations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", String, nullable=False),
    *_columns("app_id user_id enterprise_id enterprise_name enterprise_url team_id team_name"),
    *_columns("bot_token bot_id bot_user_id bot_scopes bot_refresh_token"),
    *_columns("user_token user_scopes user_refresh_token incoming_webhook_url"),
    *_columns("incoming_webhook_channel incoming_webhook_channel_id incoming_webhook_configuration_url token_type"),
    Column("bot_token_expires_at", DateTime),
    Column("user_token_expires_at", DateTime),
    Column("is_enterprise_install", Boolean, nullable=False),
    Column("installed_at", DateTime, nullable=False),
    Index("slack_installations_idx", "client_id", "enterprise_id", "team_id", "user_id", "installed_at"),
)

slack_bots = Table(
    "slack_bots",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", String, nullable=False),
    *_columns("app_id enterprise_id enterprise_name team_id team_name"),
    *_columns("bot_token bot_id bot_user_id bot_scopes bot_refresh_token"),
    Column("bot_token_expires_at", DateTime),
    Column("is_enterprise_install", Boolean, nullable=False),
    Column("installed_at", DateTime, nullable=False),
    Index("slack_bots_idx", "client_id", "enterprise_id", "team_id", "installed_at"),
)

slack_oauth_states = Table(
    "slack_oauth_states",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("state", String, nullable=False),
    Column("expire_at", DateTime, nullable=False),
    Index(None, "state"),
    Index(None, "expire_at"),
)

SECRETS = {slack_bots: _BOT_SECRETS, slack_installations: (*_BOT_SECRETS, *_USER_SECRETS)}
"""The columns that hold what opens a workspace."""
