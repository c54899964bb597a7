"""The limits of a card's elements and actions: those of Adaptive Cards 1.5 that Teams shows on every client. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.chat.tidy import web_address

TEXT, TITLE, TOOLTIP, LABEL, CHOICES = 4_000, 75, 150, 300, 100
"""Characters of a text, a button's title and tooltip, an input's label; entries of a choice."""
ACTIONS = 6
"""Actions that Teams shows side by side; those of `mode` secondary stand in a menu of their own."""
_URL = 2_000
_INPUTS = ("Input.Text", "Input.Number", "Input.Date", "Input.Time", "Input.Toggle", "Input.ChoiceSet")
_ACTIONS = ("Action.Execute", "Action.Submit", "Action.OpenUrl", "Action.ShowCard", "Action.ToggleVisibility")

Json = Mapping[str, Any]


def element_problems(element: Json) -> Iterator[str]:
    """Yield what is wrong with an element and all within it; a card counts as one."""
    kind = element.get("type")
    match kind:
        case "TextBlock":
            yield from _text(element)
        case "RichTextBlock":
            yield from _runs(element)
        case "Image":
            yield from _image(element)
        case "FactSet":
            yield from _facts(element)
        case "ActionSet":
            yield from _actions(element.get("actions") or (), most=ACTIONS)
        case "AdaptiveCard" | "Container" | "Column":
            yield from _within(element.get("body" if kind == "AdaptiveCard" else "items") or ())
            yield from _actions(element.get("actions") or (), most=ACTIONS, least=0)
        case "ColumnSet":
            yield from _within(element.get("columns") or ())
        case _ if kind in _INPUTS:
            yield from _input(element)
        case _:
            yield f"element {kind!r} is not one we send"
    if "selectAction" in element:
        yield from _action(element["selectAction"])


def visible_actions(actions: Sequence[Json]) -> int:
    """Return how many actions stand side by side."""
    return sum(action.get("mode") != "secondary" for action in actions)


def _within(elements: Sequence[Json]) -> Iterator[str]:
    for number, element in enumerate(elements, start=1):
        told = f"{element.get('type')} {number}"
        yield from (f"{told}: {problem}" for problem in element_problems(element))


def _text(element: Json) -> Iterator[str]:
    yield from _words("text", element.get("text"), TEXT)
    if element.get("wrap") is not True:
        yield "a text without wrap"


def _runs(element: Json) -> Iterator[str]:
    runs = element.get("inlines") or ()
    if not runs:
        yield "a RichTextBlock without text"
    for run in runs:
        if run.get("type") != "TextRun":
            yield f"inline {run.get('type')!r} is not one we send"
        yield from _words("text", run.get("text"), TEXT)


def _image(element: Json) -> Iterator[str]:
    url = str(element.get("url") or "")
    if not url.startswith("data:image/") and web_address(url, _URL) is None:
        yield f"an image at {url[:80]!r}"
    yield from _words("altText", element.get("altText"), TEXT)


def _facts(element: Json) -> Iterator[str]:
    facts = element.get("facts") or ()
    if not facts:
        yield "a FactSet without facts"
    for fact in facts:
        yield from _words("title", fact.get("title"), LABEL)
        yield from _words("value", fact.get("value"), TEXT)


def _input(element: Json) -> Iterator[str]:
    if not element.get("id"):
        yield "an input without an id"
    if element.get("type") == "Input.Toggle":
        yield from _words("title", element.get("title"), LABEL)
    else:
        yield from _words("label", element.get("label"), LABEL)
    if element.get("type") in ("Input.Toggle", "Input.ChoiceSet") and element.get("wrap") is not True:
        yield "what is to be chosen without wrap"
    choices = element.get("choices") or ()
    if element.get("type") == "Input.ChoiceSet" and not 1 <= len(choices) <= CHOICES:
        yield f"{len(choices)} choices, 1 to {CHOICES}"
    for choice in choices:
        yield from _words("a choice's title", choice.get("title"), LABEL)
        yield from _words("a choice's value", choice.get("value"), LABEL)
    values = [choice.get("value") for choice in choices]
    if len(values) != len(set(values)):
        yield "two choices of one value"


def _actions(actions: Sequence[Json], *, most: int, least: int = 1) -> Iterator[str]:
    if not least <= visible_actions(actions) <= most:
        yield f"{visible_actions(actions)} actions side by side, {least} to {most}"
    for number, action in enumerate(actions, start=1):
        yield from (f"action {number}: {problem}" for problem in _action(action, titled=True))


def _action(action: Json, *, titled: bool = False) -> Iterator[str]:
    kind = action.get("type")
    if kind not in _ACTIONS:
        yield f"action {kind!r} is not one we send"
    if titled or "title" in action:
        yield from _words("title", action.get("title"), TITLE)
    if "tooltip" in action:
        yield from _words("tooltip", action["tooltip"], TOOLTIP)
    if kind == "Action.Execute":
        yield from _execute(action)
    if kind == "Action.OpenUrl" and web_address(action.get("url"), _URL) is None:
        yield f"opens {str(action.get('url'))[:80]!r}"
    if kind == "Action.ToggleVisibility" and not action.get("targetElements"):
        yield "toggles nothing"
    if kind == "Action.ShowCard":
        yield from element_problems({**(action.get("card") or {}), "type": "AdaptiveCard"})


def _execute(action: Json) -> Iterator[str]:
    fallback = action.get("fallback")
    if not action.get("verb"):
        yield "an Action.Execute without a verb"
    if not isinstance(fallback, Mapping) or fallback.get("type") != "Action.Submit":
        yield "an Action.Execute without an Action.Submit for older clients"
    elif fallback.get("data") != action.get("data"):
        yield "the fallback sends other data"


def _words(name: str, value: Any, most: int) -> Iterator[str]:
    if not isinstance(value, str) or not value.strip() or len(value) > most:
        yield f"{name} must have 1 to {most} characters"
