"""Misspelt names: one near exactly one name is taken and said, one near several is only suggested. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.chat.asking_pieces import Piece, Pieces
from bot.chat.asking_words import Near, QuestionWords, What

_MOST = 8
_SHOWN = 3
_LONG = 6
_NAMES = (What.ORGANISATION, What.DESIGNATION)


@dataclass(slots=True)
class Mended:
    """Names read out of misspelt words, the places still not understood, and what to say of both."""

    pieces: list[Piece] = field(default_factory=list)
    left: list[tuple[int, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    suggestions: list[str] = field(default_factory=list)


def mended(
    pieces: Pieces, left: Sequence[tuple[int, int]], words: QuestionWords, *, hidden: Sequence[tuple[int, int]]
) -> Mended:
    """Return what the words at `left` were meant to be, the first few of them; what is `hidden` was meant so."""
    made = Mended()
    for number, (start, end) in enumerate(left):
        word = pieces.text[start:end]
        meant_so = number >= _MOST or any(first <= start < last for first, last in hidden)
        near = [] if meant_so else [one for one in words.near(word) if one.off and _likely(one, word)]
        near = near or ([] if meant_so else _capital(word, pieces.text, words))
        meant = {(one.what, one.key) for one in near}
        if len(meant) == 1:
            one = near[0]
            made.pieces.append(Piece(start=start, end=end, what=one.what, key=one.key))
            form = words.label(one.what, one.key) if one.what is What.COUNTRY else one.form
            made.notes.append(f"“{word}” is taken as {form}.")
            continue
        made.left.append((start, end))
        forms = list(dict.fromkeys(one.form for one in near))[:_SHOWN]
        made.suggestions += [f"{pieces.text[:start]}{form}{pieces.text[end:]}" for form in forms]
    return made


def _capital(word: str, text: str, words: QuestionWords) -> list[Near]:
    """Return the company or designation that a word names when it stands in capitals: leopard, where nothing does."""
    if text != text.lower() or not word.isascii():
        return []
    for form in (word.capitalize(), word.upper()):
        hits = [h for h in words.names(form) if h.what in _NAMES and (h.start, h.end) == (0, len(form))]
        if hits:
            return [Near(form, hits[0].what, hits[0].key, 0)]
    return []


def _likely(near: Near, word: str) -> bool:
    """Whether a name may have been meant: those of companies only by long words, all by their first letter."""
    if near.what in _NAMES and (len(word) < _LONG or near.off > 1 or near.form[:1].casefold() != word[:1].casefold()):
        return False  # Atlantis is no Satlantis
    return near.form[:1].casefold() == word[:1].casefold() or near.off == 1
