"""Lists as people type them into a form's text fields: names, pairs, what is left out, days. Pure, both ways.

What is written here is read back as it was: a name that holds a comma or a quotation mark stands in marks.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.topic import Pair, Topic

LABELS = {
    "company": "exclude_organisations",
    "equipment": "exclude_designations",
    "word": "exclude_words",
}
"""What may stand before a name that is left out, and the field of the topic it goes to."""
_ITEM = r'(?:"(?P<marked>(?:[^"]|"")*)"\s*(?=[,;\n]|\Z)|(?P<plain>[^,;\n]*))(?:[,;\n]|\Z)'
_PLAIN_LIST = re.compile(rf"\s*{_ITEM}")
_LABELLED_LIST = re.compile(rf"\s*(?:(?P<label>{'|'.join(LABELS)})\s*:\s*)?{_ITEM}", re.I)
_NEEDS_MARKS = re.compile(r'[",;\n]|^\s|\s$')
_PAIR = re.compile(r"\s*([A-Za-z]{2}|nato)\s*(->|→|>|-|‐|‑|–|—|/|↔)\s*([A-Za-z]{2}|nato)\s*", re.I)
_DIRECTED = ("->", "→", ">")
_DAY = r"(\d{4})-?(\d{2})-?(\d{2})"
_DAYS = re.compile(rf"(?:DTSTART[^:]*:)?{_DAY}(?:T\w*)?(?:\s*(?:to|until|–|—|\.\.+|-)\s*{_DAY})?", re.I)
_CALENDAR = re.compile(r"BEGIN:VCALENDAR", re.I)
_LONGEST_RANGE = 366
_INCLUDED = ("countries", "pairs", "sectors", "types", "organisations", "designations", "words")

Understand = Callable[[str], Topic]
"""Returns the topic that a typed word or two means, an empty one where nobody knows."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days typed, the calendar pasted behind them (None without one), and what was neither."""

    dates: tuple[date, ...]
    calendar: str | None
    unread: tuple[str, ...]


def split(text: str) -> tuple[str, ...]:
    """Return the items of a typed list, separated by commas, semicolons or new lines."""
    return tuple(item for match in _PLAIN_LIST.finditer(text) if (item := _item(match)))


def marked(items: Iterable[str]) -> tuple[str, ...]:
    """Return `items` as `split` reads them back, to be joined by commas or new lines."""
    return tuple(_marked(item) for item in items)


def split_pairs(text: str, codes: frozenset[str], understand: Understand) -> tuple[tuple[Pair, ...], tuple[str, ...]]:
    """Return the pairs of a typed list, and the items that are none. Codes are read here, names by `understand`."""
    pairs: list[Pair] = []
    unread: list[str] = []
    for item in split(text):
        pair = coded_pair(item, codes)
        found = (pair,) if pair else understand(item).pairs
        pairs += [each for each in found if each not in pairs]
        unread += [] if found else [item]
    return tuple(pairs), tuple(unread)


def coded_pair(text: str, codes: frozenset[str]) -> Pair | None:
    """Return the pair that two codes of countries make: PK-TR, or PL→KR where the first supplies the second."""
    match = _PAIR.fullmatch(text)
    if match is None:
        return None
    first, mark, second = match[1].upper(), match[2], match[3].upper()
    known = first in codes and second in codes and first != second
    return Pair(first=first, second=second, directed=mark in _DIRECTED) if known else None


def pair_said(pair: Pair) -> str:
    """Return a pair as `coded_pair` reads it."""
    return f"{pair.first}{'→' if pair.directed else '–'}{pair.second}"


def left_out(topic: Topic) -> tuple[str, ...]:
    """Return what `topic` leaves out and no menu shows: pairs, then names and words under their labels."""
    said = [pair_said(pair) for pair in topic.exclude_pairs]
    for label, field in LABELS.items():
        said += [f"{label}: {_marked(name)}" for name in getattr(topic, field)]
    return tuple(said)


def split_left_out(text: str, codes: frozenset[str], understand: Understand) -> Topic:
    """Return a topic that leaves out what was typed: pairs, labelled names, else what `understand` makes of a name.

    What nobody knows is a word.
    """
    found: dict[str, list[object]] = {}
    for match in _LABELLED_LIST.finditer(text):
        for field, value in _meant((match["label"] or "").casefold(), _item(match), codes, understand):
            if value not in found.setdefault(field, []):
                found[field].append(value)
    return Topic.model_validate({field: tuple(values) for field, values in found.items()})


def days_said(days: Iterable[date]) -> tuple[str, ...]:
    """Return days and runs of days, each as `split_days` reads it back."""
    runs: list[list[date]] = []
    for day in sorted(set(days)):
        if runs and day - runs[-1][-1] == timedelta(days=1) and len(runs[-1]) < _LONGEST_RANGE:
            runs[-1].append(day)
        else:
            runs.append([day])
    return tuple(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


def split_days(text: str) -> Days:
    """Return the days typed, as 2026-12-24 or 2026-12-24 to 2027-01-02, and the calendar pasted behind them."""
    found = _CALENDAR.search(text)
    typed, calendar = (text[: found.start()], text[found.start() :]) if found else (text, None)
    dates: set[date] = set()
    unread: list[str] = []
    for item in filter(None, (part.strip() for part in re.split(r"[,\n]", typed))):
        run = _run(item)
        dates.update(run)
        unread += [] if run else [item]
    return Days(tuple(sorted(dates)), calendar, tuple(unread))


def _meant(label: str, item: str, codes: frozenset[str], understand: Understand) -> Iterable[tuple[str, object]]:
    if not item:
        return []
    if label:
        return [(LABELS[label], item)]
    pair = coded_pair(item, codes)
    if pair is not None:
        return [("exclude_pairs", pair)]
    known = understand(item)
    meant = [(f"exclude_{field}", value) for field in _INCLUDED for value in getattr(known, field)]
    return meant or [("exclude_words", item)]


def _run(item: str) -> tuple[date, ...]:
    match = _DAYS.fullmatch(item.strip())
    if match is None:
        return ()
    try:
        first = date(*map(int, match.groups()[:3]))
        last = date(*map(int, match.groups()[3:])) if match[4] else first
    except ValueError:
        return ()
    count = (last - first).days + 1
    return tuple(first + timedelta(days=number) for number in range(count)) if 0 < count <= _LONGEST_RANGE else ()


def _marked(item: str) -> str:
    return '"' + item.replace('"', '""') + '"' if _NEEDS_MARKS.search(item) else item


def _item(match: re.Match[str]) -> str:
    marked = match["marked"]
    return match["plain"].strip() if marked is None else marked.replace('""', '"')
