"""A wish flattened to what was said, in short words, to be compared with a row of a file of phrasings."""

from typing import Any

from bot.chat.wishes import EVERYTHING, Wish
from bot.domain.topic import Pair, Topic

_SHORT = {
    "weekdays": "days",
    "timezone": "zone",
    "max_stories": "max",
    "grace_minutes": "grace",
    "skip_dates": "skip",
}
_MOVES = ("add_slots", "drop_slots", "add_days", "drop_days")
_PLAIN = (
    *_MOVES,
    *("slots", "weekdays", "timezone", "language", "max_stories", "quiet_day", "grace_minutes", "alerts"),
    *("alerts_per_day", "digest", "broadcast", "owners", "skip_dates", "calendar"),
)


def flat(wish: Wish) -> dict[str, Any]:
    """Return what `wish` says: names joined by blanks, by | where one holds a blank.

    Topics of an edit have their mode before each field.
    """
    told = _topics(wish)
    for name in _PLAIN:
        value = getattr(wish, name)
        if value is not None and not (value == () and name in _MOVES):
            told[_SHORT.get(name, name)] = _joined(value) if isinstance(value, tuple) else value
    hours = wish.quiet_hours
    rest = {
        "quiet": "off" if hours == "" else f"{hours.start}-{hours.end}" if hours else None,
        "personal": wish.personal,
        "unknown": list(wish.unknown),
        "problems": [where.value for where, _ in wish.problems],
    }
    return told | {name: value for name, value in rest.items() if value}


def _topics(wish: Wish) -> dict[str, Any]:
    told: dict[str, Any] = {"everything": True} if wish.topic == EVERYTHING else {}
    if wish.topic is not None:
        told |= _topic(wish.topic, "")
    if wish.change is not None:
        for mode in ("put", "add", "drop"):
            told |= _topic(getattr(wish.change, mode), f"{mode}.")
        told |= {"clear": " ".join(wish.change.clear)} if wish.change.clear else {}
    return told


def _topic(topic: Topic, prefix: str) -> dict[str, str]:
    values = {name: getattr(topic, name) for name in Topic.model_fields}
    return {f"{prefix}{name}": _joined(value) for name, value in values.items() if value}


def _joined(value: Any) -> str:
    if not isinstance(value, tuple):
        return str(value)
    words = [_pair(one) if isinstance(one, Pair) else str(one) for one in value]
    return ("|" if any(" " in word for word in words) else " ").join(words)


def _pair(pair: Pair) -> str:
    return f"{pair.first}{'>' if pair.directed else '-'}{pair.second}"
