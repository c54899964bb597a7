"""Holds an analysis against its article: every proof must be where it says, and say what it proves.

What a quote must hold is looked up in the raw tables, not asked of the matchers that found it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.analysis.attribution import attributions
from bot.analysis.document import Document
from bot.analysis.matching import folded
from bot.analysis.tables import Tables
from bot.domain.analysis import Analysis, Evidence, Fact, Party, SectorTag, TypeTag
from bot.domain.vocabulary import CooperationType, FactKind, Sector
from summarizers.reading import find_dates, find_money, find_numbers
from summarizers.reading.folding import unaccented

_PAIR = re.compile(r"'(?P<deal>.+)' with '(?P<arms>.+?)'(?: \(|;|$)")
_VOUCHING = re.compile(
    r"sign|ink|seal|conclu|agree|form|found|establish|set up|launch|both|the two|newswire|release|determination|"
    r"awarded|"
    r"we are|likely|might|may|could|expect|consider|contemplat|mull|ey(?:es|eing)|weigh|talks|look|set to|close to|"
    r"plan|keen|"
    r"soon|possib|potential",
    re.IGNORECASE,
)
# The industry in general is told by any word of arms or of a deal; shared work by words of making.
_GENERAL = ("defence", "cooperation", "type")
_SHARED = {CooperationType.CO_DEVELOPMENT: "develop", CooperationType.CO_PRODUCTION: "produce"}
_PARTS = ("half", "third", "quarter")


def plain(text: str) -> str:
    """Return `text` in lower case without accents, hyphens and doubled blanks."""
    return " ".join(re.sub(r"[-‐‑–—'’‘`.]", " ", unaccented(text).casefold()).split())


@dataclass(frozen=True, slots=True)
class Triggers:
    """What the tables know, ready to be looked up: forms of a country, of a name, terms of a family and key."""

    countries: Mapping[str, frozenset[str]]
    names: Mapping[str, frozenset[str]]
    sectors: Mapping[str, frozenset[str]]
    terms: Mapping[tuple[str, str], tuple[str, ...]]
    patterns: Mapping[tuple[str, str], tuple[re.Pattern[str], ...]]


def triggers_of(tables: Tables) -> Triggers:
    """Return the look-ups of `tables`."""
    countries: defaultdict[str, set[str]] = defaultdict(set)
    names: defaultdict[str, set[str]] = defaultdict(set)
    sectors: defaultdict[str, set[str]] = defaultdict(set)
    for country in tables.countries:
        countries[country.code] |= {*country.names, *country.demonyms, *country.capitals, *country.leaders}
    for firm in tables.organisations:
        names[firm.name] |= {firm.name, *firm.aliases}
        for home in firm.countries:
            countries[home] |= names[firm.name]
        for sector in firm.sectors:
            sectors[sector.value] |= names[firm.name]
    for item in tables.equipment:
        names[item.designation] |= {item.designation, *item.aliases}
        for home in item.origin:
            countries[home] |= names[item.designation]
        if item.sector:
            sectors[item.sector.value] |= names[item.designation]
    terms: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    patterns: defaultdict[tuple[str, str], list[re.Pattern[str]]] = defaultdict(list)
    for cue in tables.cues:
        terms[cue.family, cue.key].append(folded(cue.term.strip()).rstrip("*").strip())
    for cue in tables.patterns:
        patterns[cue.family, cue.key].append(re.compile(cue.term))
    return Triggers(
        countries=_plained(countries),
        names=_plained(names),
        sectors=_plained(sectors),
        terms={key: tuple(found) for key, found in terms.items()},
        patterns={key: tuple(found) for key, found in patterns.items()},
    )


def _plained(forms: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(filter(None, map(plain, found))) for key, found in forms.items()}


def faults(document: Document, analysis: Analysis, triggers: Triggers) -> Iterator[str]:
    """Yield what is wrong with the proofs of `analysis`, nothing where all is well."""
    for tag, proof in tags(analysis):
        wrong = _misplaced(document, proof)
        if wrong:
            yield f"{tag}: {wrong}: {proof.quote!r}"
    yield from _unproved(analysis)
    yield from _untriggered(document, analysis, triggers)
    yield from _invented(document, analysis)


def tags(analysis: Analysis) -> Iterator[tuple[str, Evidence]]:
    """Yield every proof of `analysis` with the tag it stands for."""
    for party in analysis.parties:
        yield from ((f"party {party.country}", proof) for proof in party.evidence)
    for sector in analysis.sectors:
        yield from ((f"sector {sector.sector.value}", proof) for proof in sector.evidence)
    for kind in analysis.types:
        yield from ((f"type {kind.type.value}", proof) for proof in kind.evidence)
    for proof in analysis.stage.evidence if analysis.stage else ():
        yield "stage", proof
    yield from (("certainty", proof) for proof in analysis.certainty_evidence)
    yield from ((f"fact {fact.kind.value}", fact.evidence) for fact in analysis.facts)


def _misplaced(document: Document, proof: Evidence) -> str | None:
    if proof.article_id != document.article.id:
        return "of another article"
    if document.article.full_text[proof.start : proof.end] != proof.quote or not proof.quote.strip():
        return "not the words at its place"
    if proof.sentence >= len(document.sentences):
        return "no such sentence"
    sentence = document.sentences[proof.sentence]
    if not sentence.start <= proof.start < proof.end <= sentence.end:
        return f"not inside sentence {proof.sentence} at {sentence.start}:{sentence.end}"
    return None


def _unproved(analysis: Analysis) -> Iterator[str]:
    read: tuple[Party | SectorTag | TypeTag, ...] = (*analysis.parties, *analysis.sectors, *analysis.types)
    yield from (f"no proof: {tag}" for tag in read if not tag.evidence)
    if analysis.stage and not analysis.stage.evidence:
        yield "no proof of the stage"


def _untriggered(document: Document, analysis: Analysis, triggers: Triggers) -> Iterator[str]:
    for party in analysis.parties:
        forms = triggers.countries.get(party.country, frozenset())
        yield from (f"party {party.country}: {p.quote!r}" for p in party.evidence if not _holds(p.quote, forms))
    for sector in analysis.sectors:
        key = sector.sector.value
        for proof in sector.evidence:
            named = _holds(proof.quote, triggers.sectors.get(key, frozenset()))
            general = key == Sector.MATERIALS_INDUSTRY and _cued(document, proof, triggers, families=_GENERAL, key=None)
            cued = general or _cued(document, proof, triggers, families=("sector", "weak_sector"), key=key)
            if not named and not cued:
                yield f"sector {key}: {proof.quote!r}"
    for kind in analysis.types:
        for proof in kind.evidence:
            shared = kind.type in _SHARED and _cued(document, proof, triggers, families=(_SHARED[kind.type],), key=None)
            families = ("type", "weak_type", "faint_type")
            if not shared and not _cued(document, proof, triggers, families=families, key=kind.type.value):
                yield f"type {kind.type.value}: {proof.quote!r}"
    for proof in analysis.stage.evidence if analysis.stage else ():
        if not _cued(document, proof, triggers, families=("stage", "weak_stage", "soft"), key=None):
            yield f"stage: {proof.quote!r}"
    yield from (f"certainty: {p.quote!r}" for p in analysis.certainty_evidence if not _tells(document, p, triggers))
    yield from (
        f"fact {f.kind.value} {f.value!r}: {f.evidence.quote!r}"
        for f in analysis.facts
        if not _told(document, f, triggers)
    )


def _holds(quote: str, forms: Iterable[str]) -> bool:
    words = f" {plain(quote)} "
    if any(f" {form} " in words or f" {form}s " in words or f" {form} s " in words for form in forms):
        return True
    # A designation goes on with the letters of its variant: Il-76MD.
    return any(re.search(rf" {re.escape(form)}[a-z]{{1,5}} ", words) for form in forms if form[-1:].isdigit())


def _cued(
    document: Document, proof: Evidence, triggers: Triggers, *, families: tuple[str, ...], key: str | None
) -> bool:
    quote = " ".join(folded(proof.quote).split())
    for (family, known), terms in triggers.terms.items():
        if family in families and key in (None, known) and any(" ".join(t.split()) in quote for t in terms):
            return True
    whole = folded(document.text)
    return any(
        pattern.match(whole, proof.start)
        for (family, known), patterns in triggers.patterns.items()
        if family in families and key in (None, known)
        for pattern in patterns
    )


def _tells(document: Document, proof: Evidence, triggers: Triggers) -> bool:
    """Whether the words of a certainty quote somebody, hedge, are an act of two, or name a document."""
    families = ("certainty", "stage", "weak_stage", "soft")
    if _cued(document, proof, triggers, families=families, key=None):
        return True
    region = document.sentences[proof.sentence]
    place = (proof.start - region.start, proof.end - region.start)
    if any((start, end) == place for _, start, end in attributions(document.slice(region))):
        return True
    return _VOUCHING.search(proof.quote) is not None


def _told(document: Document, fact: Fact, triggers: Triggers) -> bool:
    quote, amount = fact.evidence.quote, fact.amount
    if fact.kind in (FactKind.DESIGNATION, FactKind.ORGANISATION):
        return _holds(quote, triggers.names.get(fact.value, frozenset()))
    if fact.kind is FactKind.DATE:
        return _dated(document, fact.evidence)
    if fact.kind is FactKind.VALUE:
        return any(money.amount == amount for money in find_money(quote)) or _number(quote, amount)
    return _number(quote, amount)


def _dated(document: Document, proof: Evidence) -> bool:
    region = document.sentences[proof.sentence]
    published = document.article.published
    dates = find_dates(document.slice(region), today=published.date() if published else None)
    return any(proof.start <= region.start + d.start and region.start + d.end <= proof.end for d in dates)


def _number(quote: str, amount: float | None) -> bool:
    spelt = any(part in quote.casefold() for part in _PARTS)
    return spelt or any(abs(number.value - (amount or 0.0)) < 0.01 for number in find_numbers(quote))


def quoted(reason: str) -> tuple[str, ...]:
    """Return the words of the text a reason quotes: the deal's and those of arms."""
    found = _PAIR.search(reason)
    return (found["deal"], found["arms"]) if found else ()


def _invented(document: Document, analysis: Analysis) -> Iterator[str]:
    for reason in analysis.reasons:
        if any(words not in document.text for words in quoted(reason)):
            yield f"reason not in the text: {reason}"
