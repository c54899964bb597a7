"""A row of bars per sector: months, or the weeks that a week is held against."""

from bot.domain.chart import Chart, ChartKind, Row
from bot.drawing.layouts import EDGE, LABEL, SMALL, TOP, exactly, foot, foot_height, head, row_height, shortly
from bot.drawing.palette import Palette
from bot.drawing.sheet import WIDTH, Sheet

_LEFT, _TOTAL, _AXIS, _COUNT = EDGE + 290, 88, 46, 16.0


def draw_sectors(chart: Chart, palette: Palette) -> Sheet:
    """Return the sheet of sectors over time."""
    below = _AXIS + foot_height(chart)
    height = row_height(len(chart.rows), most=104, least_below=below)
    bottom = TOP + height * len(chart.rows)
    sheet = Sheet(bottom + below, palette)
    head(sheet, chart)
    for number, row in enumerate(chart.rows):
        # On the scale of a sum the bars of one sector would be flat.
        most = max((count for each in chart.rows if each.sum is row.sum for count in each.counts), default=1) or 1
        _row(sheet, chart, row, (TOP + number * height, height, most))
    _axis(sheet, chart, bottom)
    foot(sheet, chart, bottom + _AXIS + 2)
    return sheet


def _axis(sheet: Sheet, chart: Chart, bottom: float) -> None:
    step = _step(chart)
    for number, name in enumerate(chart.columns):
        for line, part in enumerate(name.split("\n")[:2]):
            middle = _LEFT + (number + 0.5) * step
            size = SMALL if sheet.width(part, SMALL) <= step - 4 else SMALL - 3
            sheet.words(
                (middle, bottom + 15 + line * 20), part, size, colour=sheet.palette.quiet, side="centre", room=step
            )


def _row(sheet: Sheet, chart: Chart, row: Row, place: tuple[float, float, int]) -> None:
    top, height, most = place
    step, foot_line = _step(chart), top + height - 6
    sheet.block((EDGE, top + height / 2 + 4), row.label, LABEL, room=_LEFT - EDGE - 24)
    sheet.line((_LEFT, foot_line), (WIDTH - EDGE - _TOTAL, foot_line), sheet.palette.quiet)
    room = height - 6 - _COUNT * 1.5 - 4
    for number, count in enumerate(row.counts):
        if not count:
            continue
        tall = max(count * room / most, 3.0)
        left, wide = _LEFT + (number + 0.14) * step, step * 0.72
        sheet.bar(left, foot_line - tall, wide, tall, _colour(sheet, chart, row, number))
        middle = left + wide / 2
        sheet.words((middle, foot_line - tall - _COUNT * 0.7), shortly(count), _COUNT, side="centre", room=step)
    total = exactly(sum(row.counts))
    sheet.words((WIDTH - EDGE, top + height / 2 + 4), total, LABEL, side="right", bold=True, room=_TOTAL - 4)


def _colour(sheet: Sheet, chart: Chart, row: Row, number: int) -> str:
    """Return the filling: sums are pale; of weeks the last stands out."""
    pale = number < len(chart.columns) - 1 if chart.kind is ChartKind.WEEKS else row.sum
    return sheet.palette.earlier if pale else sheet.palette.later


def _step(chart: Chart) -> float:
    return (WIDTH - EDGE - _TOTAL - _LEFT) / max(len(chart.columns), 1)
