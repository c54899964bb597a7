"""Who cooperates: countries weighed by where and how they are named, and the part each one plays."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.analysis.bystanders import ASIDE, JOINED, named_as
from bot.analysis.document import Document, Mention
from bot.analysis.homes import homes_here
from bot.analysis.lexicon import EQUIPMENT, ORGANISATION
from bot.analysis.roles import roles
from bot.analysis.weights import Features, LogisticModel
from bot.domain.analysis import Party

_PROOFS = 3
_TRADES = ("give", "take", "weak_type")
_MATES = 4  # beside more names than these, being one of a list says less
_ALLIANCES = frozenset({"EU", "NATO"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A country that might be a party, with what speaks for it and the mentions that name it."""

    country: str
    features: Features
    mentions: tuple[Mention, ...]


def find_parties(
    document: Document, model: LogisticModel, named: Sequence[Candidate] | None = None
) -> tuple[Party, ...]:
    """Return the parties of `document`, sorted by country, each with up to three proofs.

    `named` are its candidates, where they were found already.
    """
    found = candidates(document) if named is None else named
    chosen = [c for c in found if model.probability(c.features) >= model.threshold]
    parts = roles(document, [(c.country, c.mentions) for c in chosen])
    return tuple(
        Party(
            country=candidate.country,
            role=parts[candidate.country],
            evidence=tuple(document.evidence(m.start, m.end) for m in candidate.mentions[:_PROOFS]),
            organisations=_organisations(candidate.mentions),
        )
        for candidate in chosen
    )


def candidates(document: Document) -> tuple[Candidate, ...]:
    """Return the countries that may be parties, sorted by code.

    They are named in the title, the lead or a sentence on a deal, not only in an aside: as a rival, a theatre, in a
    comparison, for equipment that is replaced, in a dateline.
    """
    deals, lead_end = document.deal_sentences, document.lead_end
    trades = deals | {cue.sentence for family in _TRADES for cue in document.cues_of(family)}
    told = [m for m in document.mentions if m.homes and (m.sentence <= lead_end or m.sentence in trades)]
    ways = named_as(document, told)
    homes = homes_here(document, [m for m in told if not ways[m.start] & ASIDE])
    near: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in told:
        for home in homes.get(mention.start, ()):
            near[home].append(mention)
    aside = Counter(home for mention in told if mention.start not in homes for home in mention.homes)
    weights = {country: _weight(named, lead_end) for country, named in near.items()}
    ranks = sorted(weights.values(), reverse=True)
    titled = {country for country in near if any(m.sentence == 0 and m.kind != EQUIPMENT for m in near[country])}
    joined = {country for country in near if any(JOINED in ways[m.start] for m in near[country] if m.kind != EQUIPMENT)}
    return tuple(
        Candidate(
            country=country,
            mentions=tuple(sorted(near[country], key=lambda m: (m.sentence not in deals, m.start))),
            features={
                **_placed(near[country], deals=deals, lead_end=lead_end),
                **_ranked(weights[country], ranks),
                "aside": aside[country] / (aside[country] + len(near[country])),
                "joined": min(_MATES / len(near), 1.0) if country in joined else 0.0,
                "outside": float(country not in titled and len(titled) > 1),
                "home_named": float({True, False} <= {m.is_country for m in near[country] if m.kind != EQUIPMENT}),
                "alliance": float(country in _ALLIANCES),
            },
        )
        for country in sorted(near)
    )


def _weight(named: Sequence[Mention], lead_end: int) -> float:
    return sum(_zone(m.sentence, lead_end) * _directness(m) for m in named)


def _zone(sentence: int, lead_end: int) -> float:
    return 3.0 if sentence == 0 else 1.5 if sentence <= lead_end else 0.5


def _directness(mention: Mention) -> float:
    return 0.4 if mention.kind == EQUIPMENT else 1.0


def _placed(named: Sequence[Mention], *, deals: frozenset[int], lead_end: int) -> Mapping[str, float]:
    spots = Counter(f"{_place(m, lead_end)}_{m.kind}" for m in named)
    direct = [m for m in named if m.kind != EQUIPMENT]
    placed = {spot: float(min(count, 2)) / 2 for spot, count in spots.items() if not spot.startswith("body")}
    placed["lead_deal"] = float(any(0 < m.sentence <= lead_end and m.sentence in deals for m in direct))
    placed["body_deal"] = math.log1p(len({m.sentence for m in direct if m.sentence > lead_end}))
    placed["title_deal"] = float(any(m.sentence == 0 for m in direct) and 0 in deals)
    placed["only_equipment"] = float(not direct)
    return placed


def _place(mention: Mention, lead_end: int) -> str:
    return "title" if mention.sentence == 0 else "lead" if mention.sentence <= lead_end else "body"


def _ranked(weight: float, ranks: Sequence[float]) -> Mapping[str, float]:
    place = ranks.index(weight)
    return {
        "first": float(place == 0),
        "second": float(place == 1),
        "of_top": weight / ranks[0],
        "of_second": min(weight / ranks[min(1, len(ranks) - 1)], 1.0),
        "alone": float(len(ranks) == 1),
    }


def _organisations(named: Sequence[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.key for m in _sorted(named) if m.kind == ORGANISATION))


def _sorted(named: Sequence[Mention]) -> Iterator[Mention]:
    return iter(sorted(named, key=lambda m: m.start))
