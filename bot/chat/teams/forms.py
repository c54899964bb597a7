"""The form that makes or changes a subscription, as a card. Pure: a draft in, a message out.

`forms_read` reads it back; a form that is sent as it was shown changes nothing. A message of Teams holds 28 KB, and a
list of the world's countries takes 20 of them: countries and time zones are typed, and read as in a sentence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.chat.form_choices import WEEKDAY_OPTIONS, Choices, Option
from bot.chat.form_reading import ALERTS_A_DAY, EQUIPMENT, EXTRAS, GRACE, NOT_NAMES, NOT_SECTORS, NOT_TYPES, QUIET_DAYS
from bot.chat.forms import Draft
from bot.chat.platform import Payload
from bot.chat.teams import cards, text
from bot.chat.teams import forms_kit as kit
from bot.chat.teams.cards import Json
from bot.chat.teams.forms_kit import Values
from bot.chat.teams.forms_values import ALONE, Origin, origin_of, values_of
from bot.chat.teams.handlers_read import DATA, FORM
from bot.chat.teams.render_parts import fits, message
from bot.chat.wishes import Field

SEND, CANCEL = "send", "cancel"
Problems = Sequence[tuple[str, str]]
_UNKNOWN, _UNKNOWNS, _WORDS, _CHANNELS = 60, 12, 600, 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A form as it is to be seen: what stands in its fields, what is wrong by field, which channels are offered."""

    values: Values
    origin: Origin
    unknown: tuple[str, ...] = ()
    problems: Problems = ()
    channels: tuple[Option, ...] = ()


def form(draft: Draft, choices: Choices, *, place: str = "", channels: Sequence[Option] = ()) -> Payload:
    """Return the card that starts as `draft` says; raise ValueError where a message does not hold it all.

    `place` is what its channel is called, "" for the person alone; `channels` are offered where none is fixed.
    """
    shown = Shown(
        values=values_of(draft, choices, channels),
        origin=origin_of(draft, place=place),
        unknown=draft.unknown,
        channels=tuple(channels),
    )
    return drawn(shown, choices)


def drawn(shown: Shown, choices: Choices) -> Payload:
    """Return a form as it is to be seen; raise ValueError where a message does not hold it all."""
    most = min(len(shown.channels), _CHANNELS)
    while True:
        made = _drawn(replace(shown, channels=shown.channels[:most]), choices)
        if fits(made):
            return made
        if not most:
            raise ValueError("a message does not hold as much")
        most //= 2  # fewer channels to choose from: in one that is missing the form can be opened too


def _drawn(shown: Shown, choices: Choices) -> Payload:
    title = "Edit subscription" if shown.origin.edits else "New subscription"
    sections = _sections(shown, choices)
    names = {str(element["id"]) for _, fields in sections for element in fields}
    body = [cards.heading(title), *_top(shown, names), *_fields(sections, shown.problems), _buttons(shown.origin)]
    return message(body, f"{title}: something is to be put right" if shown.problems else f"{title}: a form to fill in")


def closed(words: str) -> Payload:
    """Return what stands in the place of a form that is done with, so that it is not sent again."""
    return message([cards.line(text.shown(words, _WORDS) or "…")], words)


def _top(shown: Shown, names: set[str]) -> Iterator[Json]:
    if shown.unknown:
        words = ", ".join(f"“{text.shown(word, _UNKNOWN)}”" for word in shown.unknown[:_UNKNOWNS])
        yield cards.line(f"Not understood: {words}. All else stands below.")
    yield from (kit.wrong(sentence) for name, sentence in shown.problems if name not in names)
    if shown.origin.fixed:
        place = text.shown(shown.origin.place, _UNKNOWN)
        yield cards.line(f"For {place}." if place else "For you alone, in this chat.")


def _fields(sections: Sequence[tuple[str, list[Json]]], problems: Problems) -> Iterator[Json]:
    """Yield the fields under their headings, each below what is wrong in it."""
    for heading, fields in sections:
        if heading:
            yield {**cards.line(heading, bold=True), "spacing": "Large", "separator": True}
        for element in fields:
            yield from (kit.wrong(sentence) for name, sentence in problems if name == element["id"])
            yield element


def _sections(shown: Shown, choices: Choices) -> tuple[tuple[str, list[Json]], ...]:
    values = shown.values
    return (
        ("", [] if shown.origin.fixed else [_where(shown)]),
        ("Who and what", list(_asked(values, choices))),
        ("When", list(_when(values))),
        ("How", list(_how(values, choices))),
        ("Leave out", list(_left_out(values))),
    )


def _where(shown: Shown) -> Json:
    options = ((ALONE, "Nobody but you"), *shown.channels)
    hint = " (in a channel that is missing here, write “subscribe” to me)"
    return kit.one_of(Field.CHANNEL, f"Where{hint}", options, shown.values)


def _asked(values: Values, choices: Choices) -> Iterator[Json]:
    yield kit.typed(Field.COUNTRIES, "Countries", values, hold="Pakistan, Türkiye; empty: every country")
    yield kit.typed(Field.PAIRS, "Pairs", values, hold="PK–TR, or PL→KR: PL supplies KR")
    yield kit.some_of(Field.SECTORS, "Sectors, every one where none is chosen", choices.sectors, values)
    yield kit.some_of(Field.TYPES, "Kinds of cooperation, likewise", choices.types, values)
    yield kit.one_of(Field.STAGE, "From which stage on", choices.stages, values)
    yield kit.one_of(Field.CERTAINTY, "How sure at least", choices.certainty, values)
    yield kit.typed(Field.NAMES, "Companies", values, hold="Baykar, Hanwha Aerospace")
    yield kit.typed(EQUIPMENT, "Equipment", values, hold="K2, Bayraktar TB2")
    yield kit.typed(Field.WORDS, "Words", values, hold="in a headline or a fact")


def _when(values: Values) -> Iterator[Json]:
    must = "Write a time such as 07:30."
    yield kit.typed(Field.SLOTS, "Times", values, hold="07:30, 17:00", must=must)
    days = "Choose a day of the week."
    yield kit.some_of(Field.WEEKDAYS, "Days", WEEKDAY_OPTIONS, values, style="expanded", must=days)
    yield kit.typed(Field.TIMEZONE, "Time zone", values, hold="Europe/Istanbul, or a city", must="Write a time zone.")
    hold = "2026-12-24 to 2027-01-02, or the text of an ICS file"
    yield kit.typed(Field.SKIP_DATES, "Days without a brief", values, hold=hold, lines=True)
    hint = "How late a brief may be, in minutes (empty: until midnight)"
    yield kit.typed(GRACE, hint, values, hold="120")


def _how(values: Values, choices: Choices) -> Iterator[Json]:
    number = "Write a whole number."
    yield kit.typed(Field.MAXIMUM, "Stories in a brief at most", values, hold="1 to 40", must=number)
    yield kit.one_of(Field.QUIET_DAY, "On a day without news", QUIET_DAYS, values, style="expanded")
    yield kit.typed(Field.QUIET_HOURS, "Quiet hours, in which no alert is posted", values, hold="20:00–07:00")
    # Teams shows a reply in its thread alone, so that is offered only where it is to be taken back.
    extras = [one for one in EXTRAS if one[0] != "broadcast" or "broadcast" in values.get(Field.EXTRAS, "")]
    yield kit.some_of(Field.EXTRAS, "Also", extras, values, style="expanded")
    yield kit.typed(ALERTS_A_DAY, "Alerts a day at most", values, hold="1 to 24", must=number)
    yield kit.one_of(Field.LANGUAGE, "Language of dates", choices.languages, values)


def _left_out(values: Values) -> Iterator[Json]:
    yield kit.typed(Field.EXCLUDE, "Not these countries", values, hold="None")
    # As text: the same menus twice would take a third of a message.
    yield kit.typed(NOT_SECTORS, "Not these sectors", values, hold="Named as above")
    yield kit.typed(NOT_TYPES, "Not these kinds", values, hold="Named as above")
    hold = "PK–IN, company: Elbit, equipment: F-16, word: exercise"
    yield kit.typed(NOT_NAMES, "Not these pairs, companies, equipment or words", values, hold=hold, lines=True)


def _buttons(origin: Origin) -> Json:
    send = {DATA: {"action": FORM, "value": SEND, "form": origin.data()}}
    cancel = {DATA: {"action": FORM, "value": CANCEL}}
    return {
        "type": "ActionSet",
        "actions": [
            _button("Save", send, style="positive"),
            # What was typed is not sent along, and need not be right.
            _button("Cancel", cancel, associatedInputs="none"),
        ],
    }


def _button(title: str, data: Json, **more: str) -> Json:
    submit = {"type": "Action.Submit", "title": title, "data": data, **more}
    return {"type": "Action.Execute", "title": title, "verb": FORM, "data": data, **more, "fallback": submit}
