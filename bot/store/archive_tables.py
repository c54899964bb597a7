"""The tables by which the archive is looked through: stories in short, who is tied to whom, vectors; what is forgotten.

All but the last two say again what the stories' own rows say, so that no question reads a story it does not show.
"""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, PrimaryKeyConstraint, String, Table

from bot.store.account_tables import metadata
from bot.store.columns import moment_column, text_column, word_column

__all__ = ["backfills", "forgotten", "metadata", "story_leans", "story_marks", "story_ties", "story_vectors"]


def _story(*, primary: bool = False) -> Column[str]:
    return Column("story_id", ForeignKey("stories.id"), primary_key=primary, nullable=False)


story_leans = Table(  # living stories in short: lists are joined by the unit separator (U+001F)
    "story_leans",
    metadata,
    _story(primary=True),
    moment_column("first_seen"),
    moment_column("last_changed"),
    text_column("parties"),  # codes with what they do, such as PK:recipient
    text_column("sectors"),
    text_column("types"),
    Column("stage", String),
    Column("certainty", String),
    text_column("designations"),
    text_column("organisations"),
    Column("deal_id", String),
    Index(None, "last_changed"),
    Index(None, "deal_id"),
)

story_ties = Table(  # both ways; partner "" stands for the country alone, so that each of its stories is there once
    "story_ties",
    metadata,
    word_column("country"),
    word_column("partner"),
    moment_column("last_changed"),
    _story(),
    PrimaryKeyConstraint("country", "partner", "last_changed", "story_id"),
    Index(None, "story_id"),
    sqlite_with_rowid=False,  # all columns are the key: once is enough
)

story_marks = Table(  # what else a story is found by: kind is designation, organisation, sector or type; key is folded
    "story_marks",
    metadata,
    word_column("kind"),
    word_column("key"),
    moment_column("last_changed"),
    _story(),
    PrimaryKeyConstraint("kind", "key", "last_changed", "story_id"),
    Index(None, "story_id"),
    sqlite_with_rowid=False,  # all columns are the key: once is enough
)

story_vectors = Table(  # 384 float32 numbers of length 1, little-endian, by the encoder that `version` names
    "story_vectors",
    metadata,
    _story(primary=True),
    word_column("version"),
    moment_column("active_at"),
    moment_column("written_at"),
    Column("vector", LargeBinary, nullable=False),
    Index(None, "active_at"),
    Index(None, "written_at", "story_id"),
)

forgotten = Table(  # addresses and names that are not to come back: digests, never the words
    "forgotten", metadata, Column("key", String, primary_key=True), word_column("kind"), moment_column("at")
)

backfills = Table(  # how far the past was read in
    "backfills", metadata, Column("id", String, primary_key=True), moment_column("at"), text_column("body")
)
