"""A chat platform at its edge: its own renderer and gateway before its own stand-in, seen alike on all of them.

What a person sees of a message is its words and what can be pressed; how a platform writes either is its own affair.
"""

import html
import re
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console

from bot.chat.commands import Command
from bot.chat.console import ConsoleGateway, ConsoleRenderer
from bot.chat.platform import Platform
from bot.chat.slack.gateway import SlackGateway
from bot.chat.slack.handlers_read import spoken as slack_spoken
from bot.chat.slack.network import SlackNetwork, slack_clients
from bot.chat.slack.render import SlackRenderer
from bot.chat.transcript import Transcript
from support.briefs import shipped_labels
from support.faultproxy import Fault, FaultProxy, fault_proxy
from support.values import NOW

WAIT_SECONDS = 7
SOMEBODY = "@somebody"
Parse = Callable[[str], Command]
_LINKED = re.compile(r"<(?:https?|mailto):[^|<>]*\|([^<>]*)>|\]\([^()\s]*\)|https?://\S+")
_HIDDEN = re.compile(r"[\u200b-\u200f\u2060-\u2069\ufeff]")


class Mishap(StrEnum):
    """How the next post goes wrong."""

    LIMITED = "limited"
    LOST_BEFORE = "the answer and the message are lost"
    LOST_AFTER = "only the answer is lost"
    REFUSED = "the message itself is refused"
    TAKEN_OUT = "the bot is not in the channel any more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message that stands: its thread's root, "" for a root itself, what it says, what can be pressed in it."""

    id: str
    thread: str
    words: str
    buttons: frozenset[tuple[str, str]] = frozenset()


class Moving:
    """Time that passes by waiting only: what is held to is what is posted, not when."""

    def __init__(self) -> None:
        self._passed = 0.0

    async def sleep(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self._passed += seconds

    def monotonic(self) -> float:
        """Return the seconds that passed."""
        return self._passed

    def clock(self) -> datetime:
        """Return the moment."""
        return NOW + timedelta(seconds=self._passed)


class Edge(Protocol):
    """One platform and what stands in its stand-in."""

    time: Moving
    platform: Platform
    channel: str
    person: str

    def shown(self) -> Sequence[Shown]:
        """Return what stands in the channel, oldest first."""

    def told(self, person: str) -> Sequence[str]:
        """Return the words of what one person was shown alone."""

    def refused(self) -> Sequence[Any]:
        """Return what the platform would not take for its form."""

    def next(self, mishap: Mishap) -> None:
        """Let the next post go wrong."""

    def nowhere(self) -> str:
        """Return a channel that is not there, for the next post."""

    def understood(self, words: str, parse: Parse) -> Command:
        """Return the command in `words` said to the bot in a channel; `SOMEBODY` in them mentions `person`."""


def said(text: str) -> str:
    """Return the words of a text alone, in one case: marks, escapes and addresses of links are the platform's own."""
    plain = html.unescape(_LINKED.sub(lambda found: f" {found[1] or ''} ", text))
    plain = _HIDDEN.sub("", unicodedata.normalize("NFKC", plain)).replace("_", " ")
    return " ".join(re.findall(r"\w+", plain.casefold()))


def found(part: Any, *names: str) -> Iterator[str]:
    """Yield the texts under these names in a payload, in their order."""
    if isinstance(part, Mapping):
        for name, value in part.items():
            if name in names and isinstance(value, str):
                yield value
            else:
                yield from found(value, *names)
    elif isinstance(part, Sequence) and not isinstance(part, str | bytes):
        for value in part:
            yield from found(value, *names)


def parts_of(part: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every object in a payload, outer ones first."""
    if isinstance(part, Mapping):
        yield part
        for value in part.values():
            yield from parts_of(value)
    elif isinstance(part, Sequence) and not isinstance(part, str | bytes):
        for value in part:
            yield from parts_of(value)


class ConsoleEdge:
    """The terminal: one place, one person before it, nothing that fails but the disk."""

    channel, person = "desk", "whoever sits there"

    def __init__(self, folder: Path) -> None:
        self.time, transcript = Moving(), folder / "transcript.jsonl"
        gateway = ConsoleGateway(transcript, console=Console(width=400, quiet=True), now=self.time.clock)
        self._lines = Transcript(transcript).lines
        self.platform = Platform(name="console", renderer=ConsoleRenderer(shipped_labels()), gateway=gateway)

    def shown(self) -> Sequence[Shown]:
        """Return the transcript."""
        lines = (line for line in self._lines() if line.channel == self.channel)
        return [Shown(id=line.id, thread=line.thread or "", words=said(line.text)) for line in lines]

    def told(self, person: str) -> Sequence[str]:
        """Return the transcript: whoever sits there is the one."""
        return [message.words for message in self.shown()] if person == self.person else []

    def refused(self) -> Sequence[Any]:
        """Return nothing: a terminal takes all."""
        return ()

    def next(self, mishap: Mishap) -> None:
        """Fail: nothing goes wrong here."""
        raise AssertionError(mishap)

    def nowhere(self) -> str:
        """Fail: a terminal has one place."""
        raise AssertionError

    def understood(self, words: str, parse: Parse) -> Command:
        """Return the command as typed."""
        return parse(words)


class SlackEdge:
    """Slack, by its Web API on loopback."""

    channel, person = "C-desk", "U0123ABC"

    def __init__(self, proxy: FaultProxy, platform: Platform) -> None:
        self._proxy, self.platform, self.time = proxy, platform, Moving()

    def shown(self) -> Sequence[Shown]:
        """Return the channel's messages."""
        messages = (message for message in self._proxy.messages if message["channel"] == self.channel)
        return [
            Shown(
                id=message["ts"],
                thread=str(message.get("thread_ts") or ""),
                words=_slack_words(message),
                buttons=frozenset(_slack_buttons(message.get("blocks"))),
            )
            for message in messages
        ]

    def told(self, person: str) -> Sequence[str]:
        """Return the ephemeral messages to a person."""
        return [_slack_words(whisper) for whisper in self._proxy.slack.whispers if whisper["user"] == person]

    def refused(self) -> Sequence[Any]:
        """Return what broke one of Slack's limits."""
        return self._proxy.refused

    def next(self, mishap: Mishap) -> None:
        """Let the next post go wrong."""
        limited = {"Retry-After": str(WAIT_SECONDS)}
        faults = {
            Mishap.LIMITED: Fault(status=429, error="ratelimited", headers=limited),
            Mishap.LOST_BEFORE: Fault(drop=True),
            Mishap.LOST_AFTER: Fault(drop=True, after=True),
            Mishap.REFUSED: Fault(error="msg_blocks_too_long"),
            Mishap.TAKEN_OUT: Fault(error="not_in_channel"),
        }
        self._proxy.plan("chat.postMessage", faults[mishap])

    def nowhere(self) -> str:
        """Return a channel; the stand-in has every channel there could be, so it is told to know none."""
        self._proxy.plan("chat.postMessage", Fault(error="channel_not_found"))
        return "C-nowhere"

    def understood(self, words: str, parse: Parse) -> Command:
        """Return the command in a mention as Slack sends it: entities encoded, links and people between brackets."""
        typed = re.sub(r"(https?://\S+)", r"<\1>", html.escape(words, quote=False))
        mentioning = typed.replace(SOMEBODY, f"<@{self.person}>")
        return parse(slack_spoken(f"<@UBOT> {mentioning}", bot_user="UBOT"))


def _slack_words(message: Mapping[str, Any]) -> str:
    blocks = message.get("blocks")
    return said(" ".join(found(blocks, "text")) if blocks else str(message.get("text", "")))


def _slack_buttons(blocks: Any) -> Iterator[tuple[str, str]]:
    for part in parts_of(blocks):
        name = str(part.get("action_id", "")).partition(":")[0]
        if "options" in part:
            for option in part["options"]:
                action, _, value = str(option["value"]).partition("#")
                yield action, value
        elif name and "value" in part:
            yield name, str(part["value"])


@asynccontextmanager
async def _console(folder: Path) -> AsyncIterator[Edge]:
    yield ConsoleEdge(folder)


@asynccontextmanager
async def _slack(_folder: Path) -> AsyncIterator[Edge]:
    async with fault_proxy() as proxy, slack_clients(SlackNetwork(api_url=proxy.url), bot_token="xoxb-1") as clients:
        gateway = SlackGateway(clients.bot, history=True)
        yield SlackEdge(proxy, Platform(name="slack", renderer=SlackRenderer(shipped_labels()), gateway=gateway))


@asynccontextmanager
async def _teams(_folder: Path) -> AsyncIterator[Edge]:
    from support.edge_teams import teams_edge  # noqa: PLC0415  (it needs what stands here)

    async with teams_edge() as edge:
        yield edge


EDGES = {"console": _console, "slack": _slack, "teams": _teams}
REMOTE = tuple(name for name in EDGES if name != "console")
