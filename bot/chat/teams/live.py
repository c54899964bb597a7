"""What makes waiting for an answer bearable on Teams: a status, an answer that grows, files, prompts.

With one person an answer grows, as Teams lets it there alone. In a channel a reply says that it is looked up, and the
answer takes its place. None of it is owed: where it cannot be had, the answer is posted.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from bot.chat.platform import Payload, Prompt, Upload
from bot.chat.teams import limits, pictures
from bot.chat.teams import live_activities as activities
from bot.chat.teams.entities import activity_of, cut
from bot.chat.teams.handlers_read import InvokeAnswer
from bot.chat.teams.live_files import Files, Put, problem_of
from bot.chat.teams.live_streams import Growing, Pace, put_in_place
from bot.chat.teams.live_waiting import Standing, Waiting
from bot.chat.teams.live_wire import Wire
from bot.chat.teams.places import Places
from bot.domain.conversation import ConversationKind
from bot.domain.delivery import MessageRef
from bot.errors import DeliveryError, OutcomeUnknown, RateLimited, Rejected, ScopeMissing, StorageError
from bot.log import get_logger

log = get_logger("teams")
ALT, TITLE, AROUND = 1_000, 200, 1_024
"""Characters of what is said of a picture and of its title; bytes kept for what is written around a message."""
BETWEEN_SECONDS = 1.0
"""Between two files: each is a message of its own, and a conversation gets one a second."""
_CHAT = "a:"
_NOT_HERE = "files go to people in their own chat with the bot; in channels Teams takes none from it"


class TeamsLive:
    """Implements `bot.chat.platform.Live` for all conversations of an app, whatever tenant they belong to."""

    def __init__(
        self,
        wire: Wire,
        places: Places,
        put: Put,
        *,
        file_hosts: frozenset[str] = frozenset(),
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Keep what sends, what is known of conversations, and what puts bytes where Teams says."""
        self._wire, self._places = wire, places
        self._monotonic, self._sleep = monotonic, sleep
        self._waiting = Waiting(wire, monotonic=monotonic)
        self._files = Files(wire=wire, put=put, hosts=file_hosts, monotonic=monotonic)

    async def thinking(self, channel: str, status: str, *, thread: MessageRef) -> None:
        """Show what is being done: in a chat as the beginning of an answer, elsewhere as a reply that stands for it."""
        try:
            if not status:
                await self.settled(thread)
                return
            personal = await self._kind(channel) is ConversationKind.PERSONAL
            begun = activities.informative if personal else activities.waiting
            await self._waiting.show(thread, begun(status))
        except Exception as error:
            log.info("not shown", channel=channel, error=type(error).__name__)

    async def settled(self, thread: MessageRef) -> None:
        """Take away what stands for an answer that is out, or does not come; nothing is raised."""
        standing = await self._waiting.take(thread)
        if standing is not None:
            await self._waiting.remove(standing.message)

    async def suggest(
        self,
        channel: str,
        prompts: Sequence[Prompt],
        *,
        thread: MessageRef | None = None,  # noqa: ARG002  (chats have no threads)
    ) -> None:
        """Offer up to four prompts in a chat with one person; Teams shows them nowhere else."""
        try:
            known = await self._places.conversation(channel)
            if prompts and known is not None and known.kind is ConversationKind.PERSONAL:
                await self._wire.send(channel, activities.offering(prompts, known.user))
        except Exception as error:
            log.info("not shown", channel=channel, error=type(error).__name__)

    async def stream(
        self,
        channel: str,
        pieces: Sequence[str],
        last: Payload,
        *,
        thread: MessageRef,
        user: str,  # noqa: ARG002  (a chat is one person's)
    ) -> MessageRef | None:
        """Let an answer take the place of what stands for it; None where nothing stands and it is to be posted."""
        kind = await self._kind(channel)
        standing = await self._waiting.take(thread)
        if standing is None:
            return None
        try:
            stands = await self._answered(kind, standing, pieces, last)
        except (RateLimited, StorageError):
            self._waiting.give_back(thread, standing)
            raise
        return standing.message if stands else None

    async def upload(self, channel: str, files: Sequence[Upload], *, thread: MessageRef | None = None) -> None:
        """Show pictures in the thread, and ask the person of a chat about other files.

        Each goes in a message of its own. Raise DeliveryError: ScopeMissing where a file cannot be had, OutcomeUnknown
        also where some of them are out.
        """
        if problem := problem_of(files):
            raise Rejected(channel, problem)
        shown = all(pictures.is_png(file.content) for file in files)
        if not shown and await self._kind(channel) is not ConversationKind.PERSONAL:
            raise ScopeMissing(channel, _NOT_HERE)
        for number, file in enumerate(files):
            if number:
                await self._sleep(BETWEEN_SECONDS)
            try:
                if pictures.is_png(file.content):
                    await self._show(channel, file, thread=thread)
                else:
                    await self._files.ask(channel, file)
            except DeliveryError as error:
                if number and not isinstance(error, OutcomeUnknown):  # what is out must not be shown again
                    problem = f"{number} of {len(files)} files are out: {error.problem}"
                    raise OutcomeUnknown(channel, problem) from error
                raise

    async def consent(self, activity: Mapping[str, Any]) -> InvokeAnswer:
        """Take a person's answer to whether they want a file; it is put there beside, in its own time."""
        self._files.consent(activity)
        return InvokeAnswer(200)

    async def drain(self) -> None:
        """Wait for files on their way, and take away what stands for answers that will not come from here."""
        await self._files.drain()
        await self._waiting.drain()

    async def _answered(self, kind: ConversationKind, standing: Standing, pieces: Sequence[str], last: Payload) -> bool:
        """Return whether the answer stands where `standing` did."""
        if kind is ConversationKind.PERSONAL:
            pace = Pace(monotonic=self._monotonic, sleep=self._sleep, last=standing.at)
            if await Growing(wire=self._wire, standing=standing, pace=pace).finish(pieces, last):
                return True
        return await put_in_place(self._wire, standing.message, activities.whole(last))

    async def _show(self, channel: str, file: Upload, *, thread: MessageRef | None) -> None:
        """Show a picture as wide as fits; narrower where Teams finds that large."""
        title = cut(file.title, TITLE) or file.name
        for budget in pictures.BUDGETS:
            bare = _picture(title, file, "")
            room = (budget - AROUND - limits.size(bare)) // 2
            address = await asyncio.to_thread(pictures.data_uri, file.content, room)
            if not address:
                break
            try:
                await self._wire.send(channel, _picture(title, file, address), thread=thread)
            except Rejected as refusal:
                log.info("a picture was refused", channel=channel, problem=refusal.problem, bytes=budget)
                continue
            return
        raise Rejected(channel, "a picture is none, or fits in no message")

    async def _kind(self, channel: str) -> ConversationKind:
        known = await self._places.conversation(channel)
        if known is not None:
            return known.kind
        return ConversationKind.PERSONAL if channel.startswith(_CHAT) else ConversationKind.CHANNEL


def _picture(title: str, file: Upload, address: str) -> dict[str, Any]:
    return activity_of(Payload(text=title, body={"card": pictures.card_of(title, cut(file.alt, ALT), address)}))
