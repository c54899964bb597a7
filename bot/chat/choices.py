"""What may be asked next, one press away: what was perhaps meant, what lies nearby, one sector alone. Pure.

A choice is named by what it asks for, so that a press means the same however the archive has moved since, and holds ids
alone.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.briefing.labels import Labels
from bot.domain.asked import Asked
from bot.domain.dossier import Dossier
from bot.domain.ids import digest
from bot.domain.vocabulary import Sector

MAX_CHOICES = 5
_SUGGESTED, _NEAR, _SECTOR = "s", "n", "o"
_ONLY, _LEAST = 2, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A question one press away: what the button says, and the value by which `chosen` knows it again."""

    label: str
    value: str


def suggested(asked: Asked) -> tuple[Choice, ...]:
    """Return the whole questions that may have been meant."""
    return tuple(Choice(label=text, value=f"{_SUGGESTED}{number}") for number, text in enumerate(asked.suggestions))


def choices_of(dossier: Dossier, labels: Labels) -> tuple[Choice, ...]:
    """Return at most five choices: what was perhaps meant, then what lies nearby, or single sectors."""
    nearest = tuple(Choice(label=text, value=_named(text)) for text in dossier.nearest)
    return (*suggested(dossier.asked), *(nearest or _only(dossier, labels)))[:MAX_CHOICES]


def is_near(value: str) -> bool:
    """Whether a choice is of what lay nearby: the answer must be looked up to know it again."""
    return value.startswith(_NEAR)


def chosen(asked: Asked, value: str, nearest: Sequence[str] = ()) -> Asked | str | None:
    """Return what a choice under the answer to `asked` asks: understood already, or in words; None for no choice.

    `nearest` are the questions of what lies nearby now.
    """
    kind, rest = value[:1], value[1:]
    plain = replace(asked, unknown=(), notes=(), suggestions=(), problem="")
    if kind == _SUGGESTED and rest.isdecimal() and int(rest) < len(asked.suggestions):
        return asked.suggestions[int(rest)]
    if kind == _NEAR:
        return next((text for text in nearest if _named(text) == value), None)
    if kind == _SECTOR and rest in set(Sector):
        return replace(plain, sectors=(Sector(rest),))
    return None


def _named(text: str) -> str:
    return f"{_NEAR}{digest('near', text)}"


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
