"""The tables of what people do with briefs: drafts, the audit, votes, proposals, follows, corrections, workspaces."""

from sqlalchemy import Boolean, Column, Index, Integer, PrimaryKeyConstraint, String, Table, Text

from bot.store.tables import metadata
from bot.store.types import Moment

__all__ = ["changes", "corrections", "doubts", "drafts", "follows", "metadata", "proposals", "votes", "workspaces"]


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _word(name: str) -> Column[str]:
    return Column(name, String, nullable=False)


def _moment(name: str) -> Column[object]:
    return Column(name, Moment, nullable=False)


drafts = Table(  # subscriptions that were previewed and not yet confirmed
    "drafts",
    metadata,
    Column("id", String, primary_key=True),
    _moment("made_at"),
    _text("body"),
    Index(None, "made_at"),
)

changes = Table(  # the audit
    "changes",
    metadata,
    Column("id", Integer, primary_key=True),
    _moment("at"),
    _word("platform"),
    _word("workspace"),
    _word("channel"),
    _word("subscription_id"),
    _text("body"),
    Index(None, "channel", "at"),
    Index(None, "workspace"),
)

votes = Table(
    "votes",
    metadata,
    _word("workspace"),
    _word("user"),
    _word("subscription_id"),
    _word("story_id"),
    _word("channel"),
    _moment("at"),
    _text("body"),
    PrimaryKeyConstraint("workspace", "user", "subscription_id", "story_id"),
    Index(None, "subscription_id", "at"),
)

proposals = Table(
    "proposals",
    metadata,
    Column("id", String, primary_key=True),
    _word("subscription_id"),
    Column("decided_at", Moment),
    _text("body"),
    Index(None, "subscription_id"),
)

follows = Table(
    "follows",
    metadata,
    _word("platform"),
    _word("workspace"),
    _word("user"),
    _word("story_id"),
    Column("deal_id", String),
    _moment("at"),
    _text("body"),
    PrimaryKeyConstraint("platform", "workspace", "user", "story_id"),
    Index(None, "story_id"),
    Index(None, "deal_id"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", String, primary_key=True),
    _moment("at"),
    _word("workspace"),
    _word("channel"),
    _word("story_id"),
    Column("done", Boolean, nullable=False),
    _text("body"),
    Index(None, "channel", "at"),
    Index(None, "at"),
)

doubts = Table(  # stories whose articles were read again, united or parted: what was told of them is to be looked at
    "doubts",
    metadata,
    _word("story_id"),
    _word("kind"),
    _word("other"),
    _moment("at"),
    PrimaryKeyConstraint("story_id", "kind", "other"),
    Index(None, "at"),
)

workspaces = Table(
    "workspaces",
    metadata,
    _word("platform"),
    _word("id"),
    _word("state"),
    Column("delete_after", Moment),
    _text("body"),
    PrimaryKeyConstraint("platform", "id"),
    Index(None, "delete_after"),
)
