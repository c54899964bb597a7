"""How far: deals as rows, the stages they reached as points over time. Pure."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from bot.briefing.charts_values import Frame
from bot.briefing.charts_words import month, said, told
from bot.briefing.labels import Labels
from bot.briefing.phrasing import day
from bot.domain.chart import Chart, ChartKind, Phase, Point, Row
from bot.domain.dossier import StagePoint
from bot.domain.vocabulary import Stage

MAX_DEALS, MAX_TICKS = 10, 6
_TITLE, _EDGE = 90, 0.03
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000)
_PHASES = {
    Phase.INTENT: (Stage.INTEREST, Stage.TALKS, Stage.MOU),
    Phase.ORDER: (Stage.TENDER, Stage.SELECTED, Stage.APPROVED, Stage.CONTRACT),
    Phase.WORK: (Stage.PRODUCTION, Stage.DELIVERY, Stage.COMPLETED),
    Phase.ASIDE: (Stage.DELAYED, Stage.CANCELLED),
}
_OF = {stage: phase for phase, stages in _PHASES.items() for stage in stages}


def timeline_chart(stages: Sequence[StagePoint], frame: Frame, labels: Labels) -> Chart | None:
    """Return the deals by stage, None for fewer than two points."""
    deals = _deals(stages)
    if sum(len(points) for points in deals) < 2:
        return None
    kept = sorted(deals, key=lambda points: (points[-1].at, _rank(points)), reverse=True)[:MAX_DEALS]
    kept.sort(key=lambda points: (_rank(points), points[-1].at), reverse=True)
    axis = _Axis(
        min(point.at for points in kept for point in points),
        max((frame.until, *(point.at for points in kept for point in points))),
    )
    title = f"{frame.subject}: deals by stage"
    used = {_OF[point.stage] for points in kept for point in points}
    total = max(len(deals), frame.deals)
    of = f"{len(kept)} of {total:,} deals and reports: those that got far, with the latest news"
    return Chart(
        kind=ChartKind.TIMELINE,
        title=title,
        subtitle=frame.basis,
        rows=tuple(_row(points, axis, labels) for points in kept),
        ticks=axis.ticks(),
        legend=tuple((phase.value, _legend(phase, labels)) for phase in Phase if phase in used),
        x_label="when a story last told of the stage",
        y_label="deal",
        note=of if total > len(kept) else "",
        alt=told(f"{title}. {frame.basis}.", (_told(points, labels) for points in kept), of="deals"),
        name=frame.name(ChartKind.TIMELINE),
    )


class _Axis:
    """Time from the first point to the last day, with some room at both ends."""

    def __init__(self, first: datetime, last: datetime) -> None:
        span = max((last - first).total_seconds(), 86_400.0)
        self._first, self._last, self._span = first, last, span / (1 - 2 * _EDGE)

    def at(self, moment: datetime) -> float:
        """Return where a moment stands, from 0 to 1."""
        return round(_EDGE + (moment - self._first).total_seconds() / self._span, 4)

    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Return the months that are named on the axis; the two ends where no month begins between them."""
        first, last = (moment.year * 12 + moment.month - 1 for moment in (self._first, self._last))
        step = next((step for step in _STEPS if (last - first) // step < MAX_TICKS), _STEPS[-1])
        begins = range(-(-first // step) * step, last + 1, step)
        found = [(self.at(_start(number)), _named(number, step)) for number in begins if number >= 12]
        inside = tuple((at, name) for at, name in found if 0 <= at <= 1)
        ends = ((self.at(self._first), day(self._first)), (self.at(self._last), day(self._last)))
        return inside if len(inside) > 1 else tuple(dict.fromkeys(ends))


def _deals(stages: Iterable[StagePoint]) -> list[tuple[StagePoint, ...]]:
    """Return the points of each deal, oldest first, each stage once: when it was first reached."""
    deals: dict[str, dict[Stage, StagePoint]] = {}
    for point in sorted(stages, key=lambda point: (point.at, point.stage.rank, point.deal, point.title)):
        deals.setdefault(point.deal, {}).setdefault(point.stage, point)
    return [tuple(points.values()) for points in deals.values()]


def _rank(points: Sequence[StagePoint]) -> int:
    return max(point.stage.rank for point in points)


def _furthest(points: Sequence[StagePoint]) -> StagePoint:
    return max(points, key=lambda point: point.stage.rank)


def _row(points: Sequence[StagePoint], axis: _Axis, labels: Labels) -> Row:
    furthest = _furthest(points)
    return Row(
        label=said(points[-1].title, _TITLE) or "deal without a title",
        note=_standing(points, labels),
        points=tuple(
            Point(
                at=axis.at(point.at),
                label=labels.stages[point.stage],
                phase=_OF[point.stage],
                furthest=point is furthest,
            )
            for point in points
        ),
    )


def _standing(points: Sequence[StagePoint], labels: Labels) -> str:
    """Return how far a deal got, and where that came after it, that it is delayed or cancelled."""
    furthest, last = _furthest(points), points[-1]
    stage = labels.stages[furthest.stage]
    return f"{stage}, {labels.stages[last.stage]}" if last.stage.aside and last is not furthest else stage


def _told(points: Sequence[StagePoint], labels: Labels) -> str:
    steps = ", ".join(f"{labels.stages[point.stage]} {month(point.at.year, point.at.month)}" for point in points)
    return f"{said(points[-1].title, _TITLE) or 'Deal without a title'}: {steps}."


def _legend(phase: Phase, labels: Labels) -> str:
    return ", ".join(labels.stages[stage] for stage in _PHASES[phase])


def _start(number: int) -> datetime:
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)


def _named(number: int, step: int) -> str:
    year, index = divmod(number, 12)
    return str(year) if step % 12 == 0 else month(year, index + 1)
