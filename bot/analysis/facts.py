"""The fields of the deal record, each with its place: names, quantities, values, dates and shares."""

import re
from collections.abc import Iterator, Sequence

from bot.analysis.document import Document, Region
from bot.analysis.lexicon import EQUIPMENT, ORGANISATION
from bot.analysis.milestones import find_milestones
from bot.analysis.quantities import Quantity, find_quantities, names_arms
from bot.analysis.shares import find_shares
from bot.analysis.values import Value, find_values
from bot.domain.analysis import Fact
from bot.domain.vocabulary import FactKind, FactScope
from summarizers.reading import find_money

_MOST = {
    FactKind.DESIGNATION: 5,
    FactKind.ORGANISATION: 6,
    FactKind.QUANTITY: 4,
    FactKind.VALUE: 4,
    FactKind.DATE: 3,
    FactKind.LOCAL_SHARE: 2,
}
_AFTER_LEAD = 4
_TRADED_AFTER_LEAD = 6
_TRADE = re.compile(
    r"\b(?:contracts?|deals?|orders?|ordered|purchas\w+|buy\w*|bought|acqui\w+|procur\w+|suppl(?:y|ies|ied)|deliver\w*|"
    r"builds?|sells?|sold|sales?|worth|costs?|price[ds]?)\b",
    re.IGNORECASE,
)
# What counts nothing need not be looked at: a digit, or one of the words that numbers are made of.
_DIGIT_OR_SCALE = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|dozen|twenty|thirty|forty|fifty|hundred|half|quarter|"
    r"third|billion|million)\b|teen\b|(?:eleven)\b",
    re.IGNORECASE,
)
_SUM = re.compile(r"[$€£¥₩₹]|\b(?:million|billion|trillion|mln|bln|bn|crore|lakh)\b", re.IGNORECASE)
_SCOPES = (None, FactScope.PART, FactScope.PER_UNIT, FactScope.PER_YEAR, FactScope.OPTION)


def find_facts(document: Document) -> tuple[Fact, ...]:
    """Return the facts of title, lead and deal sentences, each once, by kind, what they cover and place.

    Figures of the whole deal go before those of a part, one piece or an option; none is added to another. Figures
    count as one where their amounts are equal. Dates stand in the sentences after the lead as well, for who
    tells of a deal there often leaves the deal unsaid: "The first is to be delivered in 2027."
    """
    deals = document.deal_sentences | {0}
    figured = deals | _armed_lead(document)
    regions = [r for r in document.sentences if r.number in figured]
    dated = [r for r in document.sentences if r.number in deals or r.number <= document.lead_end + _AFTER_LEAD]
    found: dict[tuple[FactKind, str | float, str | None], Fact] = {}
    told = (
        *_names(document, deals),
        *_money(document, [r for r in regions if r.number in deals or _TRADE.search(document.slice(r))]),
        *(fact for region in regions for fact in _shares(document, region)),
        *_counts(document, regions),
        *(fact for region in dated for fact in _dates(document, region)),
    )
    for fact in sorted(told, key=lambda fact: _SCOPES.index(fact.scope)):
        found.setdefault((fact.kind, fact.value if fact.amount is None else fact.amount, fact.currency), fact)
    return tuple(fact for kind in FactKind for fact in [f for f in found.values() if f.kind is kind][: _MOST[kind]])


def _armed_lead(document: Document) -> frozenset[int]:
    """Return the sentences of the lead that tell of arms, and those soon after it that tell of a trade in them.

    What they count belongs to the deal the title names.
    """
    armed = {cue.sentence for cue in document.cues_of("sector")}
    armed |= {mention.sentence for mention in document.mentions if mention.kind == EQUIPMENT}
    near = document.sentences[: document.lead_end + 1 + _TRADED_AFTER_LEAD]
    return frozenset(
        r.number
        for r in near
        if _DIGIT_OR_SCALE.search(document.text, r.start, r.end)
        and (r.number <= document.lead_end or _TRADE.search(document.text, r.start, r.end))
        and (
            r.number in armed or names_arms(document.text, r.start, r.end) or _SUM.search(document.text, r.start, r.end)
        )
    )


def _names(document: Document, deals: frozenset[int]) -> Iterator[Fact]:
    kinds = {EQUIPMENT: FactKind.DESIGNATION, ORGANISATION: FactKind.ORGANISATION}
    for mention in document.mentions:
        kind = kinds.get(mention.kind)
        if kind and (mention.sentence in deals or mention.sentence <= document.lead_end):
            yield Fact(kind=kind, value=mention.key, evidence=document.evidence(mention.start, mention.end))


def _money(document: Document, regions: Sequence[Region]) -> Iterator[Fact]:
    """Yield the sums; what is dated long before the news counts only in title and lead, where no other sum is told."""
    told = [(region, value) for region in regions for value in _values(document, region)]
    fresh = [(region, value) for region, value in told if not value.old]
    for region, value in fresh or [pair for pair in told if pair[0].number <= document.lead_end]:
        evidence = document.evidence(value.start + region.start, value.end + region.start)
        words = " ".join(evidence.quote.split())
        each = " each" if value.scope is FactScope.PER_UNIT and not _says_each(words) else ""
        yield Fact(
            kind=FactKind.VALUE,
            value=words + each,
            evidence=evidence,
            amount=value.amount,
            currency=value.currency,
            lower=value.lower,
            bound=value.bound,
            scope=value.scope,
        )


def _shares(document: Document, region: Region) -> Iterator[Fact]:
    for share in find_shares(document.slice(region)):
        evidence = document.evidence(share.start + region.start, share.end + region.start)
        yield Fact(
            kind=FactKind.LOCAL_SHARE,
            value=" ".join(evidence.quote.split()),
            evidence=evidence,
            amount=share.amount,
            lower=share.lower,
            bound=share.bound,
        )


def _counts(document: Document, regions: Sequence[Region]) -> Iterator[Fact]:
    """Yield the quantities, named things before others.

    What was handed over of something of which more are told is a part, and so is as many of anything.
    """
    counted = [one for region in regions for one in find_quantities(document, region, taken=_figured(document, region))]
    most: dict[str, float] = {}
    for one in counted:
        most[one.thing] = max(one.amount, most.get(one.thing, 0.0))
    parts = {one.amount for one in counted if one.scope is None and one.handed and one.amount < most[one.thing]}
    for one in sorted(counted, key=lambda one: not one.named):
        part = one.scope is None and one.amount in parts
        yield _count(document, one, scope=FactScope.PART if part else one.scope)


def _count(document: Document, one: Quantity, *, scope: FactScope | None) -> Fact:
    return Fact(
        kind=FactKind.QUANTITY,
        value=one.text,
        evidence=document.evidence(one.start, one.end),
        amount=one.amount,
        lower=one.lower,
        bound=one.bound,
        scope=scope,
    )


def _figured(document: Document, region: Region) -> list[tuple[int, int]]:
    """Return where a sentence tells money and shares, whose numbers count nothing."""
    sentence = document.slice(region)
    sums = [(money.start, money.end) for money in find_money(sentence)]
    return sums + [(share.start, share.end) for share in find_shares(sentence)]


def _values(document: Document, region: Region) -> Iterator[Value]:
    published = document.article.published
    year = published.year if published and region.number else None
    return find_values(document.slice(region), countries=_about(document, region), year=year)


def _about(document: Document, region: Region) -> frozenset[str]:
    """Return the countries a sentence names, or else those of title and lead."""
    near = {h for m in document.mentions_in(region.number) if m.is_country for h in m.homes}
    lead = {h for m in document.mentions if m.sentence <= document.lead_end and m.is_country for h in m.homes}
    return frozenset(near or lead)


def _says_each(words: str) -> bool:
    return any(word in words.casefold() for word in ("each", "apiece", "a piece", "per ", " a ", "unit", "flyaway"))


def _dates(document: Document, region: Region) -> Iterator[Fact]:
    for step in find_milestones(document, region):
        yield Fact(kind=FactKind.DATE, value=step.text, evidence=document.evidence(step.start, step.end))
