"""Sending to Slack: one request per message, never repeated here; every failure is a DeliveryError.

What does no harm when it is done twice (edits, deletions, reading) is tried again here, as Slack's waits allow.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.chat.platform import Payload
from bot.chat.slack import limits
from bot.chat.slack.failures import THREAD_GONE, code_of, failure
from bot.chat.slack.holds import Holds
from bot.chat.slack.links import Links
from bot.domain.delivery import DeliveryKey, MessageRef
from bot.errors import DeliveryError, OutcomeUnknown, Rejected, ThreadGone

_PAGE, _MAX_PAGES = 100, 20
CALL_FAILURES = (SlackClientError, aiohttp.ClientError, asyncio.TimeoutError, OSError)
_EVENT_TYPE = "entente_message"
"""What the metadata of a message without blocks is called; its payload holds the delivery key and nothing else."""
_Call = Callable[[], Awaitable[AsyncSlackResponse]]


class SlackGateway:
    """Posts, edits and looks up in one workspace; `history` says whether the app may read a channel's history."""

    def __init__(self, client: AsyncWebClient, *, history: bool = False, holds: Holds | None = None) -> None:
        """Keep the client, which must not retry by itself: a repeated post would be a second message."""
        self._client, self._history = client, history
        self._links, self._holds = Links(client), holds or Holds()

    @property
    def can_look_up(self) -> bool:
        """Whether the history may be read."""
        return self._history

    async def post(
        self, channel: str, payload: Payload, *, thread: MessageRef | None = None, broadcast: bool = False
    ) -> MessageRef:
        """Post with links left unfolded; a payload without blocks goes out as plain text, its key as metadata."""
        arguments = {**_arguments(channel, payload), "unfurl_links": False, "unfurl_media": False}
        if thread is not None:
            arguments |= {"thread_ts": thread.message_id, "reply_broadcast": broadcast}
        response = await called(channel, self._client.chat_postMessage(**arguments), thread=thread)
        ts = str(response.get("ts") or "")
        if not ts:
            raise OutcomeUnknown(channel, "Slack took the message but did not name it")
        posted = str(response.get("channel") or channel)
        if thread is not None and strayed(response.get("message"), thread):
            await self._take_away(MessageRef(channel=posted, message_id=ts))
            raise ThreadGone(channel, "the message that the thread hangs on was deleted")
        return await self._reference(posted, ts, thread=thread)

    async def edit(self, message: MessageRef, payload: Payload) -> None:
        """Put `payload` in the place of a message of ours."""
        arguments = _arguments(message.channel, payload)
        arguments.setdefault("blocks", [])  # else Slack would keep the old ones
        await self._again(
            "chat.update", message.channel, lambda: self._client.chat_update(ts=message.message_id, **arguments)
        )

    async def delete(self, message: MessageRef) -> None:
        """Take a message of ours away; one that is gone already is no failure."""

        async def delete() -> AsyncSlackResponse | None:
            try:
                return await self._client.chat_delete(channel=message.channel, ts=message.message_id)
            except CALL_FAILURES as error:
                if code_of(error) == "message_not_found":
                    return None
                raise failure(error, message.channel) from error

        await self._holds.call("chat.delete", delete)

    async def tell(self, channel: str, user: str, payload: Payload, *, thread: MessageRef | None = None) -> None:
        """Show `payload` to one user only, in a channel or thread of theirs; shown nowhere else where that fails."""
        arguments = _arguments(channel, payload)
        if thread is not None:
            arguments["thread_ts"] = thread.message_id
        await self._again(
            "chat.postEphemeral",
            channel,
            lambda: self._client.chat_postEphemeral(user=user, **arguments),
            harmless=False,
        )

    async def look_up(
        self, channel: str, key: DeliveryKey, *, since: datetime, thread: MessageRef | None = None
    ) -> MessageRef | None:
        """Return the message that carries `key`, reading the history since `since`, newest first.

        Where a thread's root is gone, its reply may stand in the channel: it is taken away, and ThreadGone raised.
        """
        if not self._history:
            raise OutcomeUnknown(channel, "the app may not read this channel's history")
        if thread is None:
            return await self._found(channel, key, since=since, thread=None)
        return await self._found_in_thread(channel, key, since=since, thread=thread)

    async def _found_in_thread(
        self, channel: str, key: DeliveryKey, *, since: datetime, thread: MessageRef
    ) -> MessageRef | None:
        rooted = True
        try:
            found = await self._found(channel, key, since=since, thread=thread)
        except ThreadGone:
            found, rooted = None, False
        if found is not None:
            return found
        stray = await self._found(channel, key, since=since, thread=None)
        if stray is not None:
            await self._take_away(stray)
        if stray is not None or not rooted:
            raise ThreadGone(channel, "the message that the thread hangs on was deleted")
        return None

    async def _found(
        self, channel: str, key: DeliveryKey, *, since: datetime, thread: MessageRef | None
    ) -> MessageRef | None:
        cursor = ""
        for _ in range(_MAX_PAGES):
            page = await self._page(channel, cursor=cursor, since=since, thread=thread)
            for message in page.get("messages") or ():
                if key.block_id in _keys(message) and not (thread is None and _broadcast(message)):
                    return await self._reference(channel, str(message["ts"]), thread=thread)
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return None
        raise OutcomeUnknown(channel, f"more than {_MAX_PAGES * _PAGE} messages to look through")

    async def _page(
        self, channel: str, *, cursor: str, since: datetime, thread: MessageRef | None
    ) -> AsyncSlackResponse:
        bounds: dict[str, Any] = {"oldest": f"{since.timestamp():.6f}", "inclusive": True, "limit": _PAGE}
        bounds["include_all_metadata"] = True
        if cursor:
            bounds["cursor"] = cursor
        if thread is None:
            return await called(channel, self._client.conversations_history(channel=channel, **bounds))
        replies = self._client.conversations_replies(channel=channel, ts=thread.message_id, **bounds)
        return await called(channel, replies, thread=thread)

    async def _take_away(self, stray: MessageRef) -> None:
        """Delete a reply that came to stand outside its thread; raise OutcomeUnknown where it may still stand."""
        try:
            await self.delete(stray)
        except DeliveryError as error:
            raise OutcomeUnknown(stray.channel, f"a stray reply was not taken away: {error.problem}") from error

    async def _reference(self, channel: str, ts: str, *, thread: MessageRef | None) -> MessageRef:
        link = await self._links.of(channel, ts, thread=thread.message_id if thread else None)
        return MessageRef(channel=channel, message_id=ts, permalink=link)

    async def _again(self, method: str, channel: str, call: _Call, *, harmless: bool = True) -> None:
        await self._holds.call(method, lambda: called(channel, call()), harmless=harmless)


def identified(payload: Payload) -> dict[str, Any]:
    """Return what of `payload` carries its delivery key: its blocks, or metadata where it has none."""
    if blocks := payload.body.get("blocks"):
        return {"blocks": blocks}
    if payload.key:
        return {"metadata": {"event_type": _EVENT_TYPE, "event_payload": {"key": payload.key}}}
    return {}


def _arguments(channel: str, payload: Payload) -> dict[str, Any]:
    blocks = payload.body.get("blocks")
    problems = limits.problems(blocks, payload.text) if blocks else ()
    if problems:
        raise Rejected(channel, f"not sent: {'; '.join(problems[:5])}")
    return {"channel": channel, "text": payload.text[: limits.TOP_TEXT], **identified(payload)}


async def called(
    channel: str, call: Awaitable[AsyncSlackResponse], *, thread: MessageRef | None = None
) -> AsyncSlackResponse:
    """Return what `call` brings; raise what it failed with as a DeliveryError."""
    try:
        return await call
    except CALL_FAILURES as error:
        if thread is not None and (code := code_of(error)) in THREAD_GONE:
            raise ThreadGone(channel, f"the thread takes no replies ({code})") from error
        raise failure(error, channel) from error


def strayed(message: Any, thread: MessageRef) -> bool:
    """Whether Slack says that a reply came to stand elsewhere: it does so where the thread's root was deleted."""
    return isinstance(message, Mapping) and str(message.get("thread_ts") or "") != thread.message_id


def _broadcast(message: Mapping[str, Any]) -> bool:
    """Whether a message of the channel is a reply that is shown there too."""
    return str(message.get("thread_ts") or message["ts"]) != str(message["ts"])


def _keys(message: Mapping[str, Any]) -> Iterator[str]:
    """Yield where a delivery key may stand: the blocks' ids, and the metadata of what went out as plain text."""
    yield from (str(block.get("block_id", "")) for block in message.get("blocks") or ())
    metadata = message.get("metadata")
    if isinstance(metadata, Mapping) and metadata.get("event_type") == _EVENT_TYPE:
        yield str((metadata.get("event_payload") or {}).get("key", ""))
