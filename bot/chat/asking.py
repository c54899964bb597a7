"""A question is understood: which parties, who supplies whom, what, when, and what was not understood. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from bot.chat.asking_dates import Dated, read_dates
from bot.chat.asking_direction import read_direction
from bot.chat.asking_follow import Lead, follow_up, lead_of, left_out
from bot.chat.asking_left import left_over
from bot.chat.asking_pieces import Piece, Pieces, cut, pieces_of
from bot.chat.asking_problems import lost_party, problem_of, repeated, rest_of, too_long
from bot.chat.asking_traps import decoys_of
from bot.chat.asking_typos import Mended, mended
from bot.chat.asking_words import Hit, QuestionWords, What
from bot.chat.parsing_text import folded
from bot.domain.asked import UNASKED, Asked
from bot.domain.vocabulary import CooperationType, Sector, Stage

__all__ = ("read_question", "refines")

ValueT = TypeVar("ValueT")
_MARKUP = re.compile(r"<(?:[@#!][^<>\n]{0,80}|mailto:[^<>\n]{0,200})>|<?https?://[^\s<>|]+(?:\|[^<>\n]{0,200})?>?")
_LABELLED = re.compile(r"<https?://[^\s<>|]{1,500}\|([^<>\n]{1,200})>")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffd\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A text read once: its pieces without what stands for something else, its days, its words for a follow-up."""

    pieces: Pieces
    dated: Dated
    lead: Lead
    decoys: tuple[tuple[int, int, str], ...]
    hidden: tuple[tuple[int, int], ...]
    roles: tuple[Hit, ...]


def read_question(text: str, words: QuestionWords, *, today: date, before: Asked | None = None) -> Asked:
    """Return what `text` asks for on the asker's day `today`; never raises.

    With `before`, the question before it in the same thread, a text that only changes that one ("only drones", "and
    with Azerbaijan?") becomes the changed question; one that stands alone replaces it.
    """
    if len(text) > words.limits.characters:
        return Asked(problem=too_long(len(text), words.limits))
    whole = _plain(text)
    plain = whole[: words.limits.read]
    if not re.search(r"\w|[\U0001f1e6-\U0001f1ff]", plain):
        return Asked(problem=problem_of(UNASKED, plain, (), words, today=today))
    read = _read(plain, words, today=today)
    fixes = mended(read.pieces, _unread(read), words, hidden=read.hidden)
    if before is None and read.lead.without:
        read, told = _without(read, words)
    else:
        told = []
    if len(whole) > len(plain):
        told.append(f"Only the first {words.limits.read} characters were read.")
    alone = _asked(read, fixes, words)
    asked = alone if before is None else follow_up(before, alone, read.lead)
    lost = lost_party(replace(read.pieces, roles=read.roles), fixes.left)
    problem = problem_of(asked, plain, repeated(read.pieces), words, today=today, lost=lost)
    if problem and lost and not asked.parties and not asked.suggestions and not asked.empty:
        asked = replace(asked, suggestions=(rest_of(asked, words),))
    return replace(asked, notes=_once((*asked.notes, *told)), problem=problem)


def _without(read: _Read, words: QuestionWords) -> tuple[_Read, list[str]]:
    """Return a question without what it leaves out, and what to say of that: nothing can be left out of an answer."""
    out = left_out(read.pieces)
    if not out:
        return read, []
    labels = ", ".join(words.label(piece.what, key) for piece in out for key in piece.keys)
    kept = tuple(piece for piece in read.pieces.named if piece not in out)
    told = [f"{labels} cannot be left out of an answer, and is not asked for."]
    return replace(read, pieces=replace(read.pieces, named=kept)), told


def read_places(
    text: str, words: QuestionWords, *, today: date
) -> tuple[Asked, tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """Return what `text` names, where it names parties, and where days; the text is bounded by the caller."""
    read = _read(folded(text), words, today=today)
    asked = _asked(read, Mended(), words)
    parties = tuple((piece.start, piece.end) for piece in read.pieces.named if piece.party)
    return asked, parties, tuple(read.dated.spans)


def refines(text: str, words: QuestionWords, *, today: date) -> bool:
    """Return whether `text` may go on from a question before it: it names things and no party, or says "and" or so."""
    plain = _plain(text)[: words.limits.read]
    read = _read(plain, words, today=today)
    if not any(piece.party for piece in read.pieces.named):
        return bool(read.pieces.named) or read.dated.said or read.lead.swap or bool(read.lead.cleared)
    return read.lead.said


def _plain(text: str) -> str:
    """Return a text as it is read: without control characters and marks of chat, every other character kept."""
    return folded(_CONTROL.sub(" ", _MARKUP.sub(" ", _LABELLED.sub(r" \1 ", text)))).strip()


def _read(text: str, words: QuestionWords, *, today: date) -> _Read:
    pieces = pieces_of(text, words)
    decoys = decoys_of(pieces, words)
    hidden = [(decoy.start, decoy.end) for decoy in decoys]
    named = tuple(p for p in pieces.named if not _within(p.start, p.end, hidden) and p.what is not What.SWALLOWED)
    kept = Pieces(
        text=text, language=pieces.language, languages=pieces.languages, named=named, roles=cut(pieces.roles, hidden)
    )
    dated = read_dates(_blanked(text, [(piece.start, piece.end) for piece in pieces.named]), kept, words, today=today)
    swallowed = [(piece.start, piece.end) for piece in pieces.named if piece.what is What.SWALLOWED]
    return _Read(
        pieces=kept,
        dated=dated,
        lead=lead_of(kept),
        decoys=tuple((decoy.start, decoy.end, decoy.key) for decoy in decoys),
        hidden=(*hidden, *swallowed),
        roles=pieces.roles,
    )


def _unread(read: _Read) -> list[tuple[int, int]]:
    """Return the words nobody understood."""
    spans = [(piece.start, piece.end) for piece in read.pieces.named]
    return left_over(replace(read.pieces, roles=read.roles), [*spans, *read.dated.spans])


def _asked(read: _Read, fixes: Mended, words: QuestionWords) -> Asked:
    pieces = replace(read.pieces, named=tuple(sorted((*read.pieces.named, *fixes.pieces), key=lambda p: p.start)))
    named = pieces.named
    direction = read_direction(pieces, read.dated.spans)
    sectors = _keys(named, What.SECTOR)
    types = [CooperationType(key) for key in _keys(named, What.TYPE)]
    suggestions = [f"{words.label(_what(key), key)} the {_what(key)}?" for _, _, key in read.decoys]
    return Asked(
        countries=_keys(named, What.COUNTRY),
        groups=_keys(named, What.GROUP),
        direction=direction,
        sectors=tuple(Sector(key) for key in sectors),
        types=_once(types),
        stages=_once(Stage(key) for key in _keys(named, What.STAGE)),
        organisations=_keys(named, What.ORGANISATION),
        designations=_keys(named, What.DESIGNATION),
        since=read.dated.since,
        until=read.dated.until,
        unknown=_once(pieces.text[start:end] for start, end in fixes.left),
        notes=_once((*(piece.note for piece in named if piece.note), *fixes.notes)),
        suggestions=_once((*suggestions, *fixes.suggestions)),
    )


def _what(key: str) -> What:
    return What.COUNTRY if len(key) == 2 else What.GROUP


def _keys(named: Sequence[Piece], what: What) -> tuple[str, ...]:
    return _once(key for piece in named if piece.what is what for key in piece.keys)


def _once(values: Iterable[ValueT]) -> tuple[ValueT, ...]:
    return tuple(dict.fromkeys(values))


def _within(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(first < end and start < last for first, last in spans)


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + "\ufffc" * (end - start) + text[end:]
    return text
