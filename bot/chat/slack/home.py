"""A person's home tab: their subscriptions as cards, what they follow, how to go on. Pure: a home in, a view out."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.chat import dates
from bot.chat.forms import Home, HomeCard
from bot.chat.heard import Action
from bot.chat.slack import blocks as kit
from bot.chat.slack import text
from bot.chat.slack.limits_elements import BUTTON_VALUE, CONFIRM_TEXT, SPOKEN
from bot.chat.slack.modal_kit import Json, plain
from bot.domain.topic import FOREVER, Subscription

MAX_CARDS, MAX_NOTES = 20, 12
"""How many of each are shown: a view holds 100 blocks, a card takes four."""
_PLACE, _SAID, _LAST, _NOTE = 80, 1_500, 400, 200
_EMPTY = (
    "No subscription yet. A brief tells a channel, or you alone, who builds, buys or develops what with whom, and how"
    " far it has got. Press *New subscription*, or write `/entente subscribe PK-TR drones at 07:30` in a channel."
)


def home_view(home: Home, *, now: datetime) -> dict[str, Any]:
    """Return the home tab as it stands at `now`."""
    return {"type": "home", "blocks": [*_top(home), *_cards(home, now), *_notes(home), *_foot(home)]}


def _top(home: Home) -> Iterator[Json]:
    yield kit.header("Briefs on defence-industry cooperation")
    new = _button(Action.NEW, 0, "New subscription", spoken="Set up a new subscription", style="primary")
    yield {"type": "actions", "block_id": "new", "elements": [new]}
    if not home.cards:
        yield kit.section(_EMPTY)


def _cards(home: Home, now: datetime) -> Iterator[Json]:
    for number, card in enumerate(home.cards[:MAX_CARDS], start=1):
        yield kit.divider()
        place, said = text.mrkdwn(card.place, _PLACE), _lines(card.said, _SAID)
        yield kit.section(f"*{place or 'Somewhere'}*\n{said}" if said else f"*{place or 'Somewhere'}*")
        yield kit.context([_standing(card, zone=home.zone, now=now)])
        yield {"type": "actions", "block_id": f"card-{number}", "elements": list(_buttons(card, number, now))}
    left = len(home.cards) - MAX_CARDS
    if left > 0:
        yield kit.divider()
        yield kit.section(f"And {left} more: `/entente list` in their channels shows them.")


def _standing(card: HomeCard, *, zone: str, now: datetime) -> str:
    """Return when a brief comes next and how the last went; or since when it is paused, and why."""
    said = _paused(card.subscription, zone, now)
    if not said:
        said = f"Next: {_moment(card.next_due, zone)}" if card.next_due else "Nothing is due"
    last = text.mrkdwn(card.last, _LAST)
    return " · ".join(filter(None, (said, f"Last: {last}" if last else "No brief yet")))


def _paused(subscription: Subscription, zone: str, now: datetime) -> str:
    until = subscription.paused_until
    if until is None or until <= now:
        return ""
    note = text.mrkdwn(subscription.pause_note, _NOTE)
    lasts = "until resumed" if until >= FOREVER else f"until {_moment(until, zone)}"
    return f":double_vertical_bar: *Paused {lasts}*" + (f": {note}" if note else "")


def _moment(moment: datetime, zone: str) -> str:
    return f"{dates.day(moment, zone)}, {dates.clock(moment, zone)} {dates.place(zone)}"


def _buttons(card: HomeCard, number: int, now: datetime) -> Iterator[Json]:
    subscription, place = card.subscription, text.plain(card.place, SPOKEN // 2)

    def button(action: Action, label: str, *, confirm: str = "") -> Json:
        spoken = f"{label} subscription {number}, {place}"
        value = subscription.id[:BUTTON_VALUE]
        return _button(action, number, label, value=value, spoken=spoken, confirm=confirm)

    if card.mine:
        paused = subscription.paused_until is not None and subscription.paused_until > now
        yield button(Action.EDIT, "Edit")
        yield button(Action.RESUME, "Resume") if paused else button(Action.PAUSE, "Pause")
    yield button(Action.TEST, "Test")
    if card.mine:
        question = f"No more briefs come to {place}. Threads that are there stay."
        yield button(Action.DELETE, "Delete", confirm=question)


def _button(
    action: Action, number: int, label: str, *, spoken: str, value: str = "", style: str = "", confirm: str = ""
) -> Json:
    made: Json = {
        "type": "button",
        "action_id": f"{action}:{number}",
        "text": plain(label),
        "accessibility_label": spoken[:SPOKEN],
    }
    made |= {"value": value} if value else {}
    made |= {"style": style} if style else {}
    if confirm:
        made["confirm"] = {
            "title": plain(f"{label}?"),
            "text": plain(confirm[:CONFIRM_TEXT]),
            "confirm": plain(label),
            "deny": plain("Keep"),
            "style": "danger",
        }
    return made


def _notes(home: Home) -> Iterator[Json]:
    if not home.notes:
        return
    yield kit.divider()
    for note in home.notes[:MAX_NOTES]:
        yield kit.section(_lines(note, _NOTE * 3) or "–")
    left = len(home.notes) - MAX_NOTES
    if left > 0:
        yield kit.context([f"and {left} more"])


def _foot(home: Home) -> Iterator[Json]:
    yield kit.divider()
    town = text.mrkdwn(dates.place(home.zone), _PLACE)
    asked = "`/entente help` says what can be asked, `/entente privacy` what is stored."
    yield kit.context([f"{asked} Times are those of {town}. What *Test* finds comes under Messages."])
    if home.admin:
        status = [text.mrkdwn(line, _NOTE) for line in home.status[:MAX_NOTES]]
        yield kit.context(["\n".join(filter(None, ("*For administrators*", *status, "More: `/entente sources`")))])


def _lines(said: str, limit: int) -> str:
    """Return text of several lines, each escaped, together at most `limit` characters long."""
    lines = [line for line in said.splitlines() if line.strip()]
    each = limit // max(len(lines), 1) - 1
    return "\n".join(filter(None, (text.mrkdwn(line, each) for line in lines)))
