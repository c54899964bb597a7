"""Pictures drawn: size, bytes, room for every word, colours that stand out, any text."""

import io
import os
import stat
import subprocess
import sys
import threading
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from PIL import Image

from bot.briefing.charts import charts_from
from bot.domain.chart import Chart, ChartKind, Phase, Row
from bot.domain.dossier import MonthCount, PartnerCount, Series
from bot.domain.vocabulary import Sector, Stage
from bot.drawing import draw, drawn
from bot.drawing.glyphs import ELSEWHERE, MISSING, drawable
from bot.drawing.layouts import shortly
from bot.drawing.loading import LOCK
from bot.drawing.palette import DARK, LIGHT, Palette, contrast
from bot.drawing.sheet import MAX_HEIGHT, WIDTH
from support.briefs import shipped_labels
from support.charts import make_frame, points, some_series

LABELS = shipped_labels()
FULL = Series(
    stages=tuple(
        point
        for name in "abcdefghijkl"
        for point in points(name, Stage.TALKS, Stage.MOU, Stage.CONTRACT, Stage.DELIVERY, Stage.DELAYED)
    ),
    partners=tuple(
        PartnerCount(country=code, stories=n * n, earlier=n, later=n, furthest=Stage.MOU)
        for n, code in enumerate(
            ["TR", "CN", "US", "SA", "AZ", "IT", "GB", "BA", "ID", "RU", "UA", "EU", "NATO", "FR"], start=1
        )
    ),
    months=tuple(
        MonthCount(month=f"2026-{month:02d}", sector=sector, stories=month * 37)
        for month in range(1, 13)
        for sector in (None, *Sector)
    ),
)
CHARTS = charts_from(FULL, make_frame(), LABELS)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.kind.value)
def test_a_picture_has_its_size_an_opaque_ground_and_no_trace_of_its_making(chart: Chart, dark: bool) -> None:
    content = draw(chart, dark=dark)
    picture = Image.open(io.BytesIO(content))
    ground = (DARK if dark else LIGHT).ground
    assert picture.format == "PNG"
    assert picture.size[0] == WIDTH
    assert picture.size[1] <= MAX_HEIGHT
    assert picture.convert("RGBA").getpixel((2, 2)) == (*(int(ground[at : at + 2], 16) for at in (1, 3, 5)), 255)
    assert not {"Software", "Creation Time"} & set(picture.info)
    assert draw(chart, dark=dark) == content


@given(some_series())
@settings(max_examples=15, deadline=None)
def test_any_numbers_are_drawn_with_every_word_on_the_sheet_and_none_on_another(series: Series) -> None:
    with LOCK:
        for chart in charts_from(series, make_frame(), LABELS):
            assert _faults(chart) == []


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.kind.value)
def test_a_full_picture_has_room_for_its_words(chart: Chart) -> None:
    with LOCK:
        assert _faults(chart) == []
        told = {box.words for box in drawn(chart).boxes}
        assert chart.title in told
        assert all(any(row.label.startswith(words.rstrip("…")) for words in told) for row in chart.rows)


def _faults(chart: Chart) -> list[str]:
    sheet = drawn(chart)
    clipped = [box.words for box in sheet.boxes if box.left < 0 or box.right > WIDTH]
    clipped += [box.words for box in sheet.boxes if box.top < 0 or box.bottom > sheet.height]
    return clipped + [f"{one.words} on {two.words}" for one, two in combinations(sheet.boxes, 2) if one.meets(two)]


def test_a_chart_without_rows_is_drawn() -> None:
    for kind in ChartKind:
        assert draw(Chart(kind=kind, title="", subtitle="", rows=())).startswith(b"\x89PNG")
        assert draw(Chart(kind=kind, title="t", subtitle="", rows=(Row(label="", counts=(0, 0)),), columns=("a", "b")))


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_marks_stand_out_three_to_one_and_words_four_and_a_half(palette: Palette) -> None:
    assert all(contrast(colour, palette.ground) >= 3 for colour in palette.marks)
    assert all(contrast(colour, palette.ground) >= 4.5 for colour in (palette.ink, palette.quiet))
    assert contrast(palette.earlier, palette.later) >= 2
    assert set(palette.phases) == set(Phase)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == pytest.approx(1)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_what_the_font_lacks_is_left_out_and_said_to_be() -> None:
    glyphs = frozenset(map(ord, "abc Aé…n-"))
    assert drawable("abc", glyphs) == "abc"
    assert drawable("abc 中国 a", glyphs) == f"abc {MISSING} a"
    assert drawable("中国", glyphs) == ELSEWHERE
    assert drawable("🚀", glyphs) == ELSEWHERE
    assert drawable("a🚀b", glyphs) == "ab"
    assert drawable("ﬁñ", frozenset(map(ord, "fin"))) == "fin"
    assert drawable("", glyphs) == ""


def test_large_numbers_stay_short() -> None:
    assert [shortly(n) for n in (0, 999, 1200, 45_000, 1_500_000, 10**9)] == ["0", "999", "1.2k", "45k", "1.5M", "1.0G"]
    assert len(shortly(10**40)) < 8


def test_threads_draw_the_same_picture() -> None:
    whole = [draw(chart) for chart in CHARTS]
    made: dict[int, list[bytes]] = {}
    threads = [
        threading.Thread(target=lambda name=name: made.update({name: [draw(chart) for chart in CHARTS]}))
        for name in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(made.values()) == [whole] * 4


_PROBE = """
import warnings; warnings.simplefilter("error")
from pathlib import Path
from bot.drawing import draw, keep_in
from bot.domain.chart import Chart, ChartKind
if {folder!r}: keep_in(Path({folder!r}))
draw(Chart(kind=ChartKind.TIMELINE, title="t", subtitle="s", rows=()))
import matplotlib, sys
print(matplotlib.get_configdir(), "matplotlib.pyplot" in sys.modules)
"""


def _probe(folder: str, **variables: str) -> tuple[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("HOME", "MPLCONFIGDIR", "XDG_CACHE_HOME")}
    done = subprocess.run(
        [sys.executable, "-c", _PROBE.format(folder=folder)],
        env={**kept, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    found, pyplot = done.stdout.split()
    assert pyplot == "False"
    return found, done.stdout


def test_without_a_home_fonts_are_listed_in_a_folder_of_ones_own(tmp_path: Path) -> None:
    folder, _ = _probe("", HOME="/nowhere", TMPDIR=str(tmp_path))
    assert Path(folder).parent == tmp_path
    assert stat.S_IMODE(Path(folder).stat().st_mode) & 0o022 == 0
    assert list(Path(folder).glob("fontlist*"))


def test_fonts_are_listed_where_the_bot_keeps_its_data(tmp_path: Path) -> None:
    folder, _ = _probe(str(tmp_path / "fonts"), HOME="/nowhere")
    assert Path(folder) == tmp_path / "fonts"
    assert list(Path(folder).glob("fontlist*"))
