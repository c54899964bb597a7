"""Why a question cannot be answered, in one line that says what to do. Pure."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from bot.chat.asking_pieces import Pieces
from bot.chat.asking_words import Limits, QuestionWords, What
from bot.domain.asked import Asked

EXAMPLE = "Pakistan Türkiye drones since May"
_SHOWN = 40
_PAIR = 2
_JOINED = re.compile(
    r"[\s,;/&+–—→>-]*(?:(?:and|with|to|und|mit|et|avec|y|con|e|ve|ile|i|z|и|с|和|と|과|와|و)(?![^\W_]))?[\s,]*", re.I
)


def too_long(length: int, limits: Limits) -> str:
    """Return the line for a text of `length` characters that is not read at all."""
    return f"A question may have {limits.characters:,} characters; this one has {length:,}. Ask such as: {EXAMPLE}."


def problem_of(asked: Asked, text: str, named: Sequence[str], words: QuestionWords, *, today: date) -> str:
    """Return why `asked`, read out of `text`, cannot be answered, or ""; `named` are parties as often as said."""
    if asked.empty:
        return _nothing(asked, text)
    limit = words.limits.parties
    if len(asked.parties) > limit:
        return (
            f"At most {limit} countries or groups at once; this names {len(asked.parties)}."
            " Name a group such as EU or GCC, or ask in parts."
        )
    twice = _twice(asked, named, words)
    if twice:
        return twice
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
