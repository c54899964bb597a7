"""A second opinion on cards, from the public schema of Adaptive Cards: what it does not know, it refuses.

Elements, actions and properties stand with the version that brought them; Teams shows version 1.5 at most.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

Part = Mapping[str, Any]
NEWEST = (1, 5)
MOST_ACTIONS = 6


def words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


_SHARED = "type id fallback requires"
_ELEMENT = f"{_SHARED} height isVisible separator spacing"
_BOX = f"{_ELEMENT} items style verticalContentAlignment bleed minHeight backgroundImage selectAction rtl"
_INPUT = f"{_ELEMENT} label isRequired errorMessage"
_CELLS = "horizontalCellContentAlignment verticalCellContentAlignment"
_TEXT = "color fontType isSubtle size weight"
_ACTION = f"{_SHARED} title iconUrl style tooltip isEnabled mode"
ELEMENTS: Mapping[str, tuple[tuple[int, int], str, str]] = {
    "TextBlock": ((1, 0), "text", f"{_ELEMENT} {_TEXT} text wrap maxLines horizontalAlignment style"),
    "Image": (
        (1, 0),
        "url",
        f"{_ELEMENT} url altText size width style backgroundColor horizontalAlignment selectAction msteams",
    ),
    "RichTextBlock": ((1, 2), "inlines", f"{_ELEMENT} inlines horizontalAlignment"),
    "Container": ((1, 0), "items", _BOX),
    "ColumnSet": ((1, 0), "columns", f"{_ELEMENT} columns style bleed minHeight horizontalAlignment selectAction"),
    "Column": ((1, 0), "", f"{_BOX} width"),
    "FactSet": ((1, 0), "facts", f"{_ELEMENT} facts"),
    "ImageSet": ((1, 0), "images", f"{_ELEMENT} images imageSize"),
    "ActionSet": ((1, 2), "actions", f"{_ELEMENT} actions"),
    "Table": (
        (1, 5),
        "",
        f"{_ELEMENT} columns rows firstRowAsHeader showGridLines gridStyle {_CELLS}",
    ),
    "TableRow": ((1, 5), "cells", f"{_SHARED} cells style {_CELLS}"),
    "TableCell": ((1, 5), "items", _BOX),
    "Input.Text": (
        (1, 0),
        "id",
        f"{_INPUT} placeholder value maxLength isMultiline style regex inlineAction",
    ),
    "Input.Number": ((1, 0), "id", f"{_INPUT} placeholder value min max"),
    "Input.Date": ((1, 0), "id", f"{_INPUT} placeholder value min max"),
    "Input.Time": ((1, 0), "id", f"{_INPUT} placeholder value min max"),
    "Input.Toggle": ((1, 0), "id title", f"{_INPUT} title value valueOn valueOff wrap"),
    "Input.ChoiceSet": (
        (1, 0),
        "id",
        f"{_INPUT} choices choices.data placeholder value isMultiSelect style wrap",
    ),
}
"""Name → the version that brought it, what it must have, what it may have."""
ACTIONS: Mapping[str, tuple[tuple[int, int], str, str]] = {
    "Action.OpenUrl": ((1, 0), "url", f"{_ACTION} url"),
    "Action.Submit": ((1, 0), "", f"{_ACTION} data associatedInputs msteams"),
    "Action.ShowCard": ((1, 0), "card", f"{_ACTION} card"),
    "Action.ToggleVisibility": ((1, 2), "targetElements", f"{_ACTION} targetElements"),
    "Action.Execute": ((1, 4), "verb", f"{_ACTION} verb data associatedInputs"),
}
_CARD = words(
    "type version $schema body actions speak lang fallbackText selectAction minHeight rtl verticalContentAlignment"
    " backgroundImage refresh authentication metadata msteams"
)
_RUN = words(f"type text {_TEXT} italic strikethrough underline highlight selectAction")
_INSIDE = ("items", "columns", "images", "rows", "cells")
_PLACES = {"Column": "columns", "TableRow": "rows", "TableCell": "cells"}
_CHOICES: Mapping[str, frozenset[str]] = {
    "size": words("default small medium large extralarge auto stretch"),
    "weight": words("default lighter bolder"),
    "color": words("default dark light accent good warning attention"),
    "spacing": words("default none small medium large extralarge padding"),
    "fontType": words("default monospace"),
    "mode": words("primary secondary"),
    "horizontalAlignment": words("left center right"),
}
_FLAGS = words("wrap separator isVisible isSubtle isMultiline isMultiSelect isRequired bleed italic rtl isEnabled")


def problems(card: Any) -> tuple[str, ...]:
    """Return what is wrong with a card, where it stands first."""
    return tuple(_card(card, "card"))


def _card(card: Any, at: str) -> Iterator[str]:
    if not isinstance(card, Mapping) or card.get("type") != "AdaptiveCard":
        yield f"{at}: no AdaptiveCard"
        return
    yield from _unknown(card, _CARD, at)
    if at == "card" and _version(card.get("version")) is None:
        yield f"{at}: version {card.get('version')!r} is none up to 1.5"
    body = card.get("body", [])
    yield from _list(body, f"{at}.body")
    yield from _actions(card.get("actions", []), f"{at}.actions")
    if not body and not card.get("actions"):
        yield f"{at}: nothing in it"
    if at == "card":
        ids = [name for part in parts(card) if (name := part.get("id"))]
        yield from (f"id {name!r} stands twice" for name in sorted({name for name in ids if ids.count(name) > 1}))


def parts(part: Any) -> Iterator[Part]:
    """Yield every object within a card but what its fallbacks hold, which stand for what is there already."""
    if isinstance(part, Mapping):
        if "type" in part:
            yield part
        for name, value in part.items():
            if name not in ("fallback", "data", "msteams"):
                yield from parts(value)
    elif isinstance(part, list):
        for each in part:
            yield from parts(each)


def _list(given: Any, at: str) -> Iterator[str]:
    if not isinstance(given, list):
        yield f"{at}: no list"
        return
    for number, element in enumerate(given):
        yield from _element(element, f"{at}[{number}]")


def _element(element: Any, at: str) -> Iterator[str]:
    kind = element.get("type") if isinstance(element, Mapping) else None
    inside = at.rpartition(".")[2].partition("[")[0]
    known = ELEMENTS.get("Column" if kind is None and inside == "columns" else str(kind))
    if known is None or (kind in _PLACES and inside != _PLACES[kind]):
        yield f"{at}: {kind!r} is no element here"
        return
    wrong = [*_form(element, known, at), *_texts(element, at)]
    yield from wrong
    if any("lacks" in problem for problem in wrong):
        return
    for name in _INSIDE:
        if name in element and not (kind == "Table" and name == "columns"):
            yield from _list(element[name], f"{at}.{name}")
    yield from _actions(element.get("actions", []), f"{at}.actions")
    if "selectAction" in element:
        yield from _action(element["selectAction"], f"{at}.selectAction")
    if "fallback" in element and element["fallback"] != "drop":
        yield from _element(element["fallback"], f"{at}.fallback")
    yield from _particular(element, str(kind), at)


def _particular(element: Part, kind: str, at: str) -> Iterator[str]:
    """Yield what is wrong with what only this kind of element has."""
    match kind:
        case "FactSet":
            yield from (f"{at}: a fact has title and value" for fact in element["facts"] if not _is_pair(fact))
        case "RichTextBlock":
            for run in element["inlines"]:
                yield from _run(run, at)
        case "Input.ChoiceSet":
            if not element.get("choices") and "choices.data" not in element:
                yield f"{at}: no choices"
            choices = element.get("choices", ())
            yield from (f"{at}: a choice has title and value" for choice in choices if not _is_pair(choice))
        case "Image" if not _is_picture(element["url"]):
            yield f"{at}: no address of a picture"


def _run(run: Any, at: str) -> Iterator[str]:
    if isinstance(run, Mapping):
        yield from _unknown(run, _RUN, f"{at}.inlines")
        if not run.get("text") or run.get("type") != "TextRun":
            yield f"{at}: a run has text"
    elif not isinstance(run, str):
        yield f"{at}: {run!r} is no run of text"


def _is_pair(given: Any) -> bool:
    return set(given) == {"title", "value"} and all(isinstance(value, str) for value in given.values())


def _actions(given: Any, at: str) -> Iterator[str]:
    if not isinstance(given, list):
        yield f"{at}: no list"
        return
    primary = [action for action in given if isinstance(action, Mapping) and action.get("mode") != "secondary"]
    if len(primary) > MOST_ACTIONS:
        yield f"{at}: more than {MOST_ACTIONS} actions"
    for number, action in enumerate(given):
        yield from _action(action, f"{at}[{number}]")


def _action(action: Any, at: str) -> Iterator[str]:
    kind = action.get("type") if isinstance(action, Mapping) else None
    known = ACTIONS.get(str(kind))
    if known is None:
        yield f"{at}: {kind!r} is no action"
        return
    wrong = tuple(_form(action, known, at))
    yield from wrong
    if any("lacks" in problem for problem in wrong):
        return
    if "selectAction" not in at and not action.get("title"):
        yield f"{at}: no title"
    if kind == "Action.OpenUrl" and urlsplit(str(action["url"])).scheme not in ("http", "https", "mailto"):
        yield f"{at}: no address to open"
    if kind == "Action.ShowCard":
        yield from _card(action["card"], f"{at}.card")
    if not isinstance(action.get("data", {}), Mapping):
        yield f"{at}: data is an object"
    if "fallback" in action and action["fallback"] != "drop":
        yield from _action(action["fallback"], f"{at}.fallback")


def _form(part: Part, known: tuple[tuple[int, int], str, str], at: str) -> Iterator[str]:
    brought, needed, allowed = known
    yield from _unknown(part, frozenset(allowed.split()), at)
    yield from (f"{at}: lacks {name}" for name in needed.split() if name not in part)
    if brought > NEWEST:
        yield f"{at}: newer than 1.5"
    for name, words in _CHOICES.items():
        if name in part and (not isinstance(part[name], str) or part[name].casefold() not in words):
            yield f"{at}: {name} is not {part[name]!r}"
    yield from (f"{at}: {name} is true or false" for name in _FLAGS if not isinstance(part.get(name, True), bool))


def _texts(element: Part, at: str) -> Iterator[str]:
    for name in ("text", "id", "title", "label", "placeholder", "altText", "errorMessage"):
        if name in element and not isinstance(element[name], str):
            yield f"{at}: {name} is no text"
    if element.get("type") == "TextBlock" and not element.get("text"):
        yield f"{at}: no text"


def _unknown(part: Part, known: frozenset[str], at: str) -> Iterator[str]:
    yield from (f"{at}: {name!r} is not known" for name in part if name not in known)


def _version(value: Any) -> tuple[int, int] | None:
    major, _, minor = value.partition(".") if isinstance(value, str) else ("", "", "")
    if not (major.isdigit() and minor.isdigit()):
        return None
    version = int(major), int(minor)
    return version if (1, 0) <= version <= NEWEST else None


def _is_picture(url: Any) -> bool:
    return isinstance(url, str) and (url.startswith("data:image/") or urlsplit(url).scheme in ("http", "https"))
