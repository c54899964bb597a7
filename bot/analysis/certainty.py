"""Whose word it is: a rumour, one party's word, both parties', or a document."""

import re
from itertools import pairwise

from bot.analysis.document import Document, Mention, Region
from bot.analysis.lexicon import EQUIPMENT
from bot.domain.vocabulary import Certainty

_LEAD_MORE = 3
_GAP = 30
# What two can only do together; "order" or "announce" is one side's act, whoever the other is.
_TOGETHER = re.compile(
    r"\b(?P<verb>sign(?:s|ed)?|ink(?:s|ed)?|seal(?:s|ed)?|conclude[sd]?|agreed?|form(?:ed)?|found(?:ed)?|establish(?:ed)?|"
    r"set up|launch(?:ed)?)\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:to|will|would|may|might|could|should|can|not|never|yet|soon|plans?|ready|about|set)(?: \w+)? $"
)
_BETWEEN = re.compile(r"\bsigned (?:\w+ )?(?:by|between) ", re.IGNORECASE)
_BOTH = re.compile(
    r"\b(?:both|the two) (?:\w+ )?(?:sides|countries|nations|governments|ministries|ministers|navies|armies|air forces|"
    r"companies|parties|states|firms)(?: have| has)? (?:\w+ly )?"
    r"(?:said|say|signed|confirmed|announced|agreed|stated|inked)\b",
    re.IGNORECASE,
)
_JOINED = re.compile(r"(?:\band\b|&|,|-|–|/)")


def find_certainty(document: Document) -> Certainty | None:
    """Return the certainty that title and first sentences support; one party's word unless more is shown.

    A document goes before both parties' word; a rumour in the title or the lead is a rumour whatever follows. Both
    vouch where the text says so, or where both are the subject of what two only do together, such as signing.
    """
    near = document.lead_end + _LEAD_MORE
    heard = {Certainty(cue.key) for cue in document.cues_of("certainty") if cue.sentence <= near}
    lead = {Certainty(cue.key) for cue in document.cues_of("certainty") if cue.sentence <= document.lead_end}
    if Certainty.PRIMARY_DOCUMENT in heard:
        return Certainty.PRIMARY_DOCUMENT
    if Certainty.RUMOUR in lead:
        return Certainty.RUMOUR
    if Certainty.BOTH_PARTIES in heard or any(_by_both(document, r) for r in document.sentences[: near + 1]):
        return Certainty.BOTH_PARTIES
    return Certainty.ONE_PARTY if heard or document.sentences else None


def _by_both(document: Document, region: Region) -> bool:
    sentence = document.slice(region)
    if _BOTH.search(sentence):
        return True
    named = [m for m in document.mentions if m.sentence == region.number and m.kind != EQUIPMENT and m.homes]
    for act in _TOGETHER.finditer(sentence):
        subject = [m for m in named if m.end - region.start <= act.start()]
        if _pair(document, subject[-4:]) and _acts(sentence, subject[-1].end - region.start, verb=act.start()):
            return True
    for passive in _BETWEEN.finditer(sentence):
        agents = [m for m in named if passive.end() <= m.start - region.start <= passive.end() + 2 * _GAP]
        if _pair(document, agents):
            return True
    return False


def _pair(document: Document, named: list[Mention]) -> bool:
    """Whether the names stand for two countries that the text joins."""
    for one, other in pairwise(named):
        between = document.text[one.end : other.start]
        if one.homes[0] != other.homes[0] and len(between) <= _GAP and _JOINED.search(between):
            return True
    return False


def _acts(sentence: str, subject_end: int, *, verb: int) -> bool:
    """Whether the verb is the subject's own, and done."""
    between = sentence[subject_end:verb]
    return len(between) <= _GAP and "," not in between and not _NOT_YET.search(between.casefold())
