"""The fields of the deal record, each with its place: names, quantities, values, dates and shares."""

import re
from collections.abc import Iterator

from bot.analysis.document import Document, Region
from bot.analysis.lexicon import EQUIPMENT, ORGANISATION
from bot.analysis.milestones import find_milestones
from bot.analysis.parties import deal_sentences
from bot.analysis.quantities import HEDGE, find_quantities
from bot.domain.analysis import Fact
from bot.domain.vocabulary import FactKind
from summarizers.reading import find_money

_MOST = {
    FactKind.DESIGNATION: 5,
    FactKind.ORGANISATION: 6,
    FactKind.QUANTITY: 4,
    FactKind.VALUE: 4,
    FactKind.DATE: 3,
    FactKind.LOCAL_SHARE: 2,
}
_HEDGED = re.compile(rf"\b{HEDGE} $", re.IGNORECASE)
_DATED_AFTER_LEAD = 4
_SHARE = re.compile(
    r"(\d{1,3}(?:\.\d+)?)\s?(?:%|per\s?cent|percent)\s+(?:of\s+)?(?:the\s+)?"
    r"(?:\w+\s+){0,3}?(?:indigenous|local|locally|domestic|offset|offsets|workshare|content|made in)",
    re.IGNORECASE,
)


def find_facts(document: Document) -> tuple[Fact, ...]:
    """Return the facts of title, lead and deal sentences, each once, by kind and place.

    Figures count as one where their amounts are equal. Dates stand in the sentences after the lead as well, for who
    tells of a deal there often leaves the deal unsaid: "The first is to be delivered in 2027."
    """
    deals = deal_sentences(document) | {0}
    regions = [r for r in document.sentences if r.number in deals]
    dated = [r for r in document.sentences if r.number in deals or r.number <= document.lead_end + _DATED_AFTER_LEAD]
    found: dict[tuple[FactKind, str | float, str | None], Fact] = {}
    for fact in (
        *_names(document, deals),
        *(fact for region in regions for fact in _figures(document, region)),
        *(fact for region in dated for fact in _dates(document, region)),
    ):
        found.setdefault((fact.kind, fact.value if fact.amount is None else fact.amount, fact.currency), fact)
    return tuple(fact for kind in FactKind for fact in [f for f in found.values() if f.kind is kind][: _MOST[kind]])


def _names(document: Document, deals: frozenset[int]) -> Iterator[Fact]:
    kinds = {EQUIPMENT: FactKind.DESIGNATION, ORGANISATION: FactKind.ORGANISATION}
    for mention in document.mentions:
        kind = kinds.get(mention.kind)
        if kind and (mention.sentence in deals or mention.sentence <= document.lead_end):
            yield Fact(kind=kind, value=mention.key, evidence=document.evidence(mention.start, mention.end))


def _figures(document: Document, region: Region) -> Iterator[Fact]:
    sentence = document.slice(region)
    taken: list[tuple[int, int]] = []
    for money in find_money(sentence):
        taken.append((money.start, money.end))
        hedge = _HEDGED.search(sentence[: money.start])
        yield _fact(
            document,
            region,
            kind=FactKind.VALUE,
            start=hedge.start() if hedge else money.start,
            end=money.end,
            amount=money.amount,
            currency=money.currency,
        )
    for share in _SHARE.finditer(sentence):
        taken.append(share.span())
        yield _fact(
            document, region, kind=FactKind.LOCAL_SHARE, start=share.start(), end=share.end(), amount=float(share[1])
        )
    for counted in find_quantities(document, region, taken=taken):
        evidence = document.evidence(counted.start, counted.end)
        yield Fact(kind=FactKind.QUANTITY, value=counted.text, evidence=evidence, amount=counted.amount)


def _dates(document: Document, region: Region) -> Iterator[Fact]:
    for step in find_milestones(document, region):
        yield Fact(kind=FactKind.DATE, value=step.text, evidence=document.evidence(step.start, step.end))


def _fact(
    document: Document,
    region: Region,
    *,
    kind: FactKind,
    start: int,
    end: int,
    amount: float,
    currency: str | None = None,
) -> Fact:
    evidence = document.evidence(start + region.start, end + region.start)
    return Fact(kind=kind, value=" ".join(evidence.quote.split()), evidence=evidence, amount=amount, currency=currency)
