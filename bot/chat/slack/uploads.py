"""Files on their way into a thread: an address for each, the bytes to it, and one call that shows them all.

What was sent to an address is seen by nobody before that last call, so everything up to it may be done twice.
"""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.platform import Upload
from bot.chat.slack.failures import failure, failure_of_status
from bot.chat.slack.gateway import called
from bot.chat.slack.holds import Holds
from bot.chat.slack.network import SlackClients
from bot.domain.delivery import MessageRef
from bot.errors import RateLimited, Rejected

MAX_BYTES, MAX_FILES = 5_000_000, 10
"""Of one file, and how many go at once; far below Slack's own limits."""
_ALT, _TITLE, _NAME = 1_000, 200, 100
_ADDRESS, _BYTES, _SHOW = "files.getUploadURLExternal", "upload", "files.completeUploadExternal"
_LINE_ERRORS = (aiohttp.ClientError, TimeoutError, OSError)


class SlackUploads:
    """Puts files into the channels of one workspace."""

    def __init__(self, client: AsyncWebClient, clients: SlackClients, *, holds: Holds | None = None) -> None:
        """Keep the workspace's client, and what reaches hosts other than the Web API's."""
        self._client, self._clients, self._holds = client, clients, holds or Holds()

    async def show(self, channel: str, files: Sequence[Upload], *, thread: MessageRef | None) -> None:
        """Show `files` in one message; raise DeliveryError, OutcomeUnknown where they may be shown."""
        if problem := problem_of(files):
            raise Rejected(channel, problem)
        try:
            sent = [
                {"id": await self._sent(channel, file), "title": file.title[:_TITLE] or file.name} for file in files
            ]
            if sent:
                await self._shown(channel, sent, thread)
        except RateLimited as limit:  # of these methods alone: messages need not wait
            raise RateLimited(channel, limit.retry_after, wide=False) from limit

    async def _shown(self, channel: str, sent: Sequence[Mapping[str, str]], thread: MessageRef | None) -> None:
        """Show what was sent."""
        arguments = {"channel_id": channel, "files": json.dumps(sent)}
        if thread is not None:
            arguments["thread_ts"] = thread.message_id
        # In a body: the library would write the titles, which tell what was asked, into the address.
        await self._holds.call(
            _SHOW, lambda: called(channel, self._client.api_call(_SHOW, data=arguments), thread=thread), harmless=False
        )

    async def _sent(self, channel: str, file: Upload) -> str:
        """Send one file where Slack says; return the name it has there."""
        arguments = {"filename": file.name[:_NAME], "length": str(len(file.content))}
        if file.alt:
            arguments["alt_txt"] = file.alt[:_ALT]
        answer = await self._holds.call(
            _ADDRESS, lambda: called(channel, self._client.api_call(_ADDRESS, data=arguments))
        )
        url, name = str(answer.get("upload_url") or ""), str(answer.get("file_id") or "")
        if not name or not self._is_safe(url):
            raise Rejected(channel, "Slack named no address to send a file to")
        await self._holds.call(_BYTES, lambda: self._put(channel, url, file))
        return name

    async def _put(self, channel: str, url: str, file: Upload) -> None:
        """Send the bytes; the address is a secret, and stands in no error."""
        clients = self._clients
        try:
            async with clients.session.post(
                url,
                data=file.content,
                headers={"Content-Type": "application/octet-stream"},
                proxy=clients.network.proxy_for(url),
                ssl=clients.tls or True,
                allow_redirects=False,
            ) as answer:
                status, headers = answer.status, answer.headers
                await answer.read()
        except _LINE_ERRORS as error:
            raise failure(error, channel) from error
        if status != 200:
            raise failure_of_status(status, channel, headers=headers)

    def _is_safe(self, url: str) -> bool:
        """Whether an address is a web address, and encrypted where the Web API is."""
        scheme = urlsplit(url).scheme
        return scheme == "https" or scheme == urlsplit(self._clients.network.api_url).scheme == "http"


def problem_of(files: Sequence[Upload]) -> str:
    """Return why `files` are not sent, "" where they may be. Pure."""
    if len(files) > MAX_FILES:
        return f"{len(files)} files, at most {MAX_FILES}"
    large = next((file for file in files if len(file.content) > MAX_BYTES), None)
    if large is not None:
        return f"the file {large.name} has {len(large.content)} bytes, at most {MAX_BYTES}"
    empty = next((file for file in files if not file.content), None)
    return f"the file {empty.name} is empty" if empty is not None else ""
