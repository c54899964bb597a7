"""One answer that grows in a thread: begun empty, added to, ended with its blocks; or taken away whole.

Nothing of an answer is said before the message that holds it has a name, so that what breaks off can be taken away and
the answer posted instead. Only where that fails too is the outcome unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.chat.slack.failures import code_of
from bot.chat.slack.gateway import SlackGateway, called, strayed
from bot.chat.slack.holds import Holds
from bot.domain.delivery import MessageRef
from bot.errors import ChannelUnavailable, DeliveryError, OutcomeUnknown, RateLimited, Rejected, ThreadGone

MOST_CALLS = 4
"""Calls that add to one answer: at 20 answers a minute they stay within the hundred Slack allows."""
_ENDED = "message_not_in_streaming_state"


@dataclass(frozen=True, slots=True, kw_only=True)
class Growing:
    """A message in `thread` that was begun, and is to be ended or taken away."""

    client: AsyncWebClient
    message: MessageRef
    thread: MessageRef
    holds: Holds = field(default_factory=Holds)

    async def finish(self, pieces: Sequence[str], ending: dict[str, Any]) -> bool:
        """Add `pieces` and end with `ending`, blocks or metadata. Return False where the message was taken away.

        Raise ThreadGone or ChannelUnavailable where no other message would fare better, and OutcomeUnknown where it
        may stand.
        """
        try:
            rest = await self._grow(groups(pieces))
            response = await self._end(rest, ending)
        except (ThreadGone, ChannelUnavailable):
            await self._take_away(raises=False)
            raise
        except DeliveryError:
            await self._take_away()
            return False
        if response is not None and strayed(response.get("message") or _within(self.thread), self.thread):
            await self._take_away()
            raise ThreadGone(self.message.channel, "the message that the thread hangs on was deleted")
        return True

    async def _grow(self, pieces: Sequence[str]) -> str:
        """Add all pieces but the last; return what is still to be said, more of it where Slack asks to wait."""
        for number, piece in enumerate(pieces[:-1]):
            call = self.client.chat_appendStream(
                channel=self.message.channel, ts=self.message.message_id, markdown_text=piece
            )
            try:
                await called(self.message.channel, call, thread=self.thread)
            except RateLimited:
                return "".join(pieces[number:])
        return pieces[-1] if pieces else ""

    async def _end(self, rest: str, ending: dict[str, Any]) -> AsyncSlackResponse | None:
        """End with what is left to say; None where a lost call had ended it."""
        try:
            return await self.holds.call("chat.stopStream", lambda: self._stop(rest, ending), harmless=False)
        except OutcomeUnknown:
            pass
        try:  # once more: what was ended cannot be ended twice, and then says so
            return await self._stop(rest, ending)
        except Rejected as refusal:
            if isinstance(refusal.__cause__, Exception) and code_of(refusal.__cause__) == _ENDED:
                return None
            raise

    async def _stop(self, rest: str, ending: dict[str, Any]) -> AsyncSlackResponse:
        call = self.client.chat_stopStream(
            channel=self.message.channel, ts=self.message.message_id, markdown_text=rest or None, **ending
        )
        return await called(self.message.channel, call, thread=self.thread)

    async def _take_away(self, *, raises: bool = True) -> None:
        """Delete the message; raise OutcomeUnknown where it may still stand."""
        try:
            await SlackGateway(self.client, holds=self.holds).delete(self.message)
        except DeliveryError as error:
            if raises:
                problem = f"an answer that broke off was not taken away: {error.problem}"
                raise OutcomeUnknown(self.message.channel, problem) from error


def groups(pieces: Sequence[str], *, most: int = MOST_CALLS) -> tuple[str, ...]:
    """Return `pieces` put together to at most `most` of about one length, nothing left out. Pure."""
    enough = -(-sum(map(len, pieces)) // most)
    found, filling = list[str](), ""
    for piece in pieces:
        filling += piece
        if len(filling) >= enough > 0:
            found.append(filling)
            filling = ""
    return (*found, filling) if filling else tuple(found)


def _within(thread: MessageRef) -> dict[str, str]:
    """Return a message that is said to stand in `thread`: where Slack shows none, there is nothing to doubt."""
    return {"thread_ts": thread.message_id}
