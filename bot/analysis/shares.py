"""How much of a deal is made or paid back at home: local content, workshare and offset, in percent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.analysis.bounds import bound_before
from bot.domain.vocabulary import Bound

_PARTS = {
    "half": 50.0, "a third": 100 / 3, "one third": 100 / 3, "one-third": 100 / 3, "two thirds": 200 / 3,
    "two-thirds": 200 / 3, "a quarter": 25.0, "one quarter": 25.0, "three quarters": 75.0, "three-quarters": 75.0,
}  # fmt: skip
_FIGURE = (
    r"(?:(?P<low>\d{1,3}(?:[.,]\d{1,2})?)\s?(?:%|per\s?cent|percent|pct)?\s?(?:-|–|to)\s?)?"
    r"(?P<high>\d{1,3}(?:[.,]\d{1,2})?)\s?(?:%|per\s?cent\b|percent\b|pct\b)"
    rf"|\b(?P<part>{'|'.join(_PARTS)})\b"
)
_WORK = (
    r"(?:work|parts|components?|content|value|production|assembly|aircraft|vehicles|airframes?|subsystems|systems?|"
    r"hulls?)"
)
_HOME = (
    r"(?:indigenous\w*|indigeni[sz]\w+|local\w*|domestic\w*|home-?made|home-?grown|national\w*|in-?country|in-?house|"
    r"locali[sz]ation|made in|at home)"
)
_PART_NOUN = (
    r"(?:content|share|production|parts|components?|manufactur\w+|value|work-?share|input|assembly|sourcing|supply|"
    r"participation|technolog\w+|materials?|subsystems|systems|equipment)"
)
_SHARE_NOUN = (
    r"(?:work-?share|work share|offsets?|local content|indigenous content|content|locali[sz]ation|"
    r"industrial (?:participation|return))"
)
_MADE = r"(?:made|built|produced|done|manufactured|assembled|carried out|performed|sourced|supplied)"
_OF = r"(?:of\s(?:the\s|its\s|their\s|all\s)?)"
_WORDS = r"(?:(?!of\b|for\b|by\b|per\b|stake\b|shares?\b|in\b)[\w’'-]+\s){0,3}?"
# "60 % indigenous content", "30 percent offset", "76 per cent indigenous", "half of the work", "40% of the parts are
# made locally".
_BEHIND = re.compile(
    rf"\s?{_OF}?{_WORDS}(?:{_HOME}\s(?:[\w-]+\s)?{_PART_NOUN}|{_SHARE_NOUN})\b"
    rf"|\s(?:indigenous(?:ly)?|indigeni[sz]ed|locally\s{_MADE}|domestically\s{_MADE})\b"
    r"(?!\s(?:people|popul|commun|tribe|vote))"
    r"|\sof\sthe\s(?:[\w-]+\s)?work(?:[\s-]?share)?\b"
    rf"|\s{_OF}(?:[\w’'-]+\s){{0,3}}?{_WORK}\b[^.;,]{{0,60}}?\b(?:{_HOME}|{_MADE}\b[^.;,]{{0,30}}?\b(?:in|by|to|with|from)\b)",
    re.IGNORECASE,
)
# "Offset of 30 percent", "local content will reach 60 %", "workshare: 40 per cent".
_BEFORE = re.compile(
    rf"\b(?P<noun>(?:{_HOME}\s(?:content|share|production|parts|components|value|input|manufactur\w+)|{_SHARE_NOUN}|"
    r"locali[sz]ation|indigeni[sz]ation)"
    r"(?:\s(?:rate|level|obligations?|clause|share|requirement|component|target|ratio|percentage|agreement|deal))?)"
    r":?(?:\s(?:of|to|at|is|was|be|will|would|reach\w*|has|have|had|rise|rose|up|from|exceed\w*|stands?|stood|set|worth|"
    r"equal|equivalent|amount\w*|around|about|over|more|than|least|least|nearly|currently|also|now|the)){0,5}\s\Z",
    re.IGNORECASE,
)
_WORKED = re.compile(rf"\b(?:{_WORK}|{_SHARE_NOUN})\b", re.IGNORECASE)
_HINT = re.compile(r"%|per\s?cent|pct|half|third|quarter", re.IGNORECASE)
_REACH = 80
_NOT = re.compile(
    r"\s?(?:stake|equity|shareholding|growth|discount|interest|tariff|increase|rise|cut|of (?:gdp|its budget))", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share at `start`:`end` of a sentence, in percent; of a range `amount` is the upper end."""

    start: int
    end: int
    amount: float
    lower: float | None = None
    bound: Bound | None = None


def find_shares(sentence: str) -> Iterator[Share]:
    """Yield the shares of local work, content and offset a sentence tells, in order; stakes and growth are none."""
    if not _HINT.search(sentence):
        return
    reached = 0
    for figure in re.finditer(_FIGURE, sentence, re.IGNORECASE):
        if figure.start() < reached or _NOT.match(sentence, figure.end()):
            continue
        start, bound = bound_before(sentence, figure.start())
        behind = _BEHIND.match(sentence, figure.end())
        before = None if behind else _BEFORE.search(sentence, max(0, start - _REACH), start)
        amount = _PARTS[figure["part"].lower()] if figure["part"] else _number(figure["high"])
        if not (behind or before) or not 0 < amount <= 100:
            continue
        if figure["part"] and not (before or _WORKED.search(behind.group() if behind else "")):
            continue
        reached = behind.end() if behind else figure.end()
        yield Share(
            start=before.start() if before else start,
            end=reached,
            amount=amount,
            lower=_number(figure["low"]) if figure["low"] else None,
            bound=bound,
        )


def _number(written: str) -> float:
    return float(written.replace(",", "."))
