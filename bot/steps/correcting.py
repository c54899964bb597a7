"""Corrections: what was told and does not hold is looked for, edited where it stands, and said once in its thread.

Decisions are `bot.briefing.corrections`. A correction is a brief of its own kind to the engine: its parts are the
messages to edit and the reply that says what changed. Edits may be repeated; the reply goes through the ledger.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.briefing.corrections import EDITS_PER_HOUR, MENDED_PER_DAY
from bot.delivery.outcome import Outcome, Verdict
from bot.delivery.posting import Message
from bot.domain.brief import Brief, BriefKey, Mended
from bot.domain.delivery import ROOT, Delivery, DeliveryKey, MessageRef
from bot.domain.desk import Correction, CorrectionKind, Mend
from bot.domain.ids import StoryId, SubscriptionId, digest
from bot.errors import DeliveryError, OutcomeUnknown, RateLimited
from bot.log import get_logger
from bot.steps.doubting import Doubting, said
from bot.steps.parts import Parts
from bot.steps.special import FIX_PREFIX, Post

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_GIVEN_UP = timedelta(days=2)
_REPLY, _ROOT, _SAID = "reply-", "root-", "said"
_SETTLE_SECONDS = 5.0
log = get_logger("correcting")


@dataclass(frozen=True, slots=True)
class Correcting:
    """Finds what is to be corrected now, and does it."""

    parts: Parts
    doubting: Doubting

    async def due(self) -> list[Post]:
        """Look into what is in doubt, and return the corrections to make now.

        A channel gets so many in an hour, and so many of one story in a day; the rest waits.
        """
        await self.doubting.settle()
        now = self.parts.clock()
        done = await self.parts.store.mended_since(now - _HOUR)
        left = defaultdict(lambda: EDITS_PER_HOUR, {channel: EDITS_PER_HOUR - many for channel, many in done.items()})
        often = await self.parts.store.mended_stories(now - _DAY)
        found: list[Post] = []
        for correction in await self.parts.store.open_corrections():
            if correction.kind is CorrectionKind.FORGOTTEN:  # however many there are, and however old
                found.append(_post(correction))
                continue
            if now - correction.at > _GIVEN_UP:
                log.warning("a correction was given up", correction=correction.id, channel=correction.channel)
                await self.parts.store.save_correction(replace(correction, done=True, at=now))
                continue
            if often.get((correction.channel, correction.story_id), 0) >= MENDED_PER_DAY:
                continue
            left[correction.channel] -= 1
            if left[correction.channel] >= 0:
                found.append(_post(correction))
        return found

    async def compose(self, key: BriefKey) -> list[str]:
        """Return the messages to edit, and the reply; [] where there is nothing to correct any more."""
        correction = await self._correction(key)
        if correction is None or correction.done:
            return []
        forgotten = correction.kind is CorrectionKind.FORGOTTEN  # what it says is settled: nothing is looked up anew
        planned = correction if forgotten else await self.doubting.plan(correction)
        if planned is None:
            await self.parts.store.delete_correction(correction.id)
            return []
        await self.parts.store.save_correction(planned)
        replies = [f"{_REPLY}{number}" for number in range(len(planned.mends))]
        roots = [f"{_ROOT}{number}" for number in range(len(_briefs(planned.mends)))]
        return [*replies, *roots, _SAID]

    async def deliver(self, key: BriefKey, part: str) -> str:
        """Edit one message, or say what changed; return `sent`, `unknown`, `failed` or `waiting:<seconds>`."""
        correction = await self._correction(key)
        if correction is None:
            return "failed"  # its workspace was deleted meanwhile
        if part == _SAID:
            return await self._say(correction, key)
        try:
            return await self._edit(correction, part)
        except RateLimited as limit:
            return f"waiting:{limit.retry_after:g}"
        except OutcomeUnknown:
            return f"waiting:{_SETTLE_SECONDS:g}"  # an edit may be repeated
        except DeliveryError as error:
            log.warning("a message could not be corrected", correction=correction.id, part=part, problem=error.problem)
            return "failed"

    async def _edit(self, correction: Correction, part: str) -> str:
        if part.startswith(_REPLY):
            mend = correction.mends[int(part.removeprefix(_REPLY))]
            brief, row = await self._stands(mend.brief, mend.mended.item.story_id)
        else:
            mend = Mend(
                brief=_briefs(correction.mends)[int(part.removeprefix(_ROOT))], mended=correction.mends[0].mended
            )
            brief, row = await self._stands(mend.brief, ROOT)
        if brief is None or row is None or row.message is None or not row.message.message_id:
            return "failed"
        platform = self.parts.outbound[correction.platform].platform.at(correction.workspace)
        if part.startswith(_REPLY):
            payload = platform.renderer.corrected(brief, mend.mended, row.key)
        else:
            known = {**await self.parts.store.mends_of(brief), **_own(correction.mends, brief.key)}
            payload = platform.renderer.root(brief, row.key, mended=tuple(known.values()))
        await platform.gateway.edit(row.message, payload)
        return "sent"

    async def _say(self, correction: Correction, key: BriefKey) -> str:
        """Tell the thread what changed, once, and close the correction however that goes."""
        thread = await self._thread(correction)
        outcome = await self._tell(correction, key, thread) if thread is not None else None
        if outcome is not None and outcome.verdict is Verdict.WAITING:
            return str(outcome)
        if outcome is not None and outcome.verdict is Verdict.UNKNOWN:
            place = f"channel {correction.channel}, {correction.headline}"
            await self.parts.notify(f"Whether a correction was said is unknown ({place}): {outcome.reason}")
        told = outcome is not None and outcome.verdict is Verdict.SENT
        permalink = outcome.message.permalink if outcome and outcome.message else correction.permalink
        closed = replace(correction, done=True, said=told, at=self.parts.clock(), permalink=permalink)
        await self.parts.store.save_correction(closed)
        return str(outcome) if outcome is not None else "failed"

    async def _tell(self, correction: Correction, key: BriefKey, thread: MessageRef) -> Outcome:
        outbound, workspace = self.parts.outbound[correction.platform], correction.workspace
        name = DeliveryKey(brief=key, part=_SAID)
        brief = await self.parts.store.brief(correction.mends[-1].brief) if correction.mends else None
        link = await self.doubting.link(correction)
        payload = outbound.platform.renderer.notice(said(correction, brief), key=name, link=link)
        item = await self.doubting.claim(correction)
        message = Message(
            key=name, channel=correction.channel, payload=payload, thread=thread, item=item, workspace=workspace
        )
        return await outbound.deliver_message(message)

    async def _thread(self, correction: Correction) -> MessageRef | None:
        told = (await self.parts.store.told(correction.channel)).get(correction.story_id)
        return told.thread if told is not None and told.thread is not None and told.thread.message_id else None

    async def _stands(self, key: BriefKey, part: str) -> tuple[Brief | None, Delivery | None]:
        store = self.parts.store
        return await store.brief(key), await store.delivery(DeliveryKey(brief=key, part=part))

    async def _correction(self, key: BriefKey) -> Correction | None:
        return await self.parts.store.correction(key.slot.removeprefix(FIX_PREFIX))


def key_of(correction: Correction) -> BriefKey:
    """Return the name under which an open correction is made."""
    channel = SubscriptionId(f"{FIX_PREFIX}{digest(correction.platform, correction.channel)}")
    date = correction.at.date().isoformat()
    return BriefKey(subscription_id=channel, local_date=date, slot=f"{FIX_PREFIX}{correction.id}")


def _post(correction: Correction) -> Post:
    key = key_of(correction)
    return key.subscription_id, key.local_date, key.slot, correction.channel


def _briefs(mends: Sequence[Mend]) -> list[BriefKey]:
    return list(dict.fromkeys(mend.brief for mend in mends))


def _own(mends: Sequence[Mend], key: BriefKey) -> Mapping[StoryId, Mended]:
    return {mend.mended.item.story_id: mend.mended for mend in mends if mend.brief == key}
