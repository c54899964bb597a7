"""A picture as a value, before it is drawn: rows of marks, axes, and the same told in words."""

from dataclasses import dataclass
from enum import StrEnum


class ChartKind(StrEnum):
    """What a chart shows; its value is what people type."""

    TIMELINE = "timeline"
    PARTNERS = "partners"
    SECTORS = "sectors"
    WEEKS = "weeks"


class Phase(StrEnum):
    """Stages that are drawn alike: in one colour, and in one shape for those who do not see the colour."""

    INTENT = "intent"
    ORDER = "order"
    WORK = "work"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A stage reached: `at` is where on the axis of time, from 0 to 1."""

    at: float
    label: str
    phase: Phase
    furthest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a chart: its points in a timeline, its counts by column elsewhere; `note` stands at its end.

    A `sum` of what other rows or none tell one by one has a scale of its own.
    """

    label: str
    note: str = ""
    points: tuple[Point, ...] = ()
    counts: tuple[int, ...] = ()
    sum: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture before it is drawn.

    `columns` name what the counts of a row are of; `legend` says what shapes and fillings mean. `ticks` are places on
    the axis of time, from 0 to 1, with their words. `alt` tells the content within 1,000 characters. `name` is a file
    name that ends in .png.
    """

    kind: ChartKind
    title: str
    subtitle: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...] = ()
    ticks: tuple[tuple[float, str], ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    x_label: str = ""
    y_label: str = ""
    note: str = ""
    alt: str = ""
    name: str = "chart.png"
