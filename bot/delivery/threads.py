"""Where a story is told: under its brief's root, or in the thread where the channel first met it, reopened if gone."""

import asyncio
from dataclasses import dataclass, replace

from bot.chat.platform import Payload, Renderer, Upload
from bot.delivery.outcome import Lost, Outcome, Verdict
from bot.delivery.posting import Message, waiting
from bot.delivery.sending import Sender
from bot.domain.brief import Brief, BriefItem, BriefKey, ItemKind
from bot.domain.chart import Chart
from bot.domain.delivery import CHART, CONTINUED, ROOT, Delivery, DeliveryKey, DeliveryState, MessageRef, thread_part
from bot.domain.ids import StoryId
from bot.drawing import draw
from bot.log import get_logger

_MANY = 1024
CONTINUED_TEXT = "{title}\nContinued: what follows belongs to the message above that says the same."
log = get_logger("delivery")


class Roots:
    """Where the roots of late stand: a row that is `sent` stays so, and need not be read again for each reply."""

    def __init__(self) -> None:
        """Know none."""
        self._known: dict[BriefKey, MessageRef] = {}

    def get(self, brief: BriefKey) -> MessageRef | None:
        """Return where a root stands, or None where that is not known here."""
        return self._known.get(brief)

    def keep(self, brief: BriefKey, root: MessageRef) -> None:
        """Remember a root; the oldest are forgotten."""
        self._known[brief] = root
        while len(self._known) > _MANY:
            del self._known[next(iter(self._known))]


@dataclass(frozen=True, slots=True)
class Telling:
    """The messages of one brief, each sent through `sender`; `roots` is shared by all briefs of the process."""

    sender: Sender
    brief: Brief
    roots: Roots

    async def part(self, part: str) -> Outcome:
        """Send the root or the reply about one story; raise ValueError for a part the brief has not."""
        if part == ROOT:
            return await self._root()
        told = _chart(self.brief) if part == CHART else _item(self.brief, part)
        under = self.roots.get(self.brief.key) or await self._stands(await self._row(ROOT), self._key(part))
        if isinstance(under, Outcome):
            return under
        if isinstance(told, Chart):
            return await self._picture(told, under)
        return await self._story(told, under)

    async def _story(self, item: BriefItem, under: MessageRef) -> Outcome:
        return await (self._new(item, under) if item.kind is ItemKind.NEW else self._changed(item, under))

    async def _root(self) -> Outcome:
        key = self._key(ROOT)
        return await self.sender.send(self._message(key, self._renderer.root(self.brief, key)))

    async def _picture(self, chart: Chart, root: MessageRef) -> Outcome:
        """Put a picture under the root; a platform that takes no files goes without, its words say the same."""
        key = self._key(CHART)
        if self.sender.platform.live is None:
            return Outcome(key=key, verdict=Verdict.SENT)
        try:
            content = await asyncio.to_thread(draw, chart)
        except Exception as error:
            # A picture is never worth the digest that it hangs under.
            log.warning("a picture was not drawn", kind=chart.kind.value, problem=type(error).__name__)
            return Outcome(key=key, verdict=Verdict.SENT)
        upload = Upload(name=chart.name, title=chart.title, content=content, alt=chart.alt)
        message = self._message(key, Payload(text=chart.alt, body={}))
        return await self.sender.send(replace(message, files=(upload,), thread=root))

    async def _new(self, item: BriefItem, root: MessageRef) -> Outcome:
        """Reply under the brief's own root. Who deleted that meant the brief: nothing is opened in its place."""
        return await self._reply(item, root)

    async def _changed(self, item: BriefItem, root: MessageRef) -> Outcome:
        """Reply where the story lives; under this root where it lives nowhere; in a new thread where its is gone."""
        home, living = await self._living(item)
        if living is None:
            return await self._new(item, root)
        reopened = await self._row(thread_part(home))
        if reopened is None:
            outcome = await self._reply(item, living, living=True)
            if outcome.lost is not Lost.THREAD:
                return outcome
        opened = await self._open(item, home)
        if opened.verdict is not Verdict.SENT or opened.message is None:
            return replace(opened, key=self._key(item.story_id))
        return await self._reply(item, opened.message)

    async def _living(self, item: BriefItem) -> tuple[StoryId, MessageRef | None]:
        """Return the story by which the channel met the item's deal, or the item's own, and the root it lives under."""
        told = await self.sender.ledger.told(self.brief.channel)
        for story in filter(None, (item.met_in, item.story_id)):
            before = told.get(story)
            if before is not None and before.thread is not None and before.thread.message_id:
                return story, before.thread
        return item.story_id, None

    async def _open(self, item: BriefItem, home: StoryId) -> Outcome:
        """Open a new root for a story whose thread is gone; from now on it lives there."""
        key = self._key(thread_part(home))
        return await self.sender.send(self._message(key, self._renderer.reopened(self.brief, item, key)))

    async def _reply(self, item: BriefItem, thread: MessageRef, *, living: bool = False) -> Outcome:
        key = self._key(item.story_id)
        message = self._message(key, self._renderer.reply(self.brief, item, key))
        shown = living and self.brief.broadcast
        return await self.sender.send(replace(message, item=item, thread=thread, broadcast=shown))

    def _message(self, key: DeliveryKey, payload: Payload) -> Message:
        return Message(key=key, channel=self.brief.channel, payload=payload, workspace=self.brief.workspace)

    async def _stands(self, row: Delivery | None, key: DeliveryKey) -> MessageRef | Outcome:
        """Return where the brief's root stands, or why there is nothing to reply to.

        Such a reply gets no row: nothing of it is out, so the next brief may tell its story.
        """
        if row is None or row.state is DeliveryState.FAILED:
            return Outcome(key=key, verdict=Verdict.FAILED, reason="the root was not delivered")
        if row.state is DeliveryState.SENDING:
            return waiting(key, self.sender.rules.settle_seconds, "the root is under way")
        if row.state is DeliveryState.UNKNOWN:
            return Outcome(key=key, verdict=Verdict.UNKNOWN, reason="whether the root is out is unknown")
        root = row.message
        if root is None or not root.message_id:
            continued = await self._continued(key)
            if isinstance(continued, Outcome):
                return continued
            root = continued
        self.roots.keep(self.brief.key, root)
        return root

    async def _continued(self, key: DeliveryKey) -> MessageRef | Outcome:
        """Open a second root, once, for what is to stand under one that is out and has no name.

        Each reply as a message of its own would flood the channel; a reply to nothing cannot be.
        """
        own = self._key(CONTINUED)
        payload = self._renderer.notice(CONTINUED_TEXT.format(title=self.brief.title), key=own)
        outcome = await self.sender.send(self._message(own, payload))
        if outcome.verdict is not Verdict.SENT:
            return replace(outcome, key=key)
        if outcome.message is None or not outcome.message.message_id:
            reason = "the root is out, but the platform did not name it"
            return Outcome(key=key, verdict=Verdict.FAILED, reason=reason)
        return outcome.message

    async def _row(self, part: str) -> Delivery | None:
        return await self.sender.ledger.delivery(self._key(part))

    def _key(self, part: str) -> DeliveryKey:
        return DeliveryKey(brief=self.brief.key, part=part)

    @property
    def _renderer(self) -> Renderer:
        return self.sender.platform.renderer


def _chart(brief: Brief) -> Chart:
    if brief.trends is None or brief.trends.chart is None:
        raise ValueError(f"brief {brief.key} has no part {CHART!r}")
    return brief.trends.chart


def _item(brief: Brief, part: str) -> BriefItem:
    for item in brief.items:
        if item.story_id == part:
            return item
    raise ValueError(f"brief {brief.key} has no part {part!r}")
