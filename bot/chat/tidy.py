"""Making text from outside fit to be shown: no control characters, no tricks with direction, one line."""

import unicodedata
from urllib.parse import urlsplit

_RTL = {"R", "AL"}
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
# Directional overrides, zero-width and tag characters can make a title read as something it does not say.
_INVISIBLE = {
    **dict.fromkeys(range(0x202A, 0x202F)),
    **dict.fromkeys(range(0x2060, 0x2070)),
    **dict.fromkeys(range(0xE0000, 0xE0080)),
    **dict.fromkeys((0x061C, 0x200B, 0x200E, 0x200F, 0xFEFF, 0x00AD)),
}
ELLIPSIS = "…"


def tidy(text: str) -> str:
    """Return `text` on one line, without control, direction-changing or invisible characters and lone surrogates."""
    visible = text.translate(_INVISIBLE)
    kept = (" " if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") else char for char in visible)
    return " ".join("".join(kept).split())


def isolate(text: str) -> str:
    """Return `text` wrapped so that right-to-left letters in it do not reorder what stands around it."""
    if any(unicodedata.bidirectional(char) in _RTL for char in text):
        return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"
    return text


def clip(text: str, limit: int) -> str:
    """Return `text` in at most `limit` characters (at least 1), cut at a word border where one is near."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    border = cut.rfind(" ")
    return (cut[:border] if border > limit // 2 else cut).rstrip() + ELLIPSIS


def shown(text: str, limit: int) -> str:
    """Return foreign `text` tidied, clipped to `limit` characters and isolated (which may add two)."""
    return isolate(clip(tidy(text), limit))


def web_address(url: str | None, limit: int) -> str | None:
    """Return `url` unless it is no plain http(s) address of at most `limit` characters that can all be seen."""
    if not url or len(url) > limit or url != "".join(url.split()) or not url.isprintable():
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host else None
