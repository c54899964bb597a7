"""Words of stories, searchable: FTS5 with external content in SQLite, a generated tsvector in PostgreSQL.

Revision ID: 0002
Revises: 0001
"""

import json
import re
import unicodedata
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CONTENT_CHARS = 20_000
FTS5 = (
    """CREATE VIRTUAL TABLE story_fts USING fts5(
         title, content, content='story_texts', content_rowid='id', tokenize='porter unicode61')""",
    """CREATE TRIGGER story_fts_insert AFTER INSERT ON story_texts BEGIN
         INSERT INTO story_fts(rowid, title, content) VALUES (new.id, new.title, new.content);
       END""",
    """CREATE TRIGGER story_fts_delete AFTER DELETE ON story_texts BEGIN
         INSERT INTO story_fts(story_fts, rowid, title, content) VALUES ('delete', old.id, old.title, old.content);
       END""",
    """CREATE TRIGGER story_fts_update AFTER UPDATE ON story_texts BEGIN
         INSERT INTO story_fts(story_fts, rowid, title, content) VALUES ('delete', old.id, old.title, old.content);
         INSERT INTO story_fts(rowid, title, content) VALUES (new.id, new.title, new.content);
       END""",
)
TSVECTOR = (
    """ALTER TABLE story_texts ADD COLUMN document tsvector GENERATED ALWAYS AS (
         setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', content), 'B')) STORED""",
    "CREATE INDEX ix_story_texts_document ON story_texts USING gin (document)",
)


def upgrade() -> None:
    texts = op.create_table(
        "story_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_story_texts_story_id"),
        sa.PrimaryKeyConstraint("id", name="pk_story_texts"),
        sa.UniqueConstraint("story_id", name="uq_story_texts_story_id"),
    )
    for statement in FTS5 if op.get_bind().dialect.name == "sqlite" else TSVECTOR:
        op.execute(statement)
    fill(texts)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE story_fts")
    op.drop_table("story_texts")


def fill(texts: sa.Table) -> None:
    """Bring in the stories that are there already, one at a time: their texts may not fit into memory together."""
    connection = op.get_bind()
    query = sa.text("SELECT a.body FROM story_articles s JOIN articles a ON a.id = s.article_id WHERE s.story_id = :id")
    for story, title in connection.execute(sa.text("SELECT id, title FROM stories")).all():
        bodies = connection.execute(query, {"id": story}).scalars().all()
        row = {"story_id": story, "title": folded(title), "content": content(bodies)}
        connection.execute(texts.insert(), row)


def content(bodies: Sequence[str]) -> str:
    articles = [json.loads(body) for body in bodies]
    return folded("\n".join(f"{article['title']}\n{article['text']}" for article in articles))[:CONTENT_CHARS]


def folded(text: str) -> str:
    """Return `text` without case, accents and signs, as the search of this revision folds its words."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    return " ".join(re.findall(r"[^\W_]+", "".join(mark for mark in plain if not unicodedata.combining(mark))))
