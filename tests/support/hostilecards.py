"""What must hold of every card, whoever wrote what is in it."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.chat.platform import Payload
from bot.chat.teams import limits
from bot.chat.teams.entities import activity_of
from bot.chat.teams.render_parts import ENVELOPE
from support import botconnector_activity

LINK = re.compile(r"\[[^\[\]]*\]\((https?://[^\s()\[\]<>]+)\)")
"""A link as we write it: no bracket in its label, none and no blank in its address."""


def harmless_card(payload: Payload, *, key: str | None = None) -> None:
    """Assert limits, that nothing acts but our own links, and that the key is found."""
    activity, card = activity_of(payload), payload.body["card"]
    assert limits.problems(activity) == ()
    assert botconnector_activity.problems(activity) == (), "a second opinion"
    assert limits.size(activity) + ENVELOPE <= limits.MAX_BYTES
    assert payload.text.strip()
    assert "://" not in payload.text
    written = json.dumps(card, ensure_ascii=False) + payload.text
    written.encode("utf-8")
    assert not re.search("[\u202a-\u202e\u200b\u200e\u200f\ufeff\x1b]", written)
    assert "entities" not in card["msteams"]
    if key is not None:
        assert card["body"][0]["id"] == key
    for text in texts_of(card):
        inert(text)
    for part in parts_of(card):
        if part.get("type") != "Input.Text":
            assert not re.search("[<>]", json.dumps({name: part[name] for name in _SHOWN if name in part}))
    said = [action["tooltip"] for row in card["body"] for action in row.get("actions", ()) if "tooltip" in action]
    assert len(said) == len(set(said))


_SHOWN = ("text", "title", "tooltip", "label", "fallbackText", "altText")


def inert(text: str) -> None:
    """Assert that nothing in a text acts but links as we write them."""
    plain = LINK.sub("", text)
    assert "](" not in plain
    assert "://" not in plain
    assert not re.search(r"[*`\\<>]|~~|\{\{|\n", plain)
    assert not re.search(r"(?<![^\W_])_|_(?![^\W_])", plain)
    assert not re.search(r"^(#{1,6}|[-+]|\d+[.)])( |$)|^[-=\s]+$|&#?\w+;|\]:", plain)


def links_of(card: Mapping[str, Any]) -> set[str]:
    """Return all addresses that a card leads to."""
    inside = {url for text in texts_of(card) for url in LINK.findall(text)}
    return inside | {part["url"] for part in parts_of(card) if part.get("type") == "Action.OpenUrl"}


def texts_of(card: Any) -> list[str]:
    """Return the texts in which markdown counts."""
    return [part["text"] for part in parts_of(card) if part.get("type") == "TextBlock"]


def pressed_of(card: Any) -> list[tuple[str, str]]:
    """Return the action and value of all that can be pressed."""
    found = [part["data"]["entente"] for part in parts_of(card) if part.get("type") == "Action.Execute"]
    return [(data["action"], data["value"]) for data in found]


def parts_of(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object anywhere in `value`, in order; what an older client falls back to is not looked into."""
    if isinstance(value, list):
        for each in value:
            yield from parts_of(each)
    elif isinstance(value, dict):
        yield value
        for name, each in value.items():
            if name != "fallback":
                yield from parts_of(each)
