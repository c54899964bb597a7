"""In what: a row of bars per sector, by month, by quarter or by year as the span needs it. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bot.briefing.charts_values import Frame
from bot.briefing.charts_words import month, said, short_month, told
from bot.briefing.labels import Labels
from bot.briefing.phrasing import counted
from bot.domain.chart import Chart, ChartKind, Row
from bot.domain.dossier import MonthCount
from bot.domain.vocabulary import Sector

MAX_SECTORS, MAX_COLUMNS = 8, 18
ALL, OTHER = "all sectors", "other sectors"
_MONTH = re.compile(r"((?:19|20|21)\d\d)-(0[1-9]|1[0-2])", re.ASCII)
_UNITS = ((1, "month"), (3, "quarter"), (12, "year"), (60, "five years"), (240, "twenty years"))
Counts = Mapping[Sector | None, Counter[int]]


def sectors_chart(months: Sequence[MonthCount], frame: Frame, labels: Labels) -> Chart | None:
    """Return the sectors over time, None where fewer than two months of any sector have a story."""
    counts = _counted(months)
    seen = sorted({number for each in counts.values() for number in each})
    if sum(len(each) for sector, each in counts.items() if sector is not None) < 2:
        return None
    size, unit = next((pair for pair in _UNITS if seen[-1] // pair[0] - seen[0] // pair[0] < MAX_COLUMNS), _UNITS[-1])
    columns = range(seen[0] // size, seen[-1] // size + 1)
    rows = _rows(counts, columns, size, labels)
    summed = any(row.sum for row in rows)
    title = f"{frame.subject}: stories by sector and {unit}"
    names = tuple(_long(column, size) for column in columns)
    return Chart(
        kind=ChartKind.SECTORS,
        title=title,
        subtitle=frame.basis,
        rows=rows,
        columns=tuple(_short(column, size, first=column == columns[0]) for column in columns),
        x_label=f"{unit} of a story's last change",
        y_label="stories",
        note="a story of several sectors counts in each" + ("; pale: sums, on their own scale" if summed else ""),
        alt=told(f"{title}. {frame.basis}.", (row_told(row, names) for row in rows), of="sectors"),
        name=frame.name(ChartKind.SECTORS),
    )


def row_told(row: Row, names: Sequence[str]) -> str:
    """Return a row in words: how many in all, the most of them when, and the last."""
    total, most = sum(row.counts), max(row.counts, default=0)
    if not total:
        return f"{row.label}: none."
    place = max(index for index, count in enumerate(row.counts) if count == most)
    last = f", {row.counts[-1]:,} in {names[-1]}" if place < len(names) - 1 else ""
    label = row.label[:1].upper() + row.label[1:]
    return f"{label}: {counted(total, 'story', 'stories')}, most in {names[place]} ({most:,}){last}."


def _counted(months: Iterable[MonthCount]) -> dict[Sector | None, Counter[int]]:
    """Return the stories of each sector by the number of the month; what is no month or no story is left out."""
    counts: dict[Sector | None, Counter[int]] = {}
    for one in months:
        found = _MONTH.fullmatch(one.month)
        if found and one.stories > 0:
            counts.setdefault(one.sector, Counter())[int(found[1]) * 12 + int(found[2]) - 1] += one.stories
    return counts


def _rows(counts: Counts, columns: range, size: int, labels: Labels) -> tuple[Row, ...]:
    """Return all sectors first, then the largest, then the others as one row."""
    sectors = [sector for sector in counts if sector is not None]
    ranked = sorted(sectors, key=lambda sector: (-counts[sector].total(), list(Sector).index(sector)))
    kept = ranked if len(ranked) <= MAX_SECTORS + 1 else ranked[:MAX_SECTORS]
    rest = Counter[int]()
    for sector in ranked[len(kept) :]:
        rest.update(counts[sector])
    named: list[tuple[str, Counter[int]]] = [(labels.sectors[sector], counts[sector]) for sector in kept]
    if None in counts and len(ranked) > 1:
        named.insert(0, (ALL, counts[None]))
    if rest:
        named.append((OTHER, rest))
    return tuple(
        Row(
            label=said(label, 60),
            note=f"{each.total():,}",
            counts=_columns(each, columns, size),
            sum=label in (ALL, OTHER),
        )
        for label, each in named
    )


def _columns(months: Counter[int], columns: range, size: int) -> tuple[int, ...]:
    grouped = Counter[int]()
    for number, stories in months.items():
        grouped[number // size] += stories
    return tuple(grouped[column] for column in columns)


def _short(column: int, size: int, *, first: bool) -> str:
    """Return what stands under a column: the year only where it begins."""
    year, number = divmod(column * size, 12)
    if size == 1:
        return f"{short_month(number + 1)}\n{year}" if first or number == 0 else short_month(number + 1)
    if size == 3:
        return f"Q{number // 3 + 1}\n{year}" if first or number == 0 else f"Q{number // 3 + 1}"
    return str(year) if size == 12 else f"{year}–"


def _long(column: int, size: int) -> str:
    year, number = divmod(column * size, 12)
    if size == 1:
        return month(year, number + 1)
    return f"Q{number // 3 + 1} {year}" if size == 3 else str(year) if size == 12 else f"{year}–{year + size // 12 - 1}"
