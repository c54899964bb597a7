"""A form that was sent in Slack, read back. Pure.

Slack gives null for a field left empty.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from bot.chat.form_lists import Understand
from bot.chat.form_reading import read_wish
from bot.chat.heard import Filled
from bot.chat.slack.reading_forms_state import FormState, Part
from bot.chat.wishes import Field


def read_form(view: Part, *, understand: Understand) -> Filled:
    """Return what the form in `view` asks for; its problems stand in the wish. `understand` reads typed names."""
    form, known = FormState(view), metadata(view)
    channel, personal = _channel(form, known)
    wish = read_wish(form, owners=_owners(form), personal=personal, understand=understand)
    return Filled(wish=wish, channel=channel, edits=_text(known.get("edits")) or None)


def metadata(view: Part) -> Part:
    """Return what the form was opened with: at, channel, edits, fixed."""
    try:
        held = json.loads(_text(view.get("private_metadata")) or "{}")
    except ValueError:
        return {}
    return held if isinstance(held, Mapping) else {}


def errors_by_block(view: Part, problems: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return `problems`, by field, as errors by block: those of a field that is not shown stand at the first one."""
    shown = [_text(block.get("block_id")) for block in view.get("blocks") or () if block.get("type") == "input"]
    errors: dict[str, str] = {}
    for field, sentence in problems:
        block = field if field in shown else next(iter(shown), field)
        errors[block] = f"{errors[block]} {sentence}" if block in errors else sentence
    return errors


def _channel(form: FormState, known: Part) -> tuple[str, bool]:
    """Return the channel, and whether it is for the person alone: nobody chose one where one could be chosen."""
    if known.get("fixed", True):
        return _text(known.get("channel")), False
    chosen = _text(form.picked(Field.CHANNEL, "selected_conversation"))
    return chosen, not chosen


def _owners(form: FormState) -> tuple[str, ...] | None:
    chosen = form.picked(Field.OWNERS, "selected_users")
    people = tuple(_text(each) for each in chosen) if isinstance(chosen, list | tuple) else ()
    return tuple(dict.fromkeys(filter(None, people))) or None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
