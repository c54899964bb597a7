"""The past out of a file of JSON Lines."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from bot.domain.backfill import Backfill
from bot.domain.moments import Clock
from bot.ingest.pastlines import Surveyed, items_at, once
from bot.ingest.pastsources import PastSources
from bot.steps.backfilling import Batch


@dataclass(frozen=True, slots=True, kw_only=True)
class PastLines:
    """The good lines of a surveyed file, in order of time, `at_once` in a batch; nothing is fetched."""

    surveyed: Surveyed
    sources: PastSources
    clock: Clock
    at_once: int = 400

    @property
    def total(self) -> int:
        """How many items there are."""
        return len(self.surveyed.places)

    async def batches(self, backfill: Backfill) -> AsyncIterator[Batch]:
        """Yield the items after those that are done."""
        with self.surveyed.path.open("rb") as stream:
            for start in range(backfill.done, self.total, self.at_once):
                places = self.surveyed.places[start : start + self.at_once]
                items = list(items_at(stream, places, self.sources, now=self.clock()))
                kept = once(items)
                yield Batch(
                    done=start + len(places),
                    sources=list({item.source.id: item.source for item in kept}.values()),
                    entries=[item.entry for item in kept],
                    articles=[item.article for item in kept],
                    left_out=len(items) - len(kept),
                )
