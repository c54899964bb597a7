"""Questions asked in chat, kept until they are answered and for a while after."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.asked import UNASKED
from bot.domain.delivery import DeliveryState
from bot.domain.question import ASKED, Question, answer_key
from bot.store.codec import decode, encode
from bot.store.dialect import chunks, insert_new
from bot.store.part import Part
from bot.store.tables import deliveries, questions

_OUT = (str(DeliveryState.SENT), str(DeliveryState.UNKNOWN))
_LOOKED_AT = 50
_NEWEST = (questions.c.asked_at.desc(), questions.c.id.desc())


class Questions(Part):
    """What people asked; nothing else of them is kept."""

    async def save_question(self, question: Question) -> None:
        """Store a question; one with the same id stays as it was."""
        async with self._database.write() as connection:
            await insert_new(connection, questions, [_row(question)])

    async def question(self, question_id: str) -> Question | None:
        """Return a stored question."""
        found = await self._values(Question, select(questions.c.body).where(questions.c.id == question_id))
        return found[0] if found else None

    async def last_asked(self, question: Question) -> datetime | None:
        """Return when the same was asked in the same place before `question` and answered there, None where never was.

        The same is the same subject, whatever the words and the days. What was asked privately counts for its asker
        alone, and only when he asks privately again. Of the last fifty times none older than that is looked at.
        """
        if question.asked == UNASKED:
            return None
        same = and_(
            _place(question.platform, question.workspace, question.channel),
            questions.c.subject == question.asked.subject,
            or_(
                questions.c.asked_at < question.asked_at,
                and_(questions.c.asked_at == question.asked_at, questions.c.id < question.id),
            ),
        )
        query = select(questions.c.body).where(same).order_by(*_NEWEST).limit(_LOOKED_AT)
        async with self._database.read() as connection:
            asked = [decode(Question, body) for body in (await connection.execute(query)).scalars()]
            mine = [one for one in asked if _alike(one, question)]
            answered = await _answered(connection, [one for one in mine if not one.private])
        return next((one.asked_at for one in mine if one.private or one.id in answered), None)

    async def question_in_thread(
        self, platform: str, workspace: str, channel: str, thread: str, *, asker: str = ""
    ) -> Question | None:
        """Return the newest question of a thread, None where there was none.

        `thread` is the id of the message that heads it: where a question was answered in the channel itself, that of
        the answer. Private ones are given to their `asker` alone.
        """
        if not thread:
            return None
        place = _place(platform, workspace, channel)
        found = await self._newest(and_(place, questions.c.thread == thread))
        seen = (one for one in found if not one.private or (asker and one.asker == asker))
        newest = next(iter(seen), None) or await self._answered_by(place, thread)
        return replace(newest, channel=channel) if newest is not None else None

    async def _newest(self, where: ColumnElement[bool]) -> tuple[Question, ...]:
        query = select(questions.c.body).where(where).order_by(*_NEWEST).limit(_LOOKED_AT)
        return tuple(await self._values(Question, query))

    async def _answered_by(self, place: ColumnElement[bool], message: str) -> Question | None:
        """Return the question of a place, asked in no thread, whose answer is `message`."""
        by_slot = {answer_key(one).slot: one for one in await self._newest(and_(place, questions.c.thread == ""))}
        here = and_(deliveries.c.slot.in_(by_slot), deliveries.c.message_id == message)
        query = select(deliveries.c.slot).where(and_(deliveries.c.subscription_id == ASKED, here))
        async with self._database.read() as connection:
            slot = (await connection.execute(query)).scalars().first()
        return by_slot.get(slot) if slot else None

    async def forget_questions(self, before: datetime) -> int:
        """Delete the questions asked before `before`, with what the ledger knows of their answers; return how many."""
        async with self._database.write() as connection:
            return await delete_questions(connection, questions.c.asked_at < before)


async def delete_questions(connection: AsyncConnection, which: ColumnElement[bool]) -> int:
    """Delete the questions that `which` tells, with what the ledger knows of their answers; return how many."""
    bodies = (await connection.execute(select(questions.c.body).where(which))).scalars().all()
    slots = [answer_key(decode(Question, body)).slot for body in bodies]
    for some in chunks(slots):
        answers = (deliveries.c.subscription_id == ASKED) & deliveries.c.slot.in_(some)
        await connection.execute(delete(deliveries).where(answers))
    return int((await connection.execute(delete(questions).where(which))).rowcount)


def _row(question: Question) -> Mapping[str, Any]:
    return {
        "id": question.id,
        "asked_at": question.asked_at,
        "platform": question.platform,
        "workspace": question.workspace,
        "channel": question.channel,
        "thread": question.thread.message_id if question.thread else "",
        "subject": "" if question.asked == UNASKED else question.asked.subject,
        "body": encode(question),
    }


def _place(platform: str, workspace: str, channel: str) -> ColumnElement[bool]:
    return and_(questions.c.platform == platform, questions.c.workspace == workspace, questions.c.channel == channel)


def _alike(before: Question, question: Question) -> bool:
    """Whether `before` was seen by who asks `question`: privately by him, or by all of the place."""
    return (before.private, before.private and before.asker) == (question.private, question.private and question.asker)


async def _answered(connection: AsyncConnection, asked: list[Question]) -> set[str]:
    """Return the ids of the questions whose answers are or may be out."""
    by_slot = {answer_key(question).slot: question.id for question in asked}
    out = and_(deliveries.c.subscription_id == ASKED, deliveries.c.slot.in_(by_slot), deliveries.c.state.in_(_OUT))
    return {by_slot[slot] for slot in (await connection.execute(select(deliveries.c.slot).where(out))).scalars()}
