"""Which of a channel's subscriptions is meant. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.topic import Subscription

NONE_YET = "This channel has no subscription yet. Say “subscribe”, for example: subscribe Pakistan Türkiye at 07:30."
ALL = "all"
_DIGITS = 4  # a longer number is no place in a list


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """Why it cannot be said which one is meant, a line to be shown."""

    problem: str


def find(listed: Sequence[Subscription], which: str) -> Subscription | Unclear:
    """Return the one of `listed` (as a list numbers them) that `which` names: a number, an id, or "" for the only one.

    An id may be cut short as long as it stays clear.
    """
    named = which.strip().removeprefix("#").casefold()
    if not listed:
        return Unclear(problem=NONE_YET)
    if named and not (named.isdecimal() and len(named) < _DIGITS):
        return _by_name(listed, named) or Unclear(
            problem=f"Nothing here is called “{which.strip()[:60]}”; “list” shows what there is, by number."
        )
    place = int(named) if named else int(len(listed) == 1)
    if 1 <= place <= len(listed):
        return listed[place - 1]
    asked = f"There is no number {place} here" if named else "Which one? Say its number"
    return Unclear(problem=f"{asked}; “list” shows 1 to {len(listed)}.")


def find_several(listed: Sequence[Subscription], which: str) -> tuple[Subscription, ...] | Unclear:
    """Return those of `listed` that `which` names: one of them as `find` does, or every one for "all"."""
    if which.strip().casefold() == ALL and listed:
        return tuple(listed)
    found = find(listed, which)
    return found if isinstance(found, Unclear) else (found,)


def _by_name(listed: Sequence[Subscription], named: str) -> Subscription | None:
    exact = [one for one in listed if one.id.casefold() == named]
    begun = exact or [one for one in listed if one.id.casefold().startswith(named)]
    return begun[0] if len(begun) == 1 else None
