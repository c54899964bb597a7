"""A search: countries, groups and days narrow it, every other word is looked for. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.chat.asking import read_places
from bot.chat.asking_words import QuestionWords
from bot.domain.asked import UNASKED, Asked

_QUOTED = re.compile(r"[\"“„«]([^\"“”»]*)[\"”»]")
_JOINING = re.compile(
    r"(?:^|(?<=\s))(?:for|about|in|on|of|the|a|an|with|from|to|and|between|by|at|any|all|since|until|de|la|le|les|du|en"
    r"|von|und|im|mit|ve|ile|i|w|z|в|и|с|на)(?=\s|$)",
    re.I,
)


def read_search(text: str, words: QuestionWords, *, today: date) -> tuple[str, Asked]:
    """Return the words to look for and what narrows them.

    Countries, groups and days named outside quotation marks narrow the search and are no words of it; sectors,
    companies, designations and all else stay words, since a text that holds them is what is wanted. Where nothing but
    countries and days is named, the countries are the words.
    """
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    asked, parties, days = read_places(_cut(text, quoted), words, today=today)
    kept = " ".join(_unjoined(_cut(text, [*parties, *days]), quoted).split()).strip(" ,;:?!")
    narrow = replace(UNASKED, since=asked.since, until=asked.until)
    if kept or not parties:
        return kept, replace(narrow, countries=asked.countries, groups=asked.groups)
    return " ".join(text[start:end] for start, end in sorted(parties)), narrow


def _unjoined(left: str, quoted: Sequence[tuple[int, int]]) -> str:
    """Return what is left without words that only join others, those in quotation marks kept."""
    return _JOINING.sub(lambda m: m.group() if any(s <= m.start() < e for s, e in quoted) else " ", left)


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
