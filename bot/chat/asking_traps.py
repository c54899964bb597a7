"""Names that stand for something else: turkey the bird, Georgia the state, Chad the man, china the tableware. Pure."""

import re
from dataclasses import dataclass

from bot.chat.asking_pieces import Piece, Pieces
from bot.chat.asking_words import QuestionWords

_FIRST_NAMES = frozenset({"TD", "JO", "GE"})
_CAPITALISED = re.compile(r"[A-Z][a-z]+(?:-[A-Z][a-z]+)?")


@dataclass(frozen=True, slots=True)
class Decoy:
    """A stretch of text that names no party, and the party that was not meant."""

    start: int
    end: int
    key: str


def decoys_of(pieces: Pieces, words: QuestionWords) -> list[Decoy]:
    """Return where the name of a country or a group stands for something else; English is read for it."""
    text = pieces.text
    found = [
        Decoy(match.start(), match.end(), key)
        for key, pattern in words.decoys
        if any(piece.key == key for piece in pieces.named)
        for match in pattern.finditer(text)
    ]
    found += [decoy for piece in pieces.named if (decoy := _person(text, piece, pieces)) is not None]
    return found


def _person(text: str, piece: Piece, pieces: Pieces) -> Decoy | None:
    """Return the person a country's name stands in, Bobby Jordan; None where there is none or no capitals tell."""
    if piece.key not in _FIRST_NAMES or piece.adjective or not text[piece.start].isupper():
        return None
    after = re.match(rf" ({_CAPITALISED.pattern})(?![\w'’])", text[piece.end :])
    if after and piece.key != "GE" and not _known(pieces, piece.end + 1, piece.end + after.end()):
        return Decoy(piece.start, piece.end + after.end(), piece.key)
    before = re.search(rf"(?<![\w'’])({_CAPITALISED.pattern}) $", text[: piece.start])
    if before and piece.key == "JO" and not _known(pieces, before.start(1), piece.start - 1):
        return Decoy(before.start(1), piece.end, piece.key)
    return None


def _known(pieces: Pieces, start: int, end: int) -> bool:
    spans = [(piece.start, piece.end) for piece in pieces.named] + [(hit.start, hit.end) for hit in pieces.roles]
    return any(first <= start and end <= last for first, last in spans)
