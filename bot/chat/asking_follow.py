"""A question that goes on from the one before it: what it keeps, what it changes. Pure.

| said | becomes |
|---|---|
| no party: "drones", "since June" | the question before, with what is named put in the place of the same kind |
| "only drones" | the same |
| "and with Azerbaijan?", "also missiles" | what is named is added |
| "what about India instead" | the last party gives way; "India instead of Türkiye": that one does |
| "without drones", "not Qatar" | what is named is taken out |
| "the other way round" | supplier and receiver change places |
| "all sectors", "without dates", "both directions" | that limit falls |
| a party, and none of these words | a question of its own |
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bot.chat.asking_pieces import Piece, Pieces
from bot.chat.asking_words import Hit
from bot.domain.asked import Asked

ValueT = TypeVar("ValueT")
_LISTS = ("sectors", "types", "stages", "organisations", "designations")
_CLEARED = {"sectors_word": "sectors", "types_word": "types", "stages_word": "stages", "dates": "dates"}
_NEARBY = 24
UNCHANGED = "Nothing in this changes the question before it."
_ARTICLE = re.compile(r"\s*(?:(?:the|any|for|with|from|die|der|les|la|los)\s+)?", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """The words by which a question goes on from another; `cleared` are fields whose limit falls."""

    also: bool = False
    instead: bool = False
    only: bool = False
    without: bool = False
    swap: bool = False
    cleared: frozenset[str] = frozenset()

    @property
    def said(self) -> bool:
        """Whether there is any."""
        return bool(self.also or self.instead or self.only or self.without or self.swap or self.cleared)


def lead_of(pieces: Pieces) -> Lead:
    """Return the words by which `pieces` may go on from another question."""

    def anywhere(*roles: str) -> bool:
        return bool(pieces.of_role(*roles))

    def first(*roles: str) -> bool:
        return any(not pieces.text[: hit.start].strip(" ,.!?-–—") for hit in pieces.of_role(*roles))

    cleared = _cleared(pieces) | (frozenset({"direction"}) if anywhere("both") and not pieces.named else frozenset())
    return Lead(
        also=first("also") or _ends(pieces, "also") or (anywhere("post_also") and len(pieces.named) == 1),
        instead=anywhere("instead", "post_instead"),
        only=first("only") or anywhere("post_only") or _ends(pieces, "only"),
        without=bool(anywhere("without", "post_without") and not cleared and _refuses(pieces)),
        swap=anywhere("swap"),
        cleared=cleared,
    )


def _ends(pieces: Pieces, role: str) -> bool:
    return any(not pieces.text[hit.end :].strip(" .,!?") for hit in pieces.of_role(role))


def _refuses(pieces: Pieces) -> bool:
    """Whether a name stands right behind a word that leaves it out."""
    hits = pieces.of_role("without", "post_without")
    near = ((p.start - h.end if p.start >= h.end else h.start - p.end) for h in hits for p in pieces.named)
    return any(0 <= gap <= _NEARBY // 2 for gap in near)


def left_out(pieces: Pieces) -> list[Piece]:
    """Return what stands right behind a word that leaves it out: except Poland, not drones; "no" asks for it."""
    opens = [h for h in pieces.of_role("without") if pieces.text[h.start : h.end].casefold() != "no"]
    return [p for p in pieces.named if any(_ARTICLE.fullmatch(pieces.text, h.end, p.start) for h in opens)]


def _cleared(pieces: Pieces) -> frozenset[str]:
    """Return the fields of which all are asked for: all sectors, without dates, any time."""
    opens = pieces.of_role("everything", "without")
    if not pieces.named and any((h.start, h.end) == _bounds(pieces.text) for h in pieces.of_role("everything")):
        return frozenset(_CLEARED.values())
    found = {
        _CLEARED[hit.key]
        for hit in pieces.of_role(*_CLEARED)
        if _opened(hit, opens)
        or (hit.key == "dates" and pieces.text[hit.start : hit.end].casefold().startswith(_WHOLE))
    }
    return frozenset(found)


def _bounds(text: str) -> tuple[int, int]:
    """Return where the words of a text begin and end."""
    return len(text) - len(text.lstrip(_MARKS)), len(text.rstrip(_MARKS))


_MARKS = " .,!?"
_WHOLE = ("all ", "any ", "of all", "whole ")


def _opened(hit: Hit, opens: Sequence[Hit]) -> bool:
    return any(0 <= hit.start - one.end <= _NEARBY // 4 for one in opens)


def follow_up(before: Asked, said: Asked, lead: Lead) -> Asked:
    """Return the question that `said` makes of the one `before` it, or `said` where it stands alone."""
    if not lead.said and (said.parties or said.empty):
        return said
    changed: dict[str, Any] = {name: _changed(getattr(before, name), getattr(said, name), lead) for name in _LISTS}
    changed |= {name: () for name in lead.cleared if name in _LISTS}
    if "direction" in lead.cleared:
        changed |= {"direction": None}
    if "dates" in lead.cleared:
        changed |= {"since": None, "until": None}
    elif said.since or said.until:
        changed |= {"since": said.since, "until": said.until}
    told: dict[str, Any] = {
        "unknown": said.unknown,
        "notes": said.notes,
        "suggestions": said.suggestions,
        "problem": "",
    }
    changed |= _parties(before, said, lead) | told
    after = replace(before, **changed)
    if after.subject == before.subject and (after.since, after.until) == (before.since, before.until):
        return replace(after, notes=(*after.notes, UNCHANGED))
    return after


def _changed(before: tuple[ValueT, ...], said: tuple[ValueT, ...], lead: Lead) -> tuple[ValueT, ...]:
    if not said:
        return before
    if lead.without:
        return tuple(one for one in before if one not in said)
    return tuple(dict.fromkeys((*before, *said))) if lead.also and not lead.instead else said


def _parties(before: Asked, said: Asked, lead: Lead) -> dict[str, Any]:
    """Return countries, groups and direction of the changed question."""
    was, named = before.parties, said.parties
    if lead.swap:
        ends = before.direction or (was if len(was) == 2 else None)
        return {"direction": (ends[1], ends[0]) if ends else None}
    if not named:
        return {}
    direction = said.direction or before.direction
    if lead.without:
        kept = tuple(one for one in was if one not in named)
    elif lead.instead:
        kept, direction = _replaced(was, named, direction)
    elif lead.only:
        kept = named
    else:
        kept = tuple(dict.fromkeys((*was, *named)))
    direction = said.direction or (direction if len(kept) == 2 else None)
    direction = direction if direction and set(direction) <= set(kept) else None
    groups = {*before.groups, *said.groups}
    return {
        "countries": tuple(one for one in kept if one not in groups),
        "groups": tuple(one for one in kept if one in groups),
        "direction": direction,
    }


def _replaced(
    was: tuple[str, ...], named: tuple[str, ...], direction: tuple[str, str] | None
) -> tuple[tuple[str, ...], tuple[str, str] | None]:
    """Return the parties once the new ones have taken their places, and the direction with them."""
    new = [one for one in named if one not in was]
    old = [one for one in named if one in was]
    if len(new) == 1 and (len(old) == 1 or not old) and was:
        away = old[0] if old else was[-1]
        swapped = tuple(new[0] if one == away else one for one in was)
        turned = tuple(new[0] if one == away else one for one in direction) if direction else ()
        return swapped, (turned[0], turned[1]) if len(turned) == 2 else None
    return named, None
