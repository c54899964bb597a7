"""What a week's digest says beside its stories: how the week stands to the four before, what is new, what is quiet."""

from dataclasses import dataclass

from bot.domain.chart import Chart
from bot.domain.ids import StoryId


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendLine:
    """One thing that is said; it stands on `stories`, and `url` leads to the first of them, None for a mere count."""

    text: str
    stories: tuple[StoryId, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendGroup:
    """Lines of one kind under a label; `left_out` counts those that were not told."""

    label: str
    lines: tuple[TrendLine, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """The trends of a topic in a week; `basis` says what they were counted from, `chart` shows the five weeks."""

    groups: tuple[TrendGroup, ...]
    basis: str
    chart: Chart | None = None
