"""What a deal is about, in a few words: what a lock screen and a line of changes have room for. Pure."""

from bot.briefing.labels import Labels
from bot.domain.brief import BriefItem
from bot.domain.vocabulary import FactKind

_THINGS = (FactKind.DESIGNATION, FactKind.QUANTITY)
_MOST_PARTIES = 3
_LONGEST = 48


def subject(item: BriefItem, labels: Labels) -> str:
    """Return what is bought or built, such as "180 K2", else the sector, "cooperation" where not even that is known."""
    thing = next((fact.text for fact in item.facts if fact.kind in _THINGS), "")
    if 0 < len(thing) <= _LONGEST:
        return thing
    return labels.sectors[item.sectors[0]].casefold() if item.sectors else "cooperation"


def value(item: BriefItem) -> str:
    """Return what it is worth, as the first figure of money says, "" where none is known."""
    return next((fact.text for fact in item.facts if fact.kind is FactKind.VALUE), "")


def move(item: BriefItem, labels: Labels) -> str:
    """Return how far it has got: "talks → contract" where it moved, else the stage, "" where that is unknown."""
    if item.stage is None:
        return ""
    now = labels.stages[item.stage]
    if item.previous_stage is None or item.previous_stage is item.stage:
        return now
    return f"{labels.stages[item.previous_stage]} → {now}"


def in_short(item: BriefItem, labels: Labels) -> str:
    """Return an item in one line of codes and words: "PL–KR 180 K2: talks → contract"."""
    codes = list(dict.fromkeys(party.country for party in item.parties))[:_MOST_PARTIES]
    who = "–".join(codes)
    return ": ".join(filter(None, (f"{who} {subject(item, labels)}".strip(), move(item, labels))))
