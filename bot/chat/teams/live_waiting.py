"""What says that an answer is looked up, until the answer takes its place: one for each thread, never two.

It is posted beside the work on the answer. Who takes it has to put the answer in its place, or to take it away.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from bot.chat.teams.live_activities import Activity
from bot.chat.teams.live_wire import Wire
from bot.domain.delivery import MessageRef
from bot.errors import BotError
from bot.log import get_logger

log = get_logger("teams")
BEST_EFFORT_SECONDS, PATIENCE_SECONDS = 2.0, 5.0
"""How long it may keep an answer waiting: when it is shown, and when the answer is there and it has no name yet."""
_Place = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A message that stands where an answer will; `at` is when it was begun, in seconds of the same clock."""

    message: MessageRef
    at: float


class Waiting:
    """All that stand for answers, in one process."""

    def __init__(
        self,
        wire: Wire,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        best_effort: float = BEST_EFFORT_SECONDS,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        """Remember none; `best_effort` and `patience` are in seconds."""
        self._wire, self._monotonic = wire, monotonic
        self._best_effort, self._patience = best_effort, patience
        self._shown: dict[_Place, asyncio.Task[Standing | None]] = {}
        self._late = set[asyncio.Task[None]]()

    async def show(self, thread: MessageRef, activity: Activity) -> None:
        """Let `activity` stand for the answer in a thread, unless something does; nothing is raised."""
        place = _place(thread)
        if place not in self._shown:
            self._shown[place] = asyncio.create_task(self._sent(thread, activity))
            await asyncio.wait({self._shown[place]}, timeout=self._best_effort)

    async def take(self, thread: MessageRef) -> Standing | None:
        """Hand over what stands in a thread, None where nothing does; what comes too late takes itself away."""
        task = self._shown.pop(_place(thread), None)
        if task is None:
            return None
        await asyncio.wait({task}, timeout=self._patience)
        if task.done():
            return task.result()
        late = asyncio.create_task(self._removed_when_named(task))
        self._late.add(late)
        late.add_done_callback(self._late.discard)
        return None

    def give_back(self, thread: MessageRef, standing: Standing) -> None:
        """Remember again what was taken: the answer comes later."""

        async def known() -> Standing:
            return standing

        self._shown.setdefault(_place(thread), asyncio.create_task(known()))

    async def remove(self, message: MessageRef) -> bool:
        """Take a message away; return whether it is surely gone. Nothing is raised."""
        try:
            await self._wire.delete(message)
        except BotError as error:
            log.warning("what stood for an answer was not taken away", channel=message.channel, error=str(error))
            return False
        return True

    async def drain(self) -> None:
        """Take all away that still stand: no answer will come from this process."""
        for channel, root in list(self._shown):
            standing = await self.take(MessageRef(channel=channel, message_id=root))
            if standing is not None:
                await self.remove(standing.message)
        await asyncio.gather(*self._late, return_exceptions=True)

    async def _sent(self, thread: MessageRef, activity: Activity) -> Standing | None:
        at = self._monotonic()
        with suppress(BotError):  # it is not owed, and the answer will find out what is wrong with the channel
            message = await self._wire.send(thread.channel, activity, thread=thread)
            return Standing(message=message, at=at) if message.message_id else None
        return None

    async def _removed_when_named(self, task: "asyncio.Task[Standing | None]") -> None:
        standing = await task
        if standing is not None:
            await self.remove(standing.message)


def _place(thread: MessageRef) -> _Place:
    return thread.channel, thread.message_id
