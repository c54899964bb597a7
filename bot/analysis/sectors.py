"""What the cooperation is about: sector words and known equipment, title and deal sentences before the rest."""

from collections.abc import Iterator

from bot.analysis.document import Document
from bot.analysis.lexicon import EQUIPMENT, Lexicon
from bot.analysis.parties import deal_sentences
from bot.analysis.tags import Vote, chosen, proofs, tally
from bot.domain.analysis import SectorTag
from bot.domain.vocabulary import Sector

MOST = 3
_GENERAL = Sector.MATERIALS_INDUSTRY
_ZONES = (3.0, 1.2, 0.35)


def find_sectors(document: Document, lexicon: Lexicon) -> tuple[SectorTag, ...]:
    """Return up to three sectors by weight; the industry as a whole where no single one stands out."""
    votes = tuple(_votes(document, lexicon))
    picked = chosen(tally(votes), floor=0.9, share=0.45, most=MOST)
    if not picked:
        return _whole_industry(document)
    evidence = {(v.start, v.end): document.evidence(v.start, v.end) for t in picked for v in t.votes}
    return tuple(
        SectorTag(sector=Sector(t.key), weight=round(t.weight, 3), evidence=proofs(t.votes, evidence)) for t in picked
    )


def _votes(document: Document, lexicon: Lexicon) -> Iterator[Vote]:
    deals = deal_sentences(document)
    for cue in document.cues_of("sector"):
        strength = _zone(document, cue.sentence) * (1.0 if cue.sentence in deals else 0.6)
        yield Vote(key=cue.key, strength=strength, start=cue.start, end=cue.end)
    for mention in document.mentions:
        sector = lexicon.equipment[mention.key].sector if mention.kind == EQUIPMENT else None
        if sector:
            strength = 1.3 * _zone(document, mention.sentence) * (1.0 if mention.sentence in deals else 0.6)
            yield Vote(key=sector, strength=strength, start=mention.start, end=mention.end)


def _zone(document: Document, sentence: int) -> float:
    return _ZONES[0] if sentence == 0 else _ZONES[1] if sentence <= document.lead_end else _ZONES[2]


def _whole_industry(document: Document) -> tuple[SectorTag, ...]:
    """Return the general sector, proved by the first word of arms or of a deal; nothing where there is neither."""
    word = next((c for c in document.cues if c.family in ("defence", "cooperation", "type")), None)
    if word is None:
        return ()
    return (SectorTag(sector=_GENERAL, weight=0.2, evidence=(document.evidence(word.start, word.end),)),)
