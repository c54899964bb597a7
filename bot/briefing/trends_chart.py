"""Five weeks of a topic in a picture: a row of bars per sector, the last week standing out. Pure."""

from collections.abc import Sequence
from datetime import datetime

from bot.briefing.charts_sectors import ALL, MAX_SECTORS, OTHER, row_told
from bot.briefing.charts_values import Frame
from bot.briefing.charts_words import said, short_month, told
from bot.briefing.labels import Labels
from bot.briefing.phrasing import day
from bot.briefing.trends import WEEK, WEEKS, Tally, WeekCounts
from bot.domain.chart import Chart, ChartKind, Row


def weeks_chart(tally: Tally, end: datetime, *, slug: str, labels: Labels) -> Chart | None:
    """Return the picture of the five weeks to `end`, a local moment; None where fewer than two weeks had a story."""
    if sum(number > 0 for number in tally.whole.weeks) < 2:
        return None
    starts = [end - (WEEKS - number) * WEEK for number in range(WEEKS)]
    frame = Frame(subject="", slug=slug, since=starts[0], until=end, stories=tally.stories)
    names = [f"the week to {day(start + WEEK)}" for start in starts]
    rows = _rows(tally, labels)
    title = "This week and the four before: new stories by sector"
    return Chart(
        kind=ChartKind.WEEKS,
        title=title,
        subtitle=frame.basis,
        rows=rows,
        columns=tuple(f"{_short(start)} –\n{_short(start + WEEK)}" for start in starts),
        legend=(("later", "this week"), ("earlier", "the four weeks before")),
        x_label="weeks in which stories were first seen",
        y_label="stories",
        note="a story of several sectors counts in each" + ("; all and other: own scale" if len(rows) > 1 else ""),
        alt=told(f"{title}. {frame.basis}.", (row_told(row, names) for row in rows), of="sectors"),
        name=frame.name(ChartKind.WEEKS),
    )


def _rows(tally: Tally, labels: Labels) -> tuple[Row, ...]:
    kept = tally.sectors if len(tally.sectors) <= MAX_SECTORS + 1 else tally.sectors[:MAX_SECTORS]
    named = [(labels.sectors[one.sector], one.weeks, False) for one in kept if one.sector]
    rest = _sum(tally.sectors[len(kept) :])
    whole = [(ALL, tally.whole.weeks, True)] if len(named) != 1 or named[0][1] != tally.whole.weeks else []
    rows = [*whole, *named, *([(OTHER, rest, True)] if sum(rest) else [])]
    return tuple(
        Row(label=said(label, 60), note=f"{sum(weeks):,}", counts=weeks, sum=summed) for label, weeks, summed in rows
    )


def _sum(counts: Sequence[WeekCounts]) -> tuple[int, ...]:
    return tuple(sum(one.weeks[week] for one in counts) for week in range(WEEKS))


def _short(moment: datetime) -> str:
    return f"{moment.day} {short_month(moment.month)}"
