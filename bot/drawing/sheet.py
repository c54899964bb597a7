"""A sheet to draw on: places and lengths in pixels from the top left; words are cut to the room they have."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.drawing.glyphs import drawable
from bot.drawing.loading import load
from bot.drawing.palette import Palette

WIDTH, MAX_HEIGHT = 1200, 900
_DPI = 100.0
_POINT = 72 / _DPI
_SHAPES = {"circle": "o", "diamond": "D", "square": "s", "cross": "X"}
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Box:
    """Where words stand: left, top, right and bottom."""

    words: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether two boxes share ground."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


class Sheet:
    """A picture in the making. The caller holds `bot.drawing.loading.LOCK` as long as it lives."""

    def __init__(self, height: int, palette: Palette) -> None:
        load()
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
        from matplotlib.figure import Figure  # noqa: PLC0415
        from matplotlib.transforms import IdentityTransform  # noqa: PLC0415

        self.height, self.palette = min(height, MAX_HEIGHT), palette
        self.boxes: list[Box] = []
        size = (WIDTH / _DPI, self.height / _DPI)
        self._figure = Figure(figsize=size, dpi=_DPI, facecolor=palette.ground)
        self._canvas: Any = FigureCanvasAgg(self._figure)
        self._pixels = IdentityTransform()
        self._widths: dict[tuple[str, float, bool], float] = {}

    def words(
        self,
        at: tuple[float, float],
        text: str,
        size: float,
        *,
        colour: str = "",
        side: str = "left",
        bold: bool = False,
        room: float = WIDTH,
    ) -> Box:
        """Write `text` in letters of `size` pixels, its middle at the height of `at`, cut to `room` pixels."""
        told = self.fitted(text, size, room, bold=bold)
        width = self.width(told, size, bold=bold)
        left = at[0] - width * {"left": 0.0, "centre": 0.5, "right": 1.0}[side]
        box = Box(told, left, at[1] - size * 0.58, left + width, at[1] + size * 0.58)
        if told:
            self._figure.text(
                left,
                self.height - at[1] - size * 0.36,
                told,
                color=colour or self.palette.ink,
                fontproperties=_font(size, bold=bold),
                transform=self._pixels,
                va="baseline",
                ha="left",
            )
            self.boxes.append(box)
        return box

    def block(
        self,
        at: tuple[float, float],
        text: str,
        size: float,
        *,
        room: float,
        lines: int = 2,
        bold: bool = False,
        side: str = "left",
    ) -> None:
        """Write `text` in up to `lines` lines around the height of `at`, broken between words."""
        broken = list(self._broken(text, size, room, lines, bold=bold))
        top = at[1] - (len(broken) - 1) * size * 0.65
        for number, line in enumerate(broken):
            self.words((at[0], top + number * size * 1.3), line, size, room=room, bold=bold, side=side)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return how wide `text` is, in pixels."""
        known = self._widths.get((text, size, bold))
        if known is None:
            font = _font(size, bold=bold)
            known, _, _ = self._canvas.get_renderer().get_text_width_height_descent(text, font, ismath=False)
            self._widths[text, size, bold] = known
        return known if text else 0.0

    def fitted(self, text: str, size: float, room: float, *, bold: bool = False) -> str:
        """Return `text` as the font can draw it, cut to `room` pixels."""
        told = drawable(text, _glyphs(bold=bold))
        if self.width(told, size, bold=bold) <= room:
            return told
        low, high = 0, len(told)
        while low < high:
            middle = (low + high + 1) // 2
            whole = self.width(told[:middle].rstrip() + _ELLIPSIS, size, bold=bold) <= room
            low, high = (middle, high) if whole else (low, middle - 1)
        return _at_a_word(told, low) + _ELLIPSIS if low else ""

    def bar(self, left: float, top: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle."""
        from matplotlib.patches import Rectangle  # noqa: PLC0415

        corner = (left, self.height - top - height)
        self._figure.add_artist(Rectangle(corner, width, height, color=colour, linewidth=0, transform=self._pixels))

    def line(self, start: tuple[float, float], end: tuple[float, float], colour: str, *, width: float = 1) -> None:
        """Draw a straight line, `width` pixels wide."""
        from matplotlib.lines import Line2D  # noqa: PLC0415

        across, down = (start[0], end[0]), (self.height - start[1], self.height - end[1])
        self._figure.add_artist(Line2D(across, down, color=colour, linewidth=width * _POINT, transform=self._pixels))

    def mark(self, at: tuple[float, float], shape: str, size: float, colour: str) -> None:
        """Draw a shape of `size` pixels, with a rim of the ground's colour that keeps neighbours apart."""
        from matplotlib.lines import Line2D  # noqa: PLC0415

        self._figure.add_artist(
            Line2D(
                [at[0]],
                [self.height - at[1]],
                marker=_SHAPES[shape],
                markersize=size * _POINT,
                markerfacecolor=colour,
                markeredgecolor=self.palette.ground,
                markeredgewidth=1.5 * _POINT,
                transform=self._pixels,
            )
        )

    def png(self) -> bytes:
        """Return the picture, and be done with it: nothing in it tells when or by what it was made.

        Few colours and their shades at the edges of letters need no more than 256, which makes it a third as large.
        """
        from PIL import Image  # noqa: PLC0415  (comes with matplotlib)

        self._canvas.draw()
        size = self._canvas.get_width_height()
        whole = Image.frombuffer("RGBA", size, self._canvas.buffer_rgba(), "raw", "RGBA", 0, 1).convert("RGB")
        out = io.BytesIO()
        whole.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(out, "PNG")
        # Figures are circles of references: their pixels go at once, not when the collector comes by.
        self._figure.clear()
        self._canvas.renderer = None
        return out.getvalue()

    def _broken(self, text: str, size: float, room: float, lines: int, *, bold: bool) -> Iterator[str]:
        rest = drawable(text, _glyphs(bold=bold)).split(" ")
        for number in range(lines):
            taken = 1
            while taken < len(rest) and self.width(" ".join(rest[: taken + 1]), size, bold=bold) <= room:
                taken += 1
            if number == lines - 1 or taken >= len(rest):
                yield " ".join(rest)
                return
            yield " ".join(rest[:taken])
            rest = rest[taken:]


def _at_a_word(text: str, length: int) -> str:
    """Return the first `length` characters, fewer where a word ends shortly before."""
    border = text.rfind(" ", 0, length + 1)
    return text[: border if border > length * 0.6 else length].rstrip(" ,;:·–-")


@cache
def _glyphs(*, bold: bool) -> frozenset[int]:
    """Return the characters that the font has."""
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415

    return frozenset(FT2Font(str(_file(bold=bold))).get_charmap())


@cache
def _font(size: float, *, bold: bool) -> Any:
    """Return the font that matplotlib brings, whatever the machine has."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415

    return FontProperties(fname=str(_file(bold=bold)), size=size * _POINT)


def _file(*, bold: bool) -> Path:
    return Path(load().get_data_path()) / "fonts" / "ttf" / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")
