"""How a country is named: as one that acts, or as a rival, theatre, former supplier, comparison, venue or mere voice.

What stands right before and right behind a name tells; names joined to it ("Germany and Italy") share what is told.
"""

import re
from collections.abc import Iterator, Sequence

from bot.analysis.document import Document, Mention
from bot.analysis.lexicon import EQUIPMENT

JOINED = "joined"
ASIDE = frozenset(
    {"rival", "replaced", "compared", "denied", "other_user", "part", "theatre", "voice", "threat", "fleet", "meeting"}
    | {"name"}
)
"""Ways of being named in which a country is hardly ever a party."""

_REACH = 64
_RIVAL_REACH = 28
_JOINT = re.compile(r"(?:['’]s)?(?: ?[-–/&] ?|,? (?:and|or|as well as) |, )(?:the |its )?")


def _pattern(*parts: str) -> re.Pattern[str]:
    return re.compile("".join(parts), re.IGNORECASE)


# Up to three words that belong to the name behind them: "replaces its ageing fleet of Russian".
_FILL = r"(?:(?!(?:with|by|from|for|to|and|as|in|at|will|would|is|are|has|have)\b)[\w’'-]+ ){0,3}$"
_SMALL = r"(?:(?:the|its|their|an?|both|other|some|those of|that of|offers? from|bids? from|rivals?|ones?) ){0,3}$"
_NOT_TAKEN = "".join(f"(?<!{verb} )" for verb in ("take", "took", "taking", "takes", "hand", "hands", "handed"))
_BEFORE = {
    "replaced": _pattern(
        r"\b(?:replac(?:e|es|ed|ing|ement (?:of|for))|phas\w+ out|retir(?:e|es|ed|ing)|supersed\w+|in place of",
        r"|(?:take|takes|took|taking) the place of|wean\w* (?:itself |themselves )?off|away from",
        r"|withdraw\w+ (?:of|from)",
        r"|(?:dependen\w+|depends?|relian\w+|relies|rely) (?:up)?on|age?ing|obsolete|outdated|legacy|Soviet-era",
        r"|substitute for) ",
        _FILL,
    ),
    "compared": _pattern(
        rf"\b(?:unlike|similar to|compar(?:ed|able|ison) (?:to|with)|equivalent (?:to|of)|akin to|(?:just|much) like"
        rf"|{_NOT_TAKEN}over|ahead of|(?:surpass|outpac|outperform|overtak)\w+(?: [\w-]+){{0,6}}",
        r"|beat(?:s|ing|en)?|beats? out|edg\w+ out|defeat\w+|instead of|rather than",
        r"|superior to|than|as opposed to|compet(?:es?|ing) with",
        r"|rival(?:s|ling)?) ",
        _SMALL,
    ),
    "denied": _pattern(r"\b(?:not|never|nor|without|excluding|except(?: for)?) (?:from |by |to |the |any |with )*$"),
    "other_user": _pattern(
        r"\b(?:used|operated|fielded|flown|in service|in use) (?:by|with|in) (?:the |several |countries such as )*$"
    ),
    "part": _pattern(
        r"(?:\bwith (?:\w+ )?(?:parts|components|subsystems|inputs) (?:from|made in|built in)",
        r"|, an? (?:\w+ )?(?:joint venture|venture|consortium) (?:of|between)) (?:the )?$",
    ),
    "theatre": _pattern(
        r"\b(?:wars?|conflict|fighting|combat|front|frontline|battle-?tested|combat-?proven|proven|crisis|invasion",
        r"|operations?|deployed|tested) (?:in|of|with|against) (?:the )?$",
    ),
}
_AFTER = {
    "voice": _pattern(
        r"(?:['’]s)?(?:-based|-language)? (?:[\w’'-]+ ){0,3}?(?:media|newspapers?|daily|press|news agency|magazine",
        r"|broadcasters?|website|portal|television|TV|analysts?|experts?|think[ -]?tanks?|scholars?|observers?",
        r"|institute|university|journalists?|professor|consultancy|researchers?|outlets?)\b",
    ),
    "threat": _pattern(
        r"(?:-backed|-occupied|-born)\b|(?:['’]s)? (?:\w+ )?(?:threats?|aggression|invasion|incursions?|bombardment",
        r"|attacks?(?! (?:sub|heli|air|drone|jet|craft))|assault(?! (?:rifle|ship|gun|veh))|border|build-?up",
        r"|occupation|intrusions?|rivals?|adversar\w+|airstrikes?|militants?|bellige\w+|opponents?|competitors?|tensions?|wars?",
        r"|threaten(?:s|ed)|slam(?:s|med)|condemn\w*|denounc\w+|invade[sd]?|vows|protests)\b",
    ),
    "fleet": _pattern(r"\S*(?: \w+){0,2} (?:fleets?|squadrons?|pilots?|crews?|operators?)\b"),
    "meeting": _pattern(r" (?:talks|summit|conference|meeting|accords?|forum|air ?show|exhibition)\b"),
}
_ONLY = {"fleet": EQUIPMENT, "meeting": "capital"}
_SHARED_AHEAD = frozenset(_BEFORE) | {"rival"}
_SHARED_BEHIND = frozenset({"voice", "threat"})
_FACED = _pattern(r"\bfac(?:es?|ed|ing) (?:the )?$")
_ALONE = _pattern(r"\W*(?:$|[,.;]|(?:across|in|at|over|along|with|on|and)\b)")
# "WASHINGTON (Reuters) -", "PARIS, June 3 –": a city in capitals, a date or an agency before the dash.
_DATELINE = re.compile(
    r"\s*(?:[A-Z][A-Z.’'-]+[A-Z](?:[ ,]+[A-Z][A-Za-z.’'-]+){0,4}|[A-Z][a-z]+(?: [A-Z][a-z]+)?)"
    r"(?:,? (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}))?,?\s?(?:\([\w./ -]{2,24}\))?\s?(?:--?|[–—])\s"
)
_DATELINE_MARK = re.compile(r"\([\w./ -]{2,24}\)|\d|[A-Z]{3,}")
# Given names and an American state that are also countries' names.
_GIVEN = frozenset({"JO", "TD", "GE"})
_SURNAME = re.compile(r" [A-Z][a-z]+(?:['’]s)?(?: (?:says?|said|told|named|hails|wins|praises|signs|is|was|has)\b|,)")
_AMERICAN_STATE = "GE"
_OF_AMERICA = re.compile(r", (?:United States|USA?|U\.S\.|(?:the )?U\.?S\.? state)", re.IGNORECASE)


def named_as(document: Document, mentions: Sequence[Mention]) -> dict[int, frozenset[str]]:
    """Return for the start of each of `mentions`, which are in order, how it is named.

    A name joined to one before shares what is told of that; the last of joined names lends what is told behind it.
    """
    found: dict[int, frozenset[str]] = {}
    rivals = [cue.end for cue in document.cues_of("rival")]
    last: Mention | None = None
    for mention in mentions:
        own = frozenset(_ways(document, mention, rivals))
        joint = _joint(document, last, mention)
        if last is not None and joint:
            shared = found[last.start] & _SHARED_AHEAD
            # "Unlike Germany, Norway buys": a bare comma may also end the aside.
            own |= (shared - {"compared"} if joint.strip() == "," else shared) | {JOINED}
            found[last.start] |= own & _SHARED_BEHIND | {JOINED}
        found[mention.start] = own
        last = mention
    return found


def _joint(document: Document, last: Mention | None, mention: Mention) -> str:
    """Return the words that join `mention` to the one before, "" where nothing does or both are of one country."""
    if last is None or last.sentence != mention.sentence or mention.start - last.end > 16:
        return ""
    match = _JOINT.fullmatch(document.text, last.end, mention.start)
    return match.group() if match and not set(last.homes) & set(mention.homes) else ""


def _ways(document: Document, mention: Mention, rivals: Sequence[int]) -> Iterator[str]:
    text, region = document.text, document.sentences[mention.sentence]
    before = text[max(region.start, mention.start - _REACH) : mention.start]
    after = text[mention.end : min(region.end, mention.end + _REACH)]
    near = (end for end in rivals if 0 <= mention.start - end <= _RIVAL_REACH)
    if any("," not in text[end : mention.start] for end in near) or (_FACED.search(before) and _ALONE.match(after)):
        yield "rival"
    yield from (way for way, pattern in _BEFORE.items() if pattern.search(before))
    for way, pattern in _AFTER.items():
        if _ONLY.get(way, mention.kind) == mention.kind and pattern.match(after):
            yield way
    if mention.is_country and _is_other_name(document, mention, after):
        yield "name"


def _is_other_name(document: Document, mention: Mention, after: str) -> bool:
    """Whether the word is a dateline's city, a person's given name or an American state."""
    region = document.sentences[mention.sentence]
    if mention.sentence == 1:
        dateline = _DATELINE.match(document.text, region.start, region.end)
        if dateline and mention.end <= dateline.end() and _DATELINE_MARK.search(dateline.group()):
            return True
    if mention.kind != "name" or mention.key not in _GIVEN:
        return False
    return bool(_SURNAME.match(after)) or (mention.key == _AMERICAN_STATE and bool(_OF_AMERICA.match(after)))
