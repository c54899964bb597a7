"""What the analysis wrote down of its reasons, in words for readers. Pure."""

import re
from collections.abc import Callable, Sequence

_MOST = 3
_PARTIES = re.compile(r"(?:\w+) part(?:y|ies): (?P<codes>[A-Z]{2,4}(?:, [A-Z]{2,4})*)")
_WORDS = re.compile(r"'(?P<deal>.+)' with '(?P<arms>.+)' \((?P<where>title|sentence \d+)\)")
_SCORED = re.compile(r"(?:words|encoder): [01]\.\d\d")
_STEPS = {
    "words": "by its words",
    "encoder": "by its meaning, since its words left it open",
    "first look": "at a first look",
    "fingerprint": "as a copy of one that was read",
}


def step(settled_by: str) -> str:
    """Return by which step of the cascade an article was settled, such as "by its words"."""
    return _STEPS.get(settled_by, f"by {settled_by}")


def because(reasons: Sequence[str], country: Callable[[str], str]) -> str:
    """Return reasons as one line, at most three; `country` names a country by its code.

    A reason of another shape stands as it is; the score that an analysis repeats among them is left out.
    """
    told = [_told(reason, country) for reason in reasons if not _SCORED.fullmatch(reason)]
    return "; ".join(told[:_MOST])


def _told(reason: str, country: Callable[[str], str]) -> str:
    if parties := _PARTIES.fullmatch(reason):
        return f"it names {_listed([country(code) for code in parties['codes'].split(', ')])}"
    if reason in ("no party", "no parties"):
        return "it names no party"
    if words := _WORDS.fullmatch(reason):
        where = "the title" if words["where"] == "title" else words["where"]
        return f"“{words['deal']}” and “{words['arms']}” stand together in {where}"
    return reason


def _listed(names: Sequence[str]) -> str:
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)
