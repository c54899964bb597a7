"""What a model server's bytes say: the text of a chat completion, or why there is none; only text goes on.

Nothing of the server's own words goes into an error: it may repeat the key or the article.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from summarizers.remote_server import AskError
from summarizers.tidying import without_thinking

_ANSWER_CHARS = 8_000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_NO_COMPLETION = "the model server's answer is not a chat completion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A model's text; `cut` where a limit on its length ended it."""

    text: str
    cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    content: str | None
    reasoned: bool = False
    refused: bool = False
    ended: str = ""


def answer_of(content: bytes, *, media_type: str = "") -> Answer:
    """Return the first choice's text without its reasoning. Raises AskError."""
    streamed = media_type.startswith("text/event-stream") or content.lstrip()[:5] == b"data:"
    said = _streamed(content) if streamed else _whole(content)
    if said.ended == "content_filter":
        raise AskError("the model server withheld its answer (content filter)", alive=True, passing=False)
    if said.refused and not said.content:
        raise AskError("the model declined to answer", alive=True, passing=False)
    if said.content is None:
        why = (
            "reasoning and no text; let it answer with more tokens or without reasoning" if said.reasoned else "no text"
        )
        raise AskError(f"the model server's answer holds {why}", alive=True, passing=False)
    text = without_thinking(_plain(said.content)).strip()
    cut = said.ended in {"length", "max_tokens"} or len(text) > _ANSWER_CHARS
    return Answer(text=text[:_ANSWER_CHARS], cut=cut)


def _whole(content: bytes) -> _Said:
    try:
        choice = json.loads(content)["choices"][0]
        message = choice["message"]
        refused, reasoned = bool(message.get("refusal")), _reasoned(message)
        return _Said(content=_text(message.get("content")), reasoned=reasoned, refused=refused, ended=_ended(choice))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        page = content.lstrip()[:1] == b"<"
        hint = ": it is a web page; set the server's address up to and with /v1" if page else ""
        raise AskError(_NO_COMPLETION + hint) from None


def _streamed(content: bytes) -> _Said:
    """Join the pieces of an answer streamed though it was to come whole."""
    texts: list[str] = []
    ended, reasoned = "length", False  # until it says that it is done
    for choice in _events(content):
        delta = choice.get("delta")
        if isinstance(delta, Mapping):
            texts.append(_text(delta.get("content")) or "")
            reasoned = reasoned or _reasoned(delta)
        ended = _ended(choice) or ended
    if not any(texts) and not reasoned:
        raise AskError(_NO_COMPLETION)
    return _Said(content="".join(texts) or None, reasoned=reasoned, ended=ended)


def _events(content: bytes) -> Iterator[Mapping[str, Any]]:
    for line in content.splitlines():
        if not line.startswith(b"data:"):
            continue
        try:
            choice = json.loads(line[5:])["choices"][0]
        except (ValueError, LookupError, TypeError, RecursionError):
            continue  # the end's mark, a count, a piece cut short
        if isinstance(choice, Mapping):
            yield choice


def _text(content: object) -> str | None:
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        texts = [part.get("text") for part in content if isinstance(part, Mapping) and "text" in str(part.get("type"))]
        return "".join(text for text in texts if isinstance(text, str)) or None
    return None


def _reasoned(message: Mapping[str, Any]) -> bool:
    return any(isinstance(message.get(name), str) and message[name] for name in ("reasoning_content", "reasoning"))


def _ended(choice: Mapping[str, Any]) -> str:
    reason = choice.get("finish_reason")
    return reason if isinstance(reason, str) else ""


def _plain(text: str) -> str:
    """Return `text` without control characters and halves of characters, which could not be stored."""
    return _CONTROL.sub(" ", text.encode("utf-8", "replace").decode("utf-8"))
