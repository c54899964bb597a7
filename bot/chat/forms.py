"""Forms and homes as values: what a form starts with, what a person's home shows. Platforms draw them. Pure."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.topic import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a form starts with: a subscription as it is or as it was typed; `edits` its id where it is there already.

    A channel may be chosen where it is not fixed. `unknown` are words that were not understood, shown on top. `at` is
    the channel where the form was asked for and is answered, "" at home, None where the subscription belongs.
    """

    start: Subscription
    edits: str | None = None
    channel_fixed: bool = True
    unknown: tuple[str, ...] = ()
    at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeCard:
    """A subscription as a home shows it: in words, when it comes next, how the last went, what may be done."""

    subscription: Subscription
    said: str
    place: str
    next_due: datetime | None
    last: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A person's home. `notes` are lines such as what they follow; `zone` is theirs; `status` is for administrators."""

    user: str
    zone: str
    cards: tuple[HomeCard, ...]
    notes: tuple[str, ...] = ()
    admin: bool = False
    status: tuple[str, ...] = ()
