"""Collecting: from stored entries to stored articles."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.ids import SourceId
from bot.domain.source import Source
from bot.errors import EngineError
from bot.steps.each import each
from bot.steps.edits import gone, weigh
from bot.steps.parts import Parts

_PENDING_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Collecting:
    """The second step of a cycle."""

    parts: Parts

    async def collect(self, run_id: str, source_ids: Sequence[str]) -> int:
        """Fetch and extract the articles behind entries new and edited; return how many articles are new."""

        async def one(source: Source) -> int:
            return await self._collect_one(run_id, source)

        sources = await self.parts.store.sources([SourceId(name) for name in source_ids])
        return await each(sources, one, at_once=self.parts.polls_at_once)

    async def _collect_one(self, run_id: str, source: Source) -> int:
        parts = self.parts
        stored = 0
        while entries := await parts.store.pending_entries(source.id, _PENDING_AT_ONCE):
            collected = await parts.collector.collect(source, entries)
            before = await parts.store.stored_before(collected.articles)
            weighed = weigh(collected.articles, before, share=parts.edit_share)
            kept = await parts.store.articles_of_entries([drop.entry_id for drop in collected.drops if drop.entry_id])
            taken = gone(collected.drops, kept)
            names = {article.entry_id for article in taken}
            drops = [drop for drop in collected.drops if drop.entry_id not in names]
            edited = (*weighed.edited, *taken)
            stored += await parts.store.save_articles(run_id, weighed.articles, drops, edited=edited)
            left = await parts.store.pending_entries(source.id, _PENDING_AT_ONCE)
            if left[:1] == entries[:1]:
                raise EngineError(f"the entries of {source.id} were neither read nor dropped, first {left[0].url}")
        return stored
