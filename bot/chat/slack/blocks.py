"""Small builders of the Block Kit blocks that Entente sends. Their texts are escaped by the caller."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.chat.notes import Button
from bot.chat.slack import limits_elements as most
from bot.chat.slack import text as words
from bot.chat.tidy import clip, tidy

Json = dict[str, Any]

MORE_ACTION = "entente_more"
"""The action of every menu; which entry was chosen stands in its value, as `action#value`."""
_IN_A_ROW = 5


def header(text: str) -> Json:
    """Return a header of plain text; shortcodes such as :smile: stay as written."""
    return {"type": "header", "text": _plain(text)}


def section(text: str) -> Json:
    """Return a section of mrkdwn in which Slack links nothing by itself."""
    return {"type": "section", "text": _mrkdwn(text)}


def context(texts: Sequence[str]) -> Json:
    """Return a context block, small and grey, of 1 to 10 texts."""
    return {"type": "context", "elements": [_mrkdwn(text) for text in texts]}


def with_button(block: Json, button: Button) -> Json:
    """Return a section with a button at its right."""
    return {**block, "accessory": _button(button, str(button.action))}


def divider() -> Json:
    """Return a thin line."""
    return {"type": "divider"}


def keyed(blocks: Sequence[Json], *, block_id: str) -> list[Json]:
    """Return `blocks` with the delivery key in the first one, where a look-up finds it."""
    return [{**blocks[0], "block_id": block_id}, *blocks[1:]]


def actions(buttons: Sequence[Button], menu: Sequence[Button] = (), *, opens: str | None = None) -> list[Json]:
    """Return rows of buttons with a menu at the end; the menu's last entry opens the address `opens`.

    An action that comes again gets a number, for Slack wants each id once in a message: `entente_delete:2`.
    """
    elements = [_button(button, name) for button, name in zip(buttons, _names(buttons), strict=True)]
    _tell_apart(elements)
    elements += _menu(menu, opens)
    rows = [elements[at : at + _IN_A_ROW] for at in range(0, len(elements), _IN_A_ROW)]
    return [{"type": "actions", "elements": row} for row in rows]


def _names(buttons: Sequence[Button]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for button in buttons:
        seen[button.action] = seen.get(button.action, 0) + 1
        yield str(button.action) if seen[button.action] == 1 else f"{button.action}:{seen[button.action]}"


def _tell_apart(elements: Sequence[Json]) -> None:
    """Put a number behind what a screen reader would say twice in the same words."""
    seen: dict[str, int] = {}
    for element in elements:
        said = element.get("accessibility_label")
        if said is None:
            continue
        seen[said] = seen.get(said, 0) + 1
        if seen[said] > 1:
            mark = f" ({seen[said]})"
            element["accessibility_label"] = clip(said, most.SPOKEN - len(mark)) + mark


def _button(button: Button, name: str) -> Json:
    drawn: Json = {
        "type": "button",
        "action_id": name,
        "text": _plain(words.plain(button.label, most.BUTTON_TEXT) or "…"),
        "value": button.value,
    }
    if button.spoken:
        drawn["accessibility_label"] = _spoken(button.spoken)
    if button.style:
        drawn["style"] = button.style
    if button.confirm:
        drawn["confirm"] = _confirm(button)
    return drawn


def _confirm(button: Button) -> Json:
    asked: Json = {
        "title": _plain("Are you sure?"),
        "text": _plain(words.plain(button.confirm, most.CONFIRM_TEXT) or "…"),
        "confirm": _plain(words.plain(button.label, most.CONFIRM_BUTTON) or "Yes"),
        "deny": _plain("Cancel"),
    }
    return {**asked, "style": button.style} if button.style else asked


def _menu(entries: Sequence[Button], opens: str | None) -> list[Json]:
    """Return the menu, or nothing where it has no entry whose value Slack takes."""
    options: list[Json] = []
    for number, entry in enumerate(entries, start=1):
        value = f"{entry.action}#{entry.value}"
        option: Json = {"text": _plain(words.plain(entry.label, most.OPTION_TEXT) or "…"), "value": value}
        if opens and number == len(entries):
            address = words.safe_url(opens)
            if address is None:
                continue
            option["url"] = address
        if len(value) <= most.OPTION_VALUE:
            options.append(option)
    return [{"type": "overflow", "action_id": MORE_ACTION, "options": options}] if options else []


def _spoken(text: str) -> str:
    """Return what a screen reader says: no text object, so nothing in it is decoded or escaped."""
    return clip(tidy(text.translate(_NO_ANGLES)), most.SPOKEN) or "…"


_NO_ANGLES = str.maketrans({"<": " ", ">": " "})


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def _mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text, "verbatim": True}
