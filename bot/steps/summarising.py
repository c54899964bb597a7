"""Summarising stories: what was written of the same texts before is taken again, the rest is written many at once.

Models run in a thread, so that chat handlers are answered meanwhile.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.ids import ArticleId, StoryId
from bot.domain.story import Making, Story, StorySummary, SummarySentence
from bot.log import get_logger
from bot.steps.parts import Parts
from bot.steps.requests import story_request
from bot.steps.writing import NOBODY, write
from summarizers.base import BatchSummarizer, Summary, SummaryRequest
from summarizers.keys import summary_key

ATTEMPTS = 8
"""How often a model is asked for one revision before what stood in for it stays: for about a day."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=15), timedelta(hours=6)
_NO_STORY = StoryId("")
log = get_logger("summaries")
_RESERVED = Summary(headline="", sentences=(), backend=NOBODY, fallbacks=("every source reserves its text",))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """A story to summarise, under which key its summary is kept ("" for none), and what was told of it before."""

    story: Story
    request: SummaryRequest
    key: str
    before: StorySummary | None

    @property
    def attempt(self) -> int:
        """The number of this attempt, from 1; it counts on where a stand-in of this revision is written anew."""
        return self._stand_in.making.attempts + 1 if self._stand_in else 1

    @property
    def _stand_in(self) -> StorySummary | None:
        told = self.before
        return told if told and told.revision == self.story.revision and told.making.passing else None

    def told(self, fresh: StorySummary) -> StorySummary:
        """Return `fresh` as the summary of this story; a stand-in is never followed by one that tells nothing."""
        before = self._stand_in
        kept = before if before and before.sentences and not fresh.sentences else fresh
        return replace(
            kept,
            story_id=self.story.id,
            revision=self.story.revision,
            headline=kept.headline or self.story.title,
            making=replace(kept.making, attempts=self.attempt, passing=fresh.making.passing),
        )


@dataclass(frozen=True, slots=True)
class Summarising:
    """The step that writes."""

    parts: Parts

    async def summarise(self, limit: int, *, past: bool = False) -> int:
        """Summarise up to `limit` stories whose revision has no summary; return how many. `past` takes those read in.

        A story that only publishers tell who reserve their texts gets its headline alone. Of texts that were summarised
        before by the same model nothing is asked again. Where the model fails, quotations stand in for a while.
        """
        store = self.parts.store
        ids = await store.unsummarised(limit, past=past)
        if not ids:
            return 0
        tasks = await self._tasks(await store.stories(ids))
        kept = await store.kept_summaries({task.key for task in tasks if task.key})
        for task in tasks:
            if not task.key:
                await self._save(task, self._made(_RESERVED), again_at=None)
            elif task.key in kept:
                summary, until = kept[task.key]
                await self._save(task, summary, again_at=until)
        waiting = [task for task in tasks if task.key and task.key not in kept]
        await self._write(waiting)
        log.info("summarised", stories=len(tasks), asked=len({task.key for task in waiting}), kept=len(kept))
        return len(ids)

    async def _write(self, tasks: Sequence[_Task]) -> None:
        """Have the stories summarised; those whose material is the same are one request."""
        by_key: dict[str, list[_Task]] = {}
        for task in tasks:
            by_key.setdefault(task.key, []).append(task)
        for some in self._batches(list(by_key.values())):
            requests = [same[0].request for same in some]
            written = await asyncio.to_thread(write, self.parts.summarizer, requests, standby=self.parts.standby)
            for same, fresh in zip(some, written, strict=True):
                await self._keep(same, self._made(fresh))

    async def _tasks(self, stories: Sequence[Story]) -> list[_Task]:
        store, fingerprint = self.parts.store, self.parts.summarizer.fingerprint
        before = await store.summaries([story.id for story in stories])
        tasks = []
        for story in stories:
            articles = await store.articles(story.article_ids)
            sources = {source.id: source for source in await store.sources([a.source_id for a in articles])}
            analyses = await store.analyses(story.article_ids)
            request = story_request(story, articles, sources=sources, labels=self.parts.labels, analyses=analyses)
            key = summary_key(request, backend_fingerprint=fingerprint) if request.passages else ""
            tasks.append(_Task(story=story, request=request, key=key, before=before.get(story.id)))
        return tasks

    def _batches(self, waiting: Sequence[list[_Task]]) -> Iterator[Sequence[list[_Task]]]:
        """Yield all at once to a backend that does better so; else one by one, so that what is written is stored."""
        if isinstance(self.parts.summarizer, BatchSummarizer):
            yield waiting
        else:
            yield from ([same] for same in waiting)

    async def _keep(self, same: Sequence[_Task], summary: StorySummary) -> None:
        """Keep what was just written and store it for the stories whose material is the same."""
        now, task = self.parts.clock(), same[0]
        until = now + wait_after(task.attempt) if summary.making.passing else None
        articles = [ArticleId(passage.id) for passage in task.request.passages]
        await self.parts.store.keep_summary(task.key, summary, articles=articles, until=until)
        for each in same:
            await self._save(each, summary, again_at=until)

    async def _save(self, task: _Task, summary: StorySummary, *, again_at: datetime | None) -> None:
        """Store `summary` for the story; `again_at` counts while the model may still be asked for it."""
        told = task.told(summary)
        due = again_at if told.making.passing and told.making.attempts < ATTEMPTS else None
        await self.parts.store.save_summary(told, again_at=due)

    def _made(self, summary: Summary) -> StorySummary:
        return _story_summary(summary, asked=self.parts.summarizer.name, writer=self.parts.writer)


def wait_after(attempt: int) -> timedelta:
    """Return how long a stand-in is kept after the model failed the `attempt`-th time: a quarter of an hour at first.

    It doubles with each attempt, up to six hours.
    """
    return min(_LONGEST_WAIT, _FIRST_WAIT * (1 << min(max(attempt, 1) - 1, 10)))


def _story_summary(summary: Summary, *, asked: str, writer: str) -> StorySummary:
    """Return `summary` as it is kept, of no story yet; `writer` is named where the backend asked for wrote it."""
    by_model = summary.backend == asked and any(not sentence.verbatim for sentence in summary.sentences)
    return StorySummary(
        story_id=_NO_STORY,
        revision=0,
        headline=summary.headline,
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
        making=Making(
            asked=asked,
            writer=writer if by_model else "",
            checked=summary.gate.checked,
            regenerated=summary.gate.regenerated,
            replaced=summary.gate.replaced,
            defused=summary.defused,
            passing=summary.passing,
        ),
    )
