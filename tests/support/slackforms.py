"""Slack's side of a form in tests: the state that a modal is sent with, filled in or left as it was."""

from collections.abc import Mapping
from typing import Any

_STARTS = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_users_select": ("selected_users", "initial_users"),
}
_MANY = ("selected_options", "selected_users")


def inputs(view: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the inputs of a view by block."""
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}


def sent(view: Mapping[str, Any], **filled: Any) -> dict[str, Any]:
    """Return `view` as Slack sends it back: each input as it started, but for those `filled`, by block id.

    Blocks with a dot or a number in their name are given as a mapping named `others`.
    """
    changed = {**filled.pop("others", {}), **filled}
    values: dict[str, Any] = {}
    for block, element in inputs(view).items():
        name, initial = _STARTS[element["type"]]
        value = element.get(initial, [] if name in _MANY else None)
        if block in changed:
            value = _chosen(element, name, changed[block])
        values[block] = {element["action_id"]: {"type": element["type"], name: value}}
    return {**view, "id": "V1", "hash": "1.a", "state": {"values": values}}


def _chosen(element: Mapping[str, Any], name: str, value: Any) -> Any:
    groups = element.get("option_groups", [{"options": element.get("options", [])}])
    options = {option["value"]: option for group in groups for option in group["options"]}
    if name == "selected_options":
        return [options[each] for each in value]
    return options[value] if name == "selected_option" else value
