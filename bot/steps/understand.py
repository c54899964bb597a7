"""Analysing and grouping: from stored articles to stories.

Models run in a thread, so that chat handlers are answered meanwhile.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.analysis.cascade import FINGERPRINT, fields
from bot.analysis.clustering import END
from bot.analysis.copies import Copies
from bot.analysis.deals import deals_of, step_of
from bot.analysis.naming import Named
from bot.analysis.stories import changes_of
from bot.domain.analysis import Analysis
from bot.domain.article import Article, Drop, DropReason
from bot.domain.deal import Deal, DealStep
from bot.domain.ids import ArticleId, StoryId
from bot.domain.story import ChangeKind, Story, StoryChange
from bot.domain.vocabulary import Relevance
from bot.log import get_logger
from bot.steps.parts import Parts
from bot.store import Store

log = get_logger("analysis")
_COPY_WINDOW = timedelta(days=7)
_GROUPED_AT_ONCE = 1000
_REMEMBERED = 5
"""How many windows back clustering remembers between cycles; older articles are held again when a late one comes."""
_FURTHER_BACK = 20
"""How often one cycle looks a window further back for a block that has gone on for long."""
Pair = tuple[Article, Analysis]
_DROPPED = {Relevance.MENTION: DropReason.MENTION_ONLY, Relevance.NO: DropReason.NOT_RELEVANT}


@dataclass(frozen=True, slots=True)
class Understand:
    """The middle steps of a cycle."""

    parts: Parts

    async def analyse(self, run_id: str, limit: int, *, past: bool = False) -> int:
        """Analyse up to `limit` articles and return how many; near-copies are settled by their fingerprint alone.

        An edited article that stands in a story is read whatever its fingerprint: the story must hear of it. Copies
        are looked for a week back from now, with `past` a week back from the oldest article.
        """
        store, now = self.parts.store, self.parts.clock()
        ids = await store.unanalysed(limit)
        if not ids:
            return 0
        articles = sorted(await store.articles(ids), key=lambda article: (article.moment, article.id))
        since = min(now, articles[0].moment if past else now) - _COPY_WINDOW
        known = await store.fingerprints(since, articles[-1].moment + _COPY_WINDOW)
        told = await store.stories_of(ids)
        originals, copies = await asyncio.to_thread(_apart, articles, known, told)
        drops = [
            _drop(article, DropReason.NEAR_COPY, f"its words are those of {original}") for article, original in copies
        ]
        read = await asyncio.to_thread(self.parts.analyser.analyse, originals)
        for article, analysis in zip(originals, read, strict=True):
            if analysis.relevance is not Relevance.CORE:
                drops.append(_drop(article, _DROPPED[analysis.relevance], "; ".join(analysis.reasons)))
        analyses = [*(_copy(article) for article, _ in copies), *read]
        await store.save_analyses(run_id, analyses, drops)
        log.info("analysed", **fields(analyses))
        return len(articles)

    async def group(self, *, limit: int = _GROUPED_AT_ONCE, at: datetime | None = None) -> int:
        """Put every core article that has no story into one, `limit` at once; return how many stories changed.

        `at` is the present as far as memory goes, where the past is read in.

        Articles that were edited are grouped anew beside them, and their stories read anew. Only stories that change
        are read from the store; what clustering remembers is filled from it where that does not reach back far enough.
        """
        store, clusterer = self.parts.store, self.parts.clusterer
        changed: set[StoryId] = set()
        before: tuple[ArticleId, ...] = ()
        while True:
            heard = await store.reread(limit)
            ids = (*heard, *await store.unclustered(limit))
            if not ids or ids == before:
                break
            try:
                changes = await self._regrouped(await self._read(ids), again=frozenset(heard))
                await store.save_changes(changes, heard=heard)
                await self._dealt(changes)
            except BaseException:
                clusterer.clear()  # it may know of stories that were never stored
                raise
            changed.update(change.story.id for change in changes)
            before = ids
        now = min(self.parts.clock(), at or END)
        clusterer.forget(now - _REMEMBERED * self.parts.story_window)
        return len(changed)

    async def deal(self, ids: Sequence[ArticleId]) -> None:
        """Bring the deals up to date of the stories in which articles stand: a crash may have come between."""
        placed = await self.parts.store.stories_of(ids)
        stories = await self.parts.store.living_stories(set(placed.values()))
        await self._dealt([StoryChange(kind=ChangeKind.GROWN, story=story, material=False) for story in stories])

    async def _regrouped(
        self, pairs: Mapping[ArticleId, Pair], *, again: Set[ArticleId] = frozenset()
    ) -> tuple[StoryChange, ...]:
        """Return what the articles of `pairs` change, those of `again` being read a second time."""
        if not pairs:
            return ()
        clusterer, window = self.parts.clusterer, self.parts.story_window
        since = min(article.moment for article, _ in pairs.values()) - window
        if clusterer.since > since:
            await self._hold(since - window)
        stories = await asyncio.to_thread(clusterer.add, pairs.values())
        for _ in range(_FURTHER_BACK):
            if not clusterer.reached_back:
                break
            await self._hold(clusterer.since - window)
            stories = await asyncio.to_thread(clusterer.add, pairs.values())
        return await self._changes(stories, pairs, again=again)

    async def _hold(self, since: datetime) -> None:
        """Let clustering remember the articles in stories from `since` on."""
        store, clusterer = self.parts.store, self.parts.clusterer
        told = await store.placed_since(since)
        clusterer.clear(since)
        names = list(told)
        for start in range(0, len(names), _GROUPED_AT_ONCE):
            pairs = await self._read(names[start : start + _GROUPED_AT_ONCE])
            await asyncio.to_thread(clusterer.hold, list(pairs.values()), told)

    async def _changes(
        self, stories: Sequence[Named], fresh: Mapping[ArticleId, Pair], *, again: Set[ArticleId]
    ) -> tuple[StoryChange, ...]:
        there = {name for one in stories if one.before for name in (one.story, *one.absorbed)}
        known = await self.parts.store.stories(there)
        names = {name for one in stories for name in one.articles} | {a for story in known for a in story.article_ids}
        pairs = {**await self._read([name for name in names if name not in fresh]), **fresh}
        return changes_of(stories, pairs, {story.id: story for story in known}, again=again)

    async def _dealt(self, changes: Sequence[StoryChange]) -> None:
        await dealt(self.parts.store, changes)

    async def _read(self, ids: Sequence[ArticleId]) -> dict[ArticleId, tuple[Article, Analysis]]:
        articles = {article.id: article for article in await self.parts.store.articles(ids)}
        analyses = await self.parts.store.analyses(ids)
        return {one.article_id: (articles[one.article_id], one) for one in analyses if one.article_id in articles}


async def dealt(store: Store, changes: Sequence[StoryChange]) -> None:
    """Bring the deals up to date of which the changed stories are steps, or were."""
    gone = {name for change in changes for name in change.absorbed}
    await store.save_deals(*await dealt_anew(store, [change.story for change in changes], gone))


async def dealt_anew(
    store: Store, stories: Sequence[Story], gone: Collection[StoryId]
) -> tuple[frozenset[str], tuple[Deal, ...]]:
    """Return the programmes of which `stories` are steps, or were, as were those `gone`, and all deals of these now."""
    told = {story.id: step_of(story) for story in stories}
    programmes = {step.programme for step in told.values() if step} | await store.programmes_of({*told, *gone})
    known = await store.deal_steps(programmes)
    steps = [step for step, _ in known if step.story_id not in told and step.story_id not in gone]
    before = {step.story_id: deal for step, deal in known if _on(told.get(step.story_id, step)) == step.programme}
    return frozenset(programmes), deals_of([*steps, *(step for step in told.values() if step)], before)


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


def _on(step: DealStep | None) -> str | None:
    return step.programme if step else None


def _copy(article: Article) -> Analysis:
    return Analysis(
        article_id=article.id,
        relevance=Relevance.NO,
        score=0.0,
        reasons=("a near-copy of an article read before",),
        language=article.language or "",
        settled_by=FINGERPRINT,
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
