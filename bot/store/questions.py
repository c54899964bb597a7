"""Questions asked in chat, kept until they are answered and for a while after."""

from datetime import datetime

from sqlalchemy import delete, select

from bot.domain.question import Question
from bot.store.codec import encode
from bot.store.dialect import insert_new
from bot.store.part import Part
from bot.store.tables import questions


class Questions(Part):
    """What people asked; nothing else of them is kept."""

    async def save_question(self, question: Question) -> None:
        """Store a question; one with the same id stays as it was."""
        row = {"id": question.id, "asked_at": question.asked_at, "body": encode(question)}
        async with self._database.write() as connection:
            await insert_new(connection, questions, [row])

    async def question(self, question_id: str) -> Question | None:
        """Return a stored question."""
        found = await self._values(Question, select(questions.c.body).where(questions.c.id == question_id))
        return found[0] if found else None

    async def forget_questions(self, before: datetime) -> int:
        """Delete the questions asked before `before` and return how many."""
        async with self._database.write() as connection:
            return int((await connection.execute(delete(questions).where(questions.c.asked_at < before))).rowcount)
