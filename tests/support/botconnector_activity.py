"""What the fake Bot Connector takes of an activity: its shape, its size in UTF-16, its card, what it says of itself."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from support import adaptivecheck

MOST_BYTES = 28 * 1024
CARD = "application/vnd.microsoft.card.adaptive"
CONSENT = "application/vnd.microsoft.teams.card.file.consent"
FILE = "application/vnd.microsoft.teams.card.file.info"
_KNOWN = adaptivecheck.words(
    "type id text textFormat summary attachments attachmentLayout entities channelData replyToId from recipient"
    " conversation locale importance deliveryMode inputHint suggestedActions value channelId serviceUrl timestamp"
    " localTimestamp localTimezone speak topicName"
)


def size(activity: Any) -> int:
    """Return the bytes of an activity's JSON as UTF-16."""
    return len(json.dumps(activity, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le", "surrogatepass"))


def problems(activity: Any) -> tuple[str, ...]:
    """Return what is wrong with an activity but its size."""
    return tuple(_problems(activity))


def _problems(activity: Any) -> Iterator[str]:
    if not isinstance(activity, Mapping):
        yield "no activity"
        return
    yield from (f"{name!r} is not known" for name in activity if name not in _KNOWN)
    kind, attachments = activity.get("type"), activity.get("attachments") or []
    if kind not in ("message", "typing"):
        yield f"type {kind!r} cannot be sent"
    if kind == "message" and not activity.get("text") and not attachments:
        yield "a message without text and card"
    if activity.get("textFormat", "plain") not in ("plain", "markdown", "xml"):
        yield f"textFormat {activity['textFormat']!r} is not known"
    if not isinstance(activity.get("text", ""), str) or not isinstance(activity.get("summary", ""), str):
        yield "text and summary are texts"
    for attachment in attachments:
        yield from _attachment(attachment)
    for entity in activity.get("entities") or ():
        yield from _entity(entity, str(activity.get("text") or ""))
    loop = (activity.get("channelData") or {}).get("feedbackLoop")
    if loop is not None and loop.get("type") not in ("default", "custom"):
        yield "feedbackLoop is default or custom"


def _attachment(attachment: Any) -> Iterator[str]:
    kind = attachment.get("contentType") if isinstance(attachment, Mapping) else None
    if kind == CARD:
        yield from adaptivecheck.problems(attachment.get("content"))
    elif isinstance(kind, str) and kind.startswith("image/"):
        if not str(attachment.get("contentUrl", "")).startswith(("data:image/", "https://", "http://")):
            yield "a picture has its address in contentUrl"
    elif kind == CONSENT:
        content = attachment.get("content") or {}
        if not attachment.get("name") or not {"sizeInBytes", "acceptContext", "declineContext"} <= set(content):
            yield "a file is asked for with its name, its size and two contexts"
    elif kind == FILE:
        if not attachment.get("contentUrl") or not (attachment.get("content") or {}).get("uniqueId"):
            yield "a file that is there has its address and its id"
    else:
        yield f"an attachment of type {kind!r} is not known"


def _entity(entity: Any, text: str) -> Iterator[str]:
    kind = entity.get("type") if isinstance(entity, Mapping) else None
    if kind == "mention":
        if not entity.get("text") or str(entity["text"]) not in text or not (entity.get("mentioned") or {}).get("id"):
            yield "a mention names a person and stands in the text"
    elif kind == "https://schema.org/Message":
        yield from _about(entity)
    elif kind not in ("streaminfo", "clientInfo"):
        yield f"an entity of type {kind!r} is not known"


def _about(entity: Mapping[str, Any]) -> Iterator[str]:
    if entity.get("@type") != "Message" or entity.get("@context") != "https://schema.org":
        yield "what is said of a message is a Message of schema.org"
    if entity.get("additionalType", ["AIGeneratedContent"]) != ["AIGeneratedContent"]:
        yield "additionalType is AIGeneratedContent"
    for claim in entity.get("citation") or ():
        shown = claim.get("appearance") or {}
        if claim.get("@type") != "Claim" or not isinstance(claim.get("position"), int):
            yield "a citation is a Claim with its position"
        if not shown.get("name") or not shown.get("abstract"):
            yield "a citation has name and abstract"
        if len(shown.get("name", "")) > 80 or len(shown.get("abstract", "")) > 160:
            yield "a citation's name has 80 characters at most, its abstract 160"
        words = shown.get("keywords") or ()
        if len(words) > 3 or any(len(word) > 28 for word in words):
            yield "a citation has three keywords of 28 characters at most"
