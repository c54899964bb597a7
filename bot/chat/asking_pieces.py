"""A question in pieces: the languages it may be in, what is named in it, and which words have a role. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.asking_words import Hit, QuestionWords, What

_ALIKE = 0.75
_FOREIGN = 5
_KANA = re.compile("[\u3040-\u30ff]")
_APOSTROPHE = re.compile(r"['’](\w{1,6})")
_PARTIES = (What.COUNTRY, What.GROUP)
_THINGS = (What.ORGANISATION, What.DESIGNATION)
_OWN = (What.COUNTRY, What.GROUP, What.SECTOR)
_TRADE = ("give", "take")
_LATIN_ONLY = frozenset({What.SECTOR, What.TYPE, What.STAGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What is named at `start`:`end`; `tail` is the ending behind the name itself, such as 'nin."""

    start: int
    end: int
    what: What
    key: str
    note: str = ""
    adjective: bool = False
    tail: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of a word for several things."""
        return tuple(self.key.split("+"))

    @property
    def party(self) -> bool:
        """Whether a country or a group is named."""
        return self.what in _PARTIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """A question taken apart: `language` is the likeliest, `languages` all it may be in."""

    text: str
    language: str
    languages: tuple[str, ...]
    named: tuple[Piece, ...]
    roles: tuple[Hit, ...]

    def of_role(self, *roles: str) -> list[Hit]:
        """Return the words with one of `roles`, by place."""
        return [hit for hit in self.roles if hit.key in roles]


def pieces_of(text: str, words: QuestionWords) -> Pieces:
    """Return the pieces of `text`: names disjoint, the longest first, and the words between them."""
    names, roles = _split(text, words.names(text), words), words.roles(text)
    language, languages = _tongues(text, names, roles)
    named = _disjoint([hit for hit in names if _meant(text, hit, languages, roles)], languages)
    taken = [(piece.start, piece.end) for piece in named]
    free = [
        hit for hit in roles if hit.language in languages and not any(s < hit.end and hit.start < e for s, e in taken)
    ]
    pieces = tuple(_whole(text, piece, names, words) for piece in named)
    return Pieces(text=text, language=language, languages=languages, named=pieces, roles=tuple(_by_place(free)))


def _split(text: str, names: Sequence[Hit], words: QuestionWords) -> list[Hit]:
    """Return the names, those that end in one that stands by itself in two: K2 + tanks, Rheinmetall + Hungary."""
    found: list[Hit] = []
    for hit in names:
        found.append(hit)
        head, _, tail = text[hit.start : hit.end].rpartition(" ")
        if hit.what not in _THINGS or not head:
            continue
        ends = [h for h in words.names(tail) if h.start == 0 and h.end == len(tail) and h.what in _OWN]
        heads = [h for h in words.names(head) if h.start == 0 and h.end == len(head) and h.what is not What.SWALLOWED]
        if ends and heads:
            found.pop()
            at = hit.start + len(head) + 1
            first = hit if heads[0].what is hit.what is What.DESIGNATION else heads[0]  # "K2 tanks" is surer than "K2"
            found.append(first._replace(start=hit.start, end=hit.start + len(head), language=hit.language))
            found.append(ends[0]._replace(start=at, end=hit.end, language=hit.language))
    return found


def _by_place(hits: Sequence[Hit]) -> list[Hit]:
    return sorted(dict.fromkeys(hits), key=lambda hit: (hit.start, -hit.end, hit.key, hit.language))


def _tongues(text: str, names: Sequence[Hit], roles: Sequence[Hit]) -> tuple[str, tuple[str, ...]]:
    """Return the likeliest language, and all that explain nearly as many words; English where nothing is said."""
    votes: Counter[str] = Counter()
    for language, _ in {(hit.language, hit.start) for hit in (*names, *roles) if hit.language}:
        votes[language] += 1
    if _KANA.search(text):
        votes["zh"] = 0
        votes["ja"] += 1
    if not votes:
        return "en", ("en",)
    most = max(votes.values())
    best = "en" if votes["en"] == most else min(code for code in votes if votes[code] == most)
    near = [code for code in votes if votes[code] >= _ALIKE * most and code != best]
    return best, (best, *sorted(near))


def _meant(text: str, hit: Hit, languages: Sequence[str], roles: Sequence[Hit]) -> bool:
    """Whether a name may stand for what it names here: short ones and those of things, only in their own language."""
    if hit.what is What.TYPE and any(r.key in _TRADE and r.start <= hit.start and hit.end <= r.end for r in roles):
        return False  # what is bought and sold is every deal: only who sells to whom is asked
    if hit.what in (What.TYPE, What.STAGE) and hit.language != "en" and _is_filler(hit, roles):
        return False  # words for a deal at large, as the lists of questions say
    if hit.language in ("", *languages):
        return True
    if hit.what in _LATIN_ONLY:
        return hit.language == "en"
    own = hit.language == "en" or not text[hit.start : hit.end].isascii() or hit.end - hit.start >= _FOREIGN
    return own and not any(r.language in languages and r.start <= hit.start and r.end >= hit.end for r in roles)


def _is_filler(hit: Hit, roles: Sequence[Hit]) -> bool:
    own = (r for r in roles if r.key == "filler" and r.language == hit.language)
    return any(r.start <= hit.start and hit.end <= r.end for r in own)


def _disjoint(hits: Sequence[Hit], languages: Sequence[str]) -> list[Piece]:
    """Return the longest names that do not overlap, by place; of two alike that of the likelier language."""

    def weight(hit: Hit) -> tuple[int, bool, int, bool]:
        order = languages.index(hit.language) if hit.language in languages else len(languages)
        return (hit.start - hit.end, hit.what is not What.SWALLOWED, order, hit.what is not What.GROUP)

    kept: list[Hit] = []
    for hit in sorted(hits, key=weight):
        if not any(other.start < hit.end and hit.start < other.end for other in kept):
            kept.append(hit)
    return [
        Piece(start=h.start, end=h.end, what=h.what, key=h.key, note=h.note, adjective=h.adjective)
        for h in sorted(kept, key=lambda hit: hit.start)
    ]


def _whole(text: str, piece: Piece, names: Sequence[Hit], words: QuestionWords) -> Piece:
    """Return a piece with the ending of its name: what a longer form has, and what stands behind an apostrophe."""
    bare = [h.end for h in names if h.start == piece.start and h.end < piece.end and h.key == piece.key]
    behind = _APOSTROPHE.match(text, piece.end)
    end = behind.end() if behind else piece.end
    tail = text[min(bare) : end] if bare else text[piece.end : end]
    return Piece(
        start=piece.start,
        end=end,
        what=piece.what,
        key=piece.key,
        note=piece.note or words.homonym(text[piece.start : piece.end]),
        adjective=piece.adjective,
        tail=tail,
    )


def cut(hits: Sequence[Hit], spans: Sequence[tuple[int, int]]) -> tuple[Hit, ...]:
    """Return the hits that lie in none of `spans`."""
    return tuple(hit for hit in hits if not any(start < hit.end and hit.start < end for start, end in spans))
