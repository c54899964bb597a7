"""The activity of a message: a card with what a phone shows of it, or text; and what is said about the message. Pure.

The AI label stands only on what a generative model wrote, and citations only where text is sent: Teams shows none of
them in a card.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.chat.platform import Payload

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
SUMMARY, MAX_TEXT = 300, 8_000
"""Characters of what a phone shows of a card, and of a message of text."""
TEXT_BYTES = 24 * 1024
"""What a text may take of an activity, in bytes of its JSON as UTF-16; the rest is for what is said about it."""
CITATIONS, NAME, ABSTRACT, ADDRESS = 20, 80, 160, 2_048
"""Citations of one message, and characters of a citation's name, abstract and address."""
_SAFE = ("http", "https")


def activity_of(payload: Payload) -> dict[str, Any]:
    """Return the message activity of `payload`.

    Its body may hold `card`, `ai` and `feedback` (whether to label it and to ask how it was), and, without a card,
    `citations` (mappings with `name`, `abstract`, `url` and `position`) and `markdown`: whether the text is such.
    """
    body = payload.body
    card = body.get("card")
    message: dict[str, Any] = {"type": "message"}
    if card:
        message["summary"] = cut(payload.text, SUMMARY)
        message["attachments"] = [{"contentType": CARD_TYPE, "content": card}]
    else:
        message["text"] = fitting(payload.text)
        message["textFormat"] = "markdown" if body.get("markdown") else "plain"
    claims = [] if card else claims_of(body.get("citations") or ())
    if claims or body.get("ai"):
        message["entities"] = [_about(claims, generated=bool(body.get("ai")))]
    if body.get("feedback"):
        message["channelData"] = {"feedbackLoop": {"type": "default"}}
    return message


def claims_of(citations: Iterable[Any]) -> list[dict[str, Any]]:
    """Return citations as Teams reads them, numbered as they say or as they stand; nameless ones are left out."""
    made: dict[int, dict[str, Any]] = {}
    for number, citation in enumerate(citations, start=1):
        if len(made) == CITATIONS:
            break
        if not isinstance(citation, Mapping):
            continue
        name, said = cut(str(citation.get("name") or ""), NAME), citation.get("position")
        position = said if type(said) is int and said > 0 else number
        if name and position not in made:
            made[position] = {"@type": "Claim", "position": position, "appearance": _appearance(citation, name)}
    return [made[position] for position in sorted(made)]


def cut(text: str, most: int) -> str:
    """Return `text` in at most `most` characters, ended at a word and with an ellipsis where it was longer."""
    whole = clean(text).strip()
    if len(whole) <= most:
        return whole
    kept = whole[: most - 1]
    word = kept.rfind(" ")
    return f"{kept[:word].rstrip() if word > most // 2 else kept}…"


def fitting(text: str) -> str:
    """Return `text` cut to what a message of text may hold, in characters and in bytes."""
    kept = cut(text, MAX_TEXT)
    while (size := _bytes(kept)) > TEXT_BYTES:
        kept = cut(kept, min(len(kept) - 1, len(kept) * TEXT_BYTES // size))
    return kept


def clean(text: str) -> str:
    """Return `text` without halves of characters, which no JSON in UTF-8 can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _appearance(citation: Mapping[str, Any], name: str) -> dict[str, Any]:
    abstract = cut(str(citation.get("abstract") or ""), ABSTRACT) or name
    appearance = {"@type": "DigitalDocument", "name": name, "abstract": abstract}
    url = clean(str(citation.get("url") or ""))
    return {**appearance, "url": url} if _is_address(url) else appearance


def _is_address(url: str) -> bool:
    try:
        return len(url) <= ADDRESS and urlsplit(url).scheme in _SAFE and bool(urlsplit(url).netloc)
    except ValueError:
        return False


def _about(claims: list[dict[str, Any]], *, generated: bool) -> dict[str, Any]:
    """Return what is said about a message, in the words of schema.org."""
    about: dict[str, Any] = {
        "type": "https://schema.org/Message",
        "@type": "Message",
        "@context": "https://schema.org",
        "@id": "",
    }
    if generated:
        about["additionalType"] = ["AIGeneratedContent"]
    return {**about, "citation": claims} if claims else about


def _bytes(text: str) -> int:
    return len(json.dumps(text, ensure_ascii=False).encode("utf-16-le"))
