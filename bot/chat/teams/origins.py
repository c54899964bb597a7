"""Where an answer belongs that is shown to one person in their chat: Teams has no message in a channel for one alone.

What is pressed there is about the channel it came from, so its buttons carry that channel. They come back as a client
sent them, so whoever reads it must ask whether the person is in that channel. Pure.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.chat.platform import Payload
from bot.chat.teams.cards import DATA_KEY

_AT = "at"
_MOST = 300
_LONGEST = f"19:{'x' * 64}@thread.tacv2"
"""An id as long as Teams gives channels."""


def stamped(payload: Payload, channel: str) -> Payload:
    """Return `payload` with every button saying that it is about `channel`."""
    card = payload.body.get("card")
    return replace(payload, body={**payload.body, "card": _stamped(card, channel)}) if card else payload


def roomy(payload: Payload) -> Payload:
    """Return `payload` as large as it becomes where it is shown to one person."""
    return stamped(payload, _LONGEST)


def origin_of(data: Mapping[str, Any]) -> str:
    """Return the channel that a button says it is about, "" where it says none."""
    about = data.get(DATA_KEY)
    channel = about.get(_AT) if isinstance(about, Mapping) else None
    return channel if isinstance(channel, str) and len(channel) <= _MOST else ""


def _stamped(part: Any, channel: str) -> Any:
    if isinstance(part, Mapping):
        return {
            name: _about(value, channel) if name == DATA_KEY else _stamped(value, channel)
            for name, value in part.items()
        }
    return [_stamped(each, channel) for each in part] if isinstance(part, list | tuple) else part


def _about(value: Any, channel: str) -> Any:
    return {**value, _AT: channel} if isinstance(value, Mapping) else value
