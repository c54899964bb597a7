"""Posting one message whose row is ours: every answer of the platform becomes an outcome and a mark in the ledger."""

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.chat.platform import Payload, Platform
from bot.delivery.ledger import Ledger
from bot.delivery.outcome import Outcome, Verdict
from bot.delivery.pacing import Pacer
from bot.delivery.recovery import PLAIN_TEXT
from bot.domain.brief import BriefItem
from bot.domain.delivery import Delivery, DeliveryKey, DeliveryState, MessageRef
from bot.domain.moments import Clock
from bot.errors import ChannelUnavailable, DeliveryError, RateLimited, Rejected

SETTLE_SECONDS = 5.0
"""How long a message whose outcome is unknown may take to appear before it is looked up."""
_CLOCK_SKEW = timedelta(minutes=2)
_LONGEST_WAIT = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A rendered message on its way; `item` is None for a root."""

    key: DeliveryKey
    channel: str
    payload: Payload
    item: BriefItem | None = None
    thread: MessageRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """Posts messages whose rows the caller holds."""

    ledger: Ledger
    platform: Platform
    clock: Clock
    pacer: Pacer

    async def post(self, message: Message, row: Delivery) -> Outcome:
        """Post; what was surely not accepted is marked `failed`, what may be out stays `sending`."""
        try:
            return await self._send(message, row)
        except RateLimited as limit:
            return await self._hold(message, row, limit)
        except (Rejected, ChannelUnavailable) as error:
            failed = replace(row, state=DeliveryState.FAILED, claimed_until=None, error=error.problem)
            await self.ledger.mark(failed)
            return Outcome(key=message.key, verdict=Verdict.FAILED, reason=error.problem)
        except DeliveryError as error:  # OutcomeUnknown, or a failure that says nothing of the outcome
            return waiting(message.key, SETTLE_SECONDS, error.problem)

    async def find_or_post(self, message: Message, row: Delivery) -> Outcome:
        """Look the message up by its key; post it where the platform says it is not there."""
        since = (row.first_claimed_at or self.clock()) - _CLOCK_SKEW
        gateway = self.platform.gateway
        try:
            found = await gateway.look_up(message.channel, message.key, since=since, thread=message.thread)
        except RateLimited as limit:
            return waiting(message.key, limit.retry_after, "the look-up is rate limited")
        except ChannelUnavailable as error:
            return await self.unknown(message.key, row, reason=error.problem)
        except DeliveryError as error:
            return waiting(message.key, SETTLE_SECONDS, f"the look-up failed: {error.problem}")
        return await (self._sent(message, row, found) if found else self.post(message, row))

    async def unknown(self, key: DeliveryKey, row: Delivery, *, reason: str = "it may be out") -> Outcome:
        """Mark that nobody can tell whether the message is out."""
        told = row.error or reason
        await self.ledger.mark(replace(row, state=DeliveryState.UNKNOWN, claimed_until=None, error=told))
        return Outcome(key=key, verdict=Verdict.UNKNOWN, reason=told)

    async def _send(self, message: Message, row: Delivery) -> Outcome:
        try:
            return await self._sent(message, row, await self._paced(message, message.payload))
        except Rejected:
            if not message.payload.body:
                raise
        noted = replace(row, error=PLAIN_TEXT)
        await self.ledger.mark(noted)
        plain = Payload(text=message.payload.text, body={})
        return await self._sent(message, noted, await self._paced(message, plain))

    async def _paced(self, message: Message, payload: Payload) -> MessageRef:
        await self.pacer.pace(lane(self.platform, message.channel))
        return await self.platform.gateway.post(message.channel, payload, thread=message.thread)

    async def _sent(self, message: Message, row: Delivery, reference: MessageRef) -> Outcome:
        await self.ledger.mark(row.sent(reference, self.clock()))
        return Outcome(key=message.key, verdict=Verdict.SENT, message=reference)

    async def _hold(self, message: Message, row: Delivery, limit: RateLimited) -> Outcome:
        """Note that nothing was accepted, and that nobody may try before the platform's time is up."""
        outcome = waiting(message.key, limit.retry_after, limit.problem)
        until = self.clock() + timedelta(seconds=outcome.seconds)
        await self.ledger.mark(replace(row, state=DeliveryState.FAILED, claimed_until=until, error=limit.problem))
        return outcome


def waiting(key: DeliveryKey, seconds: float, reason: str) -> Outcome:
    """Return the outcome that asks to come back after `seconds`, an hour at most."""
    return Outcome(key=key, verdict=Verdict.WAITING, seconds=min(max(seconds, 0.0), _LONGEST_WAIT), reason=reason)


def lane(platform: Platform, channel: str) -> str:
    """Return the name under which a channel is paced."""
    return f"{platform.name}:{channel}"
