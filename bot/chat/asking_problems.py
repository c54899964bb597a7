"""Why a question cannot be answered, in one line that says what to do. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from bot.chat.asking_pieces import Pieces
from bot.chat.asking_saying import ALL, say_asked
from bot.chat.asking_words import Limits, QuestionWords, What
from bot.domain.asked import Asked

EXAMPLE = "Pakistan Türkiye drones since May"
_SHOWN = 40
_PAIR = 2
_BEFORE_PARTIES = ("from", "to", "dative_to", "at", "of", "by", "between", "and")
_PLACES = frozenset({"in", "with", "mit", "bei", "en", "avec", "chez", "con", "em", "com", "w", "в", "у"})
"""Words that stand before places and partners, and mean nothing else here."""
_JOINED = re.compile(
    r"[\s,;/&+–—→>-]*(?:(?:and|with|to|und|mit|et|avec|y|con|e|ve|ile|i|z|и|с|和|と|과|와|و)(?![^\W_]))?[\s,]*", re.I
)


def too_long(length: int, limits: Limits) -> str:
    """Return the line for a text of `length` characters that is not read at all."""
    return f"A question may have {limits.characters:,} characters; this one has {length:,}. Ask such as: {EXAMPLE}."


def problem_of(
    asked: Asked, text: str, named: Sequence[str], words: QuestionWords, *, today: date, lost: str = ""
) -> str:
    """Return why `asked`, read out of `text`, cannot be answered, or "".

    `named` are parties as often as said, `lost` is a word not known that stands where a party would.
    """
    if asked.empty:
        return _nothing(asked, text)
    return _parties(asked, named, words, lost) or _days(asked, today)


def _parties(asked: Asked, named: Sequence[str], words: QuestionWords, lost: str) -> str:
    if lost and not (asked.parties or asked.organisations or asked.designations):
        return (
            f"“{lost[:_SHOWN]}” is not known here. Ask “{rest_of(asked, words)}” alone for every country,"
            f" or name one that is known, such as: {EXAMPLE}."
        )
    limit = words.limits.parties
    if len(asked.parties) > limit:
        return (
            f"At most {limit} countries or groups at once; this names {len(asked.parties)}."
            " Name a group such as EU or GCC, or ask in parts."
        )
    return _twice(asked, named, words)


def _days(asked: Asked, today: date) -> str:
    if asked.since and asked.until and asked.since > asked.until:
        return (
            f"Nothing lies between {_said(asked.since)} and {_said(asked.until)}: the end comes before the beginning."
        )
    if asked.since and asked.since > today:
        return f"{_said(asked.since)} has not come yet: ask for days up to today, {_said(today)}."
    return ""


def _nothing(asked: Asked, text: str) -> str:
    if not re.search(r"\w", text):
        return f"Ask about a country, two of them or a group, such as: {EXAMPLE}."
    known = f"“{asked.unknown[0][:_SHOWN]}” is not known here" if asked.unknown else "Nothing to look for was named"
    return f"{known}: a question must name a country, a group, a company or a sector, such as: {EXAMPLE}."


def lost_party(pieces: Pieces, left: Sequence[tuple[int, int]]) -> str:
    """Return the first word of `left` that stands as a name of somebody would, or "".

    It begins the question, is written with a capital in it, or stands behind a word such as from, by and between.
    """
    text = pieces.text
    marks = [hit.end for hit in pieces.of_role(*_BEFORE_PARTIES)]
    marks += [hit.end for hit in pieces.roles if text[hit.start : hit.end].casefold() in _PLACES]
    for start, end in left:
        first = not text[:start].strip(" ,.:;!?¿¡«»“”\"'")
        capital = text[start] != text[start].lower()
        marked = any(start > at and not text[at:start].strip() for at in marks)
        if first or capital or marked:
            return text[start : _end(text, end, left)]
    return ""


def _end(text: str, end: int, left: Sequence[tuple[int, int]]) -> int:
    """Return where a name that begins before `end` ends: capitals that nobody knows either go with it, Middle East."""
    for start, last in left:
        if start > end and not text[end:start].strip(" -") and text[start] != text[start].lower():
            end = last
    return end


def rest_of(asked: Asked, words: QuestionWords) -> str:
    """Return what is left of a question without the name that is not known: drones, since 1 May 2026."""
    return say_asked(replace(asked, unknown=()), words).removeprefix(f"{ALL}, ")


def repeated(pieces: Pieces) -> tuple[str, ...]:
    """Return a party as often as it is named, where it is joined with itself and no other is named; else nothing."""
    parties = [piece for piece in pieces.named if piece.party]
    if len({piece.key for piece in parties}) != 1 or len(parties) != len(pieces.named):
        return ()
    gaps = (pieces.text[one.end : other.start] for one, other in pairwise(parties))
    return tuple(piece.key for piece in parties) if all(_JOINED.fullmatch(gap) for gap in gaps) else ()


def _twice(asked: Asked, named: Sequence[str], words: QuestionWords) -> str:
    """Return the line for a party joined with itself."""
    if len(named) < _PAIR or len(asked.parties) != 1:
        return ""
    what = What.COUNTRY if asked.countries else What.GROUP
    often = "twice" if len(named) == _PAIR else f"{len(named)} times"
    return f"{words.label(what, named[0])} is named {often}: name another country beside it, or it once."


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
