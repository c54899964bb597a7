"""The words of a question that nobody understood. Pure."""

import re
from collections.abc import Sequence

from bot.chat.asking_pieces import Pieces

_WORD = re.compile(r"[^\W_](?:[\w\u0900-\u0963\u0966-\u0dff]|['’](?=[^\W\d_]))*")
_KANA_ONLY = re.compile("[\u3040-\u309fー]+")
_EASTERN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SHORT_KOREAN, _SHORT_PREFIX = 2, 3


def left_over(pieces: Pieces, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the places of the words that are in none of `spans` and have no role."""
    text = pieces.text
    known = bytearray(len(text))
    for start, end in (*spans, *((hit.start, hit.end) for hit in pieces.roles)):
        known[start:end] = b"\1" * (end - start)
    left = "".join("\ufffc" if known[at] else char for at, char in enumerate(text))
    words = (match for match in _WORD.finditer(left) if _tells(match.group()))
    return [match.span() for match in words if not _rest(left, match)]


def _tells(word: str) -> bool:
    """Whether a word is one: no lone letter, no ending that stands alone, no particle."""
    if len(word) < 2 and not (word.isdigit() or "\u4e00" <= word <= "\u9fff"):
        return False
    if _EASTERN.search(word):
        return len(word) >= _SHORT_KOREAN and not _KANA_ONLY.fullmatch(word)
    return True


def _rest(left: str, match: re.Match[str]) -> bool:
    """Whether a word is the ending of one that was understood: Türkiye'nin, drone-lar, Polens."""
    before = left[: match.start()]
    if left[match.end() :].startswith("\ufffc") and _EASTERN.search(match.group()) is None:
        return len(match.group()) <= _SHORT_PREFIX
    joined = before.endswith("\ufffc") or re.search(r"\ufffc['’\-]$", before)
    return bool(joined) and len(match.group()) <= 6
