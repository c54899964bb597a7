"""Which channels a person may choose from in a form of Teams: those that both they and the bot are in."""

import asyncio
from collections.abc import Sequence

from bot.chat.form_choices import Option
from bot.chat.platform import Directory
from bot.domain.conversation import Conversation, ConversationKind

MOST = 25
"""How many are offered."""
ASKED = 100
"""About how many Teams is asked, those heard of last first: a form is to be there while somebody waits."""
_AT_ONCE = 10


async def offered(places: Sequence[Conversation], directory: Directory, user: str) -> tuple[Option, ...]:
    """Return ids and names of the channels among `places` that a person is in, by name."""
    channels = [one for one in places if one.usable and one.kind is ConversationKind.CHANNEL]
    channels.sort(key=lambda one: one.at, reverse=True)
    found: list[Option] = []
    for at in range(0, min(len(channels), ASKED), _AT_ONCE):
        if len(found) < MOST:
            asked = await asyncio.gather(*(_option(one, directory, user) for one in channels[at : at + _AT_ONCE]))
            found += [option for option in asked if option is not None]
    return tuple(sorted(found[:MOST], key=lambda option: option[1].casefold()))


async def _option(channel: Conversation, directory: Directory, user: str) -> Option | None:
    if await directory.is_member(channel.id, user) is not True:
        return None
    place = await directory.place(channel.id)
    return channel.id, place.name or channel.name or "General"
