"""Block Kit's limits and our own budgets, checked before anything is sent. Pure.

Figures of Slack's documentation (docs.slack.dev/reference/block-kit/blocks); the total size of a message's blocks is
not documented, so the budgets stay well below the sizes reported to fail.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.chat.slack import limits_elements as parts
from bot.chat.slack.limits_elements import element_problems, text_problems

MAX_BLOCKS, MAX_TEXT, MAX_BYTES = 45, 9_000, 15_000
"""Our budgets for one message: blocks, characters in them, bytes of their JSON."""
SECTION, HEADER, CONTEXT_ELEMENTS, ACTIONS = 2_900, 150, 10, 25
"""Characters of a section's text (Slack allows 3,000) and of a header; elements of context and actions blocks."""
BLOCK_ID, TOP_TEXT = 255, 4_000
VIEW_BLOCKS, VIEW_TITLE, VIEW_BYTES, METADATA = 100, 24, 250_000, 3_000
"""Of a modal or a home: blocks, characters of title and buttons, bytes of its JSON, characters of private_metadata."""
INPUT_LABEL = 2_000
_FIELDS, _FIELD = 10, 2_000
_RICH_TEXTS = ("text", "link")

Block = Mapping[str, Any]


def problems(blocks: Sequence[Block], text: str = "") -> tuple[str, ...]:
    """Return what Slack or our budgets would refuse in a message, one line each; empty when it may go out."""
    return (*_whole(blocks, text), *_numbered(blocks))


def view_problems(view: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what Slack would refuse of a modal or a home, one line each; empty when it may be shown."""
    blocks = view.get("blocks", ())
    return (*_view(view, blocks), *_numbered(blocks, inputs=True))


def size(blocks: Sequence[Block]) -> int:
    """Return the bytes of the blocks' JSON as the client writes it."""
    return len(json.dumps(list(blocks)))


def characters(value: Any) -> int:
    """Return how many characters of text stand anywhere in `value`."""
    if isinstance(value, Mapping):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + sum(characters(part) for part in value.values() if not isinstance(part, str))
    return sum(characters(part) for part in value) if isinstance(value, list | tuple) else 0


def _numbered(blocks: Sequence[Block], *, inputs: bool = False) -> Iterator[str]:
    for number, block in enumerate(blocks, start=1):
        yield from (f"block {number}: {problem}" for problem in _block(block, inputs=inputs))


def _whole(blocks: Sequence[Block], text: str) -> Iterator[str]:
    if len(blocks) > MAX_BLOCKS:
        yield f"{len(blocks)} blocks, at most {MAX_BLOCKS}"
    if characters(list(blocks)) > MAX_TEXT:
        yield f"{characters(list(blocks))} characters in blocks, at most {MAX_TEXT}"
    if size(blocks) > MAX_BYTES:
        yield f"{size(blocks)} bytes of blocks, at most {MAX_BYTES}"
    if len(text) > TOP_TEXT:
        yield f"text of {len(text)} characters, at most {TOP_TEXT}"
    yield from _ids(blocks, "block_id")
    yield from _ids(blocks, "action_id")


def _view(view: Mapping[str, Any], blocks: Sequence[Block]) -> Iterator[str]:
    kind = view.get("type")
    if kind not in ("modal", "home"):
        yield f"view of type {kind!r}"
    if not 1 <= len(blocks) <= VIEW_BLOCKS:
        yield f"{len(blocks)} blocks, 1 to {VIEW_BLOCKS}"
    if kind == "modal":
        yield from (f"title: {problem}" for problem in _label(view.get("title")))
        if any(block.get("type") == "input" for block in blocks) and "submit" not in view:
            yield "an input and no submit"
    for name in ("submit", "close"):
        if name in view:
            yield from (f"{name}: {problem}" for problem in _label(view[name]))
    for name, limit in (("private_metadata", METADATA), ("callback_id", BLOCK_ID)):
        if len(view.get(name, "")) > limit:
            yield f"{name} longer than {limit}"
    if len(json.dumps(dict(view))) > VIEW_BYTES:
        yield f"{len(json.dumps(dict(view)))} bytes, at most {VIEW_BYTES}"
    yield from _shared(blocks)


def _shared(blocks: Sequence[Block]) -> Iterator[str]:
    if sum(bool(part.get("focus_on_load")) for part in _objects(list(blocks))) > 1:
        yield "more than one element takes the focus"
    yield from _ids(blocks, "block_id")
    for block in blocks:
        yield from _ids([block], "action_id")


def _label(value: Any) -> Iterator[str]:
    yield from text_problems(value, limit=VIEW_TITLE, kinds=parts.PLAIN)


def _ids(blocks: Sequence[Block], name: str) -> Iterator[str]:
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


def _block(block: Block, *, inputs: bool) -> Iterator[str]:
    match block.get("type"):
        case "header":
            yield from text_problems(block.get("text"), limit=HEADER, kinds=parts.PLAIN)
        case "section":
            yield from _section(block)
        case "context":
            yield from _elements(block, most=CONTEXT_ELEMENTS)
            for element in block.get("elements", ()):
                yield from text_problems(element, limit=SECTION)
        case "actions":
            yield from _elements(block, most=ACTIONS)
            for element in block.get("elements", ()):
                yield from element_problems(element, allowed=parts.IN_ACTIONS)
        case "rich_text":
            yield from _rich(block)
        case "input" if inputs:
            yield from _input(block)
        case "divider":
            pass
        case other:
            yield f"type {other!r} is not one we send"


def _section(block: Block) -> Iterator[str]:
    fields = block.get("fields", ())
    if block.get("text") is not None or not fields:
        yield from text_problems(block.get("text"), limit=SECTION)
    if len(fields) > _FIELDS:
        yield f"{len(fields)} fields, at most {_FIELDS}"
    for field in fields:
        yield from text_problems(field, limit=_FIELD)
    if "accessory" in block:
        yield from element_problems(block["accessory"], allowed=parts.IN_SECTIONS)


def _input(block: Block) -> Iterator[str]:
    yield from text_problems(block.get("label"), limit=INPUT_LABEL, kinds=parts.PLAIN)
    if "hint" in block:
        yield from text_problems(block["hint"], limit=INPUT_LABEL, kinds=parts.PLAIN)
    yield from element_problems(block.get("element", {}), allowed=parts.IN_INPUTS)


def _rich(block: Block) -> Iterator[str]:
    """Yield what is wrong with rich text, of which plain and preformatted pieces are sent."""
    pieces = block.get("elements", ())
    if not pieces:
        yield "rich_text without elements"
    for piece in pieces:
        if piece.get("type") not in ("rich_text_section", "rich_text_preformatted", "rich_text_quote"):
            yield f"rich text {piece.get('type')!r} is not one we send"
        for run in piece.get("elements", ()):
            if run.get("type") not in _RICH_TEXTS or not 0 < len(run.get("text", "")) <= SECTION:
                yield f"a run of rich text must be a text or a link of 1 to {SECTION} characters"


def _elements(block: Block, *, most: int) -> Iterator[str]:
    count = len(block.get("elements", ()))
    if not 1 <= count <= most:
        yield f"{count} elements, 1 to {most}"
