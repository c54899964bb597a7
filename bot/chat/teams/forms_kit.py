"""Small builders of the inputs of a form. Pure; texts come from us, values from a draft or from a person.

Teams sends an input back under its id: a text as it was typed, of a menu the values, of one with several joined by
commas.
"""

from collections.abc import Mapping, Sequence

from bot.chat.form_choices import Option
from bot.chat.teams import cards, text
from bot.chat.teams import limits_elements as most
from bot.chat.teams.cards import Json

Values = Mapping[str, str]
"""What stands in the fields, by id."""
BETWEEN = ","
"""Joins the values of a menu of several."""


def typed(name: str, label: str, values: Values, *, hold: str = "", lines: bool = False, must: str = "") -> Json:
    """Return a text field; `hold` stands in an empty one, `must` is said where it was left empty.

    Numbers are typed as text too: a field of numbers refuses a wrong one without a word on why.
    """
    element: Json = {"type": "Input.Text", "id": name, "label": label}
    element |= {"value": values[name]} if values.get(name) else {}
    element |= {"placeholder": hold} if hold else {}
    element |= {"isMultiline": True} if lines else {}
    return element | (_needed(must) if must else {})


def one_of(
    name: str,
    label: str,
    options: Sequence[Option],
    values: Values,
    *,
    style: str = "compact",
) -> Json:
    """Return a menu of which one is taken; one that none of the options is stands last."""
    return _menu(name, label, options, values, style=style, must="Choose one.")


def some_of(
    name: str, label: str, options: Sequence[Option], values: Values, *, style: str = "compact", must: str = ""
) -> Json:
    """Return a menu of which any number is taken."""
    return {**_menu(name, label, options, values, style=style, must=must), "isMultiSelect": True}


def wrong(sentence: str) -> Json:
    """Return the line above a field that says what is wrong in it."""
    return {**cards.line(text.shown(sentence, most.TEXT)), "color": "Attention", "weight": "Bolder"}


def _menu(name: str, label: str, options: Sequence[Option], values: Values, *, style: str, must: str) -> Json:
    chosen = [value for value in values.get(name, "").split(BETWEEN) if value]
    known = {value for value, _ in options}
    others = [(value, value) for value in dict.fromkeys(chosen) if value not in known]
    shown = [{"title": text.plain(title, most.LABEL), "value": value} for value, title in (*options, *others)]
    element: Json = {
        "type": "Input.ChoiceSet",
        "id": name,
        "label": label,
        "style": style,
        "wrap": True,
        "choices": shown,
    }
    element |= {"value": BETWEEN.join(chosen)} if chosen else {}
    return element | (_needed(must) if must else {})


def _needed(sentence: str) -> Json:
    return {"isRequired": True, "errorMessage": sentence}
