"""Teams' side of a form in tests: what a client sends for a card, filled in or left as it was."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.chat.teams.handlers_read import FORM

Card = Mapping[str, Any]


def inputs(card: Card) -> dict[str, Mapping[str, Any]]:
    """Return the inputs of a card by id."""
    return {part["id"]: part for part in _parts(card) if str(part.get("type", "")).startswith("Input.")}


def shown(card: Card) -> list[str]:
    """Return the texts of a card in their order."""
    return [part["text"] for part in _parts(card) if part.get("type") == "TextBlock"]


def buttons(card: Card) -> list[Mapping[str, Any]]:
    """Return what can be pressed in a card, in its order."""
    return [part for part in _parts(card) if part.get("type") == "Action.Execute"]


def sent(card: Card, **filled: Any) -> dict[str, Any]:
    """Return the data of a form that is saved: each input as it started, but for those `filled`, by id.

    Ids with a dot are given as a mapping named `others`. What is empty is sent as a client may: not at all.
    """
    others = filled.pop("others", {})
    started = {name: str(part.get("value", "")) for name, part in inputs(card).items()}
    values = {**started, **others, **filled}
    for name, part in inputs(card).items():
        chosen = [value for value in values[name].split(",") if value]
        if part["type"] == "Input.ChoiceSet" and name in filled:
            assert set(chosen) <= {choice["value"] for choice in part["choices"]}
    save = next(button for button in buttons(card) if button["verb"] == FORM)
    return {**save["data"], **{name: value for name, value in values.items() if value}}


def _parts(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield value
        value = [part for name, part in value.items() if name != "fallback"]
    if isinstance(value, list | tuple):
        for part in value:
            yield from _parts(part)
