"""How words are written: folding, and where a word begins and ends, by language."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_DROPPED = "\0"
_DROPS = frozenset(
    chr(code)
    for span in ((0x591, 0x5BE), (0x5BF, 0x5C8), (0x64B, 0x660), (0x200B, 0x2010), (0x202A, 0x202F), (0x2066, 0x206A))
    for code in range(*span)
    if code != 0x2010
) | set("\u00ad\u0640\u0670\u093c\u09bc")
_DASHES = "-‐‑–—−־"
_SPECIAL = {
    "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ё": "е", "ґ": "г", "ς": "σ", "׳": "'", "״": '"',
    "ة": "ه", "ۃ": "ه", "ہ": "ه", "ھ": "ه", "ى": "ي", "ی": "ي", "ک": "ك",
}  # fmt: skip
_QUOTES = dict.fromkeys("’‘ʼ`′", "'") | dict.fromkeys("“”„", '"')
_SHAPED = ((0x41, 0x250), (0x370, 0x400), (0x600, 0x700), (0x958, 0x960), (0x9DC, 0x9E0), (0x1E00, 0x2000))
_WIDE = (0xFF00, 0xFFF0)


class _Folding(dict[int, str]):
    """A table for `str.translate`, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        """Return what the character `code` is compared as, and remember it."""
        self[code] = folded = _folded(chr(code))
        return folded


_FOLDING = _Folding()


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as terms are compared with it; `places` are those of its characters in the text, None where they agree."""

    text: str
    places: Sequence[int] | None

    def place(self, at: int) -> int:
        """Return where the character at `at` stands in the text as it was."""
        return at if self.places is None else self.places[at]


def fold(text: str) -> Folded:
    """Return `text` in lower case without accents, vowel points, elongation and the like; digits are ASCII.

    Hyphens and white space become blanks. What is dropped moves the rest, which `Folded.place` undoes.
    """
    plain = text.translate(_FOLDING)
    if _DROPPED not in plain:
        return Folded(plain, None)
    places = [place for place, char in enumerate(plain) if char != _DROPPED]
    return Folded(plain.replace(_DROPPED, ""), (*places, len(text)))


def _folded(char: str) -> str:
    if char.isspace() or char in _DASHES:
        return " "
    if char in _DROPS or char in _QUOTES:
        return _QUOTES.get(char, _DROPPED)
    if char.isdigit():
        return str(unicodedata.digit(char))
    return _lowered(char)


def _lowered(char: str) -> str:
    lower = char.lower()
    lower = lower if len(lower) == 1 else unicodedata.normalize("NFKD", char)[0].lower()
    if lower in _SPECIAL:
        return _SPECIAL[lower]
    code = ord(lower)
    if _WIDE[0] <= code < _WIDE[1]:
        narrow = unicodedata.normalize("NFKC", lower)
        return narrow if len(narrow) == 1 else lower
    return _bare(lower) if any(first <= code < last for first, last in _SHAPED) else lower


def _bare(char: str) -> str:
    spelt = unicodedata.normalize("NFKD", char)
    base, marks = spelt[0], spelt[1:]
    return _SPECIAL.get(base, base) if all(unicodedata.category(mark) == "Mn" for mark in marks) else char


def is_word(char: str) -> bool:
    """Whether `char` may stand inside a word: letters, digits, and the vowel signs of Indic scripts."""
    return char.isalnum() or char == "_" or ("\u0900" <= char <= "\u0dff" and char not in "।॥")


@dataclass(frozen=True, slots=True)
class Rules:
    """Where words begin and end in a language.

    `before` and `after` are what may be joined to a word without being part of it: clitics, case endings, particles.
    `gap` stands between the words of a term. Without `bounded`, words are not set apart: only runs of Latin letters
    and of katakana are whole. `cased` scripts tell names by their capitals.
    """

    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    gap: str = " "
    bounded: bool = True
    cased: bool = True

    def begins(self, text: str, start: int, *, loose: bool) -> bool:
        """Whether a word begins at `start` of folded `text`, or anywhere in one where `loose`."""
        if loose or start == 0 or not self._joined(text[start - 1], text[start]):
            return True
        if self.before is None or not self.bounded:
            return False
        opened = start
        while opened and is_word(text[opened - 1]):
            opened -= 1
        return self.before.fullmatch(text, opened, start) is not None

    def ends(self, text: str, end: int, *, loose: bool) -> int:
        """Return where the word that goes on at `end` ends, -1 where more follows than may be joined to it."""
        if end == len(text) or not self._joined(text[end - 1], text[end]):
            return end
        if not self.bounded:
            return end if loose else -1
        closed = end
        while closed < len(text) and is_word(text[closed]):
            closed += 1
        if loose or (self.after is not None and self.after.fullmatch(text, end, closed)):
            return closed
        return -1

    def _joined(self, left: str, right: str) -> bool:
        if self.bounded:
            return is_word(left) and is_word(right)
        return (_is_latin(left) and _is_latin(right)) or (_is_katakana(left) and _is_katakana(right))


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _is_katakana(char: str) -> bool:
    return "\u30a1" <= char <= "\u30fa" or char == "ー"


_ROMANCE = Rules(after=re.compile("s|es|x"))
_STEMMED = Rules()
_PARTICLE = (
    "은|는|이|가|을|를|의|에|에서|에게|와|과|로|으로|도|만|서|까지|부터|이나|나|측|산|제|군|형|용|식|급|계|발|전|후|내|간|들|"
    "하|해|한|할|했|된|될|됐|돼|되|다|며|고|인|과의|와의|에의|으로부터|대|기|사|업체|체계|시스템|사업|수출|도입|계약|협력|생산|개발|판매"
)
RULES = {
    "fr": _ROMANCE, "es": _ROMANCE, "pt": _ROMANCE, "it": _STEMMED, "ru": _STEMMED, "uk": _STEMMED, "pl": _STEMMED,
    "el": _STEMMED, "tr": _STEMMED,
    "de": Rules(after=re.compile("s|es|e|en|er|n|em")),
    "id": Rules(after=re.compile("nya|ku|lah|kan|kah|pun")),
    "ar": Rules(
        before=re.compile("[وف]?[بكل]?(?:ال)?|[وف]?لل"),
        after=re.compile("ه|ها|هم|هما|نا|ين|ان|ات|ون|يه|ا|ي|تين|تان"), gap=" (?:[وب]?ال|لل)?", cased=False,
    ),
    "ur": Rules(cased=False),
    "he": Rules(before=re.compile("[והבלכמש]{1,3}"), gap=" [הבלמ]?", cased=False),
    "hi": Rules(cased=False),
    "bn": Rules(after=re.compile("(?:ের|র|কে|ে|েই|তে|য়|যে|য|গুলো|গুলোর|টি|টির|টা|রা|দের|ও|ই|সহ|গুলি|ভাবে)+"), cased=False),
    "ko": Rules(after=re.compile(f"(?:{_PARTICLE})+"), gap=" ?", cased=False),
    "ja": Rules(bounded=False, gap=" ?", cased=False),
    "zh": Rules(bounded=False, gap=" ?", cased=False),
}  # fmt: skip
PLAIN = Rules(after=re.compile("s"))
