"""How questions are understood: exact matches on a set of phrasings, by field and whole."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.chat.asking import read_question
from bot.chat.asking_words import QuestionWords
from bot.domain.asked import Asked
from bot.errors import ConfigError
from bot.evals.bootstrap import ROUNDS, Interval, percentiles
from bot.evals.measures import Measure, Part, Table

FIELDS = (
    *("countries", "groups", "direction", "sectors", "types", "stages", "organisations", "designations"),
    *("since", "until", "unknown"),
)
"""The fields that are compared, as `entente ask --parse` prints them."""
NOW = date(2026, 11, 23)
_SETS = frozenset({"countries", "groups", "sectors", "types", "stages", "organisations", "designations", "unknown"})
_KEYS = frozenset({"ask", "now", "before", "want"})
TARGET = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasing:
    """A question and what it must be understood as; `want` holds the fields that are not empty."""

    ask: str
    want: Mapping[str, Any]
    now: date = NOW
    before: str = ""
    held_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A phrasing, what it was understood as, and the fields that are wrong."""

    phrasing: Phrasing
    asked: Asked
    wrong: tuple[str, ...]


def phrasings_from(raw: Any, *, where: str = "questions.yaml") -> tuple[Phrasing, ...]:
    """Return the phrasings of a raw file; raise ConfigError naming the row that is wrong."""
    found = []
    for section in ("questions", "held_out"):
        for number, row in enumerate((raw or {}).get(section) or ()):
            if not isinstance(row, Mapping) or set(row) - _KEYS or not isinstance(row.get("want"), Mapping):
                raise ConfigError(f"{where}: {section}[{number}]", f"takes {', '.join(sorted(_KEYS))}")
            if set(row["want"]) - {*FIELDS, "problem"}:
                raise ConfigError(f"{where}: {section}[{number}].want", f"takes {', '.join(FIELDS)} and problem")
            found.append(Phrasing(**{**row, "ask": str(row["ask"])}, held_out=section == "held_out"))
    return tuple(found)


def outcomes(phrasings: Iterable[Phrasing], words: QuestionWords) -> tuple[Outcome, ...]:
    """Return what each phrasing is understood as, and which fields are wrong."""
    return tuple(_outcome(phrasing, words) for phrasing in phrasings)


def _outcome(phrasing: Phrasing, words: QuestionWords) -> Outcome:
    before = read_question(phrasing.before, words, today=phrasing.now) if phrasing.before else None
    asked = read_question(phrasing.ask, words, today=phrasing.now, before=before)
    wrong = [name for name in FIELDS if not same(name, getattr(asked, name), phrasing.want.get(name))]
    if bool(asked.problem) != bool(phrasing.want.get("problem")):
        wrong.append("problem")
    return Outcome(phrasing=phrasing, asked=asked, wrong=tuple(wrong))


def same(name: str, got: Any, wanted: Any) -> bool:
    """Whether a field is understood as wanted: lists without order, days and direction exactly."""
    if name in _SETS:
        return sorted(map(str, got)) == sorted(map(str, wanted or ()))
    if name == "direction":
        return (list(got) if got else None) == (list(wanted) if wanted else None)
    return bool(got == wanted)


def asking_part(found: Sequence[Outcome]) -> Part:
    """Return the figures of a question set: exact as a whole, and field by field; the wrong ones stand in a table."""
    measures = [_measure("exact", "whole record exact", [not one.wrong for one in found], target=TARGET)]
    measures += [_measure(name, f"{name} exact", [name not in one.wrong for one in found]) for name in FIELDS]
    counts = f"{len(found)} questions, {sum(one.phrasing.held_out for one in found)} of them written after the code"
    wrong = tuple((one.phrasing.ask, ", ".join(one.wrong)) for one in found if one.wrong)
    tables = (Table(title="Wrong", columns=("fields",), rows=wrong),) if wrong else ()
    return Part(title="Questions", counts=counts, measures=tuple(measures), tables=tables)


def _measure(key: str, label: str, right: Sequence[bool], *, target: float | None = None) -> Measure:
    return Measure(key=f"asking.{key}", label=label, ours=_interval(right), baselines={}, target=target)


def _interval(right: Sequence[bool]) -> Interval:
    rng = random.Random(len(right))  # noqa: S311  (resampling, no secret)
    drawn = [sum(rng.choices(right, k=len(right))) / len(right) for _ in range(ROUNDS)]
    low, high = percentiles(drawn)
    return Interval(value=sum(right) / len(right), low=low, high=high)
