"""What Teams takes of a message, and our own budgets, checked before anything is sent. Pure.

The size of a message is that of its JSON as UTF-16. Pages of Microsoft's name 28 KB, 40 KB and about 100 KB; the least
of them is kept, so that what is right here is right on every client and in every cloud.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.chat.teams.limits_elements import Json, element_problems

MAX_BYTES = 28 * 1024
"""Of an activity's JSON as UTF-16."""
CARD_TYPE = "application/vnd.microsoft.card.adaptive"
VERSION = "1.5"
SUMMARY, TEXT, ID = 4_000, 12_000, 128
"""Characters of what a lock screen shows, of a message without a card, and of an element's id."""
_ELEMENTS, _DEPTH = 150, 8


def size(activity: Mapping[str, Any]) -> int:
    """Return the bytes of the activity's JSON as UTF-16, written without spaces and without escapes for letters."""
    return len(json.dumps(activity, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le", "surrogatepass"))


def problems(activity: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what Teams or our budgets would refuse in a message, one line each; empty when it may go out."""
    return tuple(_whole(activity))


def card_problems(card: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what Teams would refuse of an Adaptive Card alone, one line each; empty when it may be shown."""
    return tuple(_card(card))


def _whole(activity: Mapping[str, Any]) -> Iterator[str]:
    if size(activity) > MAX_BYTES:
        yield f"{size(activity)} bytes as UTF-16, at most {MAX_BYTES}"
    cards = activity.get("attachments") or ()
    text = activity.get("text") or ""
    if bool(cards) == bool(text) and not _has_grown(activity):
        yield "a message is either a card or a text"
    if len(text) > TEXT:
        yield f"text of {len(text)} characters, at most {TEXT}"
    if cards and not text and not 0 < len(activity.get("summary") or "") <= SUMMARY:
        yield f"a summary must have 1 to {SUMMARY} characters"
    for attachment in cards:
        if attachment.get("contentType") == CARD_TYPE:
            yield from _card(attachment.get("content") or {})


def _has_grown(activity: Mapping[str, Any]) -> bool:
    """Whether it ends a text that was streamed: there alone a card stands below a text."""
    return any(entity.get("type") == "streaminfo" for entity in activity.get("entities") or ())


def _card(card: Mapping[str, Any]) -> Iterator[str]:
    if card.get("type") != "AdaptiveCard" or card.get("version") != VERSION:
        yield f"type {card.get('type')!r}, version {card.get('version')!r}: an AdaptiveCard of {VERSION} is sent"
    body, parts = card.get("body") or (), list(_objects(card))
    if not body:
        yield "a card without a body"
    if len(parts) > _ELEMENTS * 4 or _depth(card) > _DEPTH * 2:
        yield f"{len(parts)} objects, {_depth(card)} deep"
    ids = Counter(part["id"] for part in parts if "id" in part)
    yield from (f"id {value!r} used {count} times" for value, count in ids.items() if count > 1)
    yield from (f"id {value!r} is not 1 to {ID} characters" for value in ids if not 0 < len(value) <= ID)
    yield from (f"{value!r} is toggled and not there" for value in _toggled(parts) if value not in ids)
    yield from element_problems({**card, "type": "AdaptiveCard"})


def _toggled(parts: Sequence[Json]) -> Iterator[str]:
    for part in parts:
        for target in part.get("targetElements") or ():
            yield target if isinstance(target, str) else str(target.get("elementId"))


def _objects(value: Any) -> Iterator[Json]:
    if isinstance(value, Mapping):
        yield value
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from _objects(part)


def _depth(value: Any) -> int:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return 1 + max(map(_depth, value), default=0)
    return 0
