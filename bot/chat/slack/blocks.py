"""Small builders of the Block Kit blocks that Entente sends. Their texts are escaped by the caller."""

from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]

DETAILS_ACTION = "entente_details"


def header(text: str) -> Json:
    """Return a header of plain text; shortcodes such as :smile: stay as written."""
    return {"type": "header", "text": {"type": "plain_text", "text": text, "emoji": False}}


def section(text: str) -> Json:
    """Return a section of mrkdwn in which Slack links nothing by itself."""
    return {"type": "section", "text": _mrkdwn(text)}


def context(texts: Sequence[str]) -> Json:
    """Return a context block, small and grey, of 1 to 10 texts."""
    return {"type": "context", "elements": [_mrkdwn(text) for text in texts]}


def with_details(block: Json, *, value: str) -> Json:
    """Return a section with a button at its right that asks for the receipt of the brief `value` names."""
    button = {
        "type": "button",
        "action_id": DETAILS_ACTION,
        "text": {"type": "plain_text", "text": "Details", "emoji": False},
        "accessibility_label": "Show what this brief was made from",
        "value": value,
    }
    return {**block, "accessory": button}


def divider() -> Json:
    """Return a thin line."""
    return {"type": "divider"}


def keyed(blocks: Sequence[Json], *, block_id: str) -> list[Json]:
    """Return `blocks` with the delivery key in the first one, where a look-up finds it."""
    return [{**blocks[0], "block_id": block_id}, *blocks[1:]]


def _mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text, "verbatim": True}
