"""Block Kit's limits and our own budgets, checked before anything is sent. Pure.

Figures of Slack's documentation (docs.slack.dev/reference/block-kit/blocks); the total size of a message's blocks is
not documented, so the budgets stay well below the sizes reported to fail.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

MAX_BLOCKS, MAX_TEXT, MAX_BYTES = 45, 9_000, 15_000
"""Our budgets for one message: blocks, characters in them, bytes of their JSON."""
SECTION, HEADER, CONTEXT_ELEMENTS, ACTIONS = 2_900, 150, 10, 25
"""Characters of a section's text (Slack allows 3,000) and of a header; elements of context and actions blocks."""
BLOCK_ID, BUTTON_TEXT, BUTTON_VALUE, BUTTON_URL = 255, 75, 2_000, 3_000
TOP_TEXT = 4_000
_FIELDS, _FIELD = 10, 2_000

Block = Mapping[str, Any]


def problems(blocks: Sequence[Block], text: str = "") -> tuple[str, ...]:
    """Return what Slack or our budgets would refuse in a message, one line each; empty when it may go out."""
    return tuple(_whole(blocks, text)) + tuple(
        f"block {number}: {problem}" for number, block in enumerate(blocks, start=1) for problem in _block(block)
    )


def size(blocks: Sequence[Block]) -> int:
    """Return the bytes of the blocks' JSON as the client writes it."""
    return len(json.dumps(list(blocks)))


def characters(value: Any) -> int:
    """Return how many characters of text stand anywhere in `value`."""
    if isinstance(value, Mapping):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + sum(characters(part) for part in value.values() if not isinstance(part, str))
    return sum(characters(part) for part in value) if isinstance(value, list | tuple) else 0


def _whole(blocks: Sequence[Block], text: str) -> Iterator[str]:
    if len(blocks) > MAX_BLOCKS:
        yield f"{len(blocks)} blocks, at most {MAX_BLOCKS}"
    if characters(list(blocks)) > MAX_TEXT:
        yield f"{characters(list(blocks))} characters in blocks, at most {MAX_TEXT}"
    if size(blocks) > MAX_BYTES:
        yield f"{size(blocks)} bytes of blocks, at most {MAX_BYTES}"
    if len(text) > TOP_TEXT:
        yield f"text of {len(text)} characters, at most {TOP_TEXT}"
    for name in ("block_id", "action_id"):
        ids = [part[name] for part in _objects(list(blocks)) if name in part]
        if len(ids) != len(set(ids)):
            yield f"{name} used twice"
        if any(not 0 < len(value) <= BLOCK_ID for value in ids):
            yield f"{name} empty or longer than {BLOCK_ID}"


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield value
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from _objects(part)


def _block(block: Block) -> Iterator[str]:
    match block.get("type"):
        case "header":
            yield from _text(block.get("text"), limit=HEADER, kinds=("plain_text",))
        case "section":
            yield from _section(block)
        case "context":
            yield from _elements(block, most=CONTEXT_ELEMENTS)
            for element in block.get("elements", ()):
                yield from _text(element, limit=SECTION)
        case "actions":
            yield from _elements(block, most=ACTIONS)
            for element in block.get("elements", ()):
                yield from _button(element)
        case "divider":
            pass
        case other:
            yield f"type {other!r} is not one we send"


def _section(block: Block) -> Iterator[str]:
    fields = block.get("fields", ())
    if block.get("text") is not None or not fields:
        yield from _text(block.get("text"), limit=SECTION)
    if len(fields) > _FIELDS:
        yield f"{len(fields)} fields, at most {_FIELDS}"
    for field in fields:
        yield from _text(field, limit=_FIELD)
    if "accessory" in block:
        yield from _button(block["accessory"])


def _elements(block: Block, *, most: int) -> Iterator[str]:
    count = len(block.get("elements", ()))
    if not 1 <= count <= most:
        yield f"{count} elements, 1 to {most}"


def _button(element: Mapping[str, Any]) -> Iterator[str]:
    if element.get("type") != "button":
        yield f"element {element.get('type')!r} is not one we send"
        return
    yield from _text(element.get("text"), limit=BUTTON_TEXT, kinds=("plain_text",))
    if len(element.get("value", "")) > BUTTON_VALUE:
        yield f"button value longer than {BUTTON_VALUE}"
    if len(element.get("url", "")) > BUTTON_URL:
        yield f"button url longer than {BUTTON_URL}"


def _text(value: Any, *, limit: int, kinds: Sequence[str] = ("mrkdwn", "plain_text")) -> Iterator[str]:
    if not isinstance(value, Mapping) or value.get("type") not in kinds:
        yield f"text must be an object of {' or '.join(kinds)}"
        return
    length = len(value.get("text", ""))
    if not 0 < length <= limit:
        yield f"text of {length} characters, 1 to {limit}"
