"""A search: countries, groups and days narrow it, every other word is looked for. Pure."""

import re
from dataclasses import replace
from datetime import date

from bot.chat.asking import read_places
from bot.chat.asking_words import QuestionWords
from bot.domain.asked import UNASKED, Asked

_QUOTED = re.compile(r"[\"“„«]([^\"“”»]*)[\"”»]")
_JOINING = re.compile(
    r"(?:^|(?<=\s))(?:for|about|in|on|of|the|a|an|with|from|to|and|between|by|at|any|all|since|until|de|la|le|les|du|en|von|und|im|mit|ve|ile|i|w|z|в|и|с|на)(?=\s|$)",
    re.I,
)


def read_search(text: str, words: QuestionWords, *, today: date) -> tuple[str, Asked]:
    """Return the words to look for and what narrows them.

    Countries, groups and days named outside quotation marks narrow the search and are no words of it; sectors,
    companies, designations and all else stay words, since a text that holds them is what is wanted. Where nothing but
    countries and days is named, the countries are the words.
    """
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    asked, parties, days = read_places(text, words, today=today)
    free = [span for span in (*parties, *days) if not any(s < span[1] and span[0] < e for s, e in quoted)]
    left = _cut(text, free)
    kept = " ".join(_unjoined(left, quoted).split()).strip(" ,;:?!")
    narrowed = len([span for span in parties if span in free])
    narrow = replace(
        UNASKED,
        countries=asked.countries if narrowed else (),
        groups=asked.groups if narrowed else (),
        since=asked.since if any(span in free for span in days) else None,
        until=asked.until if any(span in free for span in days) else None,
    )
    if kept or not narrowed:
        return kept, narrow
    return " ".join(text[start:end] for start, end in sorted(parties)), replace(narrow, countries=(), groups=())


def _unjoined(left: str, quoted: list[tuple[int, int]]) -> str:
    """Return what is left without words that only join others, those in quotation marks kept."""
    return _JOINING.sub(lambda m: m.group() if any(s <= m.start() < e for s, e in quoted) else " ", left)


def _cut(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
