"""Short answers in blocks: words as they are, text to copy, buttons. Pure."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from bot.chat.notes import Button, Note
from bot.chat.platform import Payload
from bot.chat.slack import blocks as kit
from bot.chat.slack import limits, text
from bot.chat.slack.blocks import Json
from bot.chat.slack.render_story import pages
from bot.chat.slack.rendering import fitting, scaled, spoken
from bot.domain.delivery import DeliveryKey

_TITLE, _LINE, _CODE = 300, 600, 7_000
_LINES, _BUTTONS, _LINK = 60, 25, 500


def notice(words: str, *, key: DeliveryKey | None = None, link: str | None = None) -> Payload:
    """Return a short notice; `link` stands behind its words."""
    url = text.safe_url(link)
    behind = [kit.context([f"<{url}|↗>"])] if url else []
    blocks = fitting(lambda scale: [*(_lines(words.splitlines(), scale) or [kit.section("…")]), *behind])
    keyed = kit.keyed(blocks, block_id=key.block_id) if key else blocks
    return Payload(text=spoken(words.splitlines()), body={"blocks": keyed})


def note(note: Note, *, buttons: bool = True, key: DeliveryKey | None = None) -> Payload:
    """Return a short answer, each of its lines on a line of its own; some clients run those of plain text together."""
    pressed = note.buttons if buttons else ()
    blocks = fitting(lambda scale: [*_words(note, scale), *_rows(pressed, scale)] or [kit.section("…")])
    # Screen readers read the top text instead of the blocks: what is to be copied is named, not read out.
    return Payload(
        text=spoken([note.title, *note.lines, *([] if note.title else note.code.split("\n")[:1])]),
        body={"blocks": kit.keyed(blocks, block_id=key.block_id) if key else blocks},
    )


def _rows(buttons: Sequence[Button], scale: float) -> list[Json]:
    return kit.actions(buttons[: max(2, int(_BUTTONS * scale))])


def _words(note: Note, scale: float) -> list[Json]:
    title = text.mrkdwn(note.title, _TITLE)
    blocks = [kit.section(f"*{title}*")] if title else []
    blocks += _lines(note.lines, scale, note.links)
    return [*blocks, *(kit.section(page) for page in _fenced(note.code, scaled(_CODE, scale)))]


def _lines(lines: Sequence[str], scale: float, links: Sequence[str] = ()) -> list[Json]:
    """Return lines with nothing from outside that Slack acts on; what is beyond the most that fit is counted.

    Each of `links` stands behind the line of the same place.
    """
    linked = zip_longest(lines, links[: len(lines)], fillvalue="")
    told = [_behind(shown, link) for line, link in linked if (shown := text.line(line, scaled(_LINE, scale)))]
    kept = told[: scaled(_LINES, scale)]
    more = [f"and {len(told) - len(kept)} more lines"] if len(told) > len(kept) else []
    return [kit.section(page) for page in pages([*kept, *more])] if kept else []


def _behind(shown: str, link: str) -> str:
    url = text.safe_url(link)
    return f"{shown} <{url}|↗>" if url and len(url) <= _LINK else shown


def _fenced(code: str, limit: int) -> Iterator[str]:
    """Yield the text to copy between fences, in pieces that a section holds, split between its lines."""
    shown = text.code(code, limit)
    if shown:
        room = limits.SECTION - 2 * len("```\n")
        yield from (f"```\n{page}\n```" for page in pages(_cut(shown.split("\n"), room)))


def _cut(lines: Sequence[str], room: int) -> list[str]:
    """Return `lines` with those in pieces that are longer than a section: never within an entity."""
    cut: list[str] = []
    for line in lines:
        left = line
        while len(left) > room:
            blank, entity = left.rfind(" ", 0, room), left.rfind("&", room - 5, room)
            at = next((at for at in (blank, entity) if at > 0), room)
            cut.append(left[:at])
            left = left[at:].lstrip(" ")
        cut.append(left)
    return cut
