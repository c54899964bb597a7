"""The tables. Keys, times and states are columns; the values themselves stand in `body` as JSON.

Addresses may be longer than an index row of PostgreSQL, so they are looked up by `url_key`, their digest.
A change here needs a migration: a test compares the two.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)

from bot.domain.ids import digest
from bot.store.columns import moment_column, text_column, word_column
from bot.store.types import CleanText, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def url_key(url: str) -> str:
    """Return the short key under which an address is found."""
    return digest("url", url)


sources = Table("sources", metadata, Column("id", String, primary_key=True), text_column("body"))

fetch_states = Table(
    "fetch_states",
    metadata,
    Column("source_id", ForeignKey("sources.id"), primary_key=True),
    Column("next_poll_at", Moment),
    text_column("body"),
)

poll_runs = Table(
    "poll_runs",
    metadata,
    word_column("run_id"),
    Column("source_id", ForeignKey("sources.id"), nullable=False),
    moment_column("at"),
    Column("answered", Boolean, nullable=False),
    Column("error", CleanText),
    Column("seen", Integer, nullable=False),
    PrimaryKeyConstraint("run_id", "source_id"),
    Index(None, "at"),
)

articles = Table(
    "articles",
    metadata,
    Column("id", String, primary_key=True),
    word_column("entry_id"),
    word_column("source_id"),
    word_column("url_key"),
    moment_column("moment"),
    word_column("state"),
    Column("text_hash", String, nullable=False, server_default=text("''")),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("text_dropped", Boolean, nullable=False, server_default=text("false")),
    text_column("body"),
    Index(None, "url_key"),
    Index(None, "text_hash"),
    Index(None, "state", "moment"),
    Index(None, "moment"),
)

entries = Table(
    "entries",
    metadata,
    Column("id", String, primary_key=True),
    Column("source_id", ForeignKey("sources.id"), nullable=False),
    word_column("url_key"),
    word_column("run_id"),
    moment_column("seen_at"),
    word_column("state"),
    Column("article_id", ForeignKey("articles.id")),
    Column("digest", String, nullable=False, server_default=text("''")),
    Column("looks", Integer, nullable=False, server_default="0"),
    Column("next_look_at", Moment),
    Column("text_dropped", Boolean, nullable=False, server_default=text("false")),
    text_column("body"),
    Index(None, "source_id", "url_key"),
    Index(None, "url_key"),
    Index(None, "state", "seen_at"),
    Index(None, "seen_at"),
)

# What retention looks for: else it would pass by all that was ever emptied, every day.
WITH_TEXT = text("NOT text_dropped")
for _table, _moment_column in ((entries, entries.c.seen_at), (articles, articles.c.moment)):
    Index(f"ix_{_table.name}_with_text", _moment_column, sqlite_where=WITH_TEXT, postgresql_where=WITH_TEXT)

pushes = Table(
    "pushes",
    metadata,
    Column("source_id", ForeignKey("sources.id"), primary_key=True),
    word_column("state"),
    Column("lease_until", Moment),
    text_column("body"),
)

drops = Table(
    "drops",
    metadata,
    word_column("source_id"),
    word_column("item_key"),  # url_key of the entry behind it, if any, so that the items of a receipt add up
    word_column("url_key"),
    word_column("run_id"),
    moment_column("at"),
    word_column("reason"),
    Column("detail", CleanText, nullable=False),
    Column("title", CleanText, nullable=False),
    Column("url", CleanText, nullable=False),
    PrimaryKeyConstraint("source_id", "item_key"),
    Index(None, "url_key"),
    Index(None, "at"),
)

analyses = Table(
    "analyses",
    metadata,
    Column("article_id", ForeignKey("articles.id"), primary_key=True),
    word_column("relevance"),
    Column("score", Float, nullable=False),
    text_column("fingerprint"),
    text_column("body"),
    Index(None, "relevance"),
)

stories = Table(
    "stories",
    metadata,
    Column("id", String, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("title", CleanText, nullable=False),
    moment_column("last_changed"),
    moment_column("learnt_at"),
    moment_column("active_at"),
    Column("deal_id", String),
    Column("merged_into", String),
    Column("merged_as", Integer),  # the revision of merged_into that readers of this story know
    Column("split_from", String),
    Column("split_since", Integer),  # from which revision on split_from told what is now this story's
    text_column("body"),
    Index(None, "last_changed"),
    Index(None, "learnt_at"),
    Index(None, "active_at"),
    Index(None, "split_from"),
)

deals = Table(
    "deals",
    metadata,
    Column("id", String, primary_key=True),
    word_column("programme"),
    moment_column("last_changed"),
    text_column("body"),
    Index(None, "programme"),
)

deal_parties = Table(
    "deal_parties",
    metadata,
    word_column("country"),
    Column("deal_id", ForeignKey("deals.id"), nullable=False),
    PrimaryKeyConstraint("country", "deal_id"),
    Index(None, "deal_id"),
)

deal_steps = Table(
    "deal_steps",
    metadata,
    Column("story_id", ForeignKey("stories.id"), primary_key=True),
    word_column("programme"),
    Column("deal_id", ForeignKey("deals.id"), nullable=False),
    text_column("body"),
    Index(None, "programme"),
)

story_revisions = Table(
    "story_revisions",
    metadata,
    Column("story_id", ForeignKey("stories.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("stage", String),
    text_column("body"),
    PrimaryKeyConstraint("story_id", "revision"),
)

story_articles = Table(
    "story_articles",
    metadata,
    Column("article_id", ForeignKey("articles.id"), primary_key=True),
    Column("story_id", ForeignKey("stories.id"), nullable=False),
    Index(None, "story_id"),
)

story_parties = Table(
    "story_parties",
    metadata,
    word_column("country"),
    Column("story_id", ForeignKey("stories.id"), nullable=False),
    PrimaryKeyConstraint("country", "story_id"),
    Index(None, "story_id"),
)

story_texts = Table(
    "story_texts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("story_id", ForeignKey("stories.id"), nullable=False),
    Column("title", CleanText, nullable=False),
    Column("content", CleanText, nullable=False),
    UniqueConstraint("story_id"),
)

summaries = Table(
    "summaries",
    metadata,
    Column("story_id", ForeignKey("stories.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("again_at", Moment),  # when what stood in for the model asked for is to be written anew
    text_column("body"),
    PrimaryKeyConstraint("story_id", "revision"),
    Index(None, "again_at"),
)

summary_cache = Table(
    "summary_cache",
    metadata,
    Column("key", String, primary_key=True),
    moment_column("made_at"),
    Column("expires_at", Moment),
    text_column("body"),
    Index(None, "made_at"),
)

summary_cache_articles = Table(
    "summary_cache_articles",
    metadata,
    Column("article_id", ForeignKey("articles.id"), nullable=False),
    Column("key", ForeignKey("summary_cache.key"), nullable=False),
    PrimaryKeyConstraint("article_id", "key"),
    Index(None, "key"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", String, primary_key=True),
    word_column("platform"),
    Column("workspace", String, nullable=False, server_default=text("''")),
    word_column("channel"),
    Column("managed", Boolean, nullable=False),
    text_column("body"),
    Index(None, "channel"),
)

briefs = Table(
    "briefs",
    metadata,
    word_column("subscription_id"),
    word_column("local_date"),
    word_column("slot"),
    moment_column("window_end"),
    text_column("body"),
    PrimaryKeyConstraint("subscription_id", "local_date", "slot"),
)

deliveries = Table(
    "deliveries",
    metadata,
    word_column("subscription_id"),
    word_column("local_date"),
    word_column("slot"),
    word_column("part"),
    word_column("channel"),
    word_column("state"),
    Column("attempt", Integer, nullable=False),
    word_column("owner"),
    Column("claimed_until", Moment),
    Column("first_claimed_at", Moment),
    Column("story_id", String),
    Column("revision", Integer),
    Column("message_channel", String),
    Column("message_id", String),
    Column("permalink", String),
    Column("sent_at", Moment),
    Column("error", CleanText),
    PrimaryKeyConstraint("subscription_id", "local_date", "slot", "part"),
    Index(None, "state"),
    Index(None, "story_id"),
)

# The second key of the ledger: a revision is told once in a channel, whichever brief tells it. A message that failed
# is surely not out and frees its place; one that is unknown may be out and keeps it.
_PLACE_TAKEN = text("story_id IS NOT NULL AND state IN ('sending', 'sent', 'unknown')")
Index(
    "uq_deliveries_told",
    deliveries.c.channel,
    deliveries.c.story_id,
    deliveries.c.revision,
    unique=True,
    sqlite_where=_PLACE_TAKEN,
    postgresql_where=_PLACE_TAKEN,
)

chat_events = Table(
    "chat_events", metadata, Column("id", String, primary_key=True), moment_column("seen_at"), Index(None, "seen_at")
)

questions = Table(
    "questions",
    metadata,
    Column("id", String, primary_key=True),
    moment_column("asked_at"),
    text_column("body"),
    *(
        Column(name, String, nullable=False, server_default=text("''"))
        for name in ("platform", "workspace", "channel", "thread", "subject")
    ),
    Index(None, "asked_at"),
    Index("ix_questions_platform_workspace_channel", "platform", "workspace", "channel", "asked_at"),
)
