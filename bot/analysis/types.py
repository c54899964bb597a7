"""In what way the parties cooperate: cues of each type, the telling ones before the common ones."""

from collections.abc import Iterator, Sequence

from bot.analysis.document import Cue, Document
from bot.analysis.heads import Scores
from bot.analysis.lexicon import EQUIPMENT
from bot.analysis.tag_features import Hit, tag_candidates
from bot.analysis.tags import MOST, TagCandidate, Tally, Vote, chosen, picked, proofs, tally, zone
from bot.analysis.weights import LogisticModel
from bot.domain.analysis import TypeTag
from bot.domain.vocabulary import CooperationType
from summarizers.reading import is_negated
from summarizers.reading.spans import Span

FLOOR, SHARE = 0.6, 0.6
_ZONES = (3.0, 1.5, 0.5)
# Common words of trade say little where a rarer word names the type.
_TELLING = {
    CooperationType.PROCUREMENT: 0.75,
    CooperationType.SUPPLY_CHAIN: 0.7,
    CooperationType.INVESTMENT_MA: 0.8,
    CooperationType.UPGRADE_MRO: 0.5,
    CooperationType.R_AND_D: 0.6,
    CooperationType.TRAINING: 0.4,
    CooperationType.AGREEMENT: 0.9,
}

# What is said in words of its own holds beside a stronger type; words of trade hold only where little else is said.
_OF_ITS_OWN = frozenset(
    {
        CooperationType.CO_DEVELOPMENT,
        CooperationType.CO_PRODUCTION,
        CooperationType.JOINT_VENTURE,
        CooperationType.TECHNOLOGY_TRANSFER,
        CooperationType.LEASE_DONATION,
        CooperationType.EXPORT_CONTROL,
        CooperationType.OFFSET,
    }
)
_OWN_FLOOR, _OWN_SHARE = 0.5, 0.3


def find_types(
    document: Document, model: LogisticModel | None = None, heads: Scores | None = None
) -> tuple[TypeTag, ...]:
    """Return up to three types, the likeliest first, each with its proof; none where no word speaks for any.

    `model` weighs the candidates, `heads` are what the encoder's heads say of the text; without a model the rules
    alone choose, and where no plain cue is heard, the weak ones speak.
    """
    if model is None:
        return tuple(
            TypeTag(type=CooperationType(t.key), weight=round(t.weight, 3), evidence=proofs(document, t.votes))
            for t in _ruled(document, tally([*_votes(document), *_shared_work(document)]))
        )
    return tuple(
        TypeTag(type=CooperationType(one.key), weight=round(weight, 3), evidence=proofs(document, one.votes))
        for one, weight in picked(type_candidates(document, heads), model)
    )


def type_candidates(document: Document, heads: Scores | None = None) -> tuple[TagCandidate, ...]:
    """Return every type that has a trigger in the text, sorted by key, with what speaks for it."""
    ruled = tally([*_votes(document), *_shared_work(document)])
    return tag_candidates(
        document,
        _hits(document),
        ruled=ruled,
        said=frozenset(t.key for t in _ruled(document, ruled)),
        heads=heads,
        family="type",
        by_clause=True,
    )


def _hits(document: Document) -> Iterator[Hit]:
    for family, kind in (("type", "cue"), ("weak_type", "weak"), ("faint_type", "faint")):
        for cue in document.cues_of(family):
            own = "own_" if cue.key in _OF_ITS_OWN else ""
            yield Hit(cue.key, cue.start, cue.end, cue.sentence, own + kind)
    for vote in _shared_work(document):
        yield Hit(vote.key, vote.start, vote.end, document.evidence(vote.start, vote.end).sentence, "shared")


def _ruled(document: Document, tallies: Sequence[Tally]) -> tuple[Tally, ...]:
    """Return the types by the rules alone."""
    return _picked(tallies) or chosen(tally(_weak_votes(document)), floor=0.3, share=0.6, most=1)


def _picked(tallies: Sequence[Tally]) -> tuple[Tally, ...]:
    """Return up to three types near the strongest; a type with words of its own may stand further behind it."""
    near = {t.key for t in chosen(tallies, floor=FLOOR, share=SHARE, most=len(tallies))}
    own = {t.key for t in chosen(tallies, floor=_OWN_FLOOR, share=_OWN_SHARE, most=len(tallies))}
    return tuple(t for t in tallies if t.key in near or (t.key in own and t.key in _OF_ITS_OWN))[:MOST]


def _votes(document: Document) -> Iterator[Vote]:
    deals = document.deal_sentences
    for cue in document.cues_of("type"):
        yield Vote(key=cue.key, strength=_strength(document, cue, deals=deals), start=cue.start, end=cue.end)


def _shared_work(document: Document) -> Iterator[Vote]:
    """Yield words of developing and producing in sentences that two countries share."""
    shared = {"develop": CooperationType.CO_DEVELOPMENT, "produce": CooperationType.CO_PRODUCTION}
    for region in document.sentences[: document.lead_end + 1]:
        named = [m for m in document.mentions_in(region.number) if m.kind != EQUIPMENT]
        if len({home for m in named for home in m.homes[:1]}) < 2:
            continue
        for family, kind in shared.items():
            for cue in document.cues_of(family, region.number):
                strength = _ZONES[0] * 0.8 if cue.sentence == 0 else _ZONES[1] * 0.5
                yield Vote(key=kind, strength=strength, start=cue.start, end=cue.end)


def _weak_votes(document: Document) -> Iterator[Vote]:
    for cue in document.cues_of("weak_type"):
        strength = zone(document, cue.sentence, _ZONES) * 0.6
        yield Vote(key=cue.key, strength=strength, start=cue.start, end=cue.end)


def _strength(document: Document, cue: Cue, *, deals: frozenset[int]) -> float:
    strength = (
        zone(document, cue.sentence, _ZONES)
        * _TELLING.get(CooperationType(cue.key), 1.0)
        * (1.0 if cue.sentence in deals else 0.5)
    )
    words = document.text[cue.start : cue.end].count(" ") + 1
    strength *= 1.25 if words > 1 else 1.0
    region = document.sentences[cue.sentence]
    span = Span(cue.start - region.start, cue.end - region.start)
    denied = cue.key != CooperationType.EXPORT_CONTROL and is_negated(document.slice(region), span)
    return strength * (0.4 if denied else 1.0)
