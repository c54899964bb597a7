"""What may be asked next, one press away: what was perhaps meant, the nearest pairs, one sector alone. Pure.

A choice names itself by ids, so that a press means the same however the archive has moved since.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace

from bot.briefing.labels import Labels
from bot.domain.asked import Asked
from bot.domain.dossier import Dossier
from bot.domain.vocabulary import Sector

MAX_CHOICES = 5
_SUGGESTED, _PAIR, _SECTOR = "s", "n", "o"
_ONLY, _LEAST = 2, 2
_CODE = re.compile(r"[A-Z]{2}|NATO")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A question one press away: what the button says, and the value by which `chosen` knows it again."""

    label: str
    value: str


def suggested(asked: Asked) -> tuple[Choice, ...]:
    """Return the whole questions that may have been meant."""
    return tuple(Choice(label=text, value=f"{_SUGGESTED}{number}") for number, text in enumerate(asked.suggestions))


def choices_of(dossier: Dossier, labels: Labels) -> tuple[Choice, ...]:
    """Return at most five choices: what was perhaps meant, then the nearest pairs or single sectors."""
    nearest = tuple(
        Choice(label="–".join(labels.country(code) for code in codes), value=f"{_PAIR}{','.join(codes)}")
        for codes in dossier.nearest
    )
    return (*suggested(dossier.asked), *(nearest or _only(dossier, labels)))[:MAX_CHOICES]


def chosen(asked: Asked, value: str) -> Asked | str | None:
    """Return what a choice under the answer to `asked` asks: understood already, or in words; None for no choice."""
    kind, rest = value[:1], value[1:]
    plain = replace(asked, unknown=(), notes=(), suggestions=(), problem="")
    if kind == _SUGGESTED and rest.isdecimal() and int(rest) < len(asked.suggestions):
        return asked.suggestions[int(rest)]
    if kind == _PAIR and (codes := _codes(rest)):
        return replace(plain, countries=codes, groups=(), direction=None)
    if kind == _SECTOR and rest in set(Sector):
        return replace(plain, sectors=(Sector(rest),))
    return None


def _only(dossier: Dossier, labels: Labels) -> tuple[Choice, ...]:
    """Return the sectors most told of, where the question named none and several were found."""
    if dossier.asked.sectors:
        return ()
    counts = Counter[Sector]()
    for month in dossier.series.months:
        if month.sector is not None:
            counts[month.sector] += month.stories
    if len(counts) < _LEAST:
        return ()
    first = sorted(counts, key=lambda sector: (-counts[sector], sector))[:_ONLY]
    return tuple(Choice(label=f"Only {labels.sectors[sector]}", value=f"{_SECTOR}{sector}") for sector in first)


def _codes(text: str) -> tuple[str, ...]:
    codes = tuple(text.split(","))
    return codes if len(codes) <= _LEAST and all(_CODE.fullmatch(code) for code in codes) else ()
