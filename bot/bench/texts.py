"""How well a text, a title and a day were read off a page, against what its label says. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import fmean

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPage:
    """A page as it was fetched, and what is known of the article on it; `published` keeps its publisher's offset."""

    url: str
    markup: bytes
    title: str
    body: str
    published: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reader made of a page."""

    title: str = ""
    body: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Mean token F1 of the bodies, and the shares of right titles and of right days (1.0 where none is labelled)."""

    body: float
    titles: float
    days: float


def token_f1(found: str, wanted: str) -> float:
    """Return the F1 of the words of `found` against those of `wanted`, each word as often as it stands there."""
    ours, theirs = _words(found), _words(wanted)
    common = (ours & theirs).total()
    return 2 * common / (ours.total() + theirs.total()) if common else 0.0


def same_title(found: str, wanted: str) -> bool:
    """Return whether two titles have the same words in the same order, case and punctuation aside."""
    return _WORD.findall(found.lower()) == _WORD.findall(wanted.lower())


def right_day(found: date | None, wanted: datetime) -> bool:
    """Return whether `found` is the day of `wanted`, where it was written or in UTC: readers tell either."""
    return found in {wanted.date(), wanted.astimezone(UTC).date()}


def appraise(readings: Sequence[Reading], pages: Sequence[LabelledPage]) -> Quality:
    """Return how well `readings` of `pages`, at least one, stand to their labels; raise ValueError for unequal many."""
    pairs = list(zip(readings, pages, strict=True))
    days = [right_day(read.day, page.published) for read, page in pairs if page.published is not None]
    return Quality(
        body=fmean(token_f1(read.body, page.body) for read, page in pairs),
        titles=fmean(same_title(read.title, page.title) for read, page in pairs),
        days=fmean(days) if days else 1.0,
    )


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.lower()))
