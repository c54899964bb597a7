"""The first look at an article: what the lexicon hears in it, before sentences are told apart and weighed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from bot.analysis.hits import Name, cue_hits, name_hits
from bot.analysis.lexicon import EQUIPMENT, ORGANISATION, Lexicon
from bot.analysis.matching import CueHit
from bot.analysis.tongues import Tongue
from bot.domain.article import Article

READ_LIMIT = 20_000
TITLE_LIMIT = 1_000
SPEAKING = 600
"""Characters from which a text says something by what it leaves out; a headline with a summary has about 300."""
ARMS = frozenset({"defence", "sector"})
ARMED_KINDS = frozenset({EQUIPMENT, ORGANISATION})
_OUTLET = re.compile(r"\s+[-–—|]\s+[^|]{2,60}$")
_OUTLET_WORDS = 8


class Part(NamedTuple):
    """Title or body, characters `start`:`end` of the full text, and what was found in it; places count from `start`."""

    start: int
    end: int
    cues: tuple[CueHit, ...]
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """An article's text, where its title ends, and what the lexicon hears in title and body.

    `armed` tells whether any word of arms, weapon or maker of arms stands in it; `silent` of a text of some length
    without one: whatever is agreed on in it, it is not about the defence industry.
    """

    article: Article
    text: str
    title_end: int
    tongue: Tongue | None
    parts: tuple[Part, ...]
    armed: bool
    silent: bool


def look(article: Article, lexicon: Lexicon, language: str = "en") -> Look:
    """Return what is heard in `article`, at most in the first 20,000 characters of it."""
    tongue = lexicon.tongues.get(language)
    text = article.full_text
    title_end = len(_title(article, lexicon))
    places = [(0, max(title_end, 1))]
    if not _echoes(text[:title_end], article.text):
        places += _body(text, start=len(article.title) + 2)
    parts = tuple(_part(text, start, end, lexicon=lexicon, tongue=tongue) for start, end in places)
    # The lexicon of another language is smaller, so that its silence says less.
    armed = tongue is not None or any(_armed(part, lexicon) for part in parts)
    silent = not armed and len(text) >= SPEAKING
    return Look(article=article, text=text, title_end=title_end, tongue=tongue, parts=parts, armed=armed, silent=silent)


def _body(text: str, *, start: int) -> Iterable[tuple[int, int]]:
    """Yield where the body stands without the blanks around it; nothing where it is empty."""
    body = text[start:READ_LIMIT]
    end = start + len(body.rstrip())
    begin = end - len(body.strip())
    if end > begin:
        yield begin, end


def _part(text: str, start: int, end: int, *, lexicon: Lexicon, tongue: Tongue | None) -> Part:
    words = text[start:end]
    cues = cue_hits(words, lexicon, tongue)
    return Part(start=start, end=end, cues=cues, names=tuple(name_hits(words, lexicon, tongue)))


def _armed(part: Part, lexicon: Lexicon) -> bool:
    return any(cue.family in ARMS for cue in part.cues) or any(
        name.kind in ARMED_KINDS and name.key not in lexicon.fragile for name in part.names
    )


def _title(article: Article, lexicon: Lexicon) -> str:
    """Return the title, at most 1,000 characters of it, without a trailing outlet, as aggregators append it."""
    title = article.title[:TITLE_LIMIT]
    for _ in range(2):
        match = _OUTLET.search(title)
        if not match or len(match.group().split()) > _OUTLET_WORDS or len(title[: match.start()].split()) < 4:
            break
        if any(name.start < match.start() < name.end for name in lexicon.names.find(title)):
            break  # the dash belongs to a name: Congo - Kinshasa
        title = title[: match.start()]
    return title


def _echoes(title: str, body: str) -> bool:
    """Whether the body only says the title again with an outlet behind it, as aggregators' feeds do."""
    return bool(title) and len(body) < len(title) + 120 and _squeezed(body).startswith(_squeezed(title))


def _squeezed(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()
