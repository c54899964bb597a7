"""Who is quoted in a sentence: somebody with a name or an office, or only sources, reports and "it is said"."""

import re
from enum import Enum

_VERBS = (
    r"said|says|told|tells|announce[sd]|confirm(?:s|ed)|stat(?:es|ed)|declare[sd]|reveal(?:s|ed)|added|explain(?:s|ed)|"
    r"insist(?:s|ed)|claimed|claims that|tweeted|disclose[sd]|acknowledge[sd]|warn(?:s|ed)|note[sd] that|mentioned|"
    r"emphasi[sz]e[sd]|stress(?:es|ed)|den(?:ies|ied)|informed|wrote|reiterate[sd]|clarifie[sd]|vow(?:s|ed)|pledge[sd]"
)
_SPOKEN = re.compile(rf"\b(?:{_VERBS})\b", re.IGNORECASE)
_ACCORDING = re.compile(r"\b(?:according to|as per|in the words of)\s(?P<who>[^,.;]{2,60})", re.IGNORECASE)
# "According to the specifications" quotes nobody.
_MEASURE = re.compile(
    r"(?:the |its |their |an? |international |\w+ )?(?:\w+ )?(?:specifications?|requirements?|needs|plans?|schedule|"
    r"standards?|terms|"
    r"laws?|agreement|contract|policy|rules|norms|preference|design|timeline|doctrine)\b",
    re.IGNORECASE,
)
_STATEMENT = re.compile(
    r"\b(?:in (?:a|its|an?other|the) (?:\w+ )?(?:statement|press release|news release|tweet|post|interview|briefing|"
    r"letter|"
    r"written reply)|statement (?:by|from|issued)|press release|news release|at a (?:news|press) conference|"
    r"told reporters|"
    r"told parliament|told lawmakers)\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"\b(?:sources?|reports?|reportedly|media|newspapers?|dail(?:y|ies)|rumou?rs?|insiders?|observers|analysts?|"
    r"experts?|"
    r"people (?:familiar|close|with knowledge|briefed)|persons? (?:familiar|close)|unnamed|anonymous|anonymity|"
    r"some (?:officials|quarters)|it|portal|website|outlet|journalists?|publications?|"
    r"information|[\w-]+\.(?:org|com|in|net))\b",
    re.IGNORECASE,
)
# "Has been told", "it said", "has not confirmed".
_UNSAID = re.compile(
    r"\b(?:been|be|is|are|was|were|being|it|not|never|yet to)(?: also| now| yet| reliably)? \Z", re.IGNORECASE
)
_ANONYMOUS = re.compile(
    r"\b(?:reportedly|(?:according to|as per) (?:\w+ ){0,4}?(?:sources?|reports?|media|people|rumou?rs?)|"
    r"(?:media|press|news|latest|recent|unconfirmed|some|several|local|various) reports?|rumou?r(?:s|ed)?|allegedly|"
    r"(?:sources|insiders|people) (?:close|familiar|in|within|from|with|at|said|say|told|indicate\w*|suggest\w*|"
    r"claim\w*|aware|"
    r"have|has)\b|(?:source|person|official) (?:close|familiar)|on (?:the )?condition of anonymity|"
    r"(?:asked|declin\w+|request\w+|wish\w+|want\w+) (?:not )?to (?:be (?:named|identified|quoted)|remain anonymous)|"
    r"(?:is|are|was|were) (?:said|believed|understood|rumou?red|speculated|learnt|thought) to|it is (?:said|believed|"
    r"understood|"
    r"learnt|learned)|(?:has|have) (?:been told|learnt|learned)|speculat\w+|unconfirmed|"
    r"reports? (?:said|says?|suggest\w*|claim\w*|indicate\w*|that|in the))\b",
    re.IGNORECASE,
)
_REACH = 70


class Attribution(Enum):
    """Whose word a sentence is."""

    NAMED = "named"
    ANONYMOUS = "anonymous"


def attributions(sentence: str) -> list[tuple[Attribution, int, int]]:
    """Return who is quoted in `sentence`, with the words that tell so, in order of place."""
    found = [(Attribution.ANONYMOUS, m.start(), m.end()) for m in _ANONYMOUS.finditer(sentence)]
    found += [(Attribution.NAMED, m.start(), m.end()) for m in _STATEMENT.finditer(sentence)]
    for match in _ACCORDING.finditer(sentence):
        if _MEASURE.match(match["who"]):
            continue
        kind = Attribution.ANONYMOUS if _NOBODY.search(match["who"]) else Attribution.NAMED
        found.append((kind, match.start(), match.end("who")))
    found += [(Attribution.NAMED, m.start(), m.end()) for m in _SPOKEN.finditer(sentence) if _speaks(sentence, m)]
    kept: list[tuple[Attribution, int, int]] = []
    for one in sorted(found, key=lambda one: (one[1], -one[2])):
        if not kept or one[1] >= kept[-1][2]:
            kept.append(one)
    return kept


def _speaks(sentence: str, verb: re.Match[str]) -> bool:
    """Whether somebody with a name or an office speaks: the subject before the verb, or behind a quotation."""
    before = sentence[max(0, verb.start() - _REACH) : verb.start()]
    if _UNSAID.search(before) or verb.group()[:1].isupper():
        return False
    subject = re.split(r"[.;:,“”\"]\s|\bthat\b", before)[-1]
    if not re.search(r"\w", subject):
        subject = sentence[verb.end() : verb.end() + _REACH]
    return not _NOBODY.search(subject)
