"""The activities of answers that grow, of what is offered, and of files that are asked about. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.chat.platform import Payload, Prompt, Upload
from bot.chat.teams import limits
from bot.chat.teams.entities import activity_of, clean, cut

Activity = dict[str, Any]
CONSENT = "application/vnd.microsoft.teams.card.file.consent"
FILE_INFO = "application/vnd.microsoft.teams.card.file.info"
FILE_FIELD = "entente_file"
"""Under which name a consent card carries the name of the file it is about."""
MAX_PROMPTS, PROMPT_TITLE, PROMPT_MESSAGE, STATUS, FILE_NAME = 4, 75, 300, 100, 100
_AROUND = 1_024
"""Bytes kept for what is written around a message: from whom and to whom."""
_OFFER = "You could ask, for example:"
_UNNAMED = "Looking it up…"


def status_text(status: str) -> str:
    """Return a status as a message of its own: "is looking it up…" as "Looking it up…"."""
    said = cut(status.removeprefix("is "), STATUS)
    return f"{said[:1].upper()}{said[1:]}" or _UNNAMED


def waiting(status: str) -> Activity:
    """Return the reply that stands where an answer will."""
    return {"type": "message", "text": status_text(status), "textFormat": "plain"}


def informative(status: str) -> Activity:
    """Return what begins a stream: what is being done, and nothing of the answer."""
    return _growing(status_text(status), "informative", 1)


def growing(text: str, *, stream: str, sequence: int) -> Activity:
    """Return what shows the answer so far, all of it."""
    return _growing(clean(text), "streaming", sequence, stream)


def final(text: str, last: Payload, *, stream: str) -> Activity:
    """Return the message that ends a stream."""
    made = grown(text, last)
    made["entities"] = [*made.get("entities", ()), {"type": "streaminfo", "streamId": stream, "streamType": "final"}]
    return made


def grown(text: str, last: Payload) -> Activity:
    """Return an answer as it ends: its `text` with its sources, and below it the card of `last`; `last` without text.

    Text beside a card is right here alone: what has been growing has a name already.
    """
    ending = activity_of(last)
    if not text.strip():
        return ending
    about = {name: value for name, value in last.body.items() if name in ("ai", "feedback", "citations")}
    said = activity_of(Payload(text=text, body={**about, "markdown": True}))
    return {**said, "attachments": ending["attachments"]} if "attachments" in ending else said


def fits_grown(text: str, last: Payload) -> bool:
    """Whether an answer may end as a text with a card below it, within the size of a message and nothing cut away."""
    made = grown(text, last)
    return made.get("text", "") == clean(text).strip() and limits.size(made) <= limits.MAX_BYTES - _AROUND


def whole(last: Payload) -> Payload:
    """Return an answer as one message, for where nothing grows: the card of all of it, `last` where there is none."""
    card = last.body.get("whole")
    if not card:
        return last
    body = {name: value for name, value in last.body.items() if name not in ("whole", "citations")}
    return Payload(text=last.text, body={**body, "card": card}, key=last.key)


def offering(prompts: Sequence[Prompt], user: str) -> Activity:
    """Return a message that offers `prompts` to a person."""
    actions = [
        {"type": "imBack", "title": cut(one.title, PROMPT_TITLE), "value": cut(one.message, PROMPT_MESSAGE)}
        for one in prompts[:MAX_PROMPTS]
    ]
    offered = {"to": [user] if user else [], "actions": actions}
    return {"type": "message", "text": _OFFER, "textFormat": "plain", "suggestedActions": offered}


def asking_consent(file: Upload, name: str) -> Activity:
    """Return the card that asks whether a file may be put among a person's own; `name` is what the file is kept by."""
    context = {FILE_FIELD: name}
    content = {
        "description": cut(file.title, 200) or file_name(file),
        "sizeInBytes": len(file.content),
        "acceptContext": context,
        "declineContext": context,
    }
    attachment = {"contentType": CONSENT, "name": file_name(file), "content": content}
    return {"type": "message", "summary": f"A file for you: {content['description']}", "attachments": [attachment]}


def file_shown(file: Upload, info: Mapping[str, Any]) -> Activity:
    """Return the card of a file that was put where Teams said, `info`."""
    kind = str(info.get("fileType") or file.name.rpartition(".")[2])
    attachment = {
        "contentType": FILE_INFO,
        "contentUrl": str(info.get("contentUrl") or ""),
        "name": str(info.get("name") or file_name(file)),
        "content": {"uniqueId": str(info.get("uniqueId") or ""), "fileType": kind},
    }
    return {"type": "message", "attachments": [attachment]}


def file_name(file: Upload) -> str:
    """Return the name of a file as SharePoint takes it."""
    return "".join("-" if mark in '"*:<>?/\\|' or mark < " " else mark for mark in cut(file.name, FILE_NAME)) or "file"


def _growing(text: str, kind: str, sequence: int, stream: str = "") -> Activity:
    told: Activity = {"type": "streaminfo", "streamType": kind, "streamSequence": sequence}
    if stream:
        told["streamId"] = stream
    return {"type": "typing", "text": text, "textFormat": "markdown", "entities": [told]}
