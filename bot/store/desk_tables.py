"""The tables of what people do with briefs, and of where they are: drafts, the audit, votes, follows, workspaces."""

from sqlalchemy import Boolean, Column, Index, Integer, PrimaryKeyConstraint, String, Table

from bot.store.columns import moment_column, text_column, word_column
from bot.store.tables import metadata
from bot.store.types import Moment

__all__ = [
    "changes",
    "conversations",
    "corrections",
    "doubts",
    "drafts",
    "follows",
    "metadata",
    "proposals",
    "votes",
    "workspaces",
]


drafts = Table(  # subscriptions that were previewed and not yet confirmed
    "drafts",
    metadata,
    Column("id", String, primary_key=True),
    moment_column("made_at"),
    text_column("body"),
    Index(None, "made_at"),
)

changes = Table(  # the audit
    "changes",
    metadata,
    Column("id", Integer, primary_key=True),
    moment_column("at"),
    word_column("platform"),
    word_column("workspace"),
    word_column("channel"),
    word_column("subscription_id"),
    text_column("body"),
    Index(None, "channel", "at"),
    Index(None, "workspace"),
)

votes = Table(
    "votes",
    metadata,
    word_column("workspace"),
    word_column("user"),
    word_column("subscription_id"),
    word_column("story_id"),
    word_column("channel"),
    moment_column("at"),
    text_column("body"),
    PrimaryKeyConstraint("workspace", "user", "subscription_id", "story_id"),
    Index(None, "subscription_id", "at"),
)

proposals = Table(
    "proposals",
    metadata,
    Column("id", String, primary_key=True),
    word_column("subscription_id"),
    Column("decided_at", Moment),
    text_column("body"),
    Index(None, "subscription_id"),
)

follows = Table(
    "follows",
    metadata,
    word_column("platform"),
    word_column("workspace"),
    word_column("user"),
    word_column("story_id"),
    Column("deal_id", String),
    moment_column("at"),
    text_column("body"),
    PrimaryKeyConstraint("platform", "workspace", "user", "story_id"),
    Index(None, "story_id"),
    Index(None, "deal_id"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", String, primary_key=True),
    moment_column("at"),
    word_column("workspace"),
    word_column("channel"),
    word_column("story_id"),
    Column("done", Boolean, nullable=False),
    text_column("body"),
    Index(None, "channel", "at"),
    Index(None, "at"),
)

doubts = Table(  # stories whose articles were read again, united or parted: what was told of them is to be looked at
    "doubts",
    metadata,
    word_column("story_id"),
    word_column("kind"),
    word_column("other"),
    moment_column("at"),
    PrimaryKeyConstraint("story_id", "kind", "other"),
    Index(None, "at"),
)

workspaces = Table(
    "workspaces",
    metadata,
    word_column("platform"),
    word_column("id"),
    word_column("state"),
    Column("delete_after", Moment),
    text_column("body"),
    PrimaryKeyConstraint("platform", "id"),
    Index(None, "delete_after"),
)

conversations = Table(  # where a platform serves each, as it last said
    "conversations",
    metadata,
    word_column("platform"),
    word_column("id"),
    word_column("workspace"),
    word_column("team"),
    word_column("user"),
    moment_column("at"),
    text_column("body"),
    PrimaryKeyConstraint("platform", "id"),
    Index(None, "workspace", "user"),
    Index(None, "team"),
)
