"""Deals as rows, stages as points over time, the furthest at the end of its row."""

from collections.abc import Sequence

from bot.domain.chart import Chart, Row
from bot.drawing.layouts import EDGE, LABEL, NOTE, SMALL, TOP, foot, foot_height, head, row_height, shape_of
from bot.drawing.palette import Palette
from bot.drawing.sheet import WIDTH, Sheet

_LEFT, _RIGHT, _AXIS = EDGE + 372, WIDTH - EDGE - 210, 34
_FURTHEST, _POINT, _APART, _TAG, _TAGGED = 26.0, 19.0, 25.0, 15.0, 58


def draw_timeline(chart: Chart, palette: Palette) -> Sheet:
    """Return the sheet of a timeline."""
    below = _AXIS + foot_height(chart)
    height = row_height(len(chart.rows), most=84, least_below=below)
    bottom = TOP + height * len(chart.rows)
    sheet = Sheet(bottom + below, palette)
    head(sheet, chart)
    _axis(sheet, chart, bottom)
    for number, row in enumerate(chart.rows):
        _row(sheet, row, TOP + number * height, height)
    foot(sheet, chart, bottom + _AXIS + 6)
    return sheet


def _axis(sheet: Sheet, chart: Chart, bottom: float) -> None:
    taken = float(_LEFT)
    for at, name in chart.ticks:
        x = _place(at)
        half = sheet.width(name, SMALL) / 2
        middle = min(max(x, _LEFT + half), WIDTH - EDGE - half)
        if middle - half < taken:
            continue
        sheet.line((x, TOP), (x, bottom + 5), sheet.palette.rule)
        sheet.words((middle, bottom + 19), name, SMALL, colour=sheet.palette.quiet, side="centre")
        taken = middle + half + 8


def _row(sheet: Sheet, row: Row, top: float, height: float) -> None:
    palette, middle = sheet.palette, top + height / 2
    sheet.line((EDGE, top), (WIDTH - EDGE, top), palette.rule)
    sheet.block((EDGE, middle), row.label, LABEL, room=_LEFT - EDGE - 24)
    sheet.block((_RIGHT + 22, middle), row.note, NOTE, room=WIDTH - EDGE - _RIGHT - 22, bold=True)
    places = _apart([_place(point.at) for point in row.points])
    line = middle - (9 if height >= _TAGGED else 0)
    if len(places) > 1:
        sheet.line((places[0], line), (places[-1], line), palette.quiet, width=2)
    for x, point in zip(places, row.points, strict=True):
        size = _FURTHEST if point.furthest else _POINT
        sheet.mark((x, line), shape_of(point.phase.value), size, palette.phases[point.phase])
    if height >= _TAGGED:
        _tags(sheet, row, places, line + 25)


def _tags(sheet: Sheet, row: Row, places: Sequence[float], line: float) -> None:
    """Name the furthest point, the last, the first, and of the others those that have room."""
    last = len(row.points) - 1
    order = sorted(range(last + 1), key=lambda each: (not row.points[each].furthest, each != last, each))
    taken: list[tuple[float, float]] = []
    for number in order:
        label = row.points[number].label
        half = sheet.width(label, _TAG) / 2
        middle = min(max(places[number], _LEFT + half - 6), _RIGHT - half + 10)
        if all(middle + half + 6 < left or right + 6 < middle - half for left, right in taken):
            sheet.words((middle, line), label, _TAG, colour=sheet.palette.quiet, side="centre")
            taken.append((middle - half, middle + half))


def _place(at: float) -> float:
    return _LEFT + at * (_RIGHT - _LEFT)


def _apart(places: Sequence[float]) -> list[float]:
    """Return the places in their order, moved so far that no mark covers another."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + _APART) if moved else place)
    limit = float(_RIGHT)
    for number in reversed(range(len(moved))):
        moved[number] = min(moved[number], limit)
        limit = moved[number] - _APART
    return moved
