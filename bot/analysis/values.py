"""What a deal is worth: sums of money with their ends, bounds and scope, without sums that are something else's."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from bot.analysis.bounds import bound_after, bound_before
from bot.domain.vocabulary import Bound, FactScope
from summarizers.reading import clauses, find_money
from summarizers.reading.money import Money

_REACH = 90
_LONGEST_UNIT = 30
_OLD_AFTER = 2
# "Under a $6 billion deal", "talks over a $2bn contract": no bounds.
_PREPOSITION = re.compile(r"(?:under|over)\b", re.IGNORECASE)
_OF_A_DEAL = re.compile(
    r"[- ](?:[\w-]+ ){0,2}?(?:deal|contract|agreement|order|package|programme|program|project|pact|purchase|sale)\b",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\s*(?:-|–|—|to|or|and)\s*")
_BETWEEN = re.compile(r"\b(?:between|from)\s\Z", re.IGNORECASE)
# "The cost rose from $2 billion to $3 billion" tells two sums, the later of which stands.
_MOVED = re.compile(
    r"\b(?:rose|rise[ns]?|rising|gr[eo]w\w*|increas\w+|jump\w+|climb\w+|soar\w+|fell|fall\w*|cut|drop\w*|reduc\w+|up|"
    r"down|went|rais\w+|revis\w+|doubl\w+|tripl\w+|balloon\w+)\b[^.;]{0,40}\bfrom\s\Z",
    re.IGNORECASE,
)
_LINK = r"(?!(?:for|to|with|by|on|from|the|and|at|over|under|is|was|will|that|which|as)\b)"
_EACH_AFTER = re.compile(
    r",?(?:[- ](?:each|apiece|a[- ]?piece|a (?:copy|unit|pop|plane|jet|aircraft|missile|round|shell|tank|drone|"
    r"helicopter|"
    r"shot|vehicle|ship|boat|submarine|system|gun|set))\b|"
    r"[ -]per[- ](?!cent\b|year|annum|month|day|week|hour|capita)\w+)",
    re.IGNORECASE,
)
_EACH_BEFORE = re.compile(
    r"\b(?:(?:per[- ])?(?:unit|flyaway|fly-away|piece|sticker)[- ](?:cost|price|value)s?|"
    r"(?:cost|price|value) (?:per|of (?:each|one|a single)|for each) \w+(?: \w+)?)"
    r"(?: (?:of|at|is|was|to be|estimated|put|set|will be|would be))*\s\Z",
    re.IGNORECASE,
)
_EACH_SUBJECT = re.compile(
    r"\b(?:each|every|one|a single|per) (?:[\w-]+ ){1,4}(?:costs?|costing|worth|priced|valued|comes?|sells?)"
    r"(?: (?:in|at|for|between|around))*\s\Z|\beach (?:costing|worth|priced(?: at)?|valued(?: at)?|for)\s\Z",
    re.IGNORECASE,
)
_YEARLY = re.compile(
    r"(?:[- ](?:a|per|every|each)[- ](?:year|annum|month|week|day)\b| annually\b| yearly\b| in annual\b)", re.IGNORECASE
)
# What is not a deal, before or behind its sum.
_OTHER = (
    r"budgets?|gdp|gross domestic product|turnovers?|revenues?|profits?|earnings|net income|net sales|annual sales|"
    r"market (?:cap\w*|value|size|share)|capitali[sz]ation|valuation|valued the \w+|net worth|"
    r"fine[sd]?|penalt(?:y|ies)|damages|bribe\w*|kickbacks?|lawsuits?|ransom|bounty|"
    r"debts?|deficits?|sanctions|surplus|order ?book|backlogs?|spending|expenditures?|capital outlay|savings?|"
    r"tax(?:es)?|tariffs?|reserves|remittances|salar(?:y|ies)|econom(?:y|ies)|stimulus|"
    r"infrastructure (?:plan|package|bill)|"
    r"(?:bilateral|two-way|annual|mutual|total) trade|trade (?:volume|turnover|target|deficit|between|with)|"
    r"export target|annual (?:defence |defense |arms |military )?exports"
)
_STATISTIC = (
    r"(?:exports?|sales|trade|imports?) (?:\w+ ){0,3}?(?:rose|risen|grew|grown|touched|reached|crossed|hit|stood|"
    r"reach|totall?ed|climbed|soared|jumped|fell|surged|went|was|were|amounted)"
)
_MARKET = r"markets?\b[^.;]{0,80}?\b(?:reach|grow to|hit|exceed|be worth)"
_BUYS = (
    r"contracts?|deals?|orders?|purchas\w+|buy\w*|bought|acqui\w+|procur\w+|agreements?|packages?|costs?|price|bids?|"
    r"offers?|worth|sold|selling"
)
_OTHER_BEFORE = re.compile(
    rf"\b(?:{_OTHER}|{_STATISTIC}|{_MARKET}|(?:spends?|spent|spending) (?:[\w-]+ )?on (?:its |the )?(?:defen[cs]e|"
    rf"military|army|"
    rf"navy|war))\b(?:['’]s)?,?(?:\s(?!(?:{_BUYS})\b)[\w,'’-]+){{0,6}}?\s(?:[(]\s?)?\Z",
    re.IGNORECASE,
)
_OTHER_AFTER = re.compile(
    rf"[- ](?:(?:in|of) )?(?:{_LINK}[\w'’-]+ ){{0,3}}?(?:{_OTHER}|market|industry|company|giant|firm|conglomerate|"
    rf"startup|start-up|of gdp|in (?:annual |net |yearly |total )?(?:sales|trade)|"
    rf"in (?:[\w-]+ )?exports)\b(?! (?:{_BUYS})\b)",
    re.IGNORECASE,
)
_AIM = re.compile(r"\b(?:exports?|trade|turnover|sales) (?:\w+ )?(?:target|goal|aim)\b", re.IGNORECASE)
_DATED = re.compile(
    r"\b(?:in|of|since|from|between|during|back in|until|through|to)\s(?:\w+\s){0,2}?((?:19|20)\d\d)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A sum at `start`:`end` of a sentence in whole units of `currency`; of a range `amount` is the upper end.

    `old` is one that its clause dates to years long before the news.
    """

    start: int
    end: int
    amount: float
    currency: str
    lower: float | None = None
    bound: Bound | None = None
    scope: FactScope | None = None
    old: bool = False


def find_values(sentence: str, *, countries: Collection[str] = (), year: int | None = None) -> Iterator[Value]:
    """Yield the sums of a sentence that may be a deal's, in order.

    Budgets, turnovers, fines, trade figures and their like are left out. `year` is that of the news, `countries` are
    those the text is about: they tell one "Rs" from another.
    """
    moneys = find_money(sentence, countries=countries)
    place = 0
    while place < len(moneys):
        low, high = moneys[place], moneys[place]
        following = moneys[place + 1] if place + 1 < len(moneys) else None
        if following and _is_range(sentence, low, following):
            high = following
        place += 2 if high is not low else 1
        moved = high is not low and _MOVED.search(sentence, 0, low.start)
        value = _value(sentence, high if moved else low, high)
        if not _is_other(sentence, value):
            yield replace(value, old=_is_old(sentence, value, year))


def _is_range(sentence: str, low: Money, high: Money) -> bool:
    joint = _JOINT.fullmatch(sentence, low.end, high.start)
    if not joint or low.currency != high.currency or low.amount >= high.amount:
        return False
    return "and" not in joint.group() or bool(_BETWEEN.search(sentence, 0, low.start))


def _value(sentence: str, low: Money, high: Money) -> Value:
    between = _BETWEEN.search(sentence, 0, low.start) if high is not low else None
    first = between.start() if between else low.start
    start, bound = bound_before(sentence, first, money=True)
    if _PREPOSITION.match(sentence, start) and _OF_A_DEAL.match(sentence, high.end):
        start, bound = first, None
    end, after = bound_after(sentence, high.end)
    each = _EACH_AFTER.match(sentence, end)
    unit = _EACH_BEFORE.search(sentence, max(0, start - _REACH), start)
    scope = FactScope.PER_UNIT if each or unit or _EACH_SUBJECT.search(sentence, 0, start) else None
    yearly = _YEARLY.match(sentence, end)
    if scope is None and yearly:
        scope = FactScope.PER_YEAR
    tail = each or yearly
    return Value(
        start=unit.start() if unit and not each and len(unit[0]) <= _LONGEST_UNIT else start,
        end=tail.end() if tail else end,
        amount=high.amount,
        currency=high.currency,
        lower=low.amount if high is not low else None,
        bound=bound or after,
        scope=scope,
    )


def _is_other(sentence: str, value: Value) -> bool:
    """Whether a budget, a turnover, a fine or the like is what the sum is of."""
    before = sentence[max(0, value.start - _REACH) : value.start]
    before = re.split(r"[.;:]\s", before)[-1]
    return bool(
        _OTHER_BEFORE.search(before) or _OTHER_AFTER.match(sentence, value.end) or _AIM.search(before[-_REACH // 2 :])
    )


def _is_old(sentence: str, value: Value, year: int | None) -> bool:
    """Whether the clause of the sum is dated by years that are long over, and by no other."""
    if year is None:
        return False
    clause = next((c for c in clauses(sentence) if c.start <= value.start < c.end), None)
    told = [int(found) for found in _DATED.findall(clause.of(sentence) if clause else sentence)]
    return bool(told) and max(told) < year - _OLD_AFTER + 1
