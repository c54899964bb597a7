"""Deals: stories on one programme between the same parties over time."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import DealId, StoryId, digest
from bot.domain.vocabulary import Sector, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """One programme between the same parties: its stories and the furthest stage they report."""

    id: DealId
    countries: tuple[str, ...]
    programme: str
    sectors: tuple[Sector, ...]
    story_ids: tuple[StoryId, ...]
    stage: Stage | None
    first_seen: datetime
    last_changed: datetime


def deal_id(countries: tuple[str, ...], programme: str) -> DealId:
    """Return the id of the deal of these parties (order aside) on `programme` (case aside)."""
    return DealId(digest("deal", *sorted(countries), programme.casefold()))
