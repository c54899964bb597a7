"""Bytes on their way to where a person's files are kept: no token goes along, and the address stands in no error."""

import asyncio
from collections.abc import Mapping

from bot.chat.teams.failures import CALL_FAILURES, failure
from bot.chat.teams.live_files import Put
from bot.chat.teams.network import TeamsClients
from bot.errors import OutcomeUnknown, Rejected

_TAKEN = (200, 201)


def putting(clients: TeamsClients) -> Put:
    """Return what puts bytes through the operator's proxy and certificates."""

    async def put(channel: str, url: str, content: bytes, headers: Mapping[str, str]) -> None:
        try:
            async with asyncio.timeout(clients.seconds):
                async with clients.http.stream("PUT", url, content=content, headers=dict(headers)) as response:
                    status = response.status_code
        except CALL_FAILURES as error:
            raise failure(error, channel) from None
        if status >= 500:
            raise OutcomeUnknown(channel, f"where files are kept, {status} was answered")
        if status not in _TAKEN:
            raise Rejected(channel, f"where files are kept, {status} was answered")

    return put
