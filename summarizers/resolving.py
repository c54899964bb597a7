"""Who an opening "He", "The ministry" or "The two countries" is: the name in the sentence before, where only one fits.

Kind and number must agree and no second candidate may stand there; else nothing is resolved, and the sentence is told
after the one before it or not at all. What is put in stands in square brackets.
"""

import re

from summarizers.reading import Span, find_proper_names
from summarizers.trimming_words import VERB

_PERSONS = re.compile(
    r"\b(?:President|Minister|Secretary|Chancellor|Premier|King|Prince|Princess|Queen|Sheikh|General|Admiral|Marshal|"
    r"Colonel|Commander|Captain|Major|Ambassador|Governor|Senator|Mayor|Judge|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Sir|Chief|Chairman|"
    r"CEO|Director|Spokesman|Spokeswoman|Spokesperson|Professor|minister|president|secretary|spokesman|spokeswoman|"
    r"spokesperson|chairman|chairwoman|chief|director|ambassador|general|officer|commander|analyst|expert|actor|actress|"
    r"executive|official|author|singer|leader|lawmaker|lawyer|player|captain|coach)\s+\Z"
)
_TITLE_INSIDE = re.compile(
    r"\b(?:President|Minister|Secretary|Chancellor|Premier|Sheikh|General|Gen|Admiral|Adm|Marshal|Colonel|Ambassador|"
    r"Governor|Senator|Sen|Mayor|Judge|Mr|Mrs|Ms|Dr|Sir)\b\.?\s+(?=[A-Z])"
)
_BODY = re.compile(
    r"\b(?:Ltd|Limited|Inc|Corp|Corporation|Company|Co|Group|Industries|Systems|Aerospace|Aviation|Aeronautics|Dynamics|"
    r"Technologies|Technology|Defence|Defense|Shipyards?|Shipbuilding|Shipbuilders|Motors|Electronics|Engineering|Airbus|"
    r"Boeing|GmbH|AG|SA|AB|PLC|plc|Army|Navy|Force|Ministry|Department|Agency|Organisation|Organization|University|Institute|"
    r"Council|Committee|Commission|Court|Party|Parliament|Congress|Bank|Union)\b"
)
_COMPANY = re.compile(
    r"\b(?:company|firm|manufacturer|maker|shipbuilder|contractor|giant|developer|yard|startup|start-up)\b"
)
_MINISTRY = re.compile(
    r"\b(?:[A-Z][\w’'-]*\s+)*(?:Ministry\s+of\s+(?:National\s+)?(?:Defen[cs]e|Foreign\s+Affairs|[A-Z]\w+)|"
    r"(?:Defen[cs]e|Foreign|Finance|Interior|Home|Health)\s+Ministry)(?:\s+of\s+(?:the\s+)?[A-Z]\w+)?"
)
_PAIR = re.compile(
    r"\b(?P<pair>(?P<one>[A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]+)?)\s+and\s+(?P<two>[A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]+)?))\b"
)
_HE = re.compile(r"(?P<open>He|She)(?=\s+(?P<next>[a-z]+))")
_IT = re.compile(
    r"(?P<open>It)(?=\s+(?:also\s+)?(?:will|has|had|said|says|plans|signed|won|makes|made|builds|built|added|operates|"
    r"announced|owns|sells|sold|supplies|produces|bought|ordered|employs|aims|wants|hopes)\b)"
)
_FIRM = re.compile(
    r"(?P<open>The\s+(?:company|firm|manufacturer|shipbuilder|contractor|defence\s+firm|arms\s+maker))(?=\s)"
)
_OFFICE = re.compile(r"(?P<open>The\s+(?:ministry|defen[cs]e\s+ministry))(?=\s)")
_TWO = re.compile(
    r"(?P<open>The\s+two\s+(?:countries|nations|sides|companies|firms|governments|states)|Both\s+(?:countries|nations|sides|"
    r"companies|firms))(?=\s)"
)
_FEMALE = re.compile(r"\b(?:Mrs|Ms|Princess|Queen|spokeswoman|chairwoman|actress|she|her)\b", re.IGNORECASE)
_MALE = re.compile(r"\b(?:Mr|Prince|King|Sheikh|spokesman|chairman|actor|he|his|him)\b", re.IGNORECASE)


def resolved(sentence: str, before: str) -> str:
    """Return `sentence` with its opening replaced by "[the name]" of the sentence `before`; "" where none is clear."""
    for opening, name in ((_HE, _person), (_FIRM, _company), (_OFFICE, _ministry), (_TWO, _two), (_IT, _one)):
        match = opening.match(sentence)
        if match is None:
            continue
        found = name(before, match["open"])
        return f"[{found}]{sentence[match.end('open') :]}" if found else ""
    return ""


def _names(text: str) -> list[Span]:
    return [span for span in find_proper_names(text) if any(map(str.isalpha, span.of(text)))]


def _is_person(text: str, span: Span) -> bool:
    name = span.of(text)
    if _BODY.search(name):
        return False
    if _TITLE_INSIDE.search(name) or _PERSONS.search(text[: span.start]):
        return True
    behind = text[span.end : span.end + 24]
    return len(name.split()) in (2, 3) and re.match(r",?\s(?:said|told|added|wrote|tweeted)\b", behind) is not None


def _person(before: str, pronoun: str) -> str:
    """Return the only person named, by name without office, the pronoun not belying it."""
    people = [span for span in _names(before) if _is_person(before, span)]
    others = [
        s
        for s in _names(before)
        if s not in people and len(s.of(before).split()) == 2 and not _BODY.search(s.of(before))
    ]
    belied = (_FEMALE if pronoun == "He" else _MALE).search(before)
    if len(people) != 1 or others or belied:
        return ""
    name = people[0].of(before)
    titles = list(_TITLE_INSIDE.finditer(name))
    name = name[titles[-1].end() :] if titles else name
    return _bare(name)


def _company(before: str, _: str) -> str:
    """Return the subject of the sentence, where it is called a company or named like one and no other is."""
    names = [span for span in _names(before) if not _is_person(before, span)]
    bodies = [
        s
        for s in names
        if _BODY.search(s.of(before)) or _COMPANY.search(before[max(0, s.start - 40) : s.start].rsplit(",", 1)[-1])
    ]
    bodies = [s for s in bodies if not re.search(r"Ministry|Department|Army|Navy|Force|Minister", s.of(before))]
    return _bare(bodies[0].of(before)) if len(bodies) == 1 else ""


def _ministry(before: str, _: str) -> str:
    found = {match.group() for match in _MINISTRY.finditer(before)}
    return re.sub(r"\A(?:The|A)\s+", "", found.pop()) if len(found) == 1 else ""


def _two(before: str, opening: str) -> str:
    """Return "A and B" where these are the only two names."""
    pairs = list(_PAIR.finditer(before))
    names = [span.of(before) for span in _names(before)]
    if len(pairs) != 1 or any(_BODY.search(pairs[0][side]) for side in ("one", "two")):
        return ""
    pair = pairs[0]
    inside = {pair["one"], pair["two"], pair["pair"]}
    alone = all(name in inside or name in pair["pair"] for name in names)
    return pair["pair"] if alone and "compan" not in opening and "firm" not in opening else ""


def _one(before: str, _: str) -> str:
    """Return the subject that opens the sentence before, where it is the only name there that is no person."""
    names = _names(before)
    if len(names) != 1 or names[0].start != 0 or _is_person(before, names[0]):
        return ""
    follows = re.match(r"\s+(?:also\s+)?(?P<verb>[a-z]+)\b", before[names[0].end :])
    return _bare(names[0].of(before)) if follows and VERB.fullmatch(follows["verb"]) else ""


def _bare(name: str) -> str:
    return re.sub(r"(?:'s|’s)\Z", "", name).strip()
