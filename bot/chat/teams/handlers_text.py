"""What was said in a message of Teams, as the parser reads it: no markup, the bot's own name left out. Pure."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.chat.teams.handlers_parts import Part, parts, text

MAX_SAID = 20_000
"""Characters of a message that are looked at; Teams takes about 28 KB of UTF-16."""
# Names are marked by Teams alone: what people type in brackets comes escaped.
_MARKED = re.compile(r"<at(?:\s[^<>]{0,200})?>(.{0,400}?)</at>", re.I | re.S)
_LINE = re.compile(r"<(?:br\s*/?|/p|/div|/li|/blockquote)>", re.I)
_TAG = re.compile(r"</?(?:p|div|span|b|strong|i|em|u|s|a|code|pre|ul|ol|li|blockquote)(?:\s[^<>]{0,500})?/?>", re.I)
_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u200e\u200f]")
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_PERSON = re.compile(r"29:[A-Za-z0-9_-]{1,180}|8:orgid:[0-9a-fA-F-]{36}")


def spoken(activity: Part, *, bot: str) -> str:
    """Return what was said: entities decoded, blanks of every kind one blank, lines kept.

    People who are mentioned stay as <@29:…>, channels as #name, everything else by its name; `bot`, who was spoken to,
    is left out.
    """
    raw = text(activity, "text")[:MAX_SAID]
    named = list(_named(activity))
    plain = _MARKED.sub(lambda found: _mention(found, named, bot), raw)
    if text(activity, "textFormat") == "xml":
        plain = _TAG.sub("", _LINE.sub("\n", plain))
    plain = _UNSEEN.sub("", html.unescape(plain)).replace("\r", "\n")
    return _LINES.sub("\n", _BLANKS.sub(" ", plain)).strip()


def mentions(activity: Part, who: str) -> bool:
    """Whether `who` is mentioned, as Teams itself says it and not as somebody typed it."""
    return any(text(mentioned, "id").lower() == who.lower() for _, mentioned in _named(activity))


def _named(activity: Part) -> Iterator[tuple[str, Part]]:
    """Yield what is mentioned in the order of the text: the words that stand there, and who is meant."""
    for entity in parts(activity, "entities"):
        mentioned = entity.get("mentioned")
        if entity.get("type") == "mention" and isinstance(mentioned, Mapping):
            yield text(entity, "text"), mentioned


def _mention(found: re.Match[str], named: list[tuple[str, Part]], bot: str) -> str:
    """Return what stands in the place of a name. Two people of one name are told apart by their order."""
    place = next((at for at, (words, _) in enumerate(named) if words == found[0]), None)
    if place is None:
        return f" {found[1]} "
    _, mentioned = named.pop(place) if _again(named, found[0]) else named[place]
    who = text(mentioned, "id")
    if who.lower() == bot.lower():
        return " "
    if _PERSON.fullmatch(who):
        return f" <@{who}> "
    name = text(mentioned, "name") or found[1]
    return f" #{name} " if _is_channel(who, mentioned) else f" {name} "


def _again(named: Sequence[tuple[str, Any]], words: str) -> bool:
    return sum(said == words for said, _ in named) > 1


def _is_channel(who: str, mentioned: Part) -> bool:
    return text(mentioned, "type") == "channel" or who.startswith("19:")
