"""The pictures of an answer: deals by stage over time, partners ranked, sectors by month. Pure; `bot.drawing` draws."""

from bot.briefing.charts_partners import partners_chart
from bot.briefing.charts_sectors import sectors_chart
from bot.briefing.charts_timeline import timeline_chart
from bot.briefing.charts_values import Frame
from bot.briefing.charts_words import said, slug
from bot.briefing.labels import Labels
from bot.domain.chart import Chart, ChartKind
from bot.domain.dossier import Dossier, SectionKind, Series

__all__ = ["Chart", "ChartKind", "charts_from", "charts_of"]
_SUBJECT = 70


def charts_of(dossier: Dossier, labels: Labels) -> tuple[Chart, ...]:
    """Return the pictures of a dossier in the order they are shown; none is made of fewer than two things."""
    asked, series = dossier.asked, dossier.series
    named = [*(labels.country(code) for code in asked.countries), *asked.groups]
    about = [*(labels.sectors[sector] for sector in asked.sectors), *asked.designations]
    subject = ", ".join(filter(None, ("–".join(named), *about))) or dossier.title
    frame = Frame(
        subject=said(subject, _SUBJECT) or "The archive",
        slug=slug("-".join((*asked.parties, *asked.sectors))),
        since=min(dossier.since, dossier.until),
        until=dossier.until,
        stories=max(len(dossier.stories), sum(one.stories for one in series.months if one.sector is None)),
        watched=dossier.archive_since,
        deals=_deals(dossier),
    )
    return charts_from(series, frame, labels)


def _deals(dossier: Dossier) -> int:
    section = dossier.section(SectionKind.DEALS)
    return len(section.lines) + section.left_out if section else 0


def charts_from(series: Series, frame: Frame, labels: Labels) -> tuple[Chart, ...]:
    """Return the pictures of these numbers."""
    made = (
        timeline_chart(series.stages, frame, labels),
        partners_chart(series.partners, frame, labels),
        sectors_chart(series.months, frame, labels),
    )
    return tuple(chart for chart in made if chart is not None)
