"""Small phrases shared by every platform: flags, names, roles, whose word it is. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from bot.briefing.phrasing import counted, listed, roles
from bot.domain.brief import BriefItem, PartyLine
from bot.domain.vocabulary import Certainty

__all__ = ["addressed", "claim", "counted", "flag", "flags", "is_framed", "listed", "names", "nested", "roles"]
_REGIONAL_A = 0x1F1E6
_MAX_NAMED, _MAX_ABBREVIATION = 4, 4
_OPENING, _CLOSING = '“"„', '”"'
_SINGLE = str.maketrans({"“": "‘", "”": "’", "„": "‚"})
_STRAIGHT_OPENING = re.compile(r"""(?<![^\s(\[‘-])"(?=\S)""")
_STRAIGHT_CLOSING = re.compile(r"""(?<=[^\s\d])"|(?<=\d)"(?=[,.;:!?]|\s*\Z)""")
_SIGNING = re.compile(
    r"\b(?:sign(?:s|ed|ing)?|ink(?:s|ed)?|seal(?:s|ed)?|conclude[sd]?|agree[sd]?|award(?:s|ed)?|finali[sz]e[sd]?)\b",
    re.I,
)
_ATTRIBUTED = re.compile(
    r"\b(?:say(?:s|ing)?|said|claim(?:s|ed)?|announce[sd]?|according to|report(?:s|ed|edly)?|rumou?r(?:s|ed)?"
    r"|confirm(?:s|ed)?|told|sources|may|might|could|expected|set to|plans?|to sign|about to|will|would"
    r"|sagt|sagte|laut|meldet|meldete|berichtet(?:e|en)?|angeblich|soll|sollen|erklärt|wie berichtet|nach dem Wort)\b",
    re.I,
)


_FRAMED = re.compile(r"(?:^|: )(?:One party says|Reported|Eine Seite sagt|Berichtet): ")


def flag(code: str) -> str:
    """Return the flag of an ISO 3166-1 alpha-2 code (EU has one), or the code itself, as for NATO."""
    if len(code) == 2 and code.isascii() and code.isalpha():
        return "".join(chr(_REGIONAL_A + ord(letter) - ord("A")) for letter in code.upper())
    return code


def flags(codes: Sequence[str], flagless: Collection[str] = ()) -> str:
    """Return the flags of `codes` side by side, at most four; those without a flag stand as text, spaced.

    Alliances have none, and of the countries in `flagless` none is drawn.
    """
    kept = list(dict.fromkeys(codes))[:_MAX_NAMED]
    drawn = "".join(flag(code) if len(code) == 2 and code not in flagless else f" {code} " for code in kept)
    return " ".join(drawn.split())


def names(parties: Sequence[PartyLine]) -> str:
    """Return the parties' names joined by dashes, at most four and a count of the others."""
    unique = list(dict.fromkeys(party.name for party in parties))
    rest = len(unique) - _MAX_NAMED
    return "–".join(unique[:_MAX_NAMED]) + (f" +{rest}" if rest > 0 else "")


def nested(text: str) -> str:
    """Return `text` as it stands between quotation marks: marks around it are left out, those within are single.

    Its words stay as they are. A mark at an end whose partner stands in another sentence is left out too; a straight
    one behind a digit is inches.
    """
    bare = text.strip()
    if len(bare) > 1 and bare[0] in _OPENING and not any(mark in _CLOSING for mark in bare[1:-1]):
        bare = bare[1:].lstrip()
    if len(bare) > 1 and bare[-1] in _CLOSING and not any(mark in _OPENING for mark in bare[:-1]):
        bare = bare[:-1].rstrip()
    bare = bare.translate(_SINGLE)
    bare = _STRAIGHT_OPENING.sub("‘", bare)
    return _STRAIGHT_CLOSING.sub("’", bare)


def claim(headline: str, certainty: Certainty | None) -> str:
    """Return `headline` saying whose word it is: what only one party or nobody vouches for is never told as done.

    Hearsay that is no such act was framed where the headline was written, if its words say that it is hearsay.
    """
    vouched = certainty in (Certainty.BOTH_PARTIES, Certainty.PRIMARY_DOCUMENT)
    if vouched or _ATTRIBUTED.search(headline):
        return headline
    if not _SIGNING.search(headline):
        return headline
    return f"One party says: {headline}" if certainty is Certainty.ONE_PARTY else f"Reported: {headline}"


def is_framed(headline: str) -> bool:
    """Return whether a headline starts by saying that it is one party's word, or hearsay: it need not be said again."""
    return _FRAMED.search(headline) is not None


def addressed(item: BriefItem, headline: str, forms: Mapping[str, Sequence[str]] | None = None) -> str:
    """Return `headline` with the parties' names before it, unless it names them all itself.

    `forms` are further words for a country, by its code: "Norway selects British frigate" names both.
    """
    known = forms or {}
    if all(_named(headline, (party.name, *known.get(party.country, ()))) for party in item.parties):
        return headline
    return f"{names(item.parties)}: {headline}" if headline else names(item.parties)


def _named(text: str, forms: Sequence[str]) -> bool:
    exact, folded = _patterns(tuple(forms))
    return bool((exact and exact.search(text)) or (folded and folded.search(text.casefold())))


@lru_cache(maxsize=512)
def _patterns(forms: tuple[str, ...]) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Return what finds abbreviations, whose case counts (us is not the US), and what finds the other forms."""
    short = [form for form in forms if len(form) <= _MAX_ABBREVIATION and form.isupper()]
    return _finder(short), _finder([form.casefold() for form in forms if form not in short])


def _finder(forms: Sequence[str]) -> re.Pattern[str] | None:
    words = "|".join(re.escape(form) for form in forms if form)
    return re.compile(rf"(?<!\w)(?:{words})(?:s|['’]s)?(?!\w)") if words else None
