"""What is forgotten with time: questions, accounts, and the texts of others."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.steps.parts import Parts

_QUESTIONS_KEPT = timedelta(days=30)
_POLLS_KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Retain:
    """The daily step that forgets."""

    parts: Parts

    async def forget(self, utc_date: str) -> int:
        """Forget what is past its time on `utc_date` and return how much it was.

        Questions go after 30 days, polls and drops after 90, full texts after the days the settings say.
        """
        day = datetime.fromisoformat(utc_date).replace(tzinfo=UTC)
        store = self.parts.store
        gone = await store.forget_questions(day - _QUESTIONS_KEPT) + await store.retain(day - _POLLS_KEPT)
        while emptied := await store.drop_texts(day - self.parts.full_text):
            gone += emptied
        return gone
