"""The words on pictures: days, months, names from outside made fit for one line, and the text in a picture's place."""

import re
import unicodedata
from collections.abc import Iterable

ALT = 1000
"""Characters in the words that stand for a picture, at most."""
ELLIPSIS = "…"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_SLUG = 60


def month(year: int, number: int) -> str:
    """Return a month: Nov 2026."""
    return f"{_MONTHS[number - 1]} {year}"


def short_month(number: int) -> str:
    """Return a month's short name."""
    return _MONTHS[number - 1]


def said(text: str, limit: int) -> str:
    """Return `text` from outside on one line of at most `limit` characters, without what is not seen."""
    kept = (" " if unicodedata.category(char) in _UNSEEN else char for char in text[: limit * 8])
    return cut(" ".join("".join(kept).split()), limit)


def cut(text: str, limit: int) -> str:
    """Return `text` in at most `limit` characters, cut at a word where one is near."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    border = head.rfind(" ")
    return (head[:border] if border > limit // 2 else head).rstrip(" ,;·–") + ELLIPSIS


def told(lead: str, parts: Iterable[str], *, of: str) -> str:
    """Return the words for a picture: `lead`, then as many `parts` as have room; the rest is counted as `of`."""
    listed = list(parts)
    kept: list[str] = []
    for number, part in enumerate(listed):
        rest = f" And {len(listed) - number} more {of}."
        if len(" ".join((lead, *kept, part))) + len(rest) > ALT:
            return cut(" ".join((lead, *kept)) + rest, ALT)
        kept.append(part)
    return cut(" ".join((lead, *kept)), ALT)


def slug(text: str) -> str:
    """Return `text` as a piece of a file name: small Latin letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_SLUG].strip("-")
