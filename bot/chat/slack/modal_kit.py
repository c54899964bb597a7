"""Small builders of the inputs of a form. Pure; texts come from us, values from a draft or a person."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.chat.form_choices import Groups, Option
from bot.chat.slack.limits_elements import GROUP_LABEL, INPUT_TEXT, OPTION_TEXT

Json = dict[str, Any]

MARK = "#"
"""Stands between a block's name and its number where one text field does not hold all there is."""


def action_of(block: str) -> str:
    """Return the action id of the input in `block`."""
    return f"form.{block}"


def texts(
    block: str,
    label: str,
    items: Sequence[str],
    *,
    between: str = ", ",
    hint: str = "",
    hold: str = "",
    lines: bool = False,
    must: bool = False,
) -> Iterator[Json]:
    """Yield a text field with `items`, and more where they are too many for one; `hold` stands in an empty one.

    Raise ValueError for an item that no field holds.
    """
    for number, piece in enumerate(_pieces(items, between), start=1):
        name = block if number == 1 else f"{block}{MARK}{number}"
        element: Json = {"type": "plain_text_input", "max_length": INPUT_TEXT}
        element |= {"multiline": True} if lines else {}
        element |= {"initial_value": piece} if piece else {}
        element |= {"placeholder": plain(hold)} if hold else {}
        yield _input(name, label if number == 1 else f"{label}, continued", element, hint=hint, must=must)


def one_of(block: str, label: str, options: Sequence[Option], chosen: str, *, hint: str = "") -> Json:
    """Return a menu of which one is taken."""
    element: Json = {"type": "static_select", "options": _listed(options, [chosen])}
    return _input(block, label, element | {"initial_option": _chosen(element, [chosen])[0]}, hint=hint, must=True)


def one_of_groups(block: str, label: str, groups: Groups, chosen: str) -> Json:
    """Return a menu in groups, of which one is taken."""
    element: Json = {"type": "static_select", "option_groups": _grouped(groups, [chosen])}
    return _input(block, label, element | {"initial_option": _chosen(element, [chosen])[0]}, must=True)


def some_of(block: str, label: str, options: Sequence[Option], chosen: Sequence[str], *, hold: str) -> Json:
    """Return a menu of which any number is taken."""
    element: Json = {"type": "multi_static_select", "options": _listed(options, chosen), "placeholder": plain(hold)}
    return _input(block, label, _preset(element, _chosen(element, chosen)))


def some_of_groups(block: str, label: str, groups: Groups, chosen: Sequence[str], *, hold: str) -> Json:
    """Return a menu in groups, of which any number is taken."""
    element: Json = {
        "type": "multi_static_select",
        "option_groups": _grouped(groups, chosen),
        "placeholder": plain(hold),
    }
    return _input(block, label, _preset(element, _chosen(element, chosen)))


def ticks(block: str, label: str, options: Sequence[Option], chosen: Sequence[str], *, must: bool = False) -> Json:
    """Return boxes to tick."""
    element: Json = {"type": "checkboxes", "options": [_option(option) for option in options]}
    return _input(block, label, _preset(element, _chosen(element, chosen)), must=must)


def either(block: str, label: str, options: Sequence[Option], chosen: str) -> Json:
    """Return round buttons of which one is pressed."""
    element: Json = {"type": "radio_buttons", "options": [_option(option) for option in options]}
    return _input(block, label, element | {"initial_option": _chosen(element, [chosen])[0]}, must=True)


def number(block: str, label: str, value: int | None, *, least: int, most: int, hint: str = "") -> Json:
    """Return a field for a whole number; empty where `value` is None."""
    element: Json = {"type": "number_input", "is_decimal_allowed": False, "min_value": str(least)}
    element |= {"max_value": str(most)} | ({} if value is None else {"initial_value": str(value)})
    return _input(block, label, element, hint=hint, must=value is not None)


def channel(block: str, label: str, chosen: str | None, *, hint: str) -> Json:
    """Return a menu of channels, public and private."""
    element: Json = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
        "placeholder": plain("A channel, or nobody but you"),
    }
    return _input(block, label, element | ({"initial_conversation": chosen} if chosen else {}), hint=hint)


def people(block: str, label: str, chosen: Sequence[str], *, most: int, hint: str) -> Json:
    """Return a menu of the workspace's people."""
    element: Json = {"type": "multi_users_select", "max_selected_items": most, "placeholder": plain("People")}
    return _input(
        block, label, element | ({"initial_users": list(chosen)} if chosen else {}), hint=hint, must=bool(chosen)
    )


def plain(text: str) -> Json:
    """Return a plain text."""
    return {"type": "plain_text", "text": text, "emoji": False}


def _input(block: str, label: str, element: Json, *, hint: str = "", must: bool = False) -> Json:
    made = {"type": "input", "block_id": block, "label": plain(label), "optional": not must}
    made["element"] = {**element, "action_id": action_of(block)}
    return made | ({"hint": plain(hint)} if hint else {})


def _pieces(items: Sequence[str], between: str) -> Iterator[str]:
    """Yield `items` joined, as many at a time as a text field holds; one empty piece where there are none."""
    piece = ""
    for item in items:
        if len(item) > INPUT_TEXT:
            raise ValueError(f"an item of {len(item)} characters")
        longer = f"{piece}{between}{item}" if piece else item
        if len(longer) > INPUT_TEXT:
            yield piece
            longer = item
        piece = longer
    yield piece


def _preset(element: Json, chosen: list[Json]) -> Json:
    return element | ({"initial_options": chosen} if chosen else {})


def _option(option: Option) -> Json:
    return {"value": option[0], "text": plain(option[1][:OPTION_TEXT])}


def _listed(options: Sequence[Option], chosen: Sequence[str]) -> list[Json]:
    """Return the options, and those chosen that are none of them: Slack refuses a menu that starts with another."""
    known = {value for value, _ in options}
    others = [(value, value) for value in dict.fromkeys(chosen) if value not in known]
    return [_option(option) for option in (*options, *others)]


def _grouped(groups: Groups, chosen: Sequence[str]) -> list[Json]:
    known = {value for _, options in groups for value, _ in options}
    others = tuple((value, value) for value in dict.fromkeys(chosen) if value not in known)
    shown = (*groups, *((("As it is", others),) if others else ()))
    return [{"label": plain(name[:GROUP_LABEL]), "options": [_option(each) for each in part]} for name, part in shown]


def _chosen(element: Json, chosen: Sequence[str]) -> list[Json]:
    groups = element.get("option_groups", [{"options": element.get("options", [])}])
    options = {option["value"]: option for group in groups for option in group["options"]}
    return [options[value] for value in dict.fromkeys(chosen) if value in options]
