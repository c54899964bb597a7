"""What to do with a message whose row is found in the ledger: decided from values alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.delivery import Claim, Delivery, DeliveryState, MessageRef

PLAIN_TEXT = "refused by the platform; sent again as plain text"
"""Noted in the row before a plain resend, so that nobody tries the refused form again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How long a claim lasts, how often a row is tried, and whether `unknown` may be posted again (it may double).

    `settle_seconds` is how long a message whose outcome is unknown may take to appear before it is looked up.
    `external` allows channels that people of other organisations read.
    """

    lease: timedelta = timedelta(minutes=2)
    max_attempts: int = 20
    repost_unknown: bool = False
    settle_seconds: float = 5.0
    external: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """Nothing is out: post."""


@dataclass(frozen=True, slots=True)
class AlreadySent:
    """The message, or the same revision of its story in another brief, is out."""

    message: MessageRef | None


@dataclass(frozen=True, slots=True)
class StepBack:
    """Somebody else may be at it, or the platform asked to wait: come back after `seconds`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class LookUp:
    """It may be out: ask the platform by the key, and post where it is not."""


@dataclass(frozen=True, slots=True)
class MarkUnknown:
    """It may be out and nobody can tell: leave it, and say so."""


Decision = Post | AlreadySent | StepBack | LookUp | MarkUnknown


def decide(claim: Claim, *, now: datetime, owner: str, can_look_up: bool, rules: Rules) -> Decision:
    """Return what `owner` does at `now` with the row of `claim`.

    An owner is one process at a time, so a row of its own that is still `sending` was left by its earlier life.
    """
    row = claim.delivery
    if claim.already_told and row.state is DeliveryState.SENDING:
        return _under_way_elsewhere(row, now)
    if claim.already_told or row.state is DeliveryState.SENT:
        return AlreadySent(row.message)
    if claim.fresh:
        return Post()
    seconds = _wait(row, now=now, owner=owner)
    if seconds > 0:
        return StepBack(seconds)
    if row.state is DeliveryState.FAILED:
        return Post()
    return _reconcile(row, can_look_up=can_look_up, rules=rules)


def _under_way_elsewhere(row: Delivery, now: datetime) -> Decision:
    """Return what to do: while its claim lives the other brief may yet fail, then the story is ours; later, report."""
    seconds = _left(row, now)
    return StepBack(seconds) if seconds > 0 else MarkUnknown()


def _wait(row: Delivery, *, now: datetime, owner: str) -> float:
    """Seconds for which the row is not ours: another's live claim, or a wait the platform asked for."""
    mine = row.state is DeliveryState.SENDING and row.owner == owner
    return 0.0 if mine or row.state is DeliveryState.UNKNOWN else _left(row, now)


def _left(row: Delivery, now: datetime) -> float:
    return 0.0 if row.claimed_until is None else max(0.0, (row.claimed_until - now).total_seconds())


def _reconcile(row: Delivery, *, can_look_up: bool, rules: Rules) -> Decision:
    if can_look_up and row.attempt < rules.max_attempts:
        return LookUp()
    return Post() if rules.repost_unknown else MarkUnknown()
