"""The archive, the stories, the briefs and the ledger.

Revision ID: 0001
Revises:
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.String(32).with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
TABLES = (
    *("chat_events", "deliveries", "briefs", "subscriptions"),
    *("summaries", "story_parties", "story_articles", "story_revisions", "stories"),
    *("analyses", "drops", "entries", "articles", "poll_runs", "fetch_states", "sources"),
)


def upgrade() -> None:
    polling()
    reading()
    telling()
    delivering()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def polling() -> None:
    table("sources", word("id"), text("body"), key="id")
    table("fetch_states", of("sources"), moment("next_poll_at", null=True), text("body"), key="source_id")
    table(
        "poll_runs",
        word("run_id"),
        of("sources"),
        moment("at"),
        sa.Column("answered", sa.Boolean(), nullable=False),
        text("error", null=True),
        number("seen"),
        key="run_id source_id",
        indexes=("at",),
    )


def reading() -> None:
    table(
        "articles",
        *(word("id"), word("entry_id"), word("source_id"), word("url_key")),
        *(moment("moment"), word("state"), text("body")),
        key="id",
        indexes=("url_key", "state moment", "moment"),
    )
    table(
        "entries",
        *(word("id"), of("sources"), word("url_key"), word("run_id"), moment("seen_at"), word("state")),
        *(of("articles", null=True), text("body")),
        key="id",
        indexes=("source_id url_key", "url_key", "state seen_at", "seen_at"),
    )
    table(
        "drops",
        *(word("source_id"), word("item_key"), word("url_key"), word("run_id"), moment("at"), word("reason")),
        *(text("detail"), text("title"), text("url")),
        key="source_id item_key",
        indexes=("url_key", "at"),
    )
    table(
        "analyses",
        *(of("articles"), word("relevance"), sa.Column("score", sa.Float(), nullable=False)),
        *(text("fingerprint"), text("body")),
        key="article_id",
        indexes=("relevance",),
    )


def telling() -> None:
    table(
        "stories",
        *(word("id"), number("revision"), text("title")),
        *(moment("last_changed"), moment("learnt_at"), moment("active_at")),
        *(word("deal_id", null=True), word("merged_into", null=True), number("merged_as", null=True), text("body")),
        key="id",
        indexes=("last_changed", "learnt_at", "active_at"),
    )
    stage = word("stage", null=True)
    table("story_revisions", of("stories"), number("revision"), stage, text("body"), key="story_id revision")
    table("story_articles", of("articles"), of("stories"), key="article_id", indexes=("story_id",))
    table("story_parties", word("country"), of("stories"), key="country story_id", indexes=("story_id",))
    table("summaries", of("stories"), number("revision"), text("body"), key="story_id revision")


def delivering() -> None:
    managed: sa.Column[Any] = sa.Column("managed", sa.Boolean(), nullable=False)
    table("subscriptions", word("id"), word("platform"), word("channel"), managed, text("body"), key="id")
    slot = "subscription_id local_date slot"
    table("briefs", *map(word, slot.split()), moment("window_end"), text("body"), key=slot)
    table(
        "deliveries",
        *map(word, f"{slot} part channel state".split()),
        *(number("attempt"), word("owner"), moment("claimed_until", null=True), moment("first_claimed_at", null=True)),
        *(word("story_id", null=True), number("revision", null=True)),
        *(word("message_channel", null=True), word("message_id", null=True), word("permalink", null=True)),
        *(moment("sent_at", null=True), text("error", null=True)),
        key=f"{slot} part",
        indexes=("state",),
    )
    taken = sa.text("story_id IS NOT NULL AND state IN ('sending', 'sent', 'unknown')")
    told = ["channel", "story_id", "revision"]
    op.create_index("uq_deliveries_told", "deliveries", told, unique=True, sqlite_where=taken, postgresql_where=taken)
    table("chat_events", word("id"), moment("seen_at"), key="id", indexes=("seen_at",))


def table(name: str, *columns: sa.Column[Any], key: str, indexes: tuple[str, ...] = ()) -> None:
    """Create a table with named constraints; columns of keys and indexes are parted by spaces."""
    references = [
        sa.ForeignKeyConstraint([column.name], [column.info["of"]], name=f"fk_{name}_{column.name}")
        for column in columns
        if "of" in column.info
    ]
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*key.split(), name=f"pk_{name}"), *references)
    for index in indexes:
        op.create_index(f"ix_{name}_{index.replace(' ', '_')}", name, index.split())


def word(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=null)


def text(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=null)


def number(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=null)


def moment(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, MOMENT, nullable=null)


def of(other: str, *, null: bool = False) -> sa.Column[Any]:
    """Return the column that refers to a row of `other`."""
    name = {"sources": "source_id", "articles": "article_id", "stories": "story_id"}[other]
    return sa.Column(name, sa.String(), nullable=null, info={"of": f"{other}.id"})
