"""A question asked in chat, kept until it is answered and for 30 days after."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.asked import UNASKED, Asked
from bot.domain.brief import BriefKey
from bot.domain.delivery import DeliveryKey, MessageRef
from bot.domain.ids import SubscriptionId, digest
from bot.domain.moments import utc

ASKED = SubscriptionId("ask")
"""Stands for the subscription in the names of answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was asked, where; `id` is the platform's event, so that one asked twice by a retry is answered once.

    `asked` is what it was understood as; `asker` is kept where the platform needs the name to stream an answer, and
    `private` says that nobody else may see it.
    """

    id: str
    platform: str
    channel: str
    text: str
    asked_at: datetime
    thread: MessageRef | None = None
    workspace: str = ""
    asked: Asked = UNASKED
    asker: str = ""
    private: bool = False

    def __post_init__(self) -> None:
        """Bring the moment to UTC."""
        object.__setattr__(self, "asked_at", utc(self.asked_at))


def answer_key(question: Question) -> BriefKey:
    """Return the name under which the answer to `question` stands in the ledger."""
    date = question.asked_at.date().isoformat()
    return BriefKey(subscription_id=ASKED, local_date=date, slot=digest("question", question.id))


def nth_answer(key: DeliveryKey, number: int) -> DeliveryKey:
    """Return the key of the message `number` (from 0) of the answer that `key` is of."""
    return replace(key, part=f"answer-{number}")
