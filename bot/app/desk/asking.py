"""Questions: taken with the one before in the same thread, stored, handed on; and what is pressed under answers."""

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.app.desk.permits import Act
from bot.app.desk.room import Room
from bot.app.desk.subscribing import Subscribing
from bot.briefing.dossier_scope import Groups
from bot.chat.asking import read_question
from bot.chat.asking_words import QuestionWords
from bot.chat.choices import chosen, is_near
from bot.chat.commands import AskCommand, SubscribeCommand
from bot.chat.heard import Heard
from bot.chat.topics_asked import topic_of
from bot.chat.wishes import Wish
from bot.domain.asked import Asked
from bot.domain.delivery import MessageRef
from bot.domain.ids import digest
from bot.domain.question import Question
from bot.steps.dossiers import dossiers_of

KEPT = timedelta(days=30)
"""How long a question can be gone back to."""
EXPIRED = "That question is no longer kept: questions go after 30 days. Ask it again."
NOT_THERE = "That can no longer be asked from here. Ask it in words."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What leads to an answer, and on from one."""

    room: Room
    words: QuestionWords
    groups: Groups
    subscribing: Subscribing

    async def ask(self, heard: Heard, command: AskCommand) -> None:
        """Store a question and enqueue its answer, once however often the event comes."""
        if await self.room.may(heard, Act.READ):
            asked = await self._followed(heard, command) if command.follows else command.asked
            await self._take(heard, command.text, asked, private=command.private)

    async def ask_on(self, heard: Heard, value: str) -> None:
        """Ask what a button under an answer says, in the same thread; as privately as before."""
        question_id, _, choice = value.partition("|")
        before = await self.question(heard, question_id)
        if before is None:
            return
        nearest = await self._nearest(before) if is_near(choice) else ()
        found = chosen(before.asked, choice, nearest)
        if found is None:
            await self.room.whisper(heard, NOT_THERE)
            return
        asked = found if isinstance(found, Asked) else self._read(found, None)
        here = heard if before.thread is None else replace(heard, thread=before.thread.message_id, threaded=True)
        await self._take(here, found if isinstance(found, str) else "", asked, private=before.private)

    async def watch(self, heard: Heard, question_id: str) -> None:
        """Preview a subscription to what was asked, as if it had been typed."""
        before = await self.question(heard, question_id)
        if before is not None:
            wish = Wish(topic=topic_of(before.asked, self.groups), notes=_left_out(before.asked))
            await self.subscribing.subscribe(heard, SubscribeCommand(wish=wish, text=""))

    async def question(self, heard: Heard, question_id: str) -> Question | None:
        """Return a question that was asked in this place, if they may see it; else say that there is none."""
        if not await self.room.may(heard, Act.READ):
            return None
        found = await self.room.parts.store.question(question_id)
        if found is not None and self._theirs(heard, found) and self.room.now() - found.asked_at <= KEPT:
            return found
        await self.room.whisper(heard, EXPIRED)
        return None

    async def _followed(self, heard: Heard, command: AskCommand) -> Asked:
        """Return what is asked together with the question before in the same thread."""
        store = self.room.parts.store
        before = await store.question_in_thread(
            heard.platform, heard.workspace, heard.channel, heard.thread or "", asker=heard.user
        )
        return self._read(command.text, before.asked) if before is not None else command.asked

    async def _nearest(self, question: Question) -> tuple[str, ...]:
        return (await dossiers_of(self.room.parts).dossier(question.asked)).nearest

    async def _take(self, heard: Heard, text: str, asked: Asked, *, private: bool) -> None:
        room = self.room
        alone = private and not await room.is_direct(heard)
        question = Question(
            id=heard.event_id,
            platform=heard.platform,
            channel=heard.channel,
            text=text,
            asked_at=room.now(),
            thread=_thread(heard, alone=alone),
            workspace=heard.workspace,
            asked=asked,
            asker=heard.user,
            private=alone,
        )
        await room.parts.store.save_question(question)
        await room.engine.enqueue_ask(heard.channel, digest(heard.event_id), question.id)

    def _read(self, text: str, before: Asked | None) -> Asked:
        return read_question(text, self.words, today=self.room.now().date(), before=before)

    def _theirs(self, heard: Heard, question: Question) -> bool:
        """Whether it was asked in this place, and is not the private one of somebody else."""
        here = (question.platform, question.workspace, question.channel)
        return here == (heard.platform, heard.workspace, heard.channel) and (
            not question.private or question.asker == heard.user
        )


def _thread(heard: Heard, *, alone: bool) -> MessageRef | None:
    """Return where to answer: a whisper under a message is seen only where others wrote under it already."""
    if heard.thread is None or (alone and not heard.threaded):
        return None
    return MessageRef(channel=heard.channel, message_id=heard.thread)


def _left_out(asked: Asked) -> tuple[str, ...]:
    """Return what a subscription cannot hold of a question."""
    return ("Days are left out: a subscription tells what comes.",) if asked.since or asked.until else ()
