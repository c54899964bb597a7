"""A second opinion on blocks: the builders of slackblocks raise where their own table of limits is violated."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import slackblocks as sb

Part = Mapping[str, Any]


def accept(blocks: Sequence[Part]) -> None:
    """Raise slackblocks' own error for a block it would not build."""
    for block in blocks:
        _block(block)


def accept_view(view: Part) -> None:
    """Raise slackblocks' own error for a modal or a home it would not build."""
    blocks = [_block(block) for block in view["blocks"]]
    shared = {name: view[name] for name in ("private_metadata", "callback_id") if name in view}
    if view["type"] == "home":
        sb.HomeTabView(blocks, **shared)
        return
    labels = {name: _text(view[name]) for name in ("submit", "close") if name in view}
    sb.ModalView(_text(view["title"]), blocks, **labels, **shared)


def _block(block: Part) -> Any:
    block_id = block.get("block_id")
    match block["type"]:
        case "header":
            return sb.HeaderBlock(_text(block["text"]), block_id=block_id)
        case "section":
            accessory = _element(block["accessory"]) if "accessory" in block else None
            fields = [_text(field) for field in block.get("fields", ())] or None
            text = _text(block["text"]) if "text" in block else None
            return sb.SectionBlock(text=text, fields=fields, block_id=block_id, accessory=accessory)
        case "context":
            return sb.ContextBlock([_text(element) for element in block["elements"]], block_id=block_id)
        case "actions":
            return sb.ActionsBlock([_element(element) for element in block["elements"]], block_id=block_id)
        case "input":
            hint = _text(block["hint"]) if "hint" in block else None
            return sb.InputBlock(
                _text(block["label"]),
                _element(block["element"]),
                block_id=block_id,
                hint=hint,
                optional=block.get("optional", False),
            )
        case "divider":
            return sb.DividerBlock(block_id=block_id)
        case other:
            raise ValueError(f"{other} is not known here")


def _text(value: Part) -> Any:
    kind = sb.TextType.PLAINTEXT if value["type"] == "plain_text" else sb.TextType.MARKDOWN
    return sb.Text(value["text"], type_=kind)


def _element(value: Part) -> Any:
    build = _BUILDERS.get(value["type"])
    if build is None:
        raise ValueError(f"{value['type']} is not known here")
    return build(value)


def _button(value: Part) -> Any:
    return sb.Button(
        text=_text(value["text"]),
        action_id=value["action_id"],
        value=value.get("value"),
        url=value.get("url"),
        style=value.get("style"),
        confirm=_confirm(value),
        accessibility_label=value.get("accessibility_label"),
    )


def _overflow(value: Part) -> Any:
    return sb.OverflowMenu(value["action_id"], _options(value), confirm=_confirm(value))


def _boxes(value: Part) -> Any:
    chosen = [_option(option) for option in value.get("initial_options", ())] or None
    return sb.CheckboxGroup(value["action_id"], _options(value), initial_options=chosen)


def _radio(value: Part) -> Any:
    chosen = _option(value["initial_option"]) if "initial_option" in value else None
    return sb.RadioButtonGroup(value["action_id"], _options(value), initial_option=chosen)


def _menu(one: Callable[..., Any], several: str) -> Callable[[Part], Any]:
    def build(value: Part) -> Any:
        named: dict[str, Any] = {"placeholder": _text(value["placeholder"])} if "placeholder" in value else {}
        if "option_groups" in value:
            named["option_groups"] = [
                sb.OptionGroup(_text(group["label"]), _options(group)) for group in value["option_groups"]
            ]
        # One of its two builders wants the options named also where there are groups.
        named["options"] = _options(value) if "options" in value else None
        # With groups it asks for a group as the choice to start with, where Slack asks for an option.
        if several in value and "option_groups" not in value:
            chosen = value[several]
            named[several] = [_option(each) for each in chosen] if isinstance(chosen, list) else _option(chosen)
        return one(action_id=value["action_id"], **named)

    return build


def _picker(one: Callable[..., Any], *kept: str) -> Callable[[Part], Any]:
    def build(value: Part) -> Any:
        named = {name: value[name] for name in kept if name in value}
        if "placeholder" in value:
            named["placeholder"] = _text(value["placeholder"])
        return one(action_id=value["action_id"], **named)

    return build


def _confirm(value: Part) -> Any:
    asked = value.get("confirm")
    if asked is None:
        return None
    title, text, confirm, deny = (_text(asked[name]) for name in ("title", "text", "confirm", "deny"))
    return sb.ConfirmationDialogue(title, text, confirm, deny, style=asked.get("style"))


def _options(value: Part) -> list[Any]:
    return [_option(option) for option in value["options"]]


def _option(value: Part) -> Any:
    described = _text(value["description"]) if "description" in value else None
    return sb.Option(_text(value["text"]), value["value"], description=described, url=value.get("url"))


_BUILDERS: dict[str, Callable[[Part], Any]] = {
    "button": _button,
    "overflow": _overflow,
    "checkboxes": _boxes,
    "radio_buttons": _radio,
    "static_select": _menu(sb.StaticSelectMenu, "initial_option"),
    "multi_static_select": _menu(sb.StaticMultiSelectMenu, "initial_options"),
    "conversations_select": _picker(sb.ConversationSelectMenu, "initial_conversation"),
    "multi_conversations_select": _picker(sb.ConversationMultiSelectMenu, "initial_conversations"),
    "channels_select": _picker(sb.ChannelSelectMenu, "initial_channel"),
    "users_select": _picker(sb.UserSelectMenu, "initial_user"),
    "multi_users_select": _picker(sb.UserMultiSelectMenu, "initial_users"),
    "datepicker": _picker(sb.DatePicker, "initial_date"),
    "timepicker": _picker(sb.TimePicker, "initial_time", "timezone"),
    "plain_text_input": _picker(sb.PlainTextInput, "initial_value", "multiline", "min_length", "max_length"),
    "number_input": _picker(sb.NumberInput, "is_decimal_allowed", "initial_value", "min_value", "max_value"),
}
