"""Small builders of the parts of an Adaptive Card that Entente sends. Their texts are made harmless by the caller."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.chat.notes import Button
from bot.chat.teams import limits, text
from bot.chat.teams import limits_elements as most
from bot.chat.tidy import clip

Json = dict[str, Any]

DATA_KEY = "entente"
"""Under this name stand what was pressed and its value, in the data of an Action.Execute and of its fallback."""
_MORE = "More"
_STYLES = {"primary": "positive", "danger": "destructive"}


def card(body: Sequence[Json], *, said: str = "") -> Json:
    """Return a card; `said` is what a client shows that cannot draw it."""
    fallback = {"fallbackText": said} if said else {}
    return {
        "type": "AdaptiveCard",
        "version": limits.VERSION,
        **fallback,
        # A team's column is narrow by default, and lines of a brief are long.
        "msteams": {"width": "full"},
        "body": list(body),
    }


def line(words: str, *, bold: bool = False, small: bool = False, close: bool = False, apart: bool = False) -> Json:
    """Return a text: `small` is smaller and paler, `close` right below what stands before, `apart` well below."""
    drawn: Json = {"type": "TextBlock", "text": words, "wrap": True}
    if bold:
        drawn["weight"] = "Bolder"
    if small:
        drawn |= {"size": "Small", "isSubtle": True}
    if close or apart:
        drawn["spacing"] = "Medium" if apart else "Small"
    return drawn


def heading(words: str) -> Json:
    """Return the line that says what the card is about, a heading to a screen reader."""
    return {"type": "TextBlock", "text": words, "wrap": True, "size": "Medium", "weight": "Bolder", "style": "heading"}


def to_copy(words: str, *, number: int) -> Json:
    """Return text in a field: the only place of a card where every client lets it be selected, as it stands."""
    return {
        "type": "Input.Text",
        "id": f"entente_copy_{number}",
        "label": "To copy" if number == 1 else f"To copy, part {number}",
        "isMultiline": True,
        "value": words,
    }


def keyed(body: Sequence[Json], key: str | None) -> list[Json]:
    """Return `body` with the delivery key as the id of its first element."""
    return [{**body[0], "id": key}, *body[1:]] if key else list(body)


def actions(buttons: Sequence[Button], menu: Sequence[Button] = (), *, opens: str | None = None) -> list[Json]:
    """Return rows of buttons, the menu behind a last one; the menu's last entry opens the address `opens`.

    What asks to be confirmed opens the question first, with the button that does it below.
    """
    drawn = [_asked(button, spoken) for button, spoken in zip(buttons, _told_apart(buttons), strict=True)]
    drawn += _menu(menu, opens)
    return [{"type": "ActionSet", "actions": row} for row in _rows(drawn)]


def execute(title: str, verb: str, value: str, *, tooltip: str = "", style: str = "") -> Json:
    """Return a button that is answered in the card; older clients send the same as a message."""
    data = {DATA_KEY: {"action": verb, "value": value}}
    shared: Json = {"title": title, **({"tooltip": tooltip} if tooltip else {}), **({"style": style} if style else {})}
    submit = {"type": "Action.Submit", "title": title, "data": data}
    return {"type": "Action.Execute", **shared, "verb": verb, "data": data, "fallback": submit}


def opening(title: str, url: str) -> Json:
    """Return a button that opens an address."""
    return {"type": "Action.OpenUrl", "title": title, "url": url}


def _rows(drawn: Sequence[Json]) -> Iterator[list[Json]]:
    yield from (list(drawn[at : at + most.ACTIONS]) for at in range(0, len(drawn), most.ACTIONS))


def _asked(button: Button, spoken: str) -> Json:
    drawn = _execute(button, spoken)
    if not button.confirm:
        return drawn
    question = line(text.shown(button.confirm, most.LABEL) or "…")
    shown: Json = {name: drawn[name] for name in ("title", "tooltip", "style") if name in drawn}
    sure = _execute(button, "")
    sure["title"] = sure["fallback"]["title"] = clip(f"Yes: {sure['title']}", most.TITLE)
    return {
        "type": "Action.ShowCard",
        **shown,
        "card": {"type": "AdaptiveCard", "body": [question], "actions": [sure]},
    }


def _execute(button: Button, spoken: str) -> Json:
    title = text.plain(button.label, most.TITLE) or "…"
    style = _STYLES.get(button.style, "")
    return execute(title, str(button.action), button.value, tooltip=spoken, style=style)


def _told_apart(buttons: Sequence[Button]) -> Iterator[str]:
    """Yield what is said of each button, with a number behind what was said before."""
    seen: dict[str, int] = {}
    for button in buttons:
        said = text.plain(button.spoken, most.TOOLTIP)
        seen[said] = seen.get(said, 0) + 1
        mark = f" ({seen[said]})" if said and seen[said] > 1 else ""
        yield clip(said, most.TOOLTIP - len(mark)) + mark if said else ""


def _menu(entries: Sequence[Button], opens: str | None) -> list[Json]:
    """Return the button behind which the menu stands, or nothing where the menu has no entry."""
    drawn = [_asked(entry, said) for entry, said in zip(entries, _told_apart(entries), strict=True)]
    if opens and drawn:
        address = text.safe_url(opens)
        drawn[-1:] = [opening(drawn[-1]["title"], address)] if address else []
    if not drawn:
        return []
    rows = [{"type": "ActionSet", "actions": row} for row in _rows(drawn)]
    inner = {"type": "AdaptiveCard", "body": rows}
    return [{"type": "Action.ShowCard", "title": _MORE, "tooltip": "More to do with this", "card": inner}]
