"""Words as both databases compare them, and the keys under which names of things are found."""

import re
import unicodedata
from collections.abc import Collection

_WORD = re.compile(r"[^\W_]+")
_NAMED = frozenset({"designation", "organisation"})


def folded(words: str) -> str:
    """Return `words` without case, accents and signs, parted by spaces, so that Turkiye finds Türkiye.

    Both databases then see the same words: by itself PostgreSQL reads F-35 as an F and the number -35.
    """
    plain = words.casefold().replace("ı", "i")
    if not plain.isascii():  # most texts are, and going through their characters is what takes time
        parted = unicodedata.normalize("NFKD", plain)
        plain = "".join(mark for mark in parted if not unicodedata.combining(mark))
    return " ".join(_WORD.findall(plain))


def mark_key(kind: str, name: str) -> str:
    """Return the key of a mark: F-35 and F35 are one designation; sectors and types stand as they are."""
    if kind not in _NAMED:
        return name
    return folded(name).replace(" ", "") if kind == "designation" else folded(name)


def designation_keys(names: Collection[str]) -> set[str]:
    """Return all keys by which designations are found: Bayraktar TB2 also answers to TB2."""
    short = {word for name in names for word in name.split() if _numbered(word)}
    return {key for name in {*names, *short} if (key := mark_key("designation", name))}


def _numbered(word: str) -> bool:
    return any(mark.isdigit() for mark in word) and any(mark.isalpha() for mark in word)
