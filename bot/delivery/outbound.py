"""Posting a brief: the root, then the replies, each exactly once where the platform can be asked, else at most once."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from bot.chat.platform import Payload, Platform
from bot.delivery.ledger import Ledger
from bot.delivery.outcome import DeliveryReport, Outcome, Verdict
from bot.delivery.pacing import Pacer, Turn
from bot.delivery.posting import Message, failed
from bot.delivery.recovery import Rules
from bot.delivery.sending import Sender
from bot.delivery.threads import Roots, Telling
from bot.domain.brief import Brief, BriefKind
from bot.domain.delivery import CHART, ROOT, DeliveryKey, MessageRef
from bot.domain.moments import Clock
from bot.errors import ChannelUnavailable, RateLimited
from bot.log import get_logger

__all__ = ["Message", "Outbound", "parts"]
_MAX_WAITS = 20
_SAID_TRIES, _SAID_PATIENCE_SECONDS = 3, 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """Delivers to one platform as `owner`, the name of this one process; `pacer` is shared by all of them here."""

    ledger: Ledger
    platform: Platform
    owner: str
    clock: Clock
    pacer: Pacer
    rules: Rules = field(default_factory=Rules)
    roots: Roots = field(default_factory=Roots)

    async def deliver_part(self, brief: Brief, part: str) -> Outcome:
        """Deliver the root or the reply about one story; what is out already is not posted again.

        A failure of the platform is an outcome, never an exception; StorageError is raised, and calling again is safe.
        """
        key = DeliveryKey(brief=brief.key, part=part)
        return await self._in_turn(
            key, brief.workspace, brief.channel, lambda sender: Telling(sender, brief, self.roots).part(part)
        )

    async def deliver_message(self, message: Message) -> Outcome:
        """Deliver a message that belongs to no brief, such as an answer, by the same rules."""
        return await self._in_turn(message.key, message.workspace, message.channel, lambda sender: sender.send(message))

    async def say(
        self,
        channel: str,
        payload: Payload,
        *,
        thread: MessageRef | None = None,
        broadcast: bool = False,
        workspace: str = "",
    ) -> MessageRef:
        """Post what needs no ledger, such as the answer to a press, in the channel's order and rate.

        Where only the channel is to wait a little, that is waited for, since nothing was accepted; else it is tried
        once. Raise DeliveryError where it is not surely out.
        """
        platform = self.platform.at(workspace)
        async with self._turn(platform, workspace, channel) as turn:
            for left in reversed(range(_SAID_TRIES)):
                seconds = await turn.ready()
                if seconds > 0:
                    raise RateLimited(channel, seconds)
                try:
                    async with turn.posting():
                        return await platform.gateway.post(channel, payload, thread=thread, broadcast=broadcast)
                except RateLimited as limit:
                    if limit.wide:
                        turn.hold(limit.retry_after)
                    if limit.wide or not left or limit.retry_after > _SAID_PATIENCE_SECONDS:
                        raise
                    await self.pacer.sleep(limit.retry_after)
        raise AssertionError("the last try returns or raises")

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

    async def _in_turn(
        self, key: DeliveryKey, workspace: str, channel: str, work: Callable[[Sender], Awaitable[Outcome]]
    ) -> Outcome:
        """Work while nobody else posts in the channel."""
        try:
            platform = self.platform.at(workspace)
        except ChannelUnavailable as error:
            return _noted(failed(key, error))
        async with self._turn(platform, workspace, channel) as turn:
            sender = Sender(
                ledger=self.ledger,
                platform=platform,
                owner=self.owner,
                clock=self.clock,
                turn=turn,
                rules=self.rules,
            )
            return _noted(await work(sender))

    def _turn(self, platform: Platform, workspace: str, channel: str) -> AbstractAsyncContextManager[Turn]:
        # A channel is one whether a subscription names its workspace or leaves it to be the only one.
        return self.pacer.turn(f"{platform.name}:{channel}", group=f"{platform.name}:{workspace}")


def parts(brief: Brief) -> tuple[str, ...]:
    """Return the parts of `brief` in the order of posting: the root, a reply per story, of a digest its picture."""
    if brief.kind is BriefKind.DIGEST:
        return (ROOT, CHART) if brief.trends is not None and brief.trends.chart is not None else (ROOT,)
    return (ROOT, *(str(item.story_id) for item in brief.items))


def _noted(outcome: Outcome) -> Outcome:
    if outcome.verdict in {Verdict.UNKNOWN, Verdict.FAILED}:
        log = get_logger("delivery")
        log.warning("not delivered", key=str(outcome.key), outcome=str(outcome), reason=outcome.reason)
    return outcome
