"""Sending to Slack: one request per message, never repeated here; every failure is a DeliveryError."""

import asyncio
from collections.abc import Awaitable, Iterator, Mapping
from datetime import datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.chat.platform import Payload
from bot.chat.slack import limits
from bot.chat.slack.failures import failure
from bot.domain.delivery import DeliveryKey, MessageRef
from bot.errors import OutcomeUnknown, Rejected

_PERMALINK_SECONDS = 5.0
_PAGE, _MAX_PAGES = 100, 20
_CALL_FAILURES = (SlackClientError, aiohttp.ClientError, asyncio.TimeoutError, OSError)


class SlackGateway:
    """Posts and looks up. `history` says whether the app was granted the scopes to read a channel's history."""

    def __init__(self, client: AsyncWebClient, *, history: bool = False) -> None:
        """Keep the client, which must not retry by itself: a repeated post would be a second message."""
        self._client, self._history = client, history

    @property
    def can_look_up(self) -> bool:
        """Whether the history may be read."""
        return self._history

    async def post(
        self, channel: str, payload: Payload, *, thread: MessageRef | None = None, broadcast: bool = False
    ) -> MessageRef:
        """Post with links left unfolded; a payload without blocks goes out as plain text."""
        arguments = _arguments(channel, payload)
        if thread is not None:
            arguments["thread_ts"] = thread.message_id
            arguments["reply_broadcast"] = broadcast
        response = await _called(channel, self._client.chat_postMessage(**arguments))
        ts = str(response.get("ts") or "")
        if not ts:
            raise OutcomeUnknown(channel, "Slack took the message but did not name it")
        posted = str(response.get("channel") or channel)
        return MessageRef(channel=posted, message_id=ts, permalink=await self._permalink(posted, ts))

    async def edit(self, message: MessageRef, payload: Payload) -> None:
        """Put `payload` in the place of a message of ours."""
        arguments = _arguments(message.channel, payload)
        arguments.pop("unfurl_links")
        arguments.pop("unfurl_media")
        await _called(message.channel, self._client.chat_update(ts=message.message_id, **arguments))

    async def delete(self, message: MessageRef) -> None:
        """Take a message of ours away; one that is gone already is no failure."""
        await _called(message.channel, self._client.chat_delete(channel=message.channel, ts=message.message_id))

    async def tell(self, channel: str, user: str, payload: Payload, *, thread: MessageRef | None = None) -> None:
        """Show `payload` to one user only, in a channel or thread."""
        arguments = _arguments(channel, payload)
        arguments.pop("unfurl_links")
        arguments.pop("unfurl_media")
        if thread is not None:
            arguments["thread_ts"] = thread.message_id
        await _called(channel, self._client.chat_postEphemeral(user=user, **arguments))

    async def look_up(
        self, channel: str, key: DeliveryKey, *, since: datetime, thread: MessageRef | None = None
    ) -> MessageRef | None:
        """Return the message whose block carries `key`, reading the history since `since`, oldest answer first."""
        if not self._history:
            raise OutcomeUnknown(channel, "the app may not read this channel's history")
        cursor = ""
        for _ in range(_MAX_PAGES):
            page = await self._page(channel, cursor=cursor, since=since, thread=thread)
            for message in page.get("messages") or ():
                if key.block_id in _block_ids(message):
                    ts = str(message["ts"])
                    return MessageRef(channel=channel, message_id=ts, permalink=await self._permalink(channel, ts))
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return None
        raise OutcomeUnknown(channel, f"more than {_MAX_PAGES * _PAGE} messages to look through")

    async def _page(
        self, channel: str, *, cursor: str, since: datetime, thread: MessageRef | None
    ) -> AsyncSlackResponse:
        bounds: dict[str, Any] = {"oldest": f"{since.timestamp():.6f}", "inclusive": True, "limit": _PAGE}
        if cursor:
            bounds["cursor"] = cursor
        if thread is None:
            return await _called(channel, self._client.conversations_history(channel=channel, **bounds))
        replies = self._client.conversations_replies(channel=channel, ts=thread.message_id, **bounds)
        return await _called(channel, replies)

    async def _permalink(self, channel: str, ts: str) -> str | None:
        """Return the message's link; without one a brief is still whole, so nothing is raised."""
        try:
            async with asyncio.timeout(_PERMALINK_SECONDS):
                response = await self._client.chat_getPermalink(channel=channel, message_ts=ts)
        except _CALL_FAILURES:
            return None
        link = response.get("permalink")
        return str(link) if link else None


def _arguments(channel: str, payload: Payload) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "channel": channel,
        "text": payload.text[: limits.TOP_TEXT],
        "unfurl_links": False,
        "unfurl_media": False,
    }
    blocks = payload.body.get("blocks")
    if blocks:
        problems = limits.problems(blocks, payload.text)
        if problems:
            raise Rejected(channel, f"not sent: {'; '.join(problems[:5])}")
        arguments["blocks"] = blocks
    return arguments


async def _called(channel: str, call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    try:
        return await call
    except _CALL_FAILURES as error:
        raise failure(error, channel) from error


def _block_ids(message: Mapping[str, Any]) -> Iterator[str]:
    return (str(block.get("block_id", "")) for block in message.get("blocks") or ())
