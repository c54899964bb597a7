"""Posting one message whose row is ours: every answer of the platform becomes an outcome and a mark in the ledger."""

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.chat.platform import Payload, Pieces, Platform, Upload
from bot.delivery.ledger import Ledger
from bot.delivery.outcome import Lost, Outcome, Verdict
from bot.delivery.pacing import Turn
from bot.delivery.recovery import PLAIN_TEXT, Rules
from bot.domain.brief import BriefItem
from bot.domain.delivery import Delivery, DeliveryKey, DeliveryState, MessageRef
from bot.domain.moments import Clock
from bot.errors import (
    ChannelUnavailable,
    DeliveryError,
    InstallationUnavailable,
    RateLimited,
    Rejected,
    ScopeMissing,
    ThreadGone,
)
from bot.log import get_logger

SHARED = "people of other organisations read this channel, and that is not allowed here (setting {}_external)"
_CLOCK_SKEW = timedelta(minutes=2)
_LONGEST_WAIT = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A rendered message on its way; `item` is what it tells, None for a root. `workspace` is "" for the only one.

    A whisper is shown to one person alone: `to`. `files` are put into the thread in the place of a message. Neither can
    be looked up. `pieces` are shown growing where the platform takes them, to who asked: `asker`.
    """

    key: DeliveryKey
    channel: str
    payload: Payload
    item: BriefItem | None = None
    thread: MessageRef | None = None
    workspace: str = ""
    broadcast: bool = False
    to: str = ""
    files: tuple[Upload, ...] = ()
    pieces: Pieces | None = None
    asker: str = ""

    @property
    def findable(self) -> bool:
        """Whether a look-up could find it."""
        return not self.to and not self.files


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """Posts messages whose rows the caller holds, in the caller's turn."""

    ledger: Ledger
    platform: Platform
    clock: Clock
    turn: Turn
    rules: Rules

    async def post(self, message: Message, row: Delivery) -> Outcome:
        """Post; what was surely not accepted is marked `failed`, what may be out stays `sending`."""
        try:
            await self._refuse_shared(message.channel)
            return await self._send(message, row)
        except RateLimited as limit:
            return await self._hold(message, row, limit)
        except (Rejected, ScopeMissing, ThreadGone, ChannelUnavailable) as error:
            await self.ledger.mark(replace(row, state=DeliveryState.FAILED, claimed_until=None, error=error.problem))
            return failed(message.key, error)
        except DeliveryError as error:  # OutcomeUnknown, or a failure that says nothing of the outcome
            if message.findable and (self.platform.gateway.can_look_up or self.rules.repost_unknown):
                return self._settling(message.key, error.problem)
            return await self.unknown(message.key, row, reason=f"it may be out: {error.problem}")

    async def find_or_post(self, message: Message, row: Delivery) -> Outcome:
        """Look the message up by its key; post it where the platform says it is not there."""
        since = (row.first_claimed_at or self.clock()) - _CLOCK_SKEW
        gateway = self.platform.gateway
        try:
            found = await gateway.look_up(message.channel, message.key, since=since, thread=message.thread)
        except RateLimited as limit:
            return waiting(message.key, limit.retry_after, "the look-up is rate limited")
        except ThreadGone as error:
            await self.ledger.mark(replace(row, state=DeliveryState.FAILED, claimed_until=None, error=error.problem))
            return failed(message.key, error)
        except (ScopeMissing, ChannelUnavailable) as error:
            return replace(await self.unknown(message.key, row, reason=error.problem), lost=lost_with(error))
        except DeliveryError as error:
            return self._settling(message.key, f"the look-up failed: {error.problem}")
        return await (self._sent(message, row, found) if found else self.post(message, row))

    async def unknown(self, key: DeliveryKey, row: Delivery, *, reason: str = "") -> Outcome:
        """Mark that nobody can tell whether the message is out; what an attempt before met says nothing of it."""
        known = row.error if row.state is DeliveryState.UNKNOWN else ""
        told = reason or known or "it may be out"
        await self.ledger.mark(replace(row, state=DeliveryState.UNKNOWN, claimed_until=None, error=told))
        return Outcome(key=key, verdict=Verdict.UNKNOWN, reason=told)

    async def _send(self, message: Message, row: Delivery) -> Outcome:
        plain = Payload(text=message.payload.text, body={}, key=message.key.block_id)
        if row.error == PLAIN_TEXT:  # its blocks were refused before
            return await self._sent(message, row, await self._posted(message, plain))
        try:
            return await self._sent(message, row, await self._posted(message, message.payload))
        except Rejected as error:
            if not message.payload.body:
                raise
            log = get_logger("delivery")
            log.warning("refused, sent again as plain text", key=str(message.key), reason=error.problem)
        noted = replace(row, error=PLAIN_TEXT)
        await self.ledger.mark(noted)
        return await self._sent(message, noted, await self._posted(message, plain))

    async def _posted(self, message: Message, payload: Payload) -> MessageRef:
        gateway = self.platform.gateway
        seconds = await self.turn.ready()  # again: the workspace may have asked to wait since the claim
        if seconds > 0:
            raise RateLimited(message.channel, seconds, wide=False)
        async with self.turn.posting():
            if not message.findable:
                return await self._shown(message, payload)
            streamed = await self._streamed(message) if payload is message.payload else None
            return streamed or await gateway.post(
                message.channel, payload, thread=message.thread, broadcast=message.broadcast
            )

    async def _shown(self, message: Message, payload: Payload) -> MessageRef:
        """Show a whisper or put files into the thread: what nobody can find again has no id."""
        if message.files:
            if self.platform.live is None:
                raise Rejected(message.channel, "this platform takes no files")
            await self.platform.live.upload(message.channel, message.files, thread=message.thread)
        else:
            await self.platform.gateway.tell(message.channel, message.to, payload, thread=message.thread)
        return MessageRef(channel=message.channel, message_id="")

    async def _streamed(self, message: Message) -> MessageRef | None:
        """Show an answer while it grows, None where it is to be posted."""
        live, pieces, thread = self.platform.live, message.pieces, message.thread
        if live is None or pieces is None or thread is None:
            return None
        return await live.stream(message.channel, pieces.texts, pieces.last, thread=thread, user=message.asker)

    async def _refuse_shared(self, channel: str) -> None:
        """Look at who reads the channel before each post: it may have been shared since it was subscribed."""
        directory = self.platform.directory
        if directory is None or self.rules.external:
            return
        place = await directory.place(channel)
        if place.known and place.shared:
            raise ChannelUnavailable(channel, SHARED.format(self.platform.name))

    async def _sent(self, message: Message, row: Delivery, reference: MessageRef) -> Outcome:
        await self.ledger.mark(row.sent(reference, self.clock()))
        return Outcome(key=message.key, verdict=Verdict.SENT, message=reference)

    async def _hold(self, message: Message, row: Delivery, limit: RateLimited) -> Outcome:
        """Note that nothing was accepted, and that nobody may try before the platform's time is up."""
        outcome = waiting(message.key, limit.retry_after, limit.problem)
        if limit.wide:
            self.turn.hold(outcome.seconds)
        until = self.clock() + timedelta(seconds=outcome.seconds)
        error = PLAIN_TEXT if row.error == PLAIN_TEXT else limit.problem
        await self.ledger.mark(replace(row, state=DeliveryState.FAILED, claimed_until=until, error=error))
        return outcome

    def _settling(self, key: DeliveryKey, reason: str) -> Outcome:
        return waiting(key, self.rules.settle_seconds, reason)


def waiting(key: DeliveryKey, seconds: float, reason: str) -> Outcome:
    """Return the outcome that asks to come back after `seconds`, an hour at most."""
    return Outcome(key=key, verdict=Verdict.WAITING, seconds=min(max(seconds, 0.0), _LONGEST_WAIT), reason=reason)


def failed(key: DeliveryKey, error: DeliveryError) -> Outcome:
    """Return the outcome of a message that is surely not out."""
    return Outcome(key=key, verdict=Verdict.FAILED, reason=error.problem, lost=lost_with(error))


def lost_with(error: DeliveryError) -> Lost:
    """Return what `error` says can no longer be posted to."""
    match error:
        case InstallationUnavailable():
            return Lost.WORKSPACE
        case ChannelUnavailable():
            return Lost.CHANNEL
        case ThreadGone():
            return Lost.THREAD
        case _:
            return Lost.NOTHING
