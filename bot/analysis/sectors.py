"""What the cooperation is about: sector words, known equipment and makers, weighed by where and how they stand."""

from collections.abc import Iterator, Sequence

from bot.analysis.document import Cue, Document
from bot.analysis.heads import Scores
from bot.analysis.lexicon import EQUIPMENT, ORGANISATION, Lexicon
from bot.analysis.tag_features import Hit, tag_candidates
from bot.analysis.tags import MOST, TagCandidate, Tally, Vote, chosen, picked, proofs, tally, zone
from bot.analysis.weights import LogisticModel
from bot.domain.analysis import SectorTag
from bot.domain.vocabulary import Sector

_GENERAL = Sector.MATERIALS_INDUSTRY
_ZONES = (3.0, 1.2, 0.35)


def find_sectors(
    document: Document, lexicon: Lexicon, model: LogisticModel | None = None, heads: Scores | None = None
) -> tuple[SectorTag, ...]:
    """Return up to three sectors, the likeliest first, each with its proof; none where no word speaks for any.

    `model` weighs the candidates, `heads` are what the encoder's heads say of the text; without a model the rules
    alone choose, and the industry as a whole is named where no single sector stands out.
    """
    if model is None:
        return _ruled(document, lexicon)
    return tuple(
        SectorTag(sector=Sector(one.key), weight=round(weight, 3), evidence=proofs(document, one.votes))
        for one, weight in picked(sector_candidates(document, lexicon, heads), model)
    )


def sector_candidates(document: Document, lexicon: Lexicon, heads: Scores | None = None) -> tuple[TagCandidate, ...]:
    """Return every sector that has a trigger in the text, sorted by key, with what speaks for it."""
    ruled = tally(_votes(document, lexicon))
    return tag_candidates(
        document,
        _hits(document, lexicon),
        ruled=ruled,
        said=frozenset(t.key for t in _chosen(ruled)),
        heads=heads,
        family="sector",
    )


def _hits(document: Document, lexicon: Lexicon) -> Iterator[Hit]:
    for family, kind in (("sector", "cue"), ("weak_sector", "weak")):
        for cue in document.cues_of(family):
            yield Hit(cue.key, cue.start, cue.end, cue.sentence, kind)
    for mention in document.mentions:
        if mention.kind == EQUIPMENT:
            sector = lexicon.equipment[mention.key].sector
            if sector:
                yield Hit(sector, mention.start, mention.end, mention.sentence, "equipment")
        elif mention.kind == ORGANISATION:
            for sector in lexicon.organisations[mention.key].sectors:
                yield Hit(sector, mention.start, mention.end, mention.sentence, "maker")
    word = _general_word(document)
    if word:
        yield Hit(_GENERAL, word.start, word.end, word.sentence, "general")


def _ruled(document: Document, lexicon: Lexicon) -> tuple[SectorTag, ...]:
    """Return the sectors by the rules alone; the industry as a whole where no single one stands out."""
    tallies = _chosen(tally(_votes(document, lexicon)))
    if tallies:
        return tuple(
            SectorTag(sector=Sector(t.key), weight=round(t.weight, 3), evidence=proofs(document, t.votes))
            for t in tallies
        )
    word = _general_word(document)
    if word is None:
        return ()
    return (SectorTag(sector=_GENERAL, weight=0.2, evidence=(document.evidence(word.start, word.end),)),)


def _chosen(tallies: Sequence[Tally]) -> tuple[Tally, ...]:
    return chosen(tallies, floor=0.9, share=0.45, most=MOST)


def _votes(document: Document, lexicon: Lexicon) -> Iterator[Vote]:
    deals = document.deal_sentences
    for cue in document.cues_of("sector"):
        strength = zone(document, cue.sentence, _ZONES) * (1.0 if cue.sentence in deals else 0.6)
        yield Vote(key=cue.key, strength=strength, start=cue.start, end=cue.end)
    for mention in document.mentions:
        sector = lexicon.equipment[mention.key].sector if mention.kind == EQUIPMENT else None
        if sector:
            strength = 1.3 * zone(document, mention.sentence, _ZONES) * (1.0 if mention.sentence in deals else 0.6)
            yield Vote(key=sector, strength=strength, start=mention.start, end=mention.end)


def _general_word(document: Document) -> Cue | None:
    """Return the first word of arms or of a deal: it speaks for the industry in general."""
    return next((c for c in document.cues if c.family in ("defence", "cooperation", "type")), None)
