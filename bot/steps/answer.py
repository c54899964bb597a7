"""Answering a question from the archive: no request leaves, and the answer goes through the ledger like any message."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace

from bot.chat.choices import suggested
from bot.chat.notes import Note
from bot.chat.platform import Live, Payload, Pieces, Renderer
from bot.chat.wording_buttons import asking
from bot.chat.wording_dossier import not_understood
from bot.delivery.outbound import Outbound
from bot.delivery.outcome import Lost, Outcome, Verdict
from bot.delivery.posting import Message
from bot.domain.delivery import DeliveryKey, MessageRef
from bot.domain.dossier import Dossier
from bot.domain.question import Question, answer_key, nth_answer
from bot.errors import DeliveryError, EngineError, InstallationUnavailable
from bot.steps.answer_pictures import pictures
from bot.steps.answer_threads import linked
from bot.steps.dossiers import dossiers_of
from bot.steps.parts import Parts

LOOKING = "is looking through the archive…"
"""Stands behind the name of the bot."""
OUTSIDE = "I could not answer you there: I am not in that channel, or may not write in it. Invite me, or ask me here."
_PICTURES, _MEANT = "pictures", 4


@dataclass(frozen=True, slots=True)
class Answer:
    """The step behind a question. It may be run again at any line: what is out is not said twice."""

    parts: Parts

    async def answer(self, question_id: str) -> str:
        """Answer a stored question in its thread; return the first word of its messages that is not `sent`."""
        question = await self.parts.store.question(question_id)
        if question is None:
            raise EngineError(f"there is no question {question_id}")
        outbound = self.parts.outbound[question.platform]
        async with _looking(outbound, question) as looking:
            dossier = await self._dossier(question)
            said, under = await self._deliver(question, dossier, outbound)
            looking.comes_later = said.startswith(Verdict.WAITING)
        if said != Verdict.SENT or dossier is None:
            return said
        return await self._illustrate(question, dossier, outbound, under)

    async def _deliver(
        self, question: Question, dossier: Dossier | None, outbound: Outbound
    ) -> tuple[str, MessageRef | None]:
        """Deliver the answer; return the first word that is not `sent`, and the message that it hangs under."""
        under = question.thread
        for message in self._messages(question, dossier, outbound.platform.renderer):
            outcome = await outbound.deliver_message(message)
            under = under or outcome.message
            await self._report(question, outcome)
            if question.private and outcome.lost is Lost.CHANNEL:
                await _say_outside(outbound, question)
            if outcome.verdict is not Verdict.SENT:
                return str(outcome), under
        return str(Verdict.SENT), under

    async def _dossier(self, question: Question) -> Dossier | None:
        """Return what the archive holds on the question, None where nothing can be looked for."""
        if question.asked.problem or question.asked.empty:
            return None
        last = await self.parts.store.last_asked(question)
        dossier = await dossiers_of(self.parts).dossier(question.asked, last_asked=last)
        return linked(dossier, await self.parts.store.told(question.channel))

    def _messages(self, question: Question, dossier: Dossier | None, renderer: Renderer) -> Sequence[Message]:
        """Return the answer as messages under their keys; only one that is a single message may grow.

        The first takes the place of what stands for the answer, on platforms where something does.
        """
        key = nth_answer(DeliveryKey(brief=answer_key(question), part=""), 0)
        first = Message(
            key=key,
            channel=question.channel,
            payload=Payload(text="", body={}),
            thread=question.thread,
            workspace=question.workspace,
            to=question.asker if question.private else "",
            asker=question.asker,
        )
        if dossier is None:
            payloads: tuple[Payload, ...] = (renderer.note(self._helpful(question), key=key),)
        else:
            payloads = renderer.dossier(dossier, key, question=question.id)
        pieces = Pieces(texts=(), last=payloads[0])
        if dossier is not None and len(payloads) == 1:
            pieces = renderer.pieces(dossier, key, question=question.id) or pieces
        return [
            replace(
                first,
                key=nth_answer(key, number),
                payload=payload,
                pieces=pieces if not (number or question.private) else None,
            )
            for number, payload in enumerate(payloads)
        ]

    def _helpful(self, question: Question) -> Note:
        """Return what is said where nothing can be looked for, with a button for each question perhaps meant."""
        asked, say = question.asked, self.parts.say
        lines = not_understood(asked, say(asked) if say else "")
        return Note(lines=lines, buttons=asking(question.id, suggested(asked)[:_MEANT]))

    async def _illustrate(
        self, question: Question, dossier: Dossier, outbound: Outbound, under: MessageRef | None
    ) -> str:
        """Put pictures under an answer that is out: at most once, and a failure costs only them.

        They hang in the thread of the message `under`: that of the question, else the answer itself.
        """
        if question.private or _live(outbound, question) is None:
            return "sent"
        files = await pictures(dossier, self.parts.labels)
        if not files:
            return "sent"
        message = Message(
            key=DeliveryKey(brief=answer_key(question), part=_PICTURES),
            channel=question.channel,
            payload=Payload(text=files[0].title, body={}),
            thread=under,
            workspace=question.workspace,
            files=files,
        )
        outcome = await outbound.deliver_message(message)
        return str(outcome) if outcome.verdict is Verdict.WAITING else "sent"

    async def _report(self, question: Question, outcome: Outcome) -> None:
        """Tell the operator of an answer that is not surely out; what was asked is nobody's business."""
        if outcome.verdict in {Verdict.UNKNOWN, Verdict.FAILED}:
            await self.parts.notify(f"An answer is {outcome.verdict} (channel {question.channel}): {outcome.reason}")


@dataclass(slots=True)
class _Looking:
    """Whether the answer is not out and will be tried again: what stands for it is kept until then."""

    comes_later: bool = False


@asynccontextmanager
async def _looking(outbound: Outbound, question: Question) -> AsyncIterator[_Looking]:
    """Show at once that somebody is at it, where everybody may see that, until the block ends."""
    live, looking = _live(outbound, question), _Looking()
    if live is None or question.thread is None or question.private:
        yield looking
        return
    await live.thinking(question.channel, LOOKING, thread=question.thread)
    try:
        yield looking
    finally:
        if not looking.comes_later:
            await live.settled(question.thread)


async def _say_outside(outbound: Outbound, question: Question) -> None:
    """Tell who asked privately in a channel the bot is not in why nothing came; what was asked is not repeated."""
    platform = outbound.platform.at(question.workspace)
    if platform.directory is None or not question.asker:
        return
    with suppress(DeliveryError):
        direct = await platform.directory.direct(question.asker)
        await platform.gateway.post(direct, platform.renderer.note(Note(lines=(OUTSIDE,))))


def _live(outbound: Outbound, question: Question) -> Live | None:
    """Return what makes waiting bearable where the question was asked, None where nothing does."""
    try:
        return outbound.platform.at(question.workspace).live
    except InstallationUnavailable:
        return None
