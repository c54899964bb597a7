"""Questions asked in chat, kept until they are answered and for a while after."""

from datetime import datetime

from sqlalchemy import delete, select

from bot.domain.question import ASKED, Question, answer_key
from bot.store.codec import decode, encode
from bot.store.dialect import chunks, insert_new
from bot.store.part import Part
from bot.store.tables import deliveries, questions


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
        """Delete the questions asked before `before`, with what the ledger knows of their answers; return how many."""
        old = questions.c.asked_at < before
        async with self._database.write() as connection:
            bodies = (await connection.execute(select(questions.c.body).where(old))).scalars().all()
            slots = [answer_key(decode(Question, body)).slot for body in bodies]
            for some in chunks(slots):
                answers = (deliveries.c.subscription_id == ASKED) & deliveries.c.slot.in_(some)
                await connection.execute(delete(deliveries).where(answers))
            return int((await connection.execute(delete(questions).where(old))).rowcount)
