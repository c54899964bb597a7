"""One message by the ledger's rules: wait for the channel, claim, decide, post or look up, mark.

The order of steps is the ledger's: claim in a transaction of its own, post with the key, mark. A process may die
between any two of them; whoever finds the row later decides by `recovery.decide`. The channel's pace is kept before the
claim, so that a row never stands as `sending` while nothing is being sent.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.chat.platform import Platform
from bot.delivery.ledger import Ledger
from bot.delivery.outcome import Outcome, Verdict
from bot.delivery.pacing import Turn
from bot.delivery.posting import Message, Poster, waiting
from bot.delivery.recovery import AlreadySent, LookUp, MarkUnknown, Post, Rules, StepBack, decide
from bot.domain.delivery import Claim, Delivery
from bot.domain.moments import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Sends as `owner`, the name of this one process, in a turn of the channel."""

    ledger: Ledger
    platform: Platform
    owner: str
    clock: Clock
    turn: Turn
    rules: Rules

    async def send(self, message: Message) -> Outcome:
        """Send a message exactly once where the platform can be asked, else at most once."""
        seconds = await self.turn.ready()
        if seconds > 0:
            return waiting(message.key, seconds, "the platform asked to wait")
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
        return await self._decided(message, claim)

    async def _decided(self, message: Message, claim: Claim) -> Outcome:
        row, poster = claim.delivery, self._poster()
        can_look_up = self.platform.gateway.can_look_up and message.findable
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
            return waiting(message.key, self.rules.settle_seconds, "another owner was quicker")
        return await then(message, mine)

    def _poster(self) -> Poster:
        return Poster(ledger=self.ledger, platform=self.platform, clock=self.clock, turn=self.turn, rules=self.rules)
