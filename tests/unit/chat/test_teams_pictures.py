"""Pictures for Teams: small enough to travel in a message, in their own colours, wide enough to be read."""

import base64
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.briefing.charts import charts_from
from bot.chat.teams import pictures
from bot.chat.teams.limits import card_problems
from bot.domain.chart import Chart
from bot.domain.dossier import MonthCount, PartnerCount, Series
from bot.domain.vocabulary import Sector, Stage
from bot.drawing import draw
from support.briefs import shipped_labels
from support.charts import make_frame, points, some_series
from support.pictures import striped_png
from support.values import DAY, NOW

ROOMY, TIGHT = 31_000, 13_500
"""Characters of an address in a message of 64 KB and of 28 KB."""


def full_charts() -> tuple[Chart, ...]:
    """Return one chart of each kind, as full as they become."""
    stages, sectors = list(Stage), (None, *Sector)
    deals = [
        point
        for number in range(9)
        for point in points(f"frigate programme {number}", *stages[: 2 + number % 5], until=NOW - number * 20 * DAY)
    ]
    partners = [
        PartnerCount(country=code, stories=40 - number, earlier=3, later=number + 2, furthest=stages[number % 6])
        for number, code in enumerate(["TR", "CN", "US", "BA", "SA", "AE", "EG", "QA", "FR", "GB", "IT", "RU"])
    ]
    months = [
        MonthCount(month=f"{2025 + at // 12}-{at % 12 + 1:02d}", sector=sector, stories=(at * 7 + number) % 10)
        for at in range(11, 23)
        for number, sector in enumerate(sectors)
    ]
    series = Series(stages=tuple(deals), partners=tuple(partners), months=tuple(months))
    return charts_from(series, make_frame(), shipped_labels())


def opened(address: str) -> Image.Image:
    """Return the picture that an address holds."""
    head, _, body = address.partition(",")
    assert head == "data:image/png;base64"
    return Image.open(io.BytesIO(base64.b64decode(body, validate=True)))


@pytest.mark.parametrize("chart", full_charts(), ids=lambda chart: chart.kind.value)
def test_a_full_chart_fits_and_stays_wide_enough_to_be_read(chart: Chart) -> None:
    png = draw(chart)
    roomy, tight = pictures.data_uri(png, ROOMY), pictures.data_uri(png, TIGHT)
    assert len(roomy) <= ROOMY
    assert 720 <= opened(roomy).width <= 1024
    assert len(tight) <= TIGHT
    assert opened(tight).width >= 520


def test_a_shrunk_chart_keeps_its_colours() -> None:
    (timeline, *_) = full_charts()
    shown = opened(pictures.data_uri(draw(timeline), ROOMY)).convert("RGB")
    colours = {colour for _, colour in shown.getcolors(shown.width * shown.height) or ()}
    ground, blue, orange, ink = (255, 255, 255), (0, 114, 178), (184, 74, 0), (26, 29, 33)
    assert {ground, blue, orange, ink} <= colours


@given(series=some_series())
@settings(max_examples=15, deadline=None)
def test_any_chart_fits_in_a_message(series: Series) -> None:
    for chart in charts_from(series, make_frame(), shipped_labels()):
        assert 0 < len(pictures.data_uri(draw(chart), ROOMY)) <= ROOMY


@given(junk=st.binary(max_size=400), most=st.integers(-10, 20_000))
def test_what_is_no_picture_has_no_address(junk: bytes, most: int) -> None:
    assert pictures.data_uri(junk, most) == ""
    assert pictures.data_uri(striped_png()[:60] + junk, most) == ""


def test_a_picture_that_unfolds_into_very_many_pixels_is_not_opened() -> None:
    assert pictures.data_uri(striped_png(30_000, 3), ROOMY)
    assert pictures.data_uri(striped_png(8_000, 2_100), ROOMY) == ""


def test_a_picture_is_no_larger_than_teams_shows_either_way() -> None:
    for size in ((3_000, 30), (30, 3_000)):
        shown = opened(pictures.data_uri(striped_png(*size), ROOMY))
        assert max(shown.size) <= 1024
        assert min(shown.size) == 10


def test_a_transparent_picture_gets_a_white_ground() -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (40, 30), (255, 0, 0, 0)).save(clear, "PNG")
    assert opened(pictures.data_uri(clear.getvalue(), ROOMY)).convert("RGB").getpixel((3, 3)) == (255, 255, 255)


def test_a_picture_is_shown_under_its_title_and_said_to_who_cannot_see_it() -> None:
    card = pictures.card_of("Deals by stage", "Nine deals; four of them tendered.", "data:image/png;base64,AA==")
    assert card_problems(card) == ()
    title, image = card["body"]
    assert title["text"] == "Deals by stage"
    assert image["altText"] == "Nine deals; four of them tendered."
    assert pictures.card_of("Deals", "", "x")["body"][1]["altText"] == "Deals"
