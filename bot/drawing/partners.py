"""Partners as bars of two halves, or of one piece, the most stories on top."""

from bot.domain.chart import Chart, Row
from bot.drawing.layouts import EDGE, LABEL, NOTE, TOP, exactly, foot, foot_height, head, row_height
from bot.drawing.palette import Palette
from bot.drawing.sheet import WIDTH, Sheet

_LEFT, _NOTES = EDGE + 270, 320


def draw_partners(chart: Chart, palette: Palette) -> Sheet:
    """Return the sheet of a ranking."""
    below = foot_height(chart)
    height = row_height(len(chart.rows), most=64, least_below=below)
    bottom = TOP + height * len(chart.rows)
    sheet = Sheet(bottom + below, palette)
    head(sheet, chart)
    most = max((sum(row.counts) for row in chart.rows), default=1) or 1
    for number, row in enumerate(chart.rows):
        _row(sheet, row, TOP + number * height, height, most)
    sheet.line((_LEFT, TOP), (_LEFT, bottom), palette.quiet)
    foot(sheet, chart, bottom + 10)
    return sheet


def _row(sheet: Sheet, row: Row, top: float, height: float, most: int) -> None:
    room, middle = WIDTH - EDGE - _LEFT - _NOTES, top + height / 2
    sheet.block((_LEFT - 16, middle), row.label, LABEL, side="right", room=_LEFT - EDGE - 16)
    thick, end = height * 0.62, float(_LEFT)
    colours = (sheet.palette.earlier, sheet.palette.between, sheet.palette.later)
    for count, colour in zip(row.counts, colours, strict=False):
        if count:
            wide = max(count * room / most, 2.0)
            sheet.bar(end, middle - thick / 2, wide, thick, colour)
            end += wide + 2
    total = sheet.words((end + 12, middle), exactly(sum(row.counts)), NOTE, bold=True)
    halves = f"{exactly(row.counts[0])} → {exactly(row.counts[-1])}" if len(row.counts) > 1 else ""
    told = " · ".join(filter(None, (halves, row.note)))
    sheet.words(
        (total.right + 12, middle), told, NOTE, colour=sheet.palette.quiet, room=WIDTH - EDGE - total.right - 12
    )
