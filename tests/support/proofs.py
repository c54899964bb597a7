"""Holds an analysis against its article: every proof must be where it says, and say what it proves.

What a quote must hold is looked up in the raw tables, not asked of the matchers that found it.
"""

import re
from collections.abc import Iterable, Iterator

from bot.analysis.attribution import attributions
from bot.analysis.document import Document
from bot.analysis.matching import folded
from bot.domain.analysis import Analysis, Evidence, Fact, Party, SectorTag, TypeTag
from bot.domain.vocabulary import CooperationType, FactKind, Sector
from summarizers.reading import find_dates, find_money, find_numbers
from support.triggers import Triggers, bare, plain, whole

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
_STAGES = ("stage", "weak_stage", "soft", "wish")
_SHARED = {CooperationType.CO_DEVELOPMENT: "develop", CooperationType.CO_PRODUCTION: "produce"}
_PARTS = ("half", "third", "quarter")


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
        yield from (
            f"party {party.country}: {p.quote!r}"
            for p in party.evidence
            if not _names(p.quote, party.country, triggers)
        )
    for tag, key, proof, proves in _tags_with_terms(document, analysis, triggers):
        if not proves:
            yield f"{tag} {key}: {proof.quote!r}"
    yield from (f"certainty: {p.quote!r}" for p in analysis.certainty_evidence if not _tells(document, p, triggers))
    for fact in analysis.facts:
        if not _told(document, fact, triggers):
            yield f"fact {fact.kind.value} {fact.value!r}: {fact.evidence.quote!r}"


def _tags_with_terms(
    document: Document, analysis: Analysis, triggers: Triggers
) -> Iterator[tuple[str, str, Evidence, bool]]:
    """Yield the proofs of sectors, types and stage, each with whether it holds a term that speaks for its tag."""
    for sector in analysis.sectors:
        for proof in sector.evidence:
            yield "sector", sector.sector, proof, _of_sector(document, sector.sector, proof, triggers=triggers)
    for kind in analysis.types:
        for proof in kind.evidence:
            yield "type", kind.type, proof, _of_type(document, kind.type, proof, triggers=triggers)
    for proof in analysis.stage.evidence if analysis.stage else ():
        cued = _cued(document, proof, triggers, families=_STAGES, key=None)
        yield "stage", "", proof, cued


def _of_sector(document: Document, sector: Sector, proof: Evidence, *, triggers: Triggers) -> bool:
    words = plain(proof.quote)
    if _holds(proof.quote, triggers.sectors.get(sector, ())) or any(s in words for s in triggers.stems.get(sector, ())):
        return True
    if sector is Sector.MATERIALS_INDUSTRY and _cued(document, proof, triggers, families=_GENERAL, key=None):
        return True
    return _cued(document, proof, triggers, families=("sector", "weak_sector"), key=sector)


def _of_type(document: Document, kind: CooperationType, proof: Evidence, *, triggers: Triggers) -> bool:
    if kind in _SHARED and _cued(document, proof, triggers, families=(_SHARED[kind],), key=None):
        return True
    return _cued(document, proof, triggers, families=("type", "weak_type", "faint_type"), key=kind)


def _names(quote: str, country: str, triggers: Triggers) -> bool:
    words = plain(quote)
    return _holds(quote, triggers.countries.get(country, ())) or any(
        s in words for s in triggers.stems.get(country, ())
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
    quote = " ".join(folded(whole(proof.quote)).split())
    unmarked = bare(proof.quote)
    for (family, known), terms in triggers.terms.items():
        if family in families and key in (None, known) and any(term in quote for term in terms):
            return True
    for (family, known), found in triggers.pieces.items():
        asked = family in families and key in (None, known)
        if asked and any(all(piece in unmarked for piece in pieces) for pieces in found):
            return True
    text = folded(document.text)
    return any(
        pattern.match(text, proof.start)
        for (family, known), patterns in triggers.patterns.items()
        if family in families and key in (None, known)
        for pattern in patterns
    )


def _tells(document: Document, proof: Evidence, triggers: Triggers) -> bool:
    """Whether the words of a certainty quote somebody, hedge, are an act of two, or name a document."""
    families = ("certainty", *_STAGES)
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
        stems = triggers.stems.get(fact.value, ())
        return _holds(quote, triggers.names.get(fact.value, ())) or any(stem in plain(quote) for stem in stems)
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
