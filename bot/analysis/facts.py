"""The fields of the deal record, each with its place: names, quantities, values, dates and shares."""

import re
from collections.abc import Iterator

from bot.analysis.document import Document, Region
from bot.analysis.lexicon import EQUIPMENT, ORGANISATION
from bot.analysis.parties import deal_sentences
from bot.domain.analysis import Fact
from bot.domain.vocabulary import FactKind
from summarizers.reading import find_dates, find_money, find_numbers

_MOST = {
    FactKind.DESIGNATION: 5,
    FactKind.ORGANISATION: 6,
    FactKind.QUANTITY: 4,
    FactKind.VALUE: 4,
    FactKind.DATE: 3,
    FactKind.LOCAL_SHARE: 2,
}
_GAP_WORDS = 4
_LARGEST_QUANTITY = 10_000_000
_BETWEEN = re.compile(r"[ \w’'\-/]{0,44}")
_SHARE = re.compile(
    r"(\d{1,3}(?:\.\d+)?)\s?(?:%|per\s?cent|percent)\s+(?:of\s+)?(?:the\s+)?"
    r"(?:\w+\s+){0,3}?(?:indigenous|local|locally|domestic|offset|offsets|workshare|content|made in)",
    re.IGNORECASE,
)
_MILESTONES = frozenset({"delivery", "production", "contract", "completed", "selected", "approved", "tender"})


def find_facts(document: Document) -> tuple[Fact, ...]:
    """Return the facts of title, lead and deal sentences, each value once, by kind and place."""
    deals = deal_sentences(document) | {0}
    regions = [r for r in document.sentences if r.number in deals]
    found: dict[tuple[FactKind, str], Fact] = {}
    for fact in (*_names(document, deals), *(fact for region in regions for fact in _figures(document, region))):
        found.setdefault((fact.kind, fact.value), fact)
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
        yield _fact(
            document,
            region,
            kind=FactKind.VALUE,
            start=money.start,
            end=money.end,
            amount=money.amount,
            currency=money.currency,
        )
    for share in _SHARE.finditer(sentence):
        taken.append(share.span())
        yield _fact(
            document, region, kind=FactKind.LOCAL_SHARE, start=share.start(), end=share.end(), amount=float(share[1])
        )
    yield from _dates(document, region)
    yield from _quantities(document, region, taken=taken)


def _quantities(document: Document, region: Region, *, taken: list[tuple[int, int]]) -> Iterator[Fact]:
    """Yield numbers that count equipment: a number with at most four words before a sector's word or a designation."""
    sentence = document.slice(region)
    things = sorted(
        {(c.start, c.end) for c in document.cues_of("sector", region.number)}
        | {(m.start, m.end) for m in document.mentions if m.sentence == region.number and m.kind == EQUIPMENT}
    )
    for number in find_numbers(sentence):
        if any(start < number.end and number.start < end for start, end in taken) or not _counts(number.value):
            continue
        end = number.end + region.start
        thing = next((t for t in things if t[0] > end), None)
        between = document.text[end : thing[0]] if thing else ""
        if thing and _BETWEEN.fullmatch(between) and between[:1] == " " and len(between.split()) <= _GAP_WORDS:
            yield _fact(
                document,
                region,
                kind=FactKind.QUANTITY,
                start=number.start,
                end=thing[1] - region.start,
                amount=number.value,
            )


def _counts(value: float) -> bool:
    return value == int(value) and 2 <= value <= _LARGEST_QUANTITY and not 1900 <= value <= 2100


def _dates(document: Document, region: Region) -> Iterator[Fact]:
    """Yield the dates of sentences that tell of a step: a contract, first delivery, entry into production."""
    if not any(cue.key in _MILESTONES for cue in document.cues_of("stage", region.number)):
        return
    published = document.article.published
    for date in find_dates(document.slice(region), today=published.date() if published else None):
        evidence = document.evidence(date.start + region.start, date.end + region.start)
        yield Fact(kind=FactKind.DATE, value=date.iso, evidence=evidence)


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
