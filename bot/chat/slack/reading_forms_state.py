"""What a sent form holds, field by field, whatever a payload lacks or forges. Pure."""

from collections.abc import Mapping
from typing import Any

from bot.chat.form_lists import split
from bot.chat.slack.modal_kit import MARK, action_of
from bot.chat.wishes import Field

Part = Mapping[str, Any]


class FormState:
    """The values of a form by block, and the problems found in them."""

    def __init__(self, view: Part) -> None:
        """Take the state out of `view`; one without a state holds nothing."""
        state = view.get("state")
        values = state.get("values") if isinstance(state, Mapping) else None
        self._values: Part = values if isinstance(values, Mapping) else {}
        self._blocks = [block for block in view.get("blocks") or () if isinstance(block, Mapping)]
        self._had: dict[str, frozenset[str]] = {}
        self.problems: list[tuple[Field, str]] = []

    def text(self, block: str) -> str | None:
        """Return what was typed in a block and those that continue it; None where nothing was."""
        names = [block, *(name for name in self._values if name.startswith(f"{block}{MARK}"))]
        typed = [value for name in names if isinstance(value := self._element(name).get("value"), str) and value]
        return "\n".join(typed) or None

    def had(self, block: str, item: str) -> bool:
        """Whether an item stood in the field of a block, or in those that continue it, when the form was opened."""
        if block not in self._had:
            self._had[block] = frozenset(split(self._started(block)))
        return item in self._had[block]

    def one(self, block: str) -> str | None:
        """Return the value chosen in a menu, None where none was."""
        option = self._element(block).get("selected_option")
        return str(option.get("value", "")) or None if isinstance(option, Mapping) else None

    def some(self, block: str) -> tuple[str, ...]:
        """Return the values chosen in a menu, each once."""
        options = self._element(block).get("selected_options")
        chosen = (str(each.get("value", "")) for each in options or () if isinstance(each, Mapping))
        return tuple(dict.fromkeys(filter(None, chosen)))

    def picked(self, block: str, name: str) -> Any:
        """Return what a picker of channels or people holds."""
        return self._element(block).get(name)

    def whole(self, block: str, field: Field, *, least: int, most: int) -> int | None:
        """Return a whole number between `least` and `most`; None where there is none, with a problem if it is wrong."""
        typed = (self.text(block) or "").strip()
        if typed and not (typed.isascii() and typed.isdecimal() and least <= int(typed[:9]) <= most):
            self.problem(field, f"A whole number from {least} to {most}.")
            return None
        return int(typed) if typed else None

    def problem(self, field: Field, sentence: str) -> None:
        """Keep what is wrong, in a sentence to be shown."""
        self.problems.append((field, sentence))

    def _started(self, block: str) -> str:
        named = (each for each in self._blocks if str(each.get("block_id", "")).split(MARK)[0] == block)
        elements = (each.get("element") for each in named)
        held = (each.get("initial_value") for each in elements if isinstance(each, Mapping))
        return "\n".join(value for value in held if isinstance(value, str))

    def _element(self, block: str) -> Part:
        held = self._values.get(block)
        element = held.get(action_of(block)) if isinstance(held, Mapping) else None
        return element if isinstance(element, Mapping) else {}
