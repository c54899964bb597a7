"""Vectors of stories, so that others like them are found: made of titles and leads, by the encoder that is there."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.briefing.labels import Labels
from bot.domain.article import Article, PageKind
from bot.domain.ids import ArticleId, StoryId
from bot.domain.story import Story
from bot.domain.vocabulary import FactKind
from bot.log import get_logger
from bot.steps.parts import Parts
from summarizers.errors import ModelError

VERSION = "all-MiniLM-L6-v2:lead-1"
"""Names encoder and text; another name has all vectors made anew."""
AT_ONCE, MOST = 64, 512
_LEAD_CHARS = 600
log = get_logger("vectors")


@dataclass(frozen=True, slots=True)
class Vectors:
    """The step that gives stories their vectors."""

    parts: Parts

    async def fill(self, most: int = MOST) -> int:
        """Give at most `most` stories the vector they lack, newest first.

        Return how many were made. An encoder that fails is told in the log; the next run tries again.
        """
        parts = self.parts
        if parts.encoder is None or not parts.vectors_kept:
            return 0
        since, made = parts.clock() - parts.vectors_kept, 0
        while made < most:
            names = await parts.store.without_vector(VERSION, since, min(AT_ONCE, most - made))
            if not names or not (some := await self._encoded(names)):
                break
            made += some
        return made

    async def _encoded(self, names: Sequence[StoryId]) -> int:
        store, encoder = self.parts.store, self.parts.encoder
        stories = await store.stories(names)
        wanted = [article for story in stories for article in story.article_ids]
        articles = {article.id: article for article in await store.articles(wanted)}
        if encoder is None:
            return 0
        texts = [text_of(story, articles, self.parts.labels) for story in stories]
        try:
            vectors = await asyncio.to_thread(encoder.encode, texts)
        except ModelError as error:
            log.warning("stories have no vectors", reason=str(error))
            return 0
        await store.save_vectors(VERSION, {story.id: vector for story, vector in zip(stories, vectors, strict=True)})
        return len(stories)


def text_of(story: Story, articles: Mapping[ArticleId, Article], labels: Labels) -> str:
    """Return what the encoder reads of a story: title and lead in English, else who and what in English words.

    The encoder knows English alone: of a text in another language it would only see the letters.
    """
    told = [articles[name] for name in story.article_ids if name in articles]
    english = [one for one in told if one.language in {None, "en"}]
    if english:
        first = min(english, key=lambda one: (not _lead(one), one.moment, one.id))
        return f"{first.title}\n{_lead(first)}".strip()
    who = ", ".join(labels.country(country) for country in story.countries)
    what = [labels.sectors[one] for one in story.sectors] + [labels.types[one] for one in story.types]
    named = dict.fromkeys(fact.value for fact in story.facts if fact.kind is FactKind.DESIGNATION)
    return "; ".join(part for part in (who, ", ".join(what), ", ".join(named)) if part) or story.title


def _lead(article: Article) -> str:
    return "" if article.kind is PageKind.RESERVED else article.text[:_LEAD_CHARS]
