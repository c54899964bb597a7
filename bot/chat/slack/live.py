"""What makes waiting for an answer bearable on Slack: a status, an answer that grows, files, prompts.

None of it is owed: what a workspace does not offer is left out, said once in the log, and the answer is posted.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.platform import Payload, Prompt, Upload
from bot.chat.slack import limits
from bot.chat.slack.gateway import called, identified
from bot.chat.slack.holds import Holds
from bot.chat.slack.links import Links
from bot.chat.slack.network import SlackClients
from bot.chat.slack.offers import Feature, Offers
from bot.chat.slack.streams import Growing
from bot.chat.slack.uploads import SlackUploads
from bot.domain.delivery import MessageRef
from bot.errors import DeliveryError, OutcomeUnknown, Rejected, ScopeMissing
from bot.listening import Buckets
from bot.log import get_logger

log = get_logger("slack")
MAX_MARKDOWN = 12_000
"""Characters of a streamed answer, its blocks among them; a longer one is posted in parts."""
MAX_PROMPTS, PROMPT_TITLE, PROMPT_MESSAGE, STATUS = 4, 75, 300, 100
BEST_EFFORT_SECONDS = 2.0
"""How long a status or prompts may keep an answer waiting."""
START_SECONDS = 5.0
"""How long the beginning of a stream may take before the answer is posted instead."""
_BURST, _REFILL_SECONDS = 10, 6.0  # never more than 20 in any minute: Slack's tier for beginning and ending a stream


def quota(monotonic: Callable[[], float] = time.monotonic) -> Buckets:
    """Return the quota of streamed answers by workspace, to be shared by all that stream in one process."""
    return Buckets(size=_BURST, seconds=_REFILL_SECONDS, monotonic=monotonic)


class SlackLive:
    """Implements `bot.chat.platform.Live` in the workspace `team`."""

    def __init__(
        self,
        client: AsyncWebClient,
        clients: SlackClients,
        *,
        team: str = "",
        streams: Buckets | None = None,
        holds: Holds | None = None,
        offers: Offers | None = None,
    ) -> None:
        """Keep the workspace's client, what reaches other hosts of Slack's, and the quota that workspaces share."""
        self._client, self._team = client, team
        self._streams, self._holds = streams or quota(), holds or Holds()
        self._offers, self._links = offers or Offers(team), Links(client)
        self._uploads = SlackUploads(client, clients, holds=self._holds)

    async def thinking(self, channel: str, status: str, *, thread: MessageRef) -> None:
        """Show what is being done; Slack itself takes it away with the next message."""
        await self._try(
            Feature.STATUS,
            channel,
            lambda: self._client.assistant_threads_setStatus(
                channel_id=channel, thread_ts=thread.message_id, status=as_slack_says(status)
            ),
        )

    async def settled(self, thread: MessageRef) -> None:
        """Do nothing: Slack takes a status away by itself."""

    async def suggest(self, channel: str, prompts: Sequence[Prompt], *, thread: MessageRef | None = None) -> None:
        """Offer up to four prompts. `thread` is for the older container alone: elsewhere Slack would drop them."""
        offered = [{"title": one.title[:PROMPT_TITLE], "message": one.message[:PROMPT_MESSAGE]} for one in prompts]
        await self._try(
            Feature.PROMPTS,
            channel,
            lambda: self._client.assistant_threads_setSuggestedPrompts(
                channel_id=channel, prompts=offered[:MAX_PROMPTS], thread_ts=thread.message_id if thread else None
            ),
        )

    async def stream(
        self, channel: str, pieces: Sequence[str], last: Payload, *, thread: MessageRef, user: str
    ) -> MessageRef | None:
        """Stream an answer to `user`, always as a reply; return None where nothing stands and it is to be posted."""
        blocks = last.body.get("blocks") or ()
        problems = limits.problems(blocks)
        if problems:
            raise Rejected(channel, f"not sent: {'; '.join(problems[:5])}")
        if not fits(pieces, blocks) or not self._may_stream():
            return None
        ts = await self._begun(channel, thread, user)
        if not ts:
            return None
        message = MessageRef(channel=channel, message_id=ts)
        growing = Growing(client=self._client, message=message, thread=thread, holds=self._holds)
        if not await growing.finish(pieces, identified(last)):
            log.info("a streamed answer broke off and was taken away; it is posted instead", channel=channel)
            return None
        link = await self._links.of(channel, ts, thread=thread.message_id)
        return MessageRef(channel=channel, message_id=ts, permalink=link)

    async def upload(self, channel: str, files: Sequence[Upload], *, thread: MessageRef | None = None) -> None:
        """Put files into a thread, in one message; nobody but who sees that thread can see them."""
        if not self._offers.has(Feature.FILES):
            raise ScopeMissing(channel, "files cannot be uploaded here: the app lacks files:write")
        try:
            await self._uploads.show(channel, files, thread=thread)
        except ScopeMissing as error:
            self._offers.refused(Feature.FILES, error)
            raise

    def _may_stream(self) -> bool:
        """Whether one may be begun; what could neither be ended nor taken away soon would stand there half said."""
        return (
            not self._holds.held("chat.stopStream", "chat.delete")
            and self._offers.has(Feature.STREAMS)
            and self._streams.take(self._team)
        )

    async def _begun(self, channel: str, thread: MessageRef, user: str) -> str:
        """Begin an empty message; return its id, "" where there is none that anything could be added to."""
        call = self._client.chat_startStream(
            channel=channel,
            thread_ts=thread.message_id,
            recipient_team_id=self._team or None,
            recipient_user_id=user or None,
        )
        try:
            async with asyncio.timeout(START_SECONDS):
                return str((await called(channel, call, thread=thread)).get("ts") or "")
        except (OutcomeUnknown, TimeoutError):  # at worst an empty message stands: nothing of the answer was said
            self._offers.pause(Feature.STREAMS)
        except DeliveryError as error:  # it may be about the one who asked: a post tells what is wrong with the channel
            self._offers.refused(Feature.STREAMS, error)
        return ""

    async def _try(self, feature: Feature, channel: str, call: Callable[[], Awaitable[Any]]) -> None:
        """Call where the feature is offered; whatever goes wrong, the answer goes on."""
        if not self._offers.has(feature):
            return
        try:
            async with asyncio.timeout(BEST_EFFORT_SECONDS):
                await called(channel, call())
        except DeliveryError as error:
            self._offers.refused(feature, error)
        except TimeoutError:
            self._offers.pause(feature)
        except Exception as error:
            log.info("not shown", feature=feature.value, channel=channel, error=type(error).__name__)


def as_slack_says(status: str) -> str:
    """Return a status as it stands behind the bot's name: "Looking it up…" as "is looking it up…". Pure."""
    begun = f"is {status[:1].lower()}{status[1:]}" if status[:1].isupper() else status
    return begun[:STATUS]


def fits(pieces: Sequence[str], blocks: Sequence[limits.Block]) -> bool:
    """Whether an answer holds anything and can be streamed as one message. Pure."""
    said = sum(map(len, pieces))
    return 0 < said <= MAX_MARKDOWN - limits.characters(list(blocks))
