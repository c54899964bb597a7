"""Posting a brief: root first, replies after it, each exactly once where the platform can be asked, else at most once.

The order of steps is the ledger's: claim in a transaction of its own, post with the key, mark. A process may die
between any two of them; whoever finds the row later decides by `recovery.decide`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from bot.chat.platform import Platform
from bot.delivery.ledger import Ledger
from bot.delivery.outcome import DeliveryReport, Outcome, Verdict
from bot.delivery.pacing import Pacer
from bot.delivery.posting import SETTLE_SECONDS, Message, Poster, lane, waiting
from bot.delivery.recovery import AlreadySent, LookUp, MarkUnknown, Post, Rules, StepBack, decide
from bot.domain.brief import Brief, BriefItem, ItemKind
from bot.domain.delivery import ROOT, Delivery, DeliveryKey, DeliveryState, MessageRef
from bot.domain.moments import Clock
from bot.log import get_logger

__all__ = ["Message", "Outbound", "parts"]
_MAX_WAITS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """Delivers to one platform as `owner`, the name of this one process; `pacer` is shared by all of them here."""

    ledger: Ledger
    platform: Platform
    owner: str
    clock: Clock
    pacer: Pacer
    rules: Rules = field(default_factory=Rules)

    async def deliver_part(self, brief: Brief, part: str) -> Outcome:
        """Deliver the root or the reply about one story; what is out already is not posted again.

        A failure of the platform is an outcome, never an exception; StorageError is raised, and calling again is safe.
        """
        async with self.pacer.turn(lane(self.platform, brief.channel)):
            return _noted(await self._deliver(brief, part))

    async def deliver_message(self, message: Message) -> Outcome:
        """Deliver a message that belongs to no brief, such as an answer, by the same rules."""
        async with self.pacer.turn(lane(self.platform, message.channel)):
            return _noted(await self._once(message))

    async def deliver_brief(self, brief: Brief) -> DeliveryReport:
        """Deliver all parts in order, waiting where the platform asks for it."""
        return DeliveryReport(outcomes=tuple([await self._patiently(brief, part) for part in parts(brief)]))

    async def _patiently(self, brief: Brief, part: str) -> Outcome:
        outcome = await self.deliver_part(brief, part)
        for _ in range(_MAX_WAITS):
            if outcome.verdict is not Verdict.WAITING:
                break
            await self.pacer.sleep(outcome.seconds)
            outcome = await self.deliver_part(brief, part)
        return outcome

    async def _deliver(self, brief: Brief, part: str) -> Outcome:
        key = DeliveryKey(brief=brief.key, part=part)
        if part == ROOT:
            payload = self.platform.renderer.root(brief, key)
            return await self._once(Message(key=key, channel=brief.channel, payload=payload))
        item = _item(brief, part)
        thread = await self._thread(brief, item)
        if isinstance(thread, Outcome):
            return replace(thread, key=key)
        payload = self.platform.renderer.reply(brief, item, key)
        return await self._once(Message(key=key, channel=brief.channel, payload=payload, item=item, thread=thread))

    async def _thread(self, brief: Brief, item: BriefItem) -> MessageRef | Outcome:
        """Return where the reply belongs: under this root, or in the thread where a changed story lives."""
        root = await self._root(brief)
        if isinstance(root, Outcome) or item.kind is ItemKind.NEW:
            return root
        before = (await self.ledger.told(brief.channel)).get(item.story_id)
        living = before.thread if before else None
        return living if living is not None and living.message_id else root

    async def _root(self, brief: Brief) -> MessageRef | Outcome:
        """Return the root's reference, or why there is nothing to reply to.

        Such a reply gets no row: nothing of it is out, so the next brief may tell its story.
        """
        key = DeliveryKey(brief=brief.key, part=ROOT)
        row = await self.ledger.delivery(key)
        if row is None or row.state is DeliveryState.FAILED:
            return Outcome(key=key, verdict=Verdict.FAILED, reason="the root was not delivered")
        if row.state is DeliveryState.SENDING:
            return waiting(key, SETTLE_SECONDS, "the root is under way")
        if row.state is DeliveryState.UNKNOWN:
            return Outcome(key=key, verdict=Verdict.UNKNOWN, reason="whether the root is out is unknown")
        if row.message is None or not row.message.message_id:
            return Outcome(key=key, verdict=Verdict.FAILED, reason="the root is out, but the platform did not name it")
        return row.message

    async def _once(self, message: Message) -> Outcome:
        item = message.item
        claim = await self.ledger.claim(
            message.key,
            channel=message.channel,
            owner=self.owner,
            now=self.clock(),
            lease=self.rules.lease,
            story_id=item.story_id if item else None,
            revision=item.revision if item else None,
        )
        row, poster = claim.delivery, self._poster()
        can_look_up = self.platform.gateway.can_look_up
        match decide(claim, now=self.clock(), owner=self.owner, can_look_up=can_look_up, rules=self.rules):
            case AlreadySent(sent):
                return Outcome(key=message.key, verdict=Verdict.SENT, message=sent)
            case StepBack(seconds):
                return waiting(message.key, seconds, "another claim is alive, or the platform asked to wait")
            case MarkUnknown():
                return await poster.unknown(message.key, row)
            case Post() if claim.fresh:
                return await poster.post(message, row)
            case Post():
                return await self._take_over(message, row, poster.post)
            case LookUp():
                return await self._take_over(message, row, poster.find_or_post)

    async def _take_over(
        self, message: Message, row: Delivery, then: Callable[[Message, Delivery], Awaitable[Outcome]]
    ) -> Outcome:
        mine = await self.ledger.take_over(row, owner=self.owner, now=self.clock(), lease=self.rules.lease)
        if mine is None:
            return waiting(message.key, SETTLE_SECONDS, "another owner was quicker")
        return await then(message, mine)

    def _poster(self) -> Poster:
        return Poster(ledger=self.ledger, platform=self.platform, clock=self.clock, pacer=self.pacer)


def parts(brief: Brief) -> tuple[str, ...]:
    """Return the parts of `brief` in the order of posting: the root, then a reply per story."""
    return (ROOT, *(item.story_id for item in brief.items))


def _noted(outcome: Outcome) -> Outcome:
    if outcome.verdict in {Verdict.UNKNOWN, Verdict.FAILED}:
        log = get_logger("delivery")
        log.warning("not delivered", key=str(outcome.key), outcome=str(outcome), reason=outcome.reason)
    return outcome


def _item(brief: Brief, part: str) -> BriefItem:
    for item in brief.items:
        if item.story_id == part:
            return item
    raise ValueError(f"brief {brief.key} has no part {part!r}")
