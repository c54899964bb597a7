"""Short answers as cards: words as they are, text to copy, buttons. Pure."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import zip_longest

from bot.chat.notes import Note
from bot.chat.platform import Payload
from bot.chat.teams import cards, text
from bot.chat.teams.cards import Json
from bot.chat.teams.render_parts import SCALES, fits_told, fitting, message, scaled, spoken
from bot.domain.delivery import DeliveryKey

_TITLE, _LINE, _CODE, _PART = 300, 600, 7_000, 3_500
_LINES = 60


def notice(words: str, *, key: DeliveryKey | None = None, link: str | None = None) -> Payload:
    """Return a short notice; `link` stands behind its words."""
    lines = words.splitlines()
    url = text.safe_url(link)
    opens = [{"type": "ActionSet", "actions": [cards.opening("Open ↗", url)]}] if url else []

    def build(scale: float) -> Payload:
        body = [*(list(_lines(lines, scale)) or [cards.line("…")]), *opens]
        return message(body, spoken(lines), key=key.block_id if key else None)

    return fitting(build)


def note(note: Note, *, buttons: bool = True, key: DeliveryKey | None = None) -> Payload:
    """Return a short answer, each of its lines on a line of its own."""
    pressed = note.buttons if buttons else ()
    # What is to be copied is named, not read out.
    said = spoken([note.title, *note.lines, *([] if note.title else note.code.split("\n")[:1])])

    def build(scale: float, count: int) -> Payload:
        left = len(pressed) - count
        more = (
            [cards.line(f"{left} more buttons have no room here: say which one is meant.", small=True)] if left else []
        )
        body = [*_words(note, scale), *cards.actions(pressed[:count]), *more]
        return message(body or [cards.line("…")], said, key=key.block_id if key else None)

    # Buttons are what can be done: words shrink before a button is left out.
    counts = {scale: _most(partial(build, scale), len(pressed)) for scale in SCALES}
    scale = max(counts, key=lambda scale: (counts[scale], scale))
    return build(scale, max(0, counts[scale]))


def _most(build: Callable[[int], Payload], count: int) -> int:
    """Return with how many of `count` buttons a message fits, -1 where it does not fit without any."""
    if fits_told(build(count)):
        return count
    return bisect_left(range(count), 1, key=lambda number: int(not fits_told(build(number)))) - 1


def receipt(lines: Sequence[str]) -> Payload:
    """Return what a brief was made from, its first line the heading."""

    def build(scale: float) -> Payload:
        return message(list(_lines(lines, scale)) or [cards.line("…")], spoken(lines[:1]))

    return fitting(build)


def _words(note: Note, scale: float) -> Iterator[Json]:
    title = text.shown(note.title, _TITLE)
    if title:
        yield cards.heading(title)
    yield from _lines(note.lines, scale, note.links)
    for number, part in enumerate(_parts(text.code(note.code, scaled(_CODE, scale))), start=1):
        yield cards.to_copy(part, number=number)


def _lines(lines: Sequence[str], scale: float, links: Sequence[str] = ()) -> Iterator[Json]:
    """Yield lines; what is beyond the most that fit is counted. Each of `links` stands behind the line of its place."""
    linked = zip_longest(lines, links[: len(lines)], fillvalue="")
    told = [_behind(shown, link) for line, link in linked if (shown := text.shown(line, scaled(_LINE, scale)))]
    kept = told[: scaled(_LINES, scale)]
    yield from (cards.line(each, close=number > 0) for number, each in enumerate(kept))
    if len(told) > len(kept):
        yield cards.line(f"and {len(told) - len(kept)} more lines", small=True, close=True)


def _behind(shown: str, link: str) -> str:
    url = text.safe_url(link)
    return f"{shown} [↗]({url})" if url else shown


def _parts(code: str) -> Iterator[str]:
    """Yield text to copy in parts that a field holds, cut between its lines where that can be."""
    part = ""
    for line in code.split("\n") if code else ():
        if part and len(part) + len(line) >= _PART:
            yield part
            part = ""
        part = f"{part}\n{line}" if part else line
        while len(part) > _PART:
            yield part[:_PART]
            part = part[_PART:]
    if part.strip():
        yield part
