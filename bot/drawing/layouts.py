"""What all charts share: the head, the foot with its legend, and the room between."""

from bot.domain.chart import Chart
from bot.drawing.sheet import MAX_HEIGHT, WIDTH, Sheet

EDGE = 36
TOP = 116
"""Where rows begin, below the head."""
LABEL, NOTE, SMALL = 21.0, 20.0, 17.0
"""Letters in pixels: names of rows, what stands at their end, axes and legends."""
_TITLES, _BASIS = (31.0, 27.0, 24.0), 20.0
_LINE = 27
_SHAPES = {"intent": "circle", "order": "diamond", "work": "square", "aside": "cross"}


def row_height(rows: int, *, most: int, least_below: int) -> int:
    """Return how high each of `rows` may be so that head, rows and what is below have room."""
    return min(most, (MAX_HEIGHT - TOP - least_below) // max(rows, 1))


def head(sheet: Sheet, chart: Chart) -> None:
    """Write what the picture is of, and what it stands on."""
    room = WIDTH - 2 * EDGE
    fits = (
        size for size in _TITLES if sheet.width(sheet.fitted(chart.title, size, 4 * WIDTH), size, bold=True) <= room
    )
    sheet.words((EDGE, 42), chart.title, next(fits, _TITLES[-1]), bold=True, room=room)
    sheet.words((EDGE, 82), chart.subtitle, _BASIS, colour=sheet.palette.quiet, room=room)


def foot(sheet: Sheet, chart: Chart, top: float) -> None:
    """Write what the axis is, the legend, and what was left out."""
    left, line = float(EDGE), top + _LINE / 2
    for key, meaning in chart.legend:
        width = sheet.width(meaning, SMALL) + 54
        if left > EDGE and left + width > WIDTH - EDGE:
            left, line = float(EDGE), line + _LINE
        key_of(sheet, key, (left + 9, line))
        sheet.words((left + 26, line), meaning, SMALL, room=WIDTH - EDGE - left - 26)
        left += width
    line += _LINE if chart.legend else 0
    told = "; ".join(filter(None, (chart.x_label, chart.note)))
    sheet.words((EDGE, line), told[:1].upper() + told[1:], SMALL, colour=sheet.palette.quiet, room=WIDTH - 2 * EDGE)


def foot_height(chart: Chart) -> int:
    """Return how much room the foot takes; a legend of stages may need two lines."""
    return _LINE * (1 + (len(chart.legend) + 1) // 2) + 22


def key_of(sheet: Sheet, key: str, at: tuple[float, float]) -> None:
    """Draw what a legend explains: a shape of a phase, or the filling of a bar."""
    if key in _SHAPES:
        colours = {phase.value: colour for phase, colour in sheet.palette.phases.items()}
        sheet.mark(at, _SHAPES[key], 18, colours[key])
    else:
        fillings = {"earlier": sheet.palette.earlier, "between": sheet.palette.between}
        sheet.bar(at[0] - 9, at[1] - 9, 18, 18, fillings.get(key, sheet.palette.later))


def shape_of(phase: str) -> str:
    """Return the shape that stands for a phase."""
    return _SHAPES[phase]


def exactly(number: int) -> str:
    """Return a number in full where it has few digits: 12,345, but 1.2M."""
    return f"{number:,}" if number < 100_000 else shortly(number)


def shortly(number: int) -> str:
    """Return a number in few characters: 999, 1.2k, 3M."""
    if number < 1000:
        return str(number)
    for size, name in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if number >= size:
            return f"{number / size:.1f}{name}" if number < 10 * size else f"{min(number // size, 999_999)}{name}"
    return str(number)
