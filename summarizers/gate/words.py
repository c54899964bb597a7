"""Words of a text with what they share with their other forms: "buys" and "bought", "India" and "Indian"."""

import re
from functools import lru_cache
from typing import NamedTuple

from summarizers.reading.abbreviations import word_set
from summarizers.reading.folding import lowered, unaccented

# Dotted abbreviations are one word: "U.S." is "us".
_WORD = re.compile(r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+(?![^\W_])|[^\W_]+")
_UNDOTTED = re.compile(r"[^\W_]+")
_IRREGULAR = {
    form: base
    for base, forms in {
        "buy": "bought", "sell": "sold sale sales seller", "build": "built", "give": "gave given", "get": "got",
        "take": "took taken", "make": "made maker", "sign": "signature signatory", "send": "sent", "win": "won",
        "begin": "began begun", "hold": "held", "say": "said", "tell": "told", "meet": "met", "pay": "paid",
        "choose": "chose chosen", "lead": "led", "agree": "agreement", "deliver": "delivery deliveries",
        "purchase": "purchaser", "produce": "production", "supply": "supplier", "acquire": "acquisition",
        "select": "selection", "negotiate": "negotiation", "approve": "approval", "fly": "flew flown",
        "go": "went gone",
        "see": "saw seen", "come": "came", "fall": "fell fallen", "rise": "rose risen", "grow": "grew grown",
        "spend": "spent", "kill": "killer", "die": "death dead", "strike": "struck", "find": "found",
    }.items()
    for form in forms.split()
}  # fmt: skip
_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ied", "es", "ed", "s", "e", "y")
_NAME_ENDINGS = ("ians", "ans", "ian", "an", "s", "ese", "ish", "i", "n")
_LEAST = 3
EMPTY = word_set(
    """
    the a an of to in on at and for is was were are be been being has have had it its he they she him her them his
    their this that these those with as by from who which whose will would said says not no but or after before into
    over than there when also never without n t s re ve ll d m up out about around under per via than then so if while
    do does did can could may might should must shall more most some any all each both such other another new
    i we you our your us one two three first last year years told say according
    """
)


class Word(NamedTuple):
    """A word: where it stands, in lower case without accents, and its stem."""

    start: int
    end: int
    plain: str
    stem: str


_new = tuple.__new__


def words_of(text: str) -> tuple[Word, ...]:
    """Return the runs of letters and digits of `text`, in order; a dotted abbreviation is one word."""
    return words_in(folded(text))


def words_in(folded_text: str) -> tuple[Word, ...]:
    """Return the words of a text that is folded already."""
    found: list[Word] = []
    for match in (_WORD if "." in folded_text[:-1] else _UNDOTTED).finditer(folded_text):
        start, end = match.span()
        plain = folded_text[start:end]
        if "." in plain:
            plain = plain.replace(".", "")
        # Half the time of Word(…), and there are words by the thousand.
        found.append(_new(Word, (start, end, plain, stem(plain))))
    return tuple(found)


def folded(text: str) -> str:
    """Return `text` in lower case without accents, every character in its place."""
    return lowered(unaccented(text))


@lru_cache(maxsize=65_536)
def plain_of(word: str) -> str:
    """Return one word in lower case without accents and dots."""
    return folded(word).replace(".", "")


def tokens(text: str) -> list[str]:
    """Return the words of `text`, in lower case and without accents."""
    return [match.group().replace(".", "") for match in _WORD.finditer(folded(text))]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return what the forms of a common word share, in lower case: a few endings and irregular forms, no dictionary."""
    if word in _IRREGULAR:
        return stem(_IRREGULAR[word])
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            base = word.removesuffix(ending)
            return base[:-1] if base[-1:] == base[-2:-1] and len(base) > _LEAST else _bare(base)
    return word


def _bare(base: str) -> str:
    short = base.rstrip("eiy")
    return short if len(short) >= _LEAST else base


@lru_cache(maxsize=65_536)
def name_stem(word: str) -> str:
    """Return what "india", "indian" and "indians" share."""
    for ending in _NAME_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST + 1:
            return word.removesuffix(ending).rstrip("aei")
    return word.rstrip("aeiy") if len(word) > _LEAST + 1 else word
