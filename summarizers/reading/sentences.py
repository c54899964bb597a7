"""Sentences with their places in the text."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from summarizers.reading.abbreviations import (
    AFTER_CLOCK,
    ALWAYS_INSIDE,
    BEFORE_NUMBERS,
    CLOCK,
    CLOSERS,
    MONTH_NAMES,
    MONTHS,
    STARTERS,
    SUFFIXES,
    TITLES,
    WEEKDAYS,
)
from summarizers.reading.spans import Span

_CLOSING = "\"'”’)\\]»›"
_OPENING = "\"'“‘„‚(\\[«‹¿¡"
_WIDE, _LATIN = "。！？｡।॥؟۔።။", ".!?…‽"
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*|\r\n?[^\S\n]*\r\n?\s*|[\u2029\f]\s*")
_LINE = re.compile(r"[^\r\n\u2028]+")
_LIST_MARK = re.compile(r"[^\S\n]*(?:[-*•‣▪◦●·–—➢✓][^\S\n]|\(?\d{1,2}[.)][^\S\n]|\(?[a-z][.)][^\S\n])")
_STOP = re.compile(
    rf"(?P<wide>[{_WIDE}]+[{_CLOSING}」』）】〉》]*)"
    rf"|(?P<latin>[{_LATIN}]+[{_CLOSING}]*(?:\[\d{{1,3}}\])*)(?=\s|\Z)"
    rf"|(?P<glued>(?<=[a-z\d)”]{{2}})[.!?][{_CLOSING}]*)(?=(?:The|It|In|He|She|They|We|This|But|However|According)\s)"
)
# All that a stop can begin with: finding one first is far faster than trying three ways to stop at every character.
_STOP_MARK = re.compile(f"[{_WIDE}{_LATIN}]")
_GAP = re.compile(rf"\s+[{_OPENING}]*|[{_OPENING}]+")
_TOKEN = re.compile(r"[^\s,;:!?()\[\]\"“”]+")
_DOTTED = re.compile(r"[^\W\d_]{1,2}(?:\.[^\W\d_]{1,2})+")
_COMPOUND = re.compile(r"[.\-–/]")
_ROMAN = re.compile(r"[ivx]{1,4}|[IVX]{1,4}")
# Lines longer than this are paragraphs, not wrapped text.
_WRAP_WIDTH = 160
_LOOK_BACK = 40
_REMEMBERED = 2000


def split_sentences(text: str) -> tuple[Span, ...]:
    """Return the sentences of `text` in order: disjoint spans without outer space that cover every other character.

    Blank lines always end a sentence; so do list items and line breaks that are not mere wrapping.
    """
    return _remembered(text) if len(text) <= _REMEMBERED else _split(text)


@lru_cache(maxsize=256)  # one sentence is split again for its names, its clauses and its cues
def _remembered(text: str) -> tuple[Span, ...]:
    return _split(text)


def _split(text: str) -> tuple[Span, ...]:
    return tuple(span for piece in _pieces(text) for span in _sentences_of(text, piece))


def _stripped(text: str, *, start: int, end: int) -> Span | None:
    part = text[start:end]
    left = len(part) - len(part.lstrip())
    right = len(part.rstrip())
    return Span(start + left, start + right) if right > left else None


def _pieces(text: str) -> Iterator[Span]:
    """Yield the parts between breaks that no sentence crosses."""
    start = 0
    for match in _BLANK_LINES.finditer(text):
        yield from _lines(text, start=start, end=match.start())
        start = match.end()
    yield from _lines(text, start=start, end=len(text))


def _lines(text: str, *, start: int, end: int) -> Iterator[Span]:
    lines = [
        span
        for match in _LINE.finditer(text, start, end)
        if (span := _stripped(text, start=match.start(), end=match.end()))
    ]
    if not lines:
        return
    width = max(line.end - line.start for line in lines)
    opened = lines[0].start
    for above, below in pairwise(lines):
        if _breaks(text, above=above, below=below, width=width):
            yield Span(opened, above.end)
            opened = below.start
    yield Span(opened, lines[-1].end)


def _breaks(text: str, *, above: Span, below: Span, width: int) -> bool:
    """Tell a deliberate line break from a wrapped line.

    A wrapped line ends where the next word would not have fitted; a heading or a paragraph ends earlier.
    """
    if _LIST_MARK.match(text, below.start, below.end):
        return True
    if text[below.start].islower() or text[above.end - 1] in ",-–—&(":
        return False
    first_word = text[below.start : below.end].split(None, 1)[0]
    return width > _WRAP_WIDTH or (above.end - above.start) + 1 + len(first_word) <= width


def _sentences_of(text: str, piece: Span) -> Iterator[Span]:
    start, seen, worded = piece.start, piece.start, False
    for match in _stops(text, piece):
        worded = worded or any(map(str.isalnum, text[seen : match.start()]))
        seen = match.end()
        if worded and _ends_sentence(text, match, opened=start, limit=piece.end):
            span = _stripped(text, start=start, end=match.end())
            if span:
                yield span
            start, worded = match.end(), False
    span = _stripped(text, start=start, end=piece.end)
    if span:
        yield span


def _stops(text: str, piece: Span) -> Iterator[re.Match[str]]:
    """Yield what may end a sentence, in order and disjoint."""
    mark = _STOP_MARK.search(text, piece.start, piece.end)
    while mark:
        match = _STOP.match(text, mark.start(), piece.end)
        if match:
            yield match
        mark = _STOP_MARK.search(text, match.end() if match else mark.end(), piece.end)


def _ends_sentence(text: str, match: re.Match[str], *, opened: int, limit: int) -> bool:
    if match.lastgroup != "latin":
        return True
    gap = _GAP.match(text, match.end(), limit)
    following = gap.end() if gap else match.end()
    if following >= limit:
        # Only closing marks are left: they belong to this sentence.
        return False
    token_match = _TOKEN.match(text, following, limit)
    token = token_match.group() if token_match else text[following]
    if token[0] in ".!?…" or (token[0].islower() and token == token.lower()):
        return False
    stop = match.group()
    if stop[0] != "." or stop[1:2] in {".", "!", "?", "…"}:
        return True
    word = _word_before(text, start=opened, end=match.start())
    alone = match.start() - opened <= len(word) + 3 and text[opened : match.start()].strip(" \t([") == word
    return not _abbreviates(word, token, alone=alone)


def _word_before(text: str, *, start: int, end: int) -> str:
    chunk = text[max(start, end - _LOOK_BACK) : end]
    if not chunk or chunk[-1].isspace():
        return ""
    return chunk.split()[-1].lstrip("\"'“‘„([«—–")


def _abbreviates(word: str, token: str, *, alone: bool) -> bool:
    """Tell whether the full stop after `word` belongs to it, `token` being the next word."""
    lower, following = word.lower(), token.lower().rstrip(".,")
    if not word or lower in CLOSERS:
        return False
    if alone and _is_list_mark(word):
        return True
    if word.isdigit():
        return len(word) <= 2 and following in MONTH_NAMES
    if lower in CLOCK:
        return following in AFTER_CLOCK
    return _always_inside(lower) or _before_number(word, token) or _inside_name(word, token)


def _always_inside(lower: str) -> bool:
    last = _COMPOUND.split(lower)[-1]
    return lower in ALWAYS_INSIDE or last in TITLES


def _before_number(word: str, token: str) -> bool:
    """Tell "No. 5", "Rs. 20", "Nov. 3" and "Mon. Nov. 3" from sentences that end in no, or in November."""
    lower = word.lower()
    if token[0].isdigit() or token[0] in "$€£₹¥":
        return lower in BEFORE_NUMBERS or (word[0].isupper() and lower in MONTHS | WEEKDAYS)
    return word[0].isupper() and lower in WEEKDAYS and token.lower().rstrip(".,") in MONTH_NAMES


def _inside_name(word: str, token: str) -> bool:
    """Tell "Boeing Co. Chairman" and "J. Khan" from names that end the sentence."""
    initial = len(word) == 1 and word.isupper()
    return (initial or word.lower() in SUFFIXES or _DOTTED.fullmatch(word) is not None) and token not in STARTERS


def _is_list_mark(word: str) -> bool:
    return (word.isdigit() and len(word) <= 3) or len(word) == 1 or _ROMAN.fullmatch(word) is not None
