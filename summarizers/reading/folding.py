"""Texts made comparable without moving a character."""

import unicodedata
from collections.abc import Mapping


def _fold_char(char: str) -> str:
    if char in "’‘ʼ`":
        return "'"
    if char in "‐‑–—":
        return "-"
    if char.isspace():
        return " "
    base = unicodedata.normalize("NFKD", char)[:1] if char > "\x7f" else char
    return _SPECIAL.get(base, base if base.isalnum() else char)


_SPECIAL = {"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D"}
_FOLDED = {
    code: _fold_char(chr(code))
    for code in (*range(0x80, 0x250), 0x1E9E, *range(0x1E00, 0x1F00), *range(0x2000, 0x2030))
}
_FOLDED |= dict.fromkeys((9, 10, 11, 12, 13, 8239, 8287, 12288), " ") | {0x60: "'"}


_MARKS = {chr(code): plain for code, plain in _FOLDED.items() if plain != chr(code)}


def unaccented(text: str) -> str:
    """Return `text` without accents and typographic marks, every character in its place."""
    if text.isascii() and text.isprintable() and "`" not in text:
        return text  # of all the table has, only white space and this mark are ASCII
    return replaced(text, _MARKS)


def replaced(text: str, table: Mapping[str, str]) -> str:
    """Return `text` with each character that `table` has replaced by one that it has not.

    A text holds few kinds of characters that are rare in English, and replacing kind by kind is ten times as fast as
    looking up every character.
    """
    for char in table.keys() & set(text):
        text = text.replace(char, table[char])
    return text


def lowered(text: str) -> str:
    """Return `text` in lower case, every character in its place."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)
