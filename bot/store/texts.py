"""What stories are found by: titles, texts, and what stands in for texts that were let go."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.analysis import Analysis
from bot.domain.article import Article
from bot.domain.story import Story, StorySummary
from bot.store.codec import decode
from bot.store.dialect import chunks, upsert
from bot.store.folding import folded
from bot.store.tables import analyses, articles, story_texts, summaries

CONTENT_CHARS = 20_000
"""How much of a story's articles is searched; PostgreSQL takes no document beyond 1 MB."""


async def save_text(connection: AsyncConnection, story: Story) -> None:
    """Store what `story` is found by: its title, and titles and texts of its articles.

    Where a text was let go with time, the words that proved something in it and the summary stand in for it.
    """
    pieces: list[str] = []
    closed: list[str] = []
    for some in chunks(story.article_ids):
        bodies = (await connection.execute(select(articles.c.body).where(articles.c.id.in_(some)))).scalars()
        read = [decode(Article, body) for body in bodies]
        pieces += [article.full_text for article in read]
        closed += [article.id for article in read if article.text_dropped]
    if closed:
        pieces += [*await _summary(connection, story), *await _proofs(connection, closed)]
    row: dict[str, Any] = {
        "story_id": story.id,
        "title": folded(story.title),
        "content": folded("\n".join(pieces))[:CONTENT_CHARS],
    }
    await upsert(connection, story_texts, [row], key=["story_id"])


async def _summary(connection: AsyncConnection, story: Story) -> list[str]:
    query = select(summaries.c.body).where(summaries.c.story_id == story.id).order_by(summaries.c.revision.desc())
    bodies = (await connection.execute(query.limit(1))).scalars().all()
    read = [decode(StorySummary, body) for body in bodies]
    return [text for one in read for text in (one.headline, *(sentence.text for sentence in one.sentences))]


async def _proofs(connection: AsyncConnection, ids: Sequence[str]) -> list[str]:
    """Return the words in the articles with `ids` that proved something, each once, and what they proved."""
    found: dict[str, None] = {}
    for some in chunks(ids):
        bodies = (await connection.execute(select(analyses.c.body).where(analyses.c.article_id.in_(some)))).scalars()
        for body in bodies:
            found.update(dict.fromkeys(_said(decode(Analysis, body))))
    return list(found)


def _said(analysis: Analysis) -> Iterator[str]:
    tagged = (*analysis.parties, *analysis.sectors, *analysis.types, *((analysis.stage,) if analysis.stage else ()))
    for tag in tagged:
        yield from (proof.quote for proof in tag.evidence)
    for party in analysis.parties:
        yield from party.organisations
    for fact in analysis.facts:
        yield from (fact.value, fact.evidence.quote)
