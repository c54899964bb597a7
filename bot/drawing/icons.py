"""The two icons of the Teams app, drawn: a pair of rings, and what they have in common filled."""

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

COLOUR_SIZE, OUTLINE_SIZE = 192, 32
_FINER = 16
_GROUND, _LEFT, _RIGHT, _SHARED = (31, 58, 95), (255, 255, 255), (159, 196, 235), (242, 177, 52)
Place = tuple[float, float, float]


def colour_icon() -> bytes:
    """Return the icon of 192 pixels a side as PNG: a full square, the sign within its middle 120 pixels."""
    from PIL import Image  # noqa: PLC0415  (comes with matplotlib; only who packs an app pays)

    icon = Image.new("RGB", (COLOUR_SIZE, COLOUR_SIZE), _GROUND)
    left, right = (77.0, 96.0, 39.0), (115.0, 96.0, 39.0)
    inside = [(across, down, radius - 2.0) for across, down, radius in (left, right)]  # its edge lies under the rings
    icon.paste(_SHARED, mask=_shared(COLOUR_SIZE, *inside))
    for colour, place in ((_RIGHT, right), (_LEFT, left)):
        icon.paste(colour, mask=_ring(COLOUR_SIZE, place, width=9.0))
    return _png(icon)


def outline_icon() -> bytes:
    """Return the icon of 32 pixels a side as PNG: white lines, all else transparent."""
    from PIL import Image, ImageChops  # noqa: PLC0415

    left, right = (11.0, 16.0, 9.0), (21.0, 16.0, 9.0)
    rings = (_ring(OUTLINE_SIZE, place, width=2.0) for place in (left, right))
    drawn = ImageChops.lighter(*rings)
    icon = Image.new("RGBA", (OUTLINE_SIZE, OUTLINE_SIZE), (255, 255, 255, 0))
    icon.putalpha(drawn)
    return _png(icon)


def _ring(size: int, place: Place, *, width: float) -> "Image":
    """Return a ring as a mask; `place` is its middle across and down, and its outer radius, in pixels."""
    from PIL import ImageChops  # noqa: PLC0415

    across, down, radius = place
    inner = _disc(size, (across, down, radius - width))
    return _smaller(ImageChops.subtract(_disc(size, place), inner), size)


def _shared(size: int, one: Place, other: Place) -> "Image":
    from PIL import ImageChops  # noqa: PLC0415

    return _smaller(ImageChops.darker(_disc(size, one), _disc(size, other)), size)


def _disc(size: int, place: Place) -> "Image":
    from PIL import Image, ImageDraw  # noqa: PLC0415

    mask = Image.new("L", (size * _FINER, size * _FINER), 0)
    across, down, radius = (part * _FINER for part in place)
    edges = (across - radius, down - radius, across + radius - 1, down + radius - 1)
    ImageDraw.Draw(mask).ellipse(edges, fill=255)
    return mask


def _smaller(mask: "Image", size: int) -> "Image":
    """Return a mask that was drawn finer, at its size: the edges become smooth, the same on every machine."""
    return mask.reduce(_FINER) if mask.width > size else mask


def _png(icon: "Image") -> bytes:
    out = io.BytesIO()
    icon.save(out, "PNG")
    return out.getvalue()


def icon_problem(content: bytes, size: int, *, outline: bool) -> str:
    """Return what keeps a PNG from being an icon of `size` pixels a side, "" where nothing does."""
    from PIL import Image  # noqa: PLC0415

    try:
        with Image.open(io.BytesIO(content), formats=("PNG",)) as icon:
            if icon.size != (size, size):
                return f"is {icon.width}×{icon.height} pixels; it must be {size}×{size}"
            return _ink_problem(icon.convert("RGBA"), outline=outline)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return "is no PNG that can be read"


def _ink_problem(icon: "Image", *, outline: bool) -> str:
    from PIL import Image  # noqa: PLC0415

    alpha = icon.getchannel("A")
    least, most = alpha.getextrema()
    if not outline:
        return "" if least == 255 else "has transparent places; it must fill its square"
    if least or not most:
        return "must be drawn on a transparent ground"
    white = Image.new("RGB", icon.size, (255, 255, 255))
    drawn = Image.composite(icon.convert("RGB"), white, alpha.point(lambda value: 255 if value else 0))
    return "" if drawn.tobytes() == white.tobytes() else "must be white and nothing else"
