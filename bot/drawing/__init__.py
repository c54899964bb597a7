"""Draws charts as PNG. Nothing but this package knows matplotlib, and it is loaded with the first picture."""

from bot.domain.chart import Chart, ChartKind
from bot.drawing.loading import LOCK, keep_in
from bot.drawing.palette import DARK, LIGHT
from bot.drawing.partners import draw_partners
from bot.drawing.sectors import draw_sectors
from bot.drawing.sheet import Sheet
from bot.drawing.timeline import draw_timeline

__all__ = ["draw", "drawn", "keep_in"]
_LAYOUTS = {
    ChartKind.TIMELINE: draw_timeline,
    ChartKind.PARTNERS: draw_partners,
    ChartKind.SECTORS: draw_sectors,
    ChartKind.WEEKS: draw_sectors,
}


def draw(chart: Chart, *, dark: bool = False) -> bytes:
    """Return `chart` as a PNG of 1200 by at most 900 pixels, the same bytes for the same chart.

    It may be called from any thread; one picture is drawn at a time. It takes a tenth of a second or two of one core,
    and once per process half a second more to load what draws: call it beside the event loop.
    """
    with LOCK:
        return drawn(chart, dark=dark).png()


def drawn(chart: Chart, *, dark: bool = False) -> Sheet:
    """Return the sheet before it is a picture, with the places of its words; the caller holds the lock."""
    return _LAYOUTS[chart.kind](chart, DARK if dark else LIGHT)
