"""Pictures made small enough to travel inside a message: Teams has no place to put a picture of a channel's.

A chart has few colours and flat ones. So it keeps those, with a few steps from each to the ground for the rims of
letters, and as much of its width as fits. Pillow comes with what draws, and is loaded with the first picture.
"""

import base64
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

BUDGETS = (64 * 1024, 28 * 1024)
"""Bytes of a message with a picture, its JSON as UTF-16: what is tried, and what is tried where Teams finds that large.

Below 28 KB the words of a full chart are as small as they may be; messages near 70 KB were refused to others.
"""
MOST_PIXELS = 1024
"""Of either side: Teams shows no larger picture of a bot's."""
FINE, COARSE = (1024, 900, 800, 720, 600), (600, 560, 520)
"""Pixels across, with all colours and then with few. Teams shows a card about 500 wide, and twice that on a fine
screen; below 520 the words of a chart cannot be read."""
MAX_PIXELS = 16_000_000
_SOLIDS, _FLAT = 6, 0.0005
"""How many colours get steps to the ground, and the share of a picture that is no mere rim."""
_SAME, _BLEND = 300, 500
"""How near two colours are that count as one, and how near the line to the ground one is that only is a rim's."""
_PREFIX = "data:image/png;base64,"

Colour = tuple[int, int, int]


def data_uri(png: bytes, most: int) -> str:
    """Return a picture as an address of at most `most` characters that holds it; "" where there is none so short.

    It takes some tenths of a second of one core: call it beside the event loop.
    """
    return next((said for made in _smaller(png) if len(said := _said(made)) <= most), "")


def card_of(title: str, alt: str, address: str) -> dict[str, Any]:
    """Return the card that shows a picture under its title; a press makes it large."""
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "body": [
            {"type": "TextBlock", "text": title, "weight": "Bolder", "wrap": True},
            {
                "type": "Image",
                "url": address,
                "altText": alt or title,
                "size": "Stretch",
                "msteams": {"allowExpand": True},
            },
        ],
        "msteams": {"width": "Full"},
    }


def is_png(content: bytes) -> bool:
    """Whether a file is a picture that can be shown in a message."""
    return content.startswith(b"\x89PNG\r\n\x1a\n")


def _said(png: bytes) -> str:
    return _PREFIX + base64.b64encode(png).decode("ascii")


def _smaller(png: bytes) -> Iterator[bytes]:
    """Yield a picture ever smaller, nothing where it is none."""
    from PIL import Image  # noqa: PLC0415  (loaded with the first picture)

    try:
        with Image.open(io.BytesIO(png), formats=["PNG"]) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                return
            whole = _flat(opened)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return
    most = max(1, min(whole.width, whole.width * MOST_PIXELS // max(whole.size)))
    for widths, palette in ((FINE, _palette(whole, steps=3)), (COARSE, _palette(whole, steps=2, greys=False))):
        for width in dict.fromkeys(min(width, most) for width in widths):
            height = max(1, whole.height * width // whole.width)
            scaled = whole if width == whole.width else whole.resize((width, height), Image.Resampling.LANCZOS)
            out = io.BytesIO()
            scaled.quantize(palette=palette, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
            yield out.getvalue()


def _flat(picture: "Image") -> "Image":
    """Return a picture on a white ground."""
    from PIL import Image  # noqa: PLC0415

    layered = picture.convert("RGBA")
    ground = Image.new("RGBA", layered.size, "white")
    ground.alpha_composite(layered)
    return ground.convert("RGB")


def _palette(picture: "Image", *, steps: int, greys: bool = True) -> "Image":
    """Return the palette of a picture: its ground, its flat colours with `steps` to the ground, and what lies between.

    With `greys`, those of rules and of quiet words are kept, which lie between the ink and the ground.
    """
    from PIL import Image  # noqa: PLC0415

    pixels = picture.width * picture.height
    counted = sorted(picture.getcolors(pixels) or (), reverse=True)
    ground, *others = [colour for _, colour in counted if isinstance(colour, tuple)]
    flat = [colour for count, colour in counted if isinstance(colour, tuple) and count > pixels * _FLAT]
    colours = [ground, *_ramps(ground, _solids(ground, others), steps)]
    for colour in flat[: 2 * _SOLIDS] if greys else ():
        if all(_distance(colour, known) > _SAME for known in colours):
            colours.append(colour)
    made = Image.new("P", (1, 1))
    made.putpalette([part for colour in colours for part in colour])
    return made


def _solids(ground: Colour, colours: Sequence[Colour]) -> list[Colour]:
    """Return the flat colours of a picture, the commonest first: what is between one and the ground is a rim."""
    found: list[Colour] = []
    for colour in colours:
        if len(found) == _SOLIDS:
            break
        if _distance(colour, ground) > _SAME and not any(_is_rim(colour, ground, solid) for solid in found):
            found.append(colour)
    return found


def _ramps(ground: Colour, solids: Sequence[Colour], steps: int) -> Iterator[Colour]:
    for solid in solids:
        for step in range(1, steps + 1):
            yield _between(ground, solid, step / steps)


def _is_rim(colour: Colour, ground: Colour, solid: Colour) -> bool:
    way = [there - here for here, there in zip(ground, solid, strict=True)]
    length = sum(part * part for part in way) or 1
    share = sum((part - here) * step for part, here, step in zip(colour, ground, way, strict=True)) / length
    return _distance(colour, _between(ground, solid, min(max(share, 0.0), 1.0))) < _BLEND


def _between(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _distance(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
