"""The console as a platform: threads printed in the terminal, every message kept in a transcript file."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.briefing.labels import Labels
from bot.chat.console_dossier import dossier_rows
from bot.chat.notes import Note
from bot.chat.platform import Payload, Pieces, Platform
from bot.chat.tidy import tidy
from bot.chat.transcript import Transcript, TranscriptLine
from bot.chat.wording import Line, RootText, root_text
from bot.chat.wording_dossier import dossier_text
from bot.chat.wording_receipt import receipt_lines
from bot.chat.wording_story import ReopenedText, ReplyText, corrected_text, reopened_text, reply_text
from bot.domain.brief import Brief, BriefItem, Mended
from bot.domain.delivery import DeliveryKey, MessageRef
from bot.domain.dossier import Dossier
from bot.domain.moments import Clock
from bot.errors import DeliveryError

Piece = tuple[str, str]
Row = Sequence[Piece]
_TREE, _INDENT = "│ ", 2


class ConsoleRenderer:
    """Renders to rows of (text, style) pieces: no markup language in between, so nothing to escape."""

    def __init__(self, labels: Labels) -> None:
        """Keep the words shown for ids."""
        self._labels = labels

    def root(self, brief: Brief, key: DeliveryKey, *, mended: Sequence[Mended] = ()) -> Payload:
        """Return the root message of `brief`."""
        text = root_text(brief, self._labels, mended=mended)
        return _payload(_root_rows(text), summary=text.title, key=key.block_id)

    def reply(self, brief: Brief, item: BriefItem, key: DeliveryKey) -> Payload:
        """Return the reply that tells `item`."""
        text = reply_text(item, self._labels, zone=brief.timezone, language=brief.language)
        return _payload(_reply_rows(text), summary=text.headline, key=key.block_id)

    def reopened(self, brief: Brief, item: BriefItem, key: DeliveryKey) -> Payload:
        """Return a new root for `item`, whose old thread is gone."""
        text = reopened_text(brief, item, self._labels)
        return _payload(_reopened_rows(text), summary=text.headline, key=key.block_id)

    def corrected(self, brief: Brief, mended: Mended, key: DeliveryKey) -> Payload:
        """Return the reply of an item that was mended."""
        text = corrected_text(mended, self._labels, zone=brief.timezone, language=brief.language)
        return _payload(_reply_rows(text), summary=f"{text.banner}: {text.headline}", key=key.block_id)

    def dossier(
        self,
        dossier: Dossier,
        key: DeliveryKey | None = None,
        *,
        question: str = "",  # noqa: ARG002  (a terminal has no buttons)
    ) -> tuple[Payload, ...]:
        """Return the answer to a question; the console needs no splitting."""
        text = dossier_text(dossier, self._labels)
        return (
            _payload(dossier_rows(text), summary=f"{text.headline}. {text.basis}", key=key.block_id if key else ""),
        )

    def pieces(
        self,
        dossier: Dossier,  # noqa: ARG002
        key: DeliveryKey,  # noqa: ARG002
        *,
        question: str = "",  # noqa: ARG002
    ) -> Pieces | None:
        """Return None: a terminal shows an answer at once."""
        return None

    def receipt(self, brief: Brief) -> Payload:
        """Return what `brief` was made from."""
        lines = receipt_lines(brief.receipt)
        return _payload([[(line, "dim")] for line in lines], summary=lines[0])

    def notice(self, text: str, *, key: DeliveryKey | None = None, link: str | None = None) -> Payload:
        """Return a short notice."""
        rows: list[Row] = [[(tidy(line), "")] for line in text.splitlines()]
        rows += [[(tidy(link), "dim")]] if link else []
        return _payload(rows, summary=tidy(text), key=key.block_id if key else "")

    def note(self, note: Note, *, key: DeliveryKey | None = None) -> Payload:
        """Return a short answer; a terminal has no buttons."""
        rows: list[Row] = [[(tidy(note.title), "bold")]] if note.title else []
        rows += [[(tidy(line), "")] for line in (*note.lines, *note.code.splitlines(), *note.links) if line]
        summary = tidy(note.title or " ".join(note.lines[:1]))
        return _payload(rows, summary=summary, key=key.block_id if key else "")


class ConsoleGateway:
    """Writes the transcript first, then prints: what a crash cuts off is missing on the screen, never in the file."""

    def __init__(self, transcript: Path, *, console: Console, now: Clock) -> None:
        """Keep where to write and print."""
        self._transcript = Transcript(transcript)
        self._console, self._now = console, now

    @property
    def can_look_up(self) -> bool:
        """The transcript knows every message."""
        return True

    async def post(
        self,
        channel: str,
        payload: Payload,
        *,
        thread: MessageRef | None = None,
        broadcast: bool = False,  # noqa: ARG002
    ) -> MessageRef:
        """Write and print `payload`; raise DeliveryError where the transcript cannot be written."""
        try:
            line = await asyncio.to_thread(self._write, channel, payload, thread=thread)
        except OSError as error:
            raise DeliveryError(channel, f"the transcript cannot be written ({error.strerror})") from error
        self._print(payload, reply=thread is not None)
        return self._reference(line)

    async def edit(self, message: MessageRef, payload: Payload) -> None:
        """Print `payload` anew: what a terminal showed stays, so the newer stands below and in the transcript."""
        await self.post(message.channel, payload, thread=message)

    async def delete(self, message: MessageRef) -> None:
        """Leave a message: a terminal takes nothing back."""

    async def tell(
        self,
        channel: str,
        user: str,  # noqa: ARG002
        payload: Payload,
        *,
        thread: MessageRef | None = None,
    ) -> None:
        """Print `payload`; whoever sits before a terminal is the one."""
        await self.post(channel, payload, thread=thread)

    async def look_up(
        self, channel: str, key: DeliveryKey, *, since: datetime, thread: MessageRef | None = None
    ) -> MessageRef | None:
        """Return the message with this key in the transcript, or None."""
        for line in await asyncio.to_thread(self._transcript.lines):
            same_place = line.channel == channel and line.thread == (thread.message_id if thread else None)
            if same_place and line.key == key.block_id and line.moment >= since:
                return self._reference(line)
        return None

    def _write(self, channel: str, payload: Payload, *, thread: MessageRef | None) -> TranscriptLine:
        return self._transcript.append(
            key=payload.body.get("key", ""),
            channel=channel,
            thread=thread.message_id if thread else None,
            text=payload.body.get("plain", payload.text),
            at=self._now(),
        )

    def _reference(self, line: TranscriptLine) -> MessageRef:
        link = f"{self._transcript.path.resolve().as_uri()}#{line.id}"
        return MessageRef(channel=line.channel, message_id=line.id, permalink=link)

    def _print(self, payload: Payload, *, reply: bool) -> None:
        if not reply:
            self._console.print()
        width = max(20, self._console.width - (_INDENT + len(_TREE) if reply else 0))
        for row in payload.body.get("rows", [[(tidy(payload.text), "")]]):
            drawn = Text.assemble(*((text, style) for text, style in row)) if row else Text(" ")
            if not reply:
                self._console.print(drawn, soft_wrap=False)
                continue
            for part in drawn.wrap(self._console, width):
                part.rstrip()
                self._console.print(Padding(Text.assemble((_TREE, "dim"), part), (0, 0, 0, _INDENT), expand=False))
        if reply:
            self._console.print(Padding(Text(_TREE.rstrip(), "dim"), (0, 0, 0, _INDENT), expand=False))


def console_platform(labels: Labels, *, transcript: Path, console: Console, now: Clock) -> Platform:
    """Return the console as a platform named `console`."""
    gateway = ConsoleGateway(transcript, console=console, now=now)
    return Platform(name="console", renderer=ConsoleRenderer(labels), gateway=gateway)


def _payload(rows: Iterable[Row], *, summary: str, key: str = "") -> Payload:
    kept = [list(row) for row in rows]
    plain = "\n".join("".join(text for text, _ in row) for row in kept)
    body: dict[str, Any] = {"key": key, "rows": kept, "plain": plain}
    return Payload(text=summary, body=body)


def _root_rows(text: RootText) -> list[Row]:
    rows: list[Row] = [[(text.title, "bold")]]
    rows += [[(text.window, "dim")]] if text.window else []
    rows += [[(note, "yellow")] for note in text.notes]
    rows += [[(text.left, "yellow")]] if text.left else []
    rows += _trend_rows(text)
    for group in text.groups:
        rows += [[(group.label, "bold cyan")]] if group.label else []
        rows += [_line_row(line) for line in group.lines]
    rows += [[(text.footer, "dim")]] if text.footer else []
    return rows


def _trend_rows(text: RootText) -> Iterable[Row]:
    for group in text.trends:
        yield [(group.label, "bold cyan")]
        for line in group.lines:
            yield [("· ", "cyan"), (tidy(line.text), ""), *([(" ↗", _link(line.url))] if line.url else [])]
        if group.left_out:
            yield [(f"and {group.left_out:,} more", "dim")]


def _reopened_rows(text: ReopenedText) -> list[Row]:
    headline = (text.headline, f"bold {_link(text.url)}".strip())
    rows: list[Row] = [[(f"{text.flags} " if text.flags else "", ""), headline], [(text.lead, "green bold")]]
    return [*rows, *([(line, "dim")] for line in text.history)]


def _line_row(line: Line) -> Row:
    standing = [(f" {line.standing}", "dim")] if line.standing else []
    arrow = [(" ↗", _link(line.earlier))] if line.earlier else []
    return [
        (f"{line.number} ", "cyan"),
        (f"{line.flags} " if line.flags else "", ""),
        (line.text, ""),
        *standing,
        *arrow,
    ]


def _reply_rows(text: ReplyText) -> list[Row]:
    banner: list[Row] = [[(text.banner, "yellow bold")]] if text.banner else []
    rows = [] if text.withdrawn else [*banner]
    rows += [[(text.lead, "green bold")]] if text.lead else []
    rows.append([(text.headline, f"bold {_link(text.url)}".strip())])
    rows += banner if text.withdrawn else []
    if text.standing:
        rows.append([(text.move, "green bold" if text.changed else "green"), (f"  {text.when}", "dim")])
    if text.facts or text.flags:
        rows.append([(f"{text.flags} " if text.flags else "", ""), (text.facts, "")])
    rows += [[(told.plain, "")] for told in text.summary]
    rows += [[(text.unknown, "dim")]] if text.unknown else []
    rows += [[(text.why, "italic")]] if text.why else []
    for reference in text.references:
        rows.append(
            [(f"[{reference.number}] {reference.label}, {reference.day}  ", "dim"), (tidy(reference.url), "dim")]
        )
    rows += [[("Earlier thread ↗", _link(text.earlier))]] if text.earlier else []
    return rows


def _link(url: str | None) -> str:
    """Return rich's style for a link; a URL with a blank in it would be read as further styles."""
    return f"link {url}" if url and url.startswith(("http://", "https://", "file://")) and " " not in url else ""
