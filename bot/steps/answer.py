"""Answering a question from the archive: no request leaves, and the answer goes through the ledger like any message."""

from dataclasses import dataclass

from bot.briefing.dossier_plain import MAX_COUNTRIES
from bot.chat.platform import Payload
from bot.delivery.outcome import Verdict
from bot.delivery.posting import Message
from bot.domain.delivery import DeliveryKey
from bot.domain.question import Question, answer_key
from bot.errors import EngineError
from bot.steps.parts import Parts
from bot.steps.tell import Tell


@dataclass(frozen=True, slots=True)
class Answer:
    """The step behind a question."""

    parts: Parts

    async def answer(self, question_id: str) -> str:
        """Answer a stored question in its thread; return the first word of its messages that is not `sent`."""
        question = await self.parts.store.question(question_id)
        if question is None:
            raise EngineError(f"there is no question {question_id}")
        outbound = self.parts.outbound[question.platform]
        for number, payload in enumerate(await self._payloads(question)):
            message = Message(
                key=DeliveryKey(brief=answer_key(question), part=f"answer-{number}"),
                channel=question.channel,
                payload=payload,
                thread=question.thread,
                workspace=question.workspace,
            )
            outcome = await outbound.deliver_message(message)
            if outcome.verdict in {Verdict.UNKNOWN, Verdict.FAILED}:
                await self.parts.notify(
                    f"An answer is {outcome.verdict} (channel {question.channel}): {outcome.reason}"
                )
            if outcome.verdict is not Verdict.SENT:
                return str(outcome)
        return "sent"

    async def _payloads(self, question: Question) -> tuple[Payload, ...]:
        renderer = self.parts.outbound[question.platform].platform.renderer
        countries = self.parts.find_countries(question.text)
        if not countries:
            return (renderer.notice(_NOT_UNDERSTOOD),)
        if len(countries) > MAX_COUNTRIES:
            return (renderer.notice(_TOO_MANY),)
        return renderer.plain_dossier(await Tell(self.parts).dossier(countries))  # type: ignore[attr-defined,no-any-return]


_NOT_UNDERSTOOD = (
    "No country was recognised in that question. Name one or two, for example: Pakistan Türkiye. "
    "`/entente help` lists what else can be asked."
)
_TOO_MANY = "More than two countries were named. Ask about one country or a pair, for example: Poland South Korea."
