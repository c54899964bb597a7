"""With whom: partners ranked by stories, each bar in the earlier and the later half of the span. Pure.

Where the archive did not watch all of the span the halves are not told: they would be taken for a trend.
"""

from collections.abc import Sequence

from bot.briefing.charts_values import Frame
from bot.briefing.charts_words import said, told
from bot.briefing.labels import Labels
from bot.briefing.phrasing import counted
from bot.domain.chart import Chart, ChartKind, Row
from bot.domain.dossier import PartnerCount

MAX_PARTNERS = 12
_NAME = 60


def partners_chart(partners: Sequence[PartnerCount], frame: Frame, labels: Labels) -> Chart | None:
    """Return the ranking, None for fewer than two partners."""
    ranked = sorted((one for one in partners if one.stories > 0), key=lambda one: (-one.stories, one.country))
    if len(ranked) < 2:
        return None
    shown = ranked[:MAX_PARTNERS]
    left = len(ranked) - len(shown)
    title = f"{frame.subject}: partners by stories"
    between = "earlier → later half, " if frame.compares else ""
    lines = (_told(one, labels, halves=frame.compares) for one in ranked)
    return Chart(
        kind=ChartKind.PARTNERS,
        title=title,
        subtitle=frame.basis,
        rows=tuple(_row(one, labels, halves=frame.compares) for one in shown),
        columns=("earlier half", "between", "later half") if frame.compares else ("stories",),
        legend=_legend(shown) if frame.compares else (),
        x_label=f"stories by their last change: all, {between}furthest stage",
        y_label="partner",
        note=f"{counted(left, 'partner', 'partners')} with fewer stories not shown" if left else "",
        alt=told(f"{title}. {frame.basis}.", lines, of="partners"),
        name=frame.name(ChartKind.PARTNERS),
    )


def _legend(shown: Sequence[PartnerCount]) -> tuple[tuple[str, str], ...]:
    return (
        ("earlier", "earlier half of the span"),
        *((("between", "the month between"),) if any(_parts(one)[1] for one in shown) else ()),
        ("later", "later half"),
    )


def _row(one: PartnerCount, labels: Labels, *, halves: bool) -> Row:
    counts = _parts(one) if halves else (one.stories,)
    return Row(label=said(labels.country(one.country), _NAME), note=_furthest(one, labels), counts=counts)


def _told(one: PartnerCount, labels: Labels, *, halves: bool) -> str:
    earlier, _, later = _parts(one)
    furthest = f"; furthest: {stage}" if (stage := _furthest(one, labels)) else ""
    name = said(labels.country(one.country), _NAME)
    parts = f", {earlier:,} earlier and {later:,} later" if halves else ""
    return f"{name}: {counted(one.stories, 'story', 'stories')}{parts}{furthest}."


def _parts(one: PartnerCount) -> tuple[int, int, int]:
    """Return the earlier half, what is in neither, and the later: together all stories, whatever was counted."""
    earlier = min(max(one.earlier, 0), one.stories)
    later = min(max(one.later, 0), one.stories - earlier)
    return earlier, one.stories - earlier - later, later


def _furthest(one: PartnerCount, labels: Labels) -> str:
    return labels.stages[one.furthest] if one.furthest else ""
