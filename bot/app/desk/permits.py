"""Who may do what: decided from what is known of a person, a channel and a subscription. Pure.

What cannot be known is decided for the channel: reading goes on, since whoever asks sees the channel anyway, and
changing waits until it is known.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.domain.people import Person, Place
from bot.domain.topic import Subscription


class Act(StrEnum):
    """What is asked for, by how much of others it touches."""

    READ = "read"
    """Something shown to the asker alone, or kept for them: lists, receipts, votes, follows."""
    CHANGE = "change"
    """Something that alters what a channel gets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The operator's settings: who may change subscriptions, and whether guests and shared channels are served."""

    changed_by: Literal["members", "admins"] = "members"
    external: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, and where it would count.

    `member` says whether they are in that channel, None where it cannot be known; `here` that they ask in it. `foreign`
    is somebody of another organisation; `owns` an owner of the subscription, by name or by a user group.
    """

    person: Person
    place: Place
    member: bool | None = None
    here: bool = True
    foreign: bool = False
    owns: bool = False


OUTSIDE = "People of other organisations cannot use this here."
GUEST = "Guests cannot use this here."
SHARED = "This channel is shared with other organisations, so Entente does not work in it."
LEFT = "This account is deactivated or a bot's."
UNSEEN = (
    "I cannot see whether you are a guest, so I change nothing for you. An admin can grant the scope users:read, or an "
    "owner of the subscription can do it."
)
INVITE = "I am not in that channel. Invite me there first, then ask again."
UNSEEN_CHANNEL = "Only members of that channel can see what it gets."
NOT_MEMBER = "Only members of that channel can change what it gets."
ADMINS = "Here only admins of the workspace and the owners of a subscription can change it."
PERSONAL = "Only the person it goes to can change it."
MANAGED = "It comes from the bot's configuration file, so only its operator can change it."


def refusal(asker: Asker, act: Act, rules: Rules, *, subscription: Subscription | None = None) -> str:
    """Return why `act` is refused, one line to be shown; "" where it is allowed."""
    outside = _outside(asker, rules)
    if outside or act is Act.READ:
        return outside or ("" if subscription is None or sees(asker) else UNSEEN_CHANNEL)
    if subscription is not None and subscription.managed:
        return MANAGED
    if asker.owns:
        return ""
    if asker.place.direct:
        return "" if asker.here and (subscription is None or not subscription.owners) else PERSONAL
    return _of_channel(asker, rules)


def _outside(asker: Asker, rules: Rules) -> str:
    if asker.person.deactivated or asker.person.bot:
        return LEFT
    if rules.external:
        return ""
    if asker.foreign:
        return OUTSIDE
    if asker.person.guest:
        return GUEST
    return SHARED if asker.place.shared else ""


def _of_channel(asker: Asker, rules: Rules) -> str:
    if not asker.place.known or not asker.place.member or asker.place.archived:
        return INVITE
    if not asker.person.known and not rules.external:
        return UNSEEN
    if asker.member is False or (asker.member is None and not asker.here):
        return NOT_MEMBER
    if rules.changed_by == "admins" and not asker.person.admin:
        return ADMINS
    return ""


def sees(asker: Asker) -> bool:
    """Whether somebody may be shown what a channel gets: they ask in it, are in it, or own the subscription."""
    return asker.here or asker.owns or asker.member is True
