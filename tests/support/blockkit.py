"""A second opinion on blocks: the builders of slackblocks raise where their own table of limits is violated."""

from collections.abc import Mapping, Sequence
from typing import Any

from slackblocks import Button, ContextBlock, DividerBlock, HeaderBlock, SectionBlock, Text, TextType


def accept(blocks: Sequence[Mapping[str, Any]]) -> None:
    """Raise slackblocks' own error for a block it would not build."""
    for block in blocks:
        _accept(block)


def _accept(block: Mapping[str, Any]) -> None:
    block_id = block.get("block_id")
    match block["type"]:
        case "header":
            HeaderBlock(_text(block["text"]), block_id=block_id)
        case "section":
            accessory = _button(block["accessory"]) if "accessory" in block else None
            SectionBlock(text=_text(block["text"]), block_id=block_id, accessory=accessory)
        case "context":
            ContextBlock([_text(element) for element in block["elements"]], block_id=block_id)
        case "divider":
            DividerBlock(block_id=block_id)
        case other:
            raise ValueError(f"{other} is not known here")


def _text(value: Mapping[str, Any]) -> Any:
    kind = TextType.PLAINTEXT if value["type"] == "plain_text" else TextType.MARKDOWN
    return Text(value["text"], type_=kind)


def _button(value: Mapping[str, Any]) -> Any:
    label = value.get("accessibility_label")
    return Button(
        text=_text(value["text"]), action_id=value["action_id"], value=value["value"], accessibility_label=label
    )
