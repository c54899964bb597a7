"""The days a question asks for: points in time, what stands before and behind them, and ranges of two. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.chat.asking_calendar import Days
from bot.chat.asking_pieces import Pieces
from bot.chat.asking_points import Point, points_of
from bot.chat.asking_words import QuestionWords

_LINK = re.compile(r"\s*(?:[-–—~〜～]|\.\.\.?)\s*")
_BEFORE = ("since", "until", "before", "after", "between")
_BEHIND = ("post_since", "post_until", "post_before", "post_between", "post_after")
_ABLATIVE = re.compile(r"(?:[dt][ae]n)$", re.I)
_NEUTRAL = re.compile(
    r"[\s,.:()]*(?:(?:the|in|of|on|year|month|im|in|dem|der|den|en|le|la|el|dans|w|в|во|у|году|года|году|tahun|bulan|no|na|em|nel|dal|το|τον|την|στο|عام|سنة|شهر)\b[\s,.]*)*",
    re.I,
)


@dataclass(slots=True)
class Dated:
    """The days asked for, both included, and the spans of the text that said so; `problem` says what cannot be."""

    since: date | None = None
    until: date | None = None
    spans: list[tuple[int, int]] = field(default_factory=list)
    problem: str = ""

    @property
    def said(self) -> bool:
        """Whether any day was named."""
        return bool(self.spans)


@dataclass(frozen=True, slots=True)
class _Bound:
    """A point with the words about it: `role` is since, until, before, after or "" where it stands alone."""

    point: Point
    role: str
    start: int
    end: int


def read_dates(text: str, pieces: Pieces, words: QuestionWords, *, today: date) -> Dated:
    """Return the days named in `text`, names blanked out."""
    dated = Dated()
    bounds = [_bound(text, point, pieces) for point in points_of(text, pieces, words, today=today)]
    at = 0
    while at < len(bounds):
        one = bounds[at]
        other = bounds[at + 1] if at + 1 < len(bounds) else None
        if other is not None and _joined(text, one, other, pieces):
            _range(dated, one, other)
            at += 2
        else:
            _single(dated, one)
            at += 1
    return dated


def _bound(text: str, point: Point, pieces: Pieces) -> _Bound:
    start, end, role = _opening(text, point, pieces), point.end, ""
    for hit in reversed([h for h in pieces.of_role(*_BEFORE) if h.end <= point.start]):
        if _NEUTRAL.fullmatch(text, hit.end, start):
            role, start = (role if role and role != "between" else hit.key), min(start, hit.start)
    behind = [
        h for h in pieces.of_role(*_BEHIND) if h.start >= point.end and not text[point.end : h.start].strip(" '’")
    ]
    for hit in sorted(behind, key=lambda hit: hit.start - hit.end)[:1]:
        role, end = hit.key.removeprefix("post_"), hit.end
    if not role and pieces.language == "tr" and _ABLATIVE.search(text[point.start : point.end]):
        role = "since"
    return _Bound(
        point, _preferred(role, [h.key for h in pieces.of_role(*_BEFORE) if h.start == start], role), start, end
    )


def _opening(text: str, point: Point, pieces: Pieces) -> int:
    """Return where a point begins with "the start of" before it, which changes nothing of its days."""
    hits = [h for h in pieces.of_role("start", "end") if h.end <= point.start]
    return min((h.start for h in hits if _NEUTRAL.fullmatch(text, h.end, point.start)), default=point.start)


def _preferred(role: str, roles: Sequence[str], default: str) -> str:
    """Return the role of a word with several: after and since are told apart by the table alone."""
    return role or default or (roles[0] if roles else "")


def _joined(text: str, one: _Bound, other: _Bound, pieces: Pieces) -> bool:
    """Whether two points make one range: 2023–2025, from May to July, between March and June."""
    between = text[one.point.end : other.point.start]
    if _LINK.fullmatch(between):
        return True
    if other.role == "until" and one.role in ("since", "between", "") and one.end <= other.start:
        return not text[one.end : other.start].strip(" ,’'")
    ands = [h for h in pieces.of_role("and") if one.end <= h.start and h.end <= other.start]
    paired = one.role == "between" or other.role == "between"
    return paired and any(_NEUTRAL.fullmatch(text, h.end, other.point.start) for h in ands)


def _range(dated: Dated, one: _Bound, other: _Bound) -> None:
    first, last = one.point, other.point
    if last.yearless and not first.yearless:
        last = last.in_year_from(first.first)
    elif first.yearless and not last.yearless:
        first = first.in_year_before(last.last)
    elif first.yearless and last.yearless and last.last < first.first:
        last = last.in_year_from(first.first)
    dated.since, dated.until = first.first, last.last
    dated.spans.append((one.start, other.end))


def _single(dated: Dated, bound: _Bound) -> None:
    point = bound.point
    dated.spans.append((bound.start, bound.end))
    if bound.role == "since" or (not bound.role and point.rolling):
        dated.since = point.first
    elif bound.role == "after":
        dated.since = point.last + timedelta(days=1)
    elif bound.role == "until":
        dated.until = point.last
    elif bound.role == "before":
        dated.until = point.first - timedelta(days=1)
    else:
        dated.since, dated.until = _wider(dated, point)


def _wider(dated: Dated, point: Point) -> Days:
    """Return the days from the first to the last of several points: in 2023 and 2024."""
    since = min(dated.since, point.first) if dated.since else point.first
    until = max(dated.until, point.last) if dated.until else point.last
    return since, until
