"""All steps behind the engine's protocol."""

from collections.abc import Sequence

from bot.steps.answer import Answer
from bot.steps.collecting import Collecting
from bot.steps.look import look_of
from bot.steps.parts import Parts
from bot.steps.polling import Polling
from bot.steps.reacting import Reacting
from bot.steps.retain import Retain
from bot.steps.special import Post
from bot.steps.summarising import Summarising
from bot.steps.tell import Tell
from bot.steps.understand import Understand
from bot.steps.vectors import Vectors
from bot.steps.watch import Watch


class Steps:
    """What the workflows do, over one set of parts; `force` polls sources that are not due yet."""

    def __init__(self, parts: Parts, *, force: bool = False) -> None:
        self.parts, self._force = parts, force
        self.polling, self.collecting = Polling(parts), Collecting(parts)
        self.understand, self.summarising = Understand(parts), Summarising(parts)
        self.tell, self.answers = Tell(parts), Answer(parts)
        self.vectors = Vectors(parts)
        self.retention, self.watch = Retain(parts), Watch(parts)

    async def poll(self, run_id: str, source_ids: Sequence[str]) -> int:
        """Poll the sources; return how many entries are new."""
        return await self.polling.poll(run_id, source_ids, force=self._force)

    async def collect(self, run_id: str, source_ids: Sequence[str]) -> int:
        """Fetch the articles behind new entries; return how many were stored."""
        return await self.collecting.collect(run_id, source_ids)

    async def analyse(self, run_id: str, limit: int) -> int:
        """Analyse stored articles; return how many, 0 when none is left."""
        return await self.understand.analyse(run_id, limit)

    async def group(self, _run_id: str) -> int:
        """Group analysed articles into stories; return how many changed."""
        return await self.understand.group()

    async def summarise(self, _run_id: str, limit: int) -> int:
        """Summarise stories; return how many, 0 when none is left: then they get their vectors."""
        made = await self.summarising.summarise(limit)
        if not made:
            await self.vectors.fill()
        return made

    async def react(self, _run_id: str) -> list[Post]:
        """Return what is to be posted at once because of what was learnt: ids only."""
        return await Reacting(self.parts, look_of(self.parts)).react()

    async def compose(self, subscription_id: str, local_date: str, slot: str, now: str) -> list[str]:
        """Compose a brief once; return its parts in order, [] for silence."""
        return await self.tell.compose(subscription_id, local_date, slot, now)

    async def deliver(self, subscription_id: str, local_date: str, slot: str, part: str) -> str:
        """Deliver one part through the ledger; return how that went."""
        return await self.tell.deliver(subscription_id, local_date, slot, part)

    async def answer(self, request_id: str) -> str:
        """Answer a stored question; return how that went."""
        return await self.answers.answer(request_id)

    async def retain(self, utc_date: str) -> int:
        """Forget what is past its time on `utc_date`, look after the sources once a day; return how much went."""
        forgotten = await self.retention.forget(utc_date)
        await self.watch.watch(utc_date)
        return forgotten
