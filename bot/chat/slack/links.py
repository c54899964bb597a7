"""Links to messages: put together where Slack documents how, asked for elsewhere.

`chat.getPermalink` documents the two forms a link has. On Slack itself one `auth.test` tells the workspace's address,
and no message costs a second call. A stand-in may make its links differently, so it is asked.
"""

import asyncio
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import DeliveryError

_SECONDS, _RETRY_SECONDS = 5.0, 60.0
_DOMAINS = (".slack.com", ".slack-gov.com")
_FAILURES = (SlackClientError, aiohttp.ClientError, asyncio.TimeoutError, OSError, DeliveryError)
"""The last is for a token that is gone since: the message whose link is asked for is out."""


class Links:
    """The links of one workspace. A message without a link is still whole, so nothing is raised."""

    def __init__(self, client: AsyncWebClient) -> None:
        """Keep the client; nothing is asked before the first message."""
        self._client, self._lock = client, asyncio.Lock()
        self._home: str | None = None
        self._not_before = 0.0

    async def of(self, channel: str, ts: str, *, thread: str | None = None) -> str | None:
        """Return the link of the message `ts`, a reply where `thread` names its root, or None where there is none."""
        home = await self._address()
        return permalink(home, channel, ts, thread=thread) if home else await self._asked(channel, ts)

    async def _address(self) -> str:
        """Return the workspace's address, "" where links are to be asked for."""
        if self._home is not None:
            return self._home
        async with self._lock:
            now = asyncio.get_running_loop().time()
            if self._home is None and now >= self._not_before:
                self._not_before = now + _RETRY_SECONDS  # one who waits for a dead line is enough
                try:
                    async with asyncio.timeout(_SECONDS):
                        answer = await self._client.auth_test()
                except _FAILURES:
                    return ""
                self._home = home_of(str(answer.get("url") or ""))
            return self._home or ""

    async def _asked(self, channel: str, ts: str) -> str | None:
        try:
            async with asyncio.timeout(_SECONDS):
                response = await self._client.chat_getPermalink(channel=channel, message_ts=ts)
        except _FAILURES:
            return None
        link = response.get("permalink")
        return str(link) if link else None


def home_of(url: str) -> str:
    """Return the address of a workspace on Slack, without its last stroke; "" for anything else."""
    parts = urlsplit(url)
    known = parts.scheme == "https" and (parts.hostname or "").endswith(_DOMAINS) and parts.port is None
    return f"https://{parts.hostname}" if known else ""


def permalink(home: str, channel: str, ts: str, *, thread: str | None = None) -> str:
    """Return the link to a message as Slack forms it."""
    link = f"{home}/archives/{channel}/p{ts.replace('.', '')}"
    return f"{link}?thread_ts={thread}&cid={channel}" if thread and thread != ts else link
