"""A chat service for tests: it keeps what was posted, in memory or in a file that survives the process.

Behaviours are scripted per post: `chat.next(raise_(RateLimited(...)))`, or `ghost` for a post that arrives although
the caller is told nothing. Every message carries its key in `body`, as a block id does on Slack.
"""

import json
import os
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from bot.chat.notes import Button, Note
from bot.chat.platform import Payload, Pieces, Platform
from bot.domain.brief import Brief, BriefItem, Mended
from bot.domain.delivery import DeliveryKey, MessageRef
from bot.domain.dossier import Dossier
from bot.errors import DeliveryError, OutcomeUnknown, ThreadGone


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A message as the service holds it; `key` is None where it came as plain text."""

    id: str
    channel: str
    text: str
    key: str | None
    thread: str | None
    broadcast: bool = False


@dataclass(slots=True)
class MemoryLog:
    """What was posted, in this process."""

    posted: list[Posted] = field(default_factory=list)

    def read(self) -> list[Posted]:
        """Return all messages in order."""
        return list(self.posted)

    def append(self, message: Posted) -> None:
        """Keep one more message."""
        self.posted.append(message)


@dataclass(slots=True)
class FileLog:
    """What was posted, one JSON object per line, on the disk before `append` returns."""

    path: Path

    def read(self) -> list[Posted]:
        """Return all messages in order."""
        if not self.path.exists():
            return []
        return [Posted(**json.loads(line)) for line in self.path.read_text(encoding="utf-8").splitlines()]

    def append(self, message: Posted) -> None:
        """Keep one more message."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(message)) + "\n")
            file.flush()
            os.fsync(file.fileno())


Behaviour = Callable[["FakeGateway", Posted], None]


def deliver(gateway: "FakeGateway", message: Posted) -> None:
    """Take the message."""
    gateway.log.append(message)


def raise_(error: DeliveryError) -> Behaviour:
    """Return the behaviour that takes nothing and answers `error`."""

    def behave(_gateway: "FakeGateway", _message: Posted) -> None:
        raise error

    return behave


def ghost(gateway: "FakeGateway", message: Posted) -> None:
    """Take the message, yet let the caller believe that the line broke."""
    gateway.log.append(message)
    raise OutcomeUnknown(message.channel, "the line broke")


class FakeGateway:
    """Sends into a log; `can_look_up` as the platform would say."""

    def __init__(self, log: MemoryLog | FileLog | None = None, *, can_look_up: bool = True) -> None:
        self.log = log or MemoryLog()
        self._can_look_up = can_look_up
        self._script: deque[Behaviour] = deque()
        self._look_ups: deque[DeliveryError] = deque()
        self.looked_up: list[tuple[str, datetime]] = []
        self.edited: list[tuple[str, str]] = []
        self.deleted: list[str] = []
        self.whispered: list[tuple[str, str, str]] = []
        self.before_post: Callable[[], None] = lambda: None
        self.after_post: Callable[[], None] = lambda: None

    def next(self, *behaviours: Behaviour) -> None:
        """Behave so at the next posts, then normally."""
        self._script.extend(behaviours)

    def next_look_up(self, *errors: DeliveryError) -> None:
        """Fail so at the next look-ups, then answer."""
        self._look_ups.extend(errors)

    @property
    def can_look_up(self) -> bool:
        """Whether this service can be asked."""
        return self._can_look_up

    async def post(
        self, channel: str, payload: Payload, *, thread: MessageRef | None = None, broadcast: bool = False
    ) -> MessageRef:
        """Take a message, or behave as scripted."""
        self.before_post()
        message = Posted(
            id=f"m{len(self.log.read()) + 1}",
            channel=channel,
            text=payload.text,
            key=payload.body.get("block_id") or payload.key or None,
            thread=thread.message_id if thread else None,
            broadcast=broadcast,
        )
        if message.thread in self.deleted:
            raise ThreadGone(channel, "its root was deleted")
        behave = self._script.popleft() if self._script else deliver
        behave(self, message)
        self.after_post()
        return _reference(message)

    async def edit(self, message: MessageRef, payload: Payload) -> None:
        """Keep what a message reads like now."""
        self.edited.append((message.message_id, payload.text))

    async def delete(self, message: MessageRef) -> None:
        """Keep that a message was taken away."""
        self.deleted.append(message.message_id)

    async def tell(self, channel: str, user: str, payload: Payload, *, thread: MessageRef | None = None) -> None:
        """Keep what one person was shown."""
        self.whispered.append((channel, user, payload.text))

    async def look_up(
        self, channel: str, key: DeliveryKey, *, since: datetime, thread: MessageRef | None = None
    ) -> MessageRef | None:
        """Return the message that carries `key`."""
        self.looked_up.append((key.part, since))
        if self._look_ups:
            raise self._look_ups.popleft()
        where = thread.message_id if thread else None
        for message in self.log.read():
            if message.channel == channel and message.key == key.block_id and message.thread == where:
                return _reference(message)
        return None


class FakeRenderer:
    """Renders a line of text and the key."""

    def root(self, brief: Brief, key: DeliveryKey, *, mended: Sequence[Mended] = ()) -> Payload:
        """Return the title under its key, and what was mended."""
        return Payload(text="\n".join([brief.title, *map(_mended, mended)]), body={"block_id": key.block_id})

    def reply(self, brief: Brief, item: BriefItem, key: DeliveryKey) -> Payload:
        """Return the headline under its key."""
        return Payload(text=f"{item.headline} (revision {item.revision})", body={"block_id": key.block_id})

    def reopened(self, brief: Brief, item: BriefItem, key: DeliveryKey) -> Payload:
        """Return the headline and the stages told before, under its key."""
        past = ", ".join(step.stage.value for step in item.past if step.stage)
        return Payload(text=f"{item.headline} (before: {past})", body={"block_id": key.block_id})

    def corrected(self, brief: Brief, mended: Mended, key: DeliveryKey) -> Payload:
        """Return what was mended under its key."""
        return Payload(text=_mended(mended), body={"block_id": key.block_id})

    def dossier(self, dossier: Dossier, key: DeliveryKey | None = None, *, question: str = "") -> tuple[Payload, ...]:
        """Return the dossier's title and what was understood, under its key."""
        body = {"block_id": key.block_id, "question": question} if key else {}
        return (Payload(text=f"{dossier.title} ({dossier.understood})", body=body),)

    def pieces(self, dossier: Dossier, key: DeliveryKey, *, question: str = "") -> Pieces | None:
        """Return the title as a piece, under its key."""
        last = Payload(text=dossier.title, body={"block_id": key.block_id, "question": question})
        return Pieces(texts=(dossier.title,), last=last)

    def receipt(self, brief: Brief) -> Payload:
        """Return how much was seen."""
        return Payload(text=f"{brief.receipt.seen} seen", body={})

    def notice(self, text: str, *, key: DeliveryKey | None = None, link: str | None = None) -> Payload:
        """Return the notice as it is, its link behind it."""
        words = f"{text} <{link}>" if link else text
        return Payload(text=words, body={"block_id": key.block_id} if key else {})

    def note(self, note: Note, *, key: DeliveryKey | None = None) -> Payload:
        """Return title, lines and the labels of the buttons."""
        lines = [note.title, *note.lines, note.code, *(f"[{button.label}]" for button in note.buttons)]
        keyed = {"block_id": key.block_id} if key else {}
        buttons = {"buttons": [vars_of(b) for b in note.buttons]}
        return Payload(text="\n".join(filter(None, lines)), body={**buttons, **keyed})


def _mended(mended: Mended) -> str:
    return f"{'withdrawn' if mended.withdrawn else 'corrected'}: {mended.item.headline} ({mended.note})"


def vars_of(button: Button) -> dict[str, str]:
    """Return what a press of `button` would bring."""
    return {"action": button.action, "value": button.value, "label": button.label}


def fake_platform(gateway: FakeGateway) -> Platform:
    """Return a platform that renders one line per message and sends it through `gateway`."""
    return Platform(name="fake", renderer=FakeRenderer(), gateway=gateway)


def counts(log: MemoryLog | FileLog) -> Mapping[str | None, int]:
    """Return how often each key stands in `log`."""
    keys = [message.key for message in log.read()]
    return {key: keys.count(key) for key in keys}


def _reference(message: Posted) -> MessageRef:
    return MessageRef(channel=message.channel, message_id=message.id)
