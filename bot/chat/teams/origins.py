"""Where an answer belongs that is shown to one person in their chat: Teams has no message in a channel for one alone.

It says which channel it is about, above all else: “here” would mean nothing there. What is pressed is about that
channel too, so buttons carry it. They come back as a client sent them, so whoever reads it must ask whether the person
is in that channel. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.chat.platform import Payload
from bot.chat.teams import text
from bot.chat.teams.cards import DATA_KEY, line
from bot.chat.teams.handlers_read import AT

_LONGEST = f"19:{'x' * 64}@thread.tacv2"
"""An id as long as Teams gives channels."""
_NAME = 50
"""Characters of a channel's name: Teams gives no more."""


def stamped(payload: Payload, channel: str, *, name: str = "") -> Payload:
    """Return `payload` with every button saying that it is about `channel`, and with its `name` where it has one."""
    card, called = payload.body.get("card"), text.spoken(name, _NAME)
    said = f"{called}: {payload.text}" if called else payload.text
    if not card:
        return replace(payload, text=said)
    made = _stamped(card, channel)
    if called:
        made["body"] = _headed(made.get("body") or (), f"In {text.shown(name, _NAME)}")
    return replace(payload, text=said, body={**payload.body, "card": made})


def roomy(payload: Payload) -> Payload:
    """Return `payload` as large as it becomes where it is shown to one person."""
    return stamped(payload, _LONGEST, name="x" * _NAME)


def _headed(body: Sequence[Mapping[str, Any]], words: str) -> list[dict[str, Any]]:
    """Return the body of a card below a line, which takes the delivery key: that stands at the first element."""
    first = dict(body[0]) if body else {}
    key = {"id": first.pop("id")} if "id" in first else {}
    return [{**line(words, small=True), **key}, *([first] if first else []), *map(dict, body[1:])]


def _stamped(part: Any, channel: str) -> Any:
    if isinstance(part, Mapping):
        return {
            name: _about(value, channel) if name == DATA_KEY else _stamped(value, channel)
            for name, value in part.items()
        }
    return [_stamped(each, channel) for each in part] if isinstance(part, list | tuple) else part


def _about(value: Any, channel: str) -> Any:
    return {**value, AT: channel} if isinstance(value, Mapping) else value
