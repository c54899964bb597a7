"""Who supplies whom in a question about two parties. Pure.

Marks before or behind a party (from, to, by), the verb or noun of trade and its place decide; where nothing does, there
is no direction.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.chat.asking_pieces import Piece, Pieces, cut
from bot.chat.asking_words import Hit

_MARKS = {"from": "from", "to": "to", "dative_to": "at", "at": "at", "of": "of", "by": "by"}
_POST = {"post_from": "from", "post_to": "to"}
_ARROW = re.compile(r"\s*(?:→|->|=>|>)\s*")
_BACK_ARROW = re.compile(r"\s*(?:←|<-)\s*")
_ARTICLES = re.compile(
    r"[\s,]*(?:(?:the|a|an|its|their|le|la|les|l|der|die|das|den|dem|el|los|las|o|os|as|il|lo|gli|i|both)[\s'’]+)*"
    r"(?:\S+[\s]+)?",
    re.I,
)
_JOINT = re.compile(r"[\s,]*(?:(?:the|le|la|les|l|der|die|das|den|dem|el|los|las|o|os|a|as|il|lo|gli|i)[\s'’]+)*", re.I)
_TAILS = {
    "tr": ((re.compile(r"^['’]?n?[dt][ae]n"), "from"), (re.compile(r"^['’]?(?:[ynYN]?[ae]|ya|ye)$"), "to")),
    "ko": ((re.compile(r"^(?:에서|으?로부터|에게서|산)"), "from"), (re.compile(r"^(?:에|에게|으?로|행)(?!서)"), "to")),
    "hi": (), "bn": ((re.compile(r"^(?:কে|য়ে|ে)$"), "to"),),
}  # fmt: skip
_INSTRUMENTAL = re.compile(r"(?:ą|em|ami|om)\b|(?:ą)$")
_PREFIXES = {"he": (("מ", "from"), ("ל", "to")), "ar": (("ل", "to"),)}
"""Letters joined to the front of a name that say its part."""
_VERB_LAST = frozenset({"tr", "hi", "ur", "ko", "ja", "bn"})
Direction = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _End:
    """A party with what is said of its part: from, to, at, of, by."""

    piece: Piece
    marks: frozenset[str]

    @property
    def key(self) -> str:
        return self.piece.keys[0]


def read_direction(pieces: Pieces, spans: Sequence[tuple[int, int]]) -> Direction | None:
    """Return supplier and receiver where the question names two parties and says who is which; `spans` are days."""
    parties = [piece for piece in pieces.named if piece.party and "+" not in piece.key]
    keys = list(dict.fromkeys(piece.key for piece in parties))
    if len(keys) != 2:
        return None
    pieces = replace(pieces, roles=cut(pieces.roles, spans))
    trade = pieces.of_role("give", "take")
    one = _best([p for p in parties if p.key == keys[0]], pieces)
    other = _best([p for p in parties if p.key == keys[1]], pieces)
    arrow = pieces.text[one.piece.end : other.piece.start]
    if _ARROW.fullmatch(arrow):
        return one.key, other.key
    if _BACK_ARROW.fullmatch(arrow):
        return other.key, one.key
    paired = pieces.language in _PREFIXES and any(h.key == "between" for h in pieces.roles)
    if paired or _together(pieces, one, other):
        return None
    return _marked(one, other, trade) or _by_verb(pieces, one, other, trade)


def _best(forms: Sequence[Piece], pieces: Pieces) -> _End:
    """Return the naming of a party that says most of its part."""
    ends = [_End(piece, _marks(piece, pieces)) for piece in forms]
    return max(ends, key=lambda end: len(end.marks))


def _marks(piece: Piece, pieces: Pieces) -> frozenset[str]:
    found = {*_before(piece, pieces), *_behind(piece, pieces)}
    if pieces.language == "pl" and "from" in found and _INSTRUMENTAL.search(pieces.text[piece.start : piece.end]):
        found.discard("from")  # z Koreą is with Korea, z Korei from it
    return frozenset(found)


def _before(piece: Piece, pieces: Pieces) -> list[str]:
    text = pieces.text
    hits = [hit for hit in pieces.of_role(*_MARKS) if hit.end <= piece.start and _own(hit, pieces)]
    near = [hit for hit in hits if _near(text[hit.end : piece.start], hit, piece, pieces)]
    last = max((hit.end for hit in near), default=-1)
    marks = [_MARKS[hit.key] for hit in near if hit.end == last]
    prefix = re.search(r"[^\W\d_]{0,3}$", text[: piece.start])
    joined = (prefix.group() if prefix else "") + ("ل" if text[piece.start :].startswith("لل") else "")
    marks += [mark for letter, mark in _PREFIXES.get(pieces.language, ()) if letter in joined]
    return marks


def _own(hit: Hit, pieces: Pieces) -> bool:
    return hit.language == pieces.language


def _near(between: str, hit: Hit, piece: Piece, pieces: Pieces) -> bool:
    if any(other.party and hit.end <= other.start and other.end <= piece.start for other in pieces.named):
        return False
    if not between.strip(" '’"):
        return True
    if any(
        h.key in ("give", "take", "and", "between") and hit.end <= h.start and h.end <= piece.start
        for h in pieces.roles
    ):
        return False
    return bool(_ARTICLES.fullmatch(between))


def _behind(piece: Piece, pieces: Pieces) -> list[str]:
    text, marks = pieces.text, []
    hits = [hit for hit in pieces.of_role(*_POST) if hit.start >= piece.end and _own(hit, pieces)]
    near = [hit for hit in hits if not text[piece.end : hit.start].strip()]
    longest = max((hit.end for hit in near), default=-1)
    marks += [_POST[hit.key] for hit in near if hit.end == longest]
    for pattern, mark in _TAILS.get(pieces.language, ()):
        if piece.tail and pattern.match(piece.tail):
            marks.append(mark)
    return marks[:1]


def _together(pieces: Pieces, one: _End, other: _End) -> bool:
    """Whether two parties stand side by side in one part: from Türkiye and Pakistan, Pakistan–Türkiye."""
    between = pieces.text[one.piece.end : other.piece.start]
    opened = any(h.key in ("between", "post_between") for h in pieces.roles)
    ands = [h for h in pieces.of_role("and") if one.piece.end <= h.start and h.end <= other.piece.start]
    joined = any(
        not pieces.text[one.piece.end : h.start].strip(" ,’'")
        and _JOINT.fullmatch(pieces.text, h.end, other.piece.start)
        for h in ands
    )
    if joined or between.strip() in ("-", "–", "—", "/", ",", "&", "+", "、", "・"):
        return not (other.marks & {"from", "to"}) or opened or one.marks == other.marks
    return False


def _marked(one: _End, other: _End, trade: Sequence[Hit]) -> Direction | None:
    """Return the direction that from and to give."""
    if ("from" in one.marks) != ("from" in other.marks):
        return (one.key, other.key) if "from" in one.marks else (other.key, one.key)
    if ("to" in one.marks) != ("to" in other.marks):
        return (other.key, one.key) if "to" in one.marks else (one.key, other.key)
    if not trade and ("at" in one.marks) != ("at" in other.marks):
        return (other.key, one.key) if "at" in one.marks else (one.key, other.key)
    return None


def _by_verb(pieces: Pieces, one: _End, other: _End, trade: Sequence[Hit]) -> Direction | None:
    """Return the direction that the first word of trade gives, with who acts and who is on the other side."""
    if not trade:
        return None
    verb = trade[0]
    doer = _doer(pieces, one, other, verb)
    partner = other if doer is one else one
    return (doer.key, partner.key) if verb.key == "give" else (partner.key, doer.key)


def _doer(pieces: Pieces, one: _End, other: _End, verb: Hit) -> _End:
    for mark, is_doer in (("by", True), ("at", False), ("of", True)):
        if (mark in one.marks) != (mark in other.marks):
            marked, unmarked = (one, other) if mark in one.marks else (other, one)
            subject = mark == "of" and unmarked.piece.end <= verb.start and verb.end <= marked.piece.start
            return marked if is_doer and not subject else unmarked  # o Brasil compra da Índia
    take = verb.key == "take"
    if take and one.piece.adjective != other.piece.adjective:
        return other if one.piece.adjective else one  # what is bought bears the adjective: Korean tanks
    after_both = verb.start >= other.piece.end
    return other if after_both and pieces.language not in _VERB_LAST and take else one
