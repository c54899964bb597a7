"""How exactly a figure is told: "about 20", "at least 20", "up to 20", "20-plus"."""

import re

from bot.domain.vocabulary import Bound

_WORDS = {
    Bound.AT_LEAST: (
        "at least|more than|no (?:less|fewer) than|not (?:less|fewer) than|over|above|upwards? of|in excess of|"
        "exceeding|exceeds|a minimum of|minimum|starting at"
    ),
    Bound.UP_TO: (
        "up to|as many as|as much as|as high as|at most|no more than|not more than|less than|fewer than|below|"
        "a maximum of|maximum|not exceeding|not to exceed|capped at|just under"
    ),
    Bound.ABOUT: (
        "about|around|some|nearly|almost|roughly|approximately|approx\\.?|circa|close to|an? estimated|estimated at|"
        "estimated|in the region of|in the order of|on the order of|an expected|reportedly|"
        "estimated (?:cost|value|price|worth)(?: of| at)?"
    ),
}
# Of money only: "under two contracts" is no bound.
_OF_MONEY = {Bound.UP_TO: "under"}
_AFTER = {
    Bound.AT_LEAST: re.compile(
        r"(?:[- ]?plus\b|\+(?!\d)| or more\b| and above\b| and up\b| at least\b)", re.IGNORECASE
    ),
    Bound.UP_TO: re.compile(r" (?:or less|or fewer|at most)\b", re.IGNORECASE),
    Bound.ABOUT: re.compile(r"(?:[- ]odd\b| or so\b| \(?approx(?:imately)?\b\)?)", re.IGNORECASE),
}
_NEAR = 40
# What is talked over or about, alone or with somebody: "in talks with Seoul over 24 howitzers" is about 24 of them.
_TALKED = re.compile(
    r"\b(?:talks|negotiations?|negotiating|discussions?|consultations|dispute|row)"
    r"(?:\s(?:with|between)\s(?:(?!to\b|for\b|of\b)[\w.'’&-]+\s){1,7}|\s)\Z"
)
_LOOK_BACK = 90


def _before(more: dict[Bound, str]) -> re.Pattern[str]:
    groups = "|".join(
        rf"(?P<{bound.value}>{'|'.join(filter(None, (words, more.get(bound))))})" for bound, words in _WORDS.items()
    )
    return re.compile(rf"\b(?:{groups})\s(?:an?\s|the\s|a total of\s)?\Z", re.IGNORECASE)


_BEFORE_COUNT, _BEFORE_SUM = _before({}), _before(_OF_MONEY)


def bound_before(text: str, start: int, *, money: bool = False) -> tuple[int, Bound | None]:
    """Return where the figure at `start` with the bound before it begins, and that bound, or None."""
    pattern = _BEFORE_SUM if money else _BEFORE_COUNT
    found = pattern.search(text, max(0, start - _NEAR), start)
    if found is None or (not money and _is_subject(text, found.start())):
        return start, None
    return found.start(), next(bound for bound in Bound if found[bound.value])


def _is_subject(text: str, start: int) -> bool:
    """Whether "over" or "about" at `start` says what talks are about, and nothing of how many."""
    said = text[start : start + len("about ")].lower()
    return said.startswith(("over ", "about ")) and _TALKED.search(text, max(0, start - _LOOK_BACK), start) is not None


def bound_after(text: str, end: int) -> tuple[int, Bound | None]:
    """Return where the figure that ends at `end` ends with the bound behind it, and that bound, or None."""
    for bound, pattern in _AFTER.items():
        found = pattern.match(text, end)
        if found:
            return found.end(), bound
    return end, None
