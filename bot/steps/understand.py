"""Analysing, grouping and summarising: from stored articles to stories with summaries.

Models run in a thread, so that chat handlers are answered meanwhile.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.analysis.clustering import StoryState, retold
from bot.analysis.copies import Copies
from bot.analysis.focus import focus
from bot.domain.analysis import Analysis
from bot.domain.article import Article, Drop, DropReason, PageKind
from bot.domain.ids import ArticleId, SourceId, StoryId
from bot.domain.source import Source
from bot.domain.story import Story, StorySummary, SummarySentence
from bot.domain.vocabulary import Relevance
from bot.steps.parts import Parts
from summarizers.base import Passage, Summary, SummaryRequest

_COPY_WINDOW = timedelta(days=7)
_GROUPED_AT_ONCE = 1000
_MAX_PASSAGES = 6
_RESERVED = Summary(headline="", sentences=(), backend="none", fallbacks=("every source reserves its text",))
_DROPPED = {Relevance.MENTION: DropReason.MENTION_ONLY, Relevance.NO: DropReason.NOT_RELEVANT}


@dataclass(frozen=True, slots=True)
class Understand:
    """The middle steps of a cycle."""

    parts: Parts

    async def analyse(self, run_id: str, limit: int) -> int:
        """Analyse up to `limit` articles and return how many; near-copies are settled by their fingerprint alone.

        An edited article that stands in a story is read whatever its fingerprint: the story must hear of it.
        """
        store, now = self.parts.store, self.parts.clock()
        ids = await store.unanalysed(limit)
        if not ids:
            return 0
        articles = sorted(await store.articles(ids), key=lambda article: (article.moment, article.id))
        known = await store.fingerprints(now - _COPY_WINDOW)
        told = await store.stories_of(ids)
        originals, copies = await asyncio.to_thread(_apart, articles, known, told)
        drops = [
            _drop(article, DropReason.NEAR_COPY, f"its words are those of {original}") for article, original in copies
        ]
        read = await asyncio.to_thread(self.parts.analyser.analyse, originals)
        for article, analysis in zip(originals, read, strict=True):
            if analysis.relevance is not Relevance.CORE:
                drops.append(_drop(article, _DROPPED[analysis.relevance], "; ".join(analysis.reasons)))
        await store.save_analyses(run_id, [*(_copy(article) for article, _ in copies), *read], drops)
        return len(articles)

    async def group(self, *, limit: int = _GROUPED_AT_ONCE) -> int:
        """Put every core article that has no story into one, `limit` at once; return how many stories changed.

        Before that, stories whose articles were edited are read anew.
        """
        store = self.parts.store
        changed = await self._hear(limit)
        before: tuple[ArticleId, ...] = ()
        while (ids := await store.unclustered(limit)) and ids != before:
            pairs = await self._read(ids)
            stories = await store.recent_stories(self.parts.clock() - self.parts.story_window)
            known = await self._read([name for story in stories for name in story.article_ids])
            states = [_state(story, known) for story in stories]
            changes = await asyncio.to_thread(self.parts.clusterer.assign, list(pairs.values()), states)
            await store.save_changes(changes)
            changed.update(change.story.id for change in changes)
            before = ids
        return len(changed)

    async def _hear(self, limit: int) -> set[StoryId]:
        """Read the stories of edited articles anew; return which they are."""
        store = self.parts.store
        changed: set[StoryId] = set()
        while ids := await store.reread(limit):
            stories = await store.stories(tuple(dict.fromkeys((await store.stories_of(ids)).values())))
            known = await self._read([name for story in stories for name in story.article_ids])
            await store.save_changes([retold(_state(story, known)) for story in stories], heard=ids)
            changed.update(story.id for story in stories)
        return changed

    async def _read(self, ids: Sequence[ArticleId]) -> dict[ArticleId, tuple[Article, Analysis]]:
        articles = {article.id: article for article in await self.parts.store.articles(ids)}
        analyses = await self.parts.store.analyses(ids)
        return {one.article_id: (articles[one.article_id], one) for one in analyses if one.article_id in articles}

    async def summarise(self, limit: int) -> int:
        """Summarise up to `limit` stories whose revision has no summary; return how many.

        A story that only publishers tell who reserve their texts gets its headline alone.
        """
        store = self.parts.store
        ids = await store.unsummarised(limit)
        for story in await store.stories(ids):
            articles = await store.articles(story.article_ids)
            sources = {source.id: source for source in await store.sources([a.source_id for a in articles])}
            request = _request(story, articles, sources=sources)
            summary = _RESERVED
            if request.passages:
                summary = await asyncio.to_thread(self.parts.summarizer.summarise, request)
            await store.save_summary(_story_summary(story, summary))
        return len(ids)


def _apart(
    articles: Sequence[Article], known: Sequence[tuple[ArticleId, tuple[int, ...]]], told: Collection[ArticleId]
) -> tuple[list[Article], list[tuple[Article, ArticleId]]]:
    """Return the originals among `articles`, and the near-copies each with the article it is a copy of.

    Those in `told` are originals.
    """
    index = Copies(known)
    found = [
        (article, None if article.id in told else index.add(article.id, article.full_text)) for article in articles
    ]
    originals = [article for article, original in found if original is None]
    return originals, [(article, original) for article, original in found if original is not None]


def _state(story: Story, known: Mapping[ArticleId, tuple[Article, Analysis]]) -> StoryState:
    members = [known[name] for name in story.article_ids if name in known]
    return StoryState(
        story=story,
        articles=tuple(article for article, _ in members),
        analyses=tuple(analysis for _, analysis in members),
    )


def _copy(article: Article) -> Analysis:
    return Analysis(
        article_id=article.id,
        relevance=Relevance.NO,
        score=0.0,
        reasons=("a near-copy of an article read before",),
        language=article.language or "",
        settled_by="fingerprint",
    )


def _drop(article: Article, reason: DropReason, detail: str) -> Drop:
    return Drop(
        source_id=article.source_id,
        entry_id=article.entry_id,
        url=article.url,
        title=article.title,
        reason=reason,
        detail=detail[:500],
    )


def _request(story: Story, articles: Sequence[Article], *, sources: Mapping[SourceId, Source]) -> SummaryRequest:
    """Return what may be summarised of a story: nothing of what is reserved; what has a text goes before the rest."""
    open_ = [article for article in articles if article.kind is not PageKind.RESERVED]
    ordered = sorted(open_, key=lambda article: (not article.text, article.moment, article.id))[:_MAX_PASSAGES]
    passages = tuple(
        Passage(
            id=article.id,
            title=article.title,
            text=article.text,
            outlet=sources[article.source_id].name if article.source_id in sources else "",
            quote_chars=sources[article.source_id].quotable_chars if article.source_id in sources else 400,
        )
        for article in ordered
    )
    return SummaryRequest(passages=passages, focus=focus(story.parties, story.facts))


def _story_summary(story: Story, summary: Summary) -> StorySummary:
    return StorySummary(
        story_id=StoryId(story.id),
        revision=story.revision,
        headline=summary.headline or story.title,
        sentences=tuple(
            SummarySentence(
                text=sentence.text,
                sources=tuple(ArticleId(source) for source in sentence.sources),
                verbatim=sentence.verbatim,
            )
            for sentence in summary.sentences
        ),
        backend=summary.backend,
        fallbacks=summary.fallbacks,
    )
