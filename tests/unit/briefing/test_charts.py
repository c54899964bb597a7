"""Pictures as values: which are made, what stands in them, and the words in their place."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.app.reading import labels_of
from bot.briefing.charts import charts_from, charts_of
from bot.briefing.charts_partners import MAX_PARTNERS
from bot.briefing.charts_sectors import ALL, MAX_COLUMNS, MAX_SECTORS, OTHER
from bot.briefing.charts_timeline import MAX_DEALS, MAX_TICKS
from bot.briefing.charts_values import Frame
from bot.briefing.charts_words import ALT
from bot.domain.asked import Asked
from bot.domain.chart import Chart, ChartKind, Phase
from bot.domain.dossier import Dossier, MonthCount, PartnerCount, Series, StagePoint
from bot.domain.vocabulary import Sector, Stage
from support.charts import NUMBERS, make_frame, points, some_series
from support.values import DAY, NOW

LABELS = labels_of()
WATCHED = replace(make_frame(), watched=make_frame().since)
"""Of a span that the archive watched whole."""


def one(series: Series, kind: ChartKind, frame: Frame | None = None) -> Chart | None:
    made = charts_from(series, frame or make_frame(), LABELS)
    return next((chart for chart in made if chart.kind is kind), None)


def test_nothing_is_drawn_of_fewer_than_two_things() -> None:
    alone = Series(
        stages=points("a", Stage.TALKS),
        partners=(PartnerCount(country="TR", stories=4, earlier=2, later=2),),
        months=(
            MonthCount(month="2026-11", sector=Sector.UAS, stories=3),
            MonthCount(month="2026-11", sector=None, stories=3),
        ),
    )
    assert charts_from(alone, make_frame(), LABELS) == ()
    assert charts_from(Series(), make_frame(), LABELS) == ()


def test_a_deal_is_a_row_with_each_stage_once_and_the_furthest_marked() -> None:
    stages = (*points("a", Stage.TALKS, Stage.MOU, Stage.TALKS, Stage.CONTRACT), *points("b", Stage.INTEREST))
    chart = one(Series(stages=stages), ChartKind.TIMELINE)
    assert chart is not None
    assert [(row.label, row.note, len(row.points)) for row in chart.rows] == [
        ("Deal a", LABELS.stages[Stage.CONTRACT], 3),
        ("Deal b", LABELS.stages[Stage.INTEREST], 1),
    ]
    assert [point.furthest for point in chart.rows[0].points] == [False, False, True]
    assert [point.phase for point in chart.rows[0].points] == [Phase.INTENT, Phase.INTENT, Phase.ORDER]
    assert [point.at for point in chart.rows[0].points] == sorted(point.at for point in chart.rows[0].points)


def test_what_was_cancelled_after_a_contract_says_both() -> None:
    chart = one(Series(stages=points("a", Stage.CONTRACT, Stage.CANCELLED)), ChartKind.TIMELINE)
    assert chart is not None
    assert chart.rows[0].note == f"{LABELS.stages[Stage.CONTRACT]}, {LABELS.stages[Stage.CANCELLED]}"


def test_more_deals_than_rows_are_counted_and_the_newest_stay() -> None:
    stages = tuple(p for n in range(MAX_DEALS + 4) for p in points(f"{n:02d}", Stage.TALKS, until=NOW - n * DAY))
    chart = one(Series(stages=stages), ChartKind.TIMELINE)
    assert chart is not None
    assert {row.label for row in chart.rows} == {f"Deal {n:02d}" for n in range(MAX_DEALS)}
    assert f"of {MAX_DEALS + 4}" in chart.note


def test_ticks_stand_inside_the_axis_in_order() -> None:
    for days in (1, 20, 200, 3000, 30_000):
        chart = one(Series(stages=points("a", Stage.TALKS, Stage.MOU, apart=timedelta(days=days))), ChartKind.TIMELINE)
        assert chart is not None
        places = [at for at, _ in chart.ticks]
        assert places == sorted(places)
        assert 2 <= len(places) <= MAX_TICKS + 1
        assert all(0 <= at <= 1 for at in places)


def test_partners_are_ranked_in_halves_that_make_up_the_whole() -> None:
    partners = (
        PartnerCount(country="TR", stories=3, earlier=1, later=2, furthest=Stage.MOU),
        PartnerCount(country="CN", stories=9, earlier=99, later=2),
        PartnerCount(country="SA", stories=0, earlier=0, later=0),
    )
    chart = one(Series(partners=partners), ChartKind.PARTNERS, WATCHED)
    assert chart is not None
    assert [(row.label, row.counts) for row in chart.rows] == [("China", (9, 0, 0)), ("Türkiye", (1, 0, 2))]
    assert "Türkiye: 3 stories, 1 earlier and 2 later" in chart.alt
    assert [key for key, _ in chart.legend] == ["earlier", "later"]


def test_halves_are_told_of_no_span_that_was_not_watched_whole() -> None:
    partners = tuple(PartnerCount(country=code, stories=6, earlier=6, later=0) for code in ("TR", "CN"))
    for watched in (None, NOW):
        chart = one(Series(partners=partners), ChartKind.PARTNERS, replace(WATCHED, watched=watched))
        assert chart is not None
        assert [row.counts for row in chart.rows] == [(6,), (6,)]
        assert chart.legend == ()
        assert "earlier" not in chart.alt


def test_a_month_between_the_halves_is_neither() -> None:
    partners = (
        PartnerCount(country="TR", stories=6, earlier=1, later=2),
        PartnerCount(country="CN", stories=2, earlier=1, later=1),
    )
    chart = one(Series(partners=partners), ChartKind.PARTNERS, WATCHED)
    assert chart is not None
    assert [row.counts for row in chart.rows] == [(1, 3, 2), (1, 0, 1)]
    assert [key for key, _ in chart.legend] == ["earlier", "between", "later"]


def test_more_partners_than_rows_are_counted() -> None:
    codes = ["AE", "AT", "AU", "BE", "BG", "BR", "CA", "CH", "CL", "CN", "CZ", "DE", "DK", "EE"]
    partners = tuple(PartnerCount(country=code, stories=n + 1, earlier=0, later=n + 1) for n, code in enumerate(codes))
    chart = one(Series(partners=partners), ChartKind.PARTNERS, WATCHED)
    assert chart is not None
    assert len(chart.rows) == MAX_PARTNERS
    assert chart.note.startswith("2 partners")


def test_sectors_stand_by_month_without_gaps_and_sums_are_marked() -> None:
    months = tuple(MonthCount(month=month, sector=s, stories=2) for month in ("2026-03", "2026-06") for s in Sector)
    whole = tuple(MonthCount(month=month, sector=None, stories=3) for month in ("2026-03", "2026-06"))
    chart = one(Series(months=(*months, *whole)), ChartKind.SECTORS)
    assert chart is not None
    assert [name.split("\n")[0] for name in chart.columns] == ["Mar", "Apr", "May", "Jun"]
    assert [row.label for row in chart.rows if row.sum] == [ALL, OTHER]
    assert len(chart.rows) == MAX_SECTORS + 2
    assert chart.rows[0].counts == (3, 0, 0, 3)
    assert sum(sum(row.counts) for row in chart.rows[1:]) == 2 * 2 * len(Sector)


def test_long_spans_are_told_by_quarter_or_year() -> None:
    for last, unit in (("2026-11", "month"), ("2029-11", "quarter"), ("2040-01", "year"), ("2100-01", "five years")):
        months = tuple(MonthCount(month=month, sector=Sector.UAS, stories=1) for month in ("2026-01", last))
        chart = one(Series(months=months), ChartKind.SECTORS)
        assert chart is not None
        assert chart.title.endswith(unit)
        assert len(chart.columns) <= MAX_COLUMNS


def test_words_that_are_no_months_are_left_out() -> None:
    months = tuple(
        MonthCount(month=month, sector=Sector.UAS, stories=1) for month in ("x", "2026-13", "0001-01", "٢٠٢٦-٠١")
    )
    assert one(Series(months=months), ChartKind.SECTORS) is None


def test_a_dossier_names_its_pictures_by_whom_and_what_was_asked() -> None:
    series = Series(stages=points("a", Stage.TALKS, Stage.MOU))
    asked = Asked(countries=("PK", "TR"), sectors=(Sector.UAS,))
    dossier = Dossier(
        asked=asked, title="t", understood="", sections=(), deals=(), citations=(), stories=(), since=NOW - 9 * DAY,
        until=NOW, asked_at=NOW, archive_since=None, sources_covering=0, series=series,
    )  # fmt: skip
    (chart,) = charts_of(dossier, LABELS)
    assert chart.title == f"Pakistan–Türkiye, {LABELS.sectors[Sector.UAS]}: deals by stage"
    assert chart.name == f"entente-pk-tr-uas-timeline-{NOW:%Y-%m-%d}.png"
    assert "0 stories, as of" in chart.subtitle
    assert chart.alt.startswith(chart.title)


@given(some_series())
def test_any_numbers_give_words_within_the_limits(series: Series) -> None:
    for chart in charts_from(series, make_frame(), LABELS):
        assert 0 < len(chart.alt) <= ALT
        assert chart.alt.isprintable()
        assert chart.name.endswith(".png")
        assert all(0 <= point.at <= 1 for row in chart.rows for point in row.points)
        assert all(len(row.counts) in (0, len(chart.columns)) for row in chart.rows)
        assert charts_from(series, make_frame(), LABELS) == charts_from(series, make_frame(), LABELS)


@given(st.text(max_size=300), NUMBERS)
def test_a_title_from_outside_stays_on_one_line(title: str, number: int) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    stages = tuple(
        StagePoint(deal="a", title=title, at=at + timedelta(days=number % 3000 * n), stage=stage)
        for n, stage in enumerate((Stage.TALKS, Stage.MOU))
    )
    chart = one(Series(stages=stages), ChartKind.TIMELINE)
    assert chart is not None
    assert chart.rows[0].label.isprintable()
    assert chart.rows[0].label
