"""The protocol every chat platform speaks: the same brief goes to Slack, Teams and the console through it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.chat.forms import Draft, Home
from bot.chat.notes import Note
from bot.domain.brief import Brief, BriefItem, Mended
from bot.domain.delivery import DeliveryKey, MessageRef
from bot.domain.dossier import Dossier
from bot.domain.people import Person, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """A rendered message: `text` is what a lock screen or screen reader gets; `body` is the platform's own form.

    `key` is what a look-up finds the message by where its body, being empty, cannot hold it.
    """

    text: str
    body: Mapping[str, Any]
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """An answer that is shown while it grows: `texts` of markdown, then the blocks of `last`, which carry the key.

    Without `texts`, `last` is all of it: it does not grow, and may but take the place of what stands for the answer.
    """

    texts: tuple[str, ...]
    last: Payload


class Renderer(Protocol):
    """Pure: values in, payloads out. A delivery key is written where a look-up can find it."""

    def root(self, brief: Brief, key: DeliveryKey, *, mended: Sequence[Mended] = ()) -> Payload:
        """Return the root message of `brief`; `mended` are all of its items that were corrected or withdrawn since."""

    def reply(self, brief: Brief, item: BriefItem, key: DeliveryKey) -> Payload:
        """Return the thread reply that tells `item`; it stands alone when forwarded."""

    def reopened(self, brief: Brief, item: BriefItem, key: DeliveryKey) -> Payload:
        """Return a new root for `item`, whose old thread is gone: what moved, and two lines on what was told before."""

    def corrected(self, brief: Brief, mended: Mended, key: DeliveryKey) -> Payload:
        """Return the reply of an item that was mended, to be put in the place of the old one."""

    def dossier(self, dossier: Dossier, key: DeliveryKey | None = None, *, question: str = "") -> tuple[Payload, ...]:
        """Return the answer to a question, split where the platform's limits need it.

        `key` is that of the first message. `question` is the id by which what is pressed names the question; nothing
        can be pressed without one.
        """

    def pieces(self, dossier: Dossier, key: DeliveryKey, *, question: str = "") -> Pieces | None:
        """Return the answer as it may grow, None where it must be posted."""

    def receipt(self, brief: Brief) -> Payload:
        """Return what `brief` was made from."""

    def notice(self, text: str, *, key: DeliveryKey | None = None, link: str | None = None) -> Payload:
        """Return a short notice; `link` stands behind its words."""

    def note(self, note: Note, *, key: DeliveryKey | None = None) -> Payload:
        """Return a short answer with its buttons."""


class Gateway(Protocol):
    """Sends. Every failure is a `bot.errors.DeliveryError`."""

    @property
    def can_look_up(self) -> bool:
        """Whether `look_up` can tell if a message with a key is out."""

    async def post(
        self, channel: str, payload: Payload, *, thread: MessageRef | None = None, broadcast: bool = False
    ) -> MessageRef:
        """Post `payload` in `channel`, as a reply where `thread` is given, with `broadcast` seen in the channel too.

        Raise ThreadGone where the thread's root is gone; nothing is then left standing.
        """

    async def edit(self, message: MessageRef, payload: Payload) -> None:
        """Put `payload` in the place of a message of ours."""

    async def delete(self, message: MessageRef) -> None:
        """Take a message of ours away; one that is gone already is no failure."""

    async def tell(self, channel: str, user: str, payload: Payload, *, thread: MessageRef | None = None) -> None:
        """Show `payload` to one person only."""

    async def look_up(
        self, channel: str, key: DeliveryKey, *, since: datetime, thread: MessageRef | None = None
    ) -> MessageRef | None:
        """Return the message that carries `key`, posted at or after `since`, or None where there is none."""


class Directory(Protocol):
    """Who and what is known of a workspace. What the platform does not say is `known=False`; nothing is raised then."""

    async def person(self, user: str) -> Person:
        """Return what is known of a person."""

    async def place(self, channel: str) -> Place:
        """Return what is known of a channel."""

    async def is_member(self, channel: str, user: str) -> bool | None:
        """Return whether a person is in a channel; None where that cannot be known."""

    async def direct(self, user: str) -> str:
        """Return the channel of direct messages with a person; raise ChannelUnavailable."""

    async def group(self, group: str) -> tuple[str, ...]:
        """Return the people of a user group, none where that cannot be known."""

    def changed(self, channel: str) -> None:
        """Forget what is kept of a channel: it was said to have changed."""


class Surfaces(Protocol):
    """Forms and homes. Every failure is a `bot.errors.DeliveryError`."""

    async def open_form(self, trigger: str, draft: Draft) -> None:
        """Show a form; raise FormExpired where the click that gave `trigger` was too long ago."""

    async def show_home(self, home: Home) -> None:
        """Show a person's home."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file on its way into a thread: `alt` is what a screen reader says of a picture, "" for other files."""

    name: str
    title: str
    content: bytes
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A question that is offered to be asked by one press: what it reads, and what is then said."""

    title: str
    message: str


class Live(Protocol):
    """What makes waiting for an answer bearable, where a platform offers it: a status, an answer that grows, files."""

    async def thinking(self, channel: str, status: str, *, thread: MessageRef) -> None:
        """Show what is being done, "" to take it away; nothing is raised, nothing is owed."""

    async def settled(self, thread: MessageRef) -> None:
        """Take note that an answer in a thread is out, or that none comes: nothing is to stand for it any longer."""

    async def suggest(self, channel: str, prompts: Sequence[Prompt], *, thread: MessageRef | None = None) -> None:
        """Offer what could be asked in direct messages; nothing is raised, nothing is owed."""

    async def stream(
        self, channel: str, pieces: Sequence[str], last: Payload, *, thread: MessageRef, user: str
    ) -> MessageRef | None:
        """Post `pieces` of markdown as they come and end with the blocks of `last`, which carry the delivery key.

        The pieces are put together as they are: white space between them is theirs. Return None where nothing stands
        and the answer is to be posted instead: streaming is not offered, its quota is used up, or it broke off and what
        stood was taken away. Raise DeliveryError.
        """

    async def upload(self, channel: str, files: Sequence[Upload], *, thread: MessageRef | None = None) -> None:
        """Put files into a thread, all in one message; raise DeliveryError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """A platform under its name: what renders, what sends, who is there, and its forms where it has any.

    `live` is there where answers can be streamed or files uploaded. `workspaces` returns the platform of one
    workspace, where it serves more than one.
    """

    name: str
    renderer: Renderer
    gateway: Gateway
    directory: Directory | None = None
    surfaces: Surfaces | None = None
    live: Live | None = None
    workspaces: Callable[[str], "Platform"] | None = None

    def at(self, workspace: str) -> "Platform":
        """Return the platform in `workspace`; raise InstallationUnavailable where it is not installed there."""
        return self.workspaces(workspace) if self.workspaces is not None and workspace else self
