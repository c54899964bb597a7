"""Block Kit's limits for what stands in blocks: texts, buttons, menus, inputs, dialogs. Pure.

Figures of docs.slack.dev/reference/block-kit/block-elements and /composition-objects, the same as those of slackblocks.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

BUTTON_TEXT, BUTTON_VALUE, BUTTON_URL, SPOKEN = 75, 2_000, 3_000, 75
OPTION_TEXT, OPTION_VALUE, OPTION_DESCRIPTION, OPTION_URL = 75, 150, 75, 3_000
OVERFLOW_OPTIONS, BOX_OPTIONS, SELECT_OPTIONS, SELECT_GROUPS, GROUP_LABEL = 5, 10, 100, 100, 75
CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 100, 300, 30
PLACEHOLDER, INPUT_TEXT = 150, 3_000
BOTH_KINDS = ("mrkdwn", "plain_text")
PLAIN = ("plain_text",)

Part = Mapping[str, Any]

_BOXES = ("checkboxes", "radio_buttons")
_MENUS = ("static_select", "multi_static_select")
_PICKERS = (
    *("conversations_select", "multi_conversations_select", "channels_select", "multi_channels_select"),
    *("users_select", "multi_users_select", "datepicker", "timepicker"),
)
_TYPED = ("plain_text_input", "number_input", "url_text_input", "email_text_input")
_STYLES = ("primary", "danger")


def text_problems(value: Any, *, limit: int, kinds: Sequence[str] = BOTH_KINDS) -> Iterator[str]:
    """Yield what is wrong with a text object of at most `limit` characters."""
    if not isinstance(value, Mapping) or value.get("type") not in kinds:
        yield f"text must be an object of {' or '.join(kinds)}"
        return
    length = len(value.get("text", ""))
    if not 0 < length <= limit:
        yield f"text of {length} characters, 1 to {limit}"


def element_problems(element: Part, *, allowed: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with an element that must be of one of the types `allowed`."""
    kind = element.get("type")
    if kind not in allowed:
        yield f"element {kind!r} is not one we send here"
        return
    if kind == "button":
        yield from _button(element)
    elif kind == "overflow":
        yield from _options(element.get("options", ()), most=OVERFLOW_OPTIONS, kinds=PLAIN)
    elif kind in _BOXES:
        yield from _options(element.get("options", ()), most=BOX_OPTIONS, kinds=BOTH_KINDS)
        yield from _initial(element, element.get("options", ()))
    elif kind in _MENUS:
        yield from _menu(element)
    elif kind in _TYPED:
        yield from _typed(element)
    if "placeholder" in element:
        yield from text_problems(element["placeholder"], limit=PLACEHOLDER, kinds=PLAIN)
    if "confirm" in element:
        yield from _confirm(element["confirm"])
    if not element.get("action_id"):
        yield f"{kind} without an action_id"


IN_SECTIONS = ("button", "overflow", *_BOXES, *_MENUS, *_PICKERS)
IN_ACTIONS = IN_SECTIONS
IN_INPUTS = (*_BOXES, *_MENUS, *_PICKERS, *_TYPED, "file_input")


def _button(element: Part) -> Iterator[str]:
    yield from text_problems(element.get("text"), limit=BUTTON_TEXT, kinds=PLAIN)
    for name, limit in (("value", BUTTON_VALUE), ("url", BUTTON_URL), ("accessibility_label", SPOKEN)):
        if name in element and not 0 < len(element[name]) <= limit:
            yield f"button {name} empty or longer than {limit}"
    if element.get("style", "primary") not in _STYLES:
        yield f"button style {element['style']!r}"


def _menu(element: Part) -> Iterator[str]:
    groups = element.get("option_groups")
    if (groups is None) == ("options" not in element):
        yield "a menu has options or groups of them"
        return
    every = [option for group in groups or () for option in group.get("options", ())]
    if groups is None:
        every = list(element["options"])
        yield from _options(every, most=SELECT_OPTIONS, kinds=PLAIN)
    elif not 1 <= len(groups) <= SELECT_GROUPS:
        yield f"{len(groups)} groups, 1 to {SELECT_GROUPS}"
    for group in groups or ():
        yield from text_problems(group.get("label"), limit=GROUP_LABEL, kinds=PLAIN)
        yield from _options(group.get("options", ()), most=SELECT_OPTIONS, kinds=PLAIN)
    yield from _initial(element, every)


def _initial(element: Part, options: Sequence[Part]) -> Iterator[str]:
    """Yield where something is chosen that is not offered: Slack compares whole options."""
    chosen = [element["initial_option"]] if "initial_option" in element else element.get("initial_options", ())
    if "initial_options" in element and not chosen:
        yield "initial_options empty"
    if any(option not in options for option in chosen):
        yield "an initial option is not among the options"


def _options(options: Sequence[Part], *, most: int, kinds: Sequence[str]) -> Iterator[str]:
    if not 1 <= len(options) <= most:
        yield f"{len(options)} options, 1 to {most}"
    for option in options:
        yield from text_problems(option.get("text"), limit=OPTION_TEXT, kinds=kinds)
        if not 0 < len(option.get("value", "")) <= OPTION_VALUE:
            yield f"option value of {len(option.get('value', ''))} characters, 1 to {OPTION_VALUE}"
        if "description" in option:
            yield from text_problems(option["description"], limit=OPTION_DESCRIPTION, kinds=kinds)
        if len(option.get("url", "")) > OPTION_URL:
            yield f"option url longer than {OPTION_URL}"
    values = [option.get("value") for option in options]
    if len(values) != len(set(values)):
        yield "two options with the same value"


def _typed(element: Part) -> Iterator[str]:
    start, most = element.get("initial_value", ""), element.get("max_length", INPUT_TEXT)
    if not 1 <= most <= INPUT_TEXT:
        yield f"max_length {most}, 1 to {INPUT_TEXT}"
    if len(start) > most:
        yield f"initial_value of {len(start)} characters, at most {most}"
    if "initial_value" in element and not start:
        yield "initial_value empty"
    if element.get("type") == "number_input" and "is_decimal_allowed" not in element:
        yield "number_input without is_decimal_allowed"


def _confirm(value: Part) -> Iterator[str]:
    yield from text_problems(value.get("title"), limit=CONFIRM_TITLE, kinds=PLAIN)
    yield from text_problems(value.get("text"), limit=CONFIRM_TEXT, kinds=BOTH_KINDS)
    for name in ("confirm", "deny"):
        yield from text_problems(value.get(name), limit=CONFIRM_BUTTON, kinds=PLAIN)
    if value.get("style", "primary") not in _STYLES:
        yield f"confirm style {value['style']!r}"
