"""Sectors and types weighed alike: by where their cues stand, how telling they are, and whether a deal is near."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.analysis.document import Document
from bot.analysis.weights import Features, LogisticModel
from bot.domain.analysis import Evidence

PROOFS = 3
MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One cue's word for `key`: its strength and its place in the full text."""

    key: str
    strength: float
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A key with its weight relative to all votes (0 to 1), and its strongest votes."""

    key: str
    weight: float
    strength: float
    votes: tuple[Vote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagCandidate:
    """A key that has a trigger in the text, with what speaks for it; `votes` are its triggers, the best first."""

    key: str
    features: Features
    votes: tuple[Vote, ...]


def picked(candidates: Iterable[TagCandidate], model: LogisticModel) -> tuple[tuple[TagCandidate, float], ...]:
    """Return up to three candidates with their probability, the likeliest first, the best one in any case."""
    weighed = sorted(
        ((model.probability(one.features), one) for one in candidates), key=lambda pair: (-pair[0], pair[1].key)
    )
    return tuple(
        (one, probability)
        for place, (probability, one) in enumerate(weighed[:MOST])
        if place == 0 or probability >= model.threshold
    )


def tally(votes: Iterable[Vote], *, decay: float = 0.5) -> tuple[Tally, ...]:
    """Return the keys by strength; a word repeated counts ever less, so that length does not decide."""
    by_key: defaultdict[str, list[Vote]] = defaultdict(list)
    for vote in votes:
        by_key[vote.key].append(vote)
    strengths = {key: _faded(own, decay) for key, own in by_key.items()}
    total = sum(strengths.values()) or 1.0
    ranked = sorted(strengths, key=lambda key: (-strengths[key], key))
    return tuple(
        Tally(
            key=key,
            weight=min(strengths[key] / total, 1.0),
            strength=strengths[key],
            votes=tuple(sorted(by_key[key], key=lambda vote: (-vote.strength, vote.start))),
        )
        for key in ranked
    )


def chosen(tallies: Sequence[Tally], *, floor: float, share: float, most: int) -> tuple[Tally, ...]:
    """Return at most `most` tallies of at least `floor` strength and `share` of the strongest."""
    if not tallies:
        return ()
    least = max(floor, share * tallies[0].strength)
    return tuple(t for t in tallies if t.strength >= least)[:most]


def zone(document: Document, sentence: int, zones: tuple[float, float, float]) -> float:
    """Return what a word in `sentence` weighs, `zones` being the weights of title, lead and the rest."""
    return zones[0] if sentence == 0 else zones[1] if sentence <= document.lead_end else zones[2]


def proofs(document: Document, votes: Sequence[Vote]) -> tuple[Evidence, ...]:
    """Return the evidence of the first three votes, each place once."""
    places = dict.fromkeys((vote.start, vote.end) for vote in votes)
    return tuple(document.evidence(start, end) for start, end in list(places)[:PROOFS])


def _faded(votes: Sequence[Vote], decay: float) -> float:
    ordered = sorted((vote.strength for vote in votes), reverse=True)
    return sum(strength * decay**place for place, strength in enumerate(ordered))
