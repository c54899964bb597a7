"""Answers taken along: made anew from the archive as it is now, put into the thread or the asker's chat, or shown."""

from dataclasses import dataclass, replace

from bot.app.desk.asking import Asking
from bot.app.desk.naming import in_chats
from bot.app.desk.room import Room, log
from bot.briefing.export import export
from bot.chat.heard import Heard
from bot.chat.platform import Upload
from bot.chat.wording_buttons import EXPORTS
from bot.domain.delivery import MessageRef
from bot.domain.question import Question
from bot.errors import DeliveryError, ScopeMissing
from bot.steps.dossiers import dossiers_of

_SHOWN = 6_000
_NO_FILES = "Files cannot be put here, so this is the text to copy."


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporting:
    """What the menu under an answer does."""

    room: Room
    asking: Asking

    async def export(self, heard: Heard, value: str) -> None:
        """Give the answer to a question as a file; what was deleted since is not in it."""
        question_id, _, form = value.rpartition("|")
        question = await self.asking.question(heard, question_id)
        if question is None or form not in EXPORTS:
            return
        dossier = await dossiers_of(self.room.parts).dossier(question.asked)
        text = export(dossier, form, self.room.parts.labels)
        title = f"{dossier.title}, {EXPORTS[form]}"
        name = f"entente-{dossier.asked_at:%Y-%m-%d}.{form}"
        file = Upload(name=name, title=title, content=text.encode("utf-8"))
        there = not question.private and await self._in_thread(heard, question, file)
        if not there and not await self._in_chat(heard, file):
            await self._show(heard, form, text)

    async def _in_thread(self, heard: Heard, question: Question, file: Upload) -> bool:
        """Put the file where the answer stands; return whether it is there."""
        thread = question.thread
        if thread is None and heard.thread:
            thread = MessageRef(channel=heard.channel, message_id=heard.thread)
        return thread is not None and await self._uploaded(heard, heard.channel, file, thread=thread)

    async def _in_chat(self, heard: Heard, file: Upload) -> bool:
        """Put the file into the asker's own chat, where that is where one person is answered."""
        directory = self.room.at(heard).directory
        if directory is None or not in_chats(heard.platform) or await self.room.is_direct(heard):
            return False
        try:
            chat = await directory.direct(heard.user)
        except DeliveryError as error:
            log.warning("somebody cannot be written to", problem=error.problem)
            return False
        return await self._uploaded(heard, chat, file)

    async def _uploaded(self, heard: Heard, channel: str, file: Upload, *, thread: MessageRef | None = None) -> bool:
        live = self.room.at(heard).live
        if live is None:
            return False
        try:
            await live.upload(channel, (file,), thread=thread)
        except DeliveryError as error:
            say = log.info if isinstance(error, ScopeMissing) else log.warning
            say("an answer was not uploaded", channel=channel, problem=error.problem)
            return False
        return True

    async def _show(self, heard: Heard, form: str, text: str) -> None:
        cut = len(text) > _SHOWN
        lines = (_NO_FILES, *(["It is cut: the whole is longer than a message holds."] if cut else ()))
        here = replace(heard, thread=None) if not heard.threaded else heard
        await self.room.whisper(here, *lines, title=f"Answer as {EXPORTS[form]}", code=text[:_SHOWN])
