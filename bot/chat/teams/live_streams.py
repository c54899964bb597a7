"""An answer on its way into a message that stands: grown in a chat with one person, put in its place elsewhere.

Nothing of an answer is said before the message that holds it has a name, so that it can be put in place again, or taken
away and posted instead, whatever became of the call before. Only where that fails too is the outcome unknown.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.chat.platform import Payload
from bot.chat.teams import live_activities as activities
from bot.chat.teams.entities import activity_of
from bot.chat.teams.live_waiting import Standing
from bot.chat.teams.live_wire import Wire
from bot.domain.delivery import MessageRef
from bot.errors import (
    ChannelUnavailable,
    DeliveryError,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    ScopeMissing,
    ThreadGone,
)
from bot.log import get_logger

log = get_logger("teams")
INTERVAL_SECONDS = 1.5
"""Between two steps of a growing answer; Teams takes one a second."""
MOST_STEPS = 2
"""Steps before the last: more would only keep the end of an answer back, which is known from the first step on."""
LONGEST_SECONDS = 90.0
"""How old a stream may be that goes on; Teams ends one after 120."""
_REFUSED = (Rejected, ScopeMissing, ThreadGone, ChannelUnavailable)
"""Nothing was changed, surely."""


@dataclass(slots=True)
class Pace:
    """Waits between the steps of one answer; `monotonic` is in seconds."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    last: float = float("-inf")

    async def step(self) -> None:
        """Wait until the next step may be taken."""
        left = self.last + INTERVAL_SECONDS - self.monotonic()
        if left > 0:
            await self.sleep(left)
        self.last = self.monotonic()


@dataclass(frozen=True, slots=True, kw_only=True)
class Growing:
    """A stream that was begun in a chat, with `standing` as its message."""

    wire: Wire
    standing: Standing
    pace: Pace

    async def finish(self, pieces: Sequence[str], last: Payload) -> bool:
        """Show `pieces` and end with `last`; return whether the answer stands surely.

        Where it does not, its message is still there, and is to be edited or taken away.
        """
        text, channel = "".join(pieces), self.standing.message.channel
        if not activities.fits_grown(text, last) or self._is_late():
            return False
        try:
            await self._grow(steps(pieces))
            await self._end(text, last)
        except DeliveryError as error:  # a chat that takes no stream may take a message
            log.info("an answer stopped growing; it is put in place instead", channel=channel, problem=error.problem)
            return False
        return True

    async def _grow(self, texts: Sequence[str]) -> None:
        """Show an answer so far, step by step; what is lost or refused for its haste comes with the next step."""
        message = self.standing.message
        for number, text in enumerate(texts, start=2):
            await self.pace.step()
            said = activities.growing(text, stream=message.message_id, sequence=number)
            try:
                await self.wire.send(message.channel, said)
            except (OutcomeUnknown, RateLimited):
                continue

    async def _end(self, text: str, last: Payload) -> None:
        await self.pace.step()
        message = self.standing.message
        await self.wire.send(message.channel, activities.final(text, last, stream=message.message_id))

    def _is_late(self) -> bool:
        return self.pace.monotonic() - self.standing.at > LONGEST_SECONDS


async def put_in_place(wire: Wire, message: MessageRef, answer: Payload) -> bool:
    """Put an answer in the place of `message`; return whether it stands there.

    Where it does not, the message was taken away, as far as that can be done, and a post tells what is wrong. Raise
    RateLimited with the message as it was, and OutcomeUnknown where the answer may stand.
    """
    try:
        await wire.replace(message, activity_of(answer))
    except RateLimited:
        raise
    except _REFUSED:
        await _taken_away(wire, message, raises=False)
        return False
    except DeliveryError:
        await _taken_away(wire, message)
        return False
    return True


async def _taken_away(wire: Wire, message: MessageRef, *, raises: bool = True) -> None:
    """Delete a message; raise OutcomeUnknown where it may still stand, with an answer in it."""
    try:
        await wire.delete(message)
    except DeliveryError as error:
        log.warning("what stood for an answer was not taken away", channel=message.channel, problem=error.problem)
        if raises:
            raise OutcomeUnknown(message.channel, f"an answer may be out: {error.problem}") from error


def steps(pieces: Sequence[str], *, most: int = MOST_STEPS) -> tuple[str, ...]:
    """Return an answer as it is shown before its end: each step holds the one before, and the end is left out. Pure."""
    enough, total = sum(map(len, pieces)) / (most + 1), 0
    found, said = list[str](), ""
    for piece in pieces[:-1]:
        said += piece
        total += len(piece)
        if piece and total >= enough * (len(found) + 1) and said.strip() and len(found) < most:
            found.append(said)
    return tuple(found)
