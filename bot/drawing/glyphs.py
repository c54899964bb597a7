"""Words as the font can draw them: what it has no glyph for is left out and said to be. Pure."""

import unicodedata
from collections.abc import Container

MISSING = "…"
"""Stands for a run of characters the font does not have."""
ELSEWHERE = "(name in another script)"
"""Stands for words of which nothing can be drawn; the words beside the picture tell them."""


def drawable(text: str, glyphs: Container[int]) -> str:
    """Return `text` in characters of `glyphs`: accents give way, flags and signs go, letters it lacks leave `…`."""
    kept: list[str] = []
    for char in text:
        kept.extend(_drawn(char, glyphs))
    runs = [char for at, char in enumerate(kept) if char != MISSING or at == 0 or kept[at - 1] != MISSING]
    told = " ".join("".join(runs).split())
    nothing = not any(char.isalnum() for char in told) and (not told or any(char.isalnum() for char in text))
    return ELSEWHERE if nothing and text.strip() else told


def _drawn(char: str, glyphs: Container[int]) -> str:
    if char == "\n" or (ord(char) in glyphs and char.isprintable()):
        return char
    plain = [each for each in unicodedata.normalize("NFKD", char) if ord(each) in glyphs and each.isprintable()]
    if plain:
        return "".join(plain)
    return MISSING if char.isalnum() else " " if char.isspace() else ""
