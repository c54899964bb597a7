"""A person's home as a card in their chat with the bot: their subscriptions, what they follow, how to go on. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.chat import dates
from bot.chat.forms import Home, HomeCard
from bot.chat.heard import Action
from bot.chat.notes import Button
from bot.chat.platform import Payload
from bot.chat.teams import cards, text
from bot.chat.teams.cards import DATA_KEY, Json
from bot.chat.teams.handlers_read import HOME
from bot.chat.teams.render_parts import fits, message
from bot.domain.topic import FOREVER

MAX_CARDS, MAX_NOTES = 20, 12
"""How many of each are shown at most; fewer where a message does not hold them."""
_PLACE, _SAID, _LINES, _LAST, _NOTE, _SPOKEN = 80, 300, 6, 200, 200, 150
_TITLE = "Briefs on defence-industry cooperation"
_EMPTY = (
    "No subscription yet. A brief tells a channel, or you alone, who builds, buys or develops what with whom, and how"
    " far it has got. Press “New subscription”, or write “@Entente subscribe PK-TR drones at 07:30” in a channel."
)


def home_card(home: Home, *, now: datetime) -> Payload:
    """Return the home as it stands at `now`, with as many subscriptions as a message holds."""
    most, notes = MAX_CARDS, MAX_NOTES
    while True:
        made = _drawn(home, now, most, notes)
        if fits(made) or most <= 1:
            return made
        most, notes = most - max(1, most // 5), max(2, notes - 2)


def _drawn(home: Home, now: datetime, most: int, notes: int) -> Payload:
    shown = home.cards[:most]
    body = [cards.heading(_TITLE), *_new(), *([] if shown else [cards.line(_EMPTY)])]
    for number, card in enumerate(shown, start=1):
        body += _card(card, number, zone=home.zone, now=now)
    if left := len(home.cards) - len(shown):
        body.append(_apart(f"And {left} more: “@Entente list” in their channels shows them."))
    body += [*_notes(home, notes), *_foot(home, notes)]
    count = len(home.cards)
    told = f"Your Entente: {count} subscription{'' if count == 1 else 's'}" if count else "Your Entente"
    return message(_marked(body), told)


def _new() -> list[Json]:
    new = Button(
        action=Action.NEW, label="New subscription", value="", spoken="Set up a new subscription", style="primary"
    )
    return cards.actions([new])


def _card(card: HomeCard, number: int, *, zone: str, now: datetime) -> Iterator[Json]:
    yield _apart(text.shown(card.place, _PLACE) or "Somewhere", bold=True)
    said = [line for line in card.said.splitlines() if line.strip()][:_LINES]
    yield from (cards.line(shown, close=True) for line in said if (shown := text.shown(line, _SAID)))
    yield cards.line(_standing(card, zone=zone, now=now), small=True, close=True)
    yield from cards.actions(list(_buttons(card, number, now)))


def _standing(card: HomeCard, *, zone: str, now: datetime) -> str:
    """Return when a brief comes next and how the last went; or since when it is paused, and why."""
    said = _paused(card, zone, now)
    if not said:
        said = f"Next: {_moment(card.next_due, zone)}" if card.next_due else "Nothing is due"
    last = text.shown(card.last, _LAST)
    return " · ".join((said, f"Last: {last}" if last else "No brief yet"))


def _paused(card: HomeCard, zone: str, now: datetime) -> str:
    until = card.subscription.paused_until
    if until is None or until <= now:
        return ""
    note = text.shown(card.subscription.pause_note, _NOTE)
    lasts = "until resumed" if until >= FOREVER else f"until {_moment(until, zone)}"
    return f"⏸ Paused {lasts}" + (f": {note}" if note else "")


def _moment(moment: datetime, zone: str) -> str:
    return f"{dates.day(moment, zone)}, {dates.clock(moment, zone)} {dates.place(zone)}"


def _buttons(card: HomeCard, number: int, now: datetime) -> Iterator[Button]:
    subscription, place = card.subscription, text.plain(card.place, _SPOKEN // 2)

    def button(action: Action, label: str, confirm: str = "") -> Button:
        spoken = f"{label} subscription {number}, {place}"
        return Button(action=action, label=label, value=subscription.id, spoken=spoken, confirm=confirm)

    if card.mine:
        paused = subscription.paused_until is not None and subscription.paused_until > now
        yield button(Action.EDIT, "Edit")
        yield button(Action.RESUME, "Resume") if paused else button(Action.PAUSE, "Pause")
    yield button(Action.TEST, "Test")
    if card.mine:
        yield button(Action.DELETE, "Delete", f"No more briefs come ({place}). Threads that are there stay.")


def _notes(home: Home, most: int) -> Iterator[Json]:
    shown = [line for note in home.notes[:most] if (line := text.shown(note, _NOTE))]
    yield from (cards.line(line, close=at > 0, apart=at == 0) for at, line in enumerate(shown))
    if (left := len(home.notes) - most) > 0:
        yield cards.line(f"and {left} more", small=True, close=True)


def _foot(home: Home, most: int) -> Iterator[Json]:
    town = text.shown(dates.place(home.zone), _PLACE)
    asked = "“help” says what can be asked, “privacy” what is stored, “home” shows this anew."
    yield {**_apart(f"{asked} Times are those of {town}."), "size": "Small", "isSubtle": True}
    if home.admin:
        status = [text.shown(line, _NOTE) for line in home.status[:most]]
        yield _apart("For administrators", bold=True)
        yield from (cards.line(line, small=True, close=True) for line in (*status, "More: “sources”") if line)


def _apart(words: str, *, bold: bool = False) -> Json:
    return {**cards.line(words, bold=bold, apart=True), "separator": True}


def _marked(value: Any) -> Any:
    """Return elements whose buttons say that they stand in a home, wherever they are within."""
    if isinstance(value, list):
        return [_marked(each) for each in value]
    if not isinstance(value, dict):
        return value
    ours = value.get(DATA_KEY)
    if isinstance(ours, dict):
        return {**value, DATA_KEY: {**ours, HOME: True}}
    return {name: _marked(each) for name, each in value.items()}
