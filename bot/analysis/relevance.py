"""Whether an article is about defence-industry cooperation: words first, the encoder only where they leave doubt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.analysis.cascade import ENCODER, WORDS
from bot.analysis.document import Document
from bot.analysis.heads import Scores
from bot.analysis.lexicon import EQUIPMENT, ORGANISATION
from bot.analysis.masking import masked
from bot.analysis.parties import Candidate
from bot.analysis.weights import Features, LogisticModel, Weights
from bot.domain.vocabulary import Relevance
from summarizers.base import Vectors

MENTION_PART = 0.4
_STRONG_TYPES = frozenset(
    {"co_development", "co_production", "joint_venture", "technology_transfer", "lease_donation", "export_control"}
)
_AGAINST = ("exercise", "stock_tip", "obituary", "sport", "crime", "operation")
_OTHER = ("domestic", "market", "opinion", "protest", "arms_control", "rival", "abroad")
_COUNTS = ("no", "one", "two", "three", "four")
_PARTIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Relevance with the probability of core, readable reasons, and the step of the cascade that settled it."""

    relevance: Relevance
    score: float
    reasons: tuple[str, ...]
    settled_by: str


def word_features(document: Document, weights: Weights, named: Sequence[Candidate]) -> Features:
    """Return all that the words alone say: the plain features, which of `named` may be parties, how it is phrased."""
    found = {**plain_features(document), **party_features(named, weights.party)}
    return {**found, "ngrams": weights.ngrams.score(masked(document))} if weights.ngrams else found


def party_features(named: Sequence[Candidate], model: LogisticModel) -> Features:
    """Return how likely the three likeliest parties are parties: cooperation takes two."""
    likely = sorted((model.probability(candidate.features) for candidate in named), reverse=True)
    found = {f"party_{place}": value for place, value in enumerate(likely[:_PARTIES], 1)}
    return {**found, "parties": min(sum(1 for value in likely if value >= model.threshold), 4) / 2}


def plain_features(document: Document) -> Features:
    """Return what names and cues say by where they stand, each figure between 0 and about 2."""
    deals = document.deal_sentences
    lead = range(document.lead_end + 1)
    abroad = {number: _countries(document, number) for number in range(len(document.sentences))}
    pairs = {number for number, homes in abroad.items() if len(homes) >= 2}
    body = max(len(document.sentences) - 1, 1)
    in_lead = set().union(*(abroad[number] for number in lead))
    return {
        "title_countries": min(len(abroad[0]), 3) / 2,
        "title_two": float(0 in pairs),
        "lead_two": float(len(in_lead) >= 2),
        "lead_none": float(not in_lead),
        "title_foreign": float(_foreign(document, 0)),
        "title_pair_deal": float(0 in pairs and 0 in deals),
        "lead_pair_deal": float(any(number in pairs and number in deals for number in lead)),
        "lead_pair_deals": min(sum(1 for number in lead if number in pairs and number in deals), 3) / 2,
        "body_pair_deals": min(len(pairs & deals) / body, 1.0),
        "body_deals": min(len(deals) / body, 1.0),
        "brief": float(document.lead_end == 0),
        **_cue_features(document),
        **_name_features(document),
    }


def _cue_features(document: Document) -> Mapping[str, float]:
    last = document.lead_end
    found: dict[str, float] = {}
    for family in ("cooperation", "defence", "sector", "type", "stage"):
        in_title = sum(1 for _ in document.cues_of(family, 0))
        in_lead = sum(1 for cue in document.cues_of(family) if 0 < cue.sentence <= last)
        found[f"title_{family}"] = min(in_title, 3) / 2
        found[f"lead_{family}"] = min(in_lead, 6) / 4
    for family in ("type", "negative", *_OTHER):
        for cue in document.cues_of(family):
            place = "title" if cue.sentence == 0 else "lead" if cue.sentence <= last else "body"
            if family == "type" and place == "title":
                found[f"title_type_{cue.key}"] = 1.0
            elif family == "type" and cue.key in _STRONG_TYPES:
                found[f"{place}_strong"] = min(found.get(f"{place}_strong", 0.0) + 0.5, 2.0)
            elif family == "negative":
                found[f"{place}_{cue.key}"] = min(found.get(f"{place}_{cue.key}", 0.0) + 0.5, 1.5)
            elif family != "type":
                key = cue.key or family
                found[f"{place}_{key}"] = min(found.get(f"{place}_{key}", 0.0) + 0.5, 1.5)
    return found


def _name_features(document: Document) -> Mapping[str, float]:
    title = document.mentions_in(0)
    lead = [m for m in document.mentions if 0 < m.sentence <= document.lead_end]
    return {
        "title_organisation": float(any(m.kind == ORGANISATION for m in title)),
        "title_organisations": float(len({m.key for m in title if m.kind == ORGANISATION}) > 1),
        "title_equipment": float(any(m.kind == EQUIPMENT for m in title)),
        "lead_organisation": min(sum(1 for m in lead if m.kind == ORGANISATION), 3) / 2,
        "lead_equipment": min(sum(1 for m in lead if m.kind == EQUIPMENT), 3) / 2,
        "title_country_named": float(any(m.is_country for m in title)),
    }


def _countries(document: Document, sentence: int) -> set[str]:
    return {home for m in document.mentions_in(sentence) if m.kind != EQUIPMENT for home in m.homes}


def _foreign(document: Document, sentence: int) -> bool:
    """Whether a company stands beside a country that is not its home, or equipment beside one it is not from."""
    named = document.mentions_in(sentence)
    countries = {home for m in named if m.is_country for home in m.homes}
    return any(m.homes and countries - set(m.homes) for m in named if not m.is_country)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prototypes:
    """Vectors of sentences that are like core articles and of such as are not."""

    core: Vectors
    other: Vectors


def head_features(heads: Scores) -> Features:
    """Return the log-odds of core by the linear head over the vectors of lead and title, where there is one."""
    score = heads.get("relevance")
    return {} if score is None else {"head": score}


def encoder_features(vector: Vectors, prototypes: Prototypes) -> Features:
    """Return how near a text is to the nearest prototypes of either side and to their means (cosines).

    The first part of `vector` is that of title and lead; only this is compared.
    """
    lead = vector[: prototypes.core.shape[1]]
    core, other = prototypes.core @ lead, prototypes.other @ lead
    near_core, near_other = float(core.max()), float(other.max())
    return {
        "enc_core": near_core,
        "enc_other": near_other,
        "enc_margin": near_core - near_other,
        "enc_mean_margin": float(core.mean() - other.mean()),
        "enc_top3": float(np.sort(core)[-3:].mean() - np.sort(other)[-3:].mean()),
    }


def judge(
    *,
    words: float,
    encoder: float | None,
    models: tuple[LogisticModel, LogisticModel],
    reasons: Sequence[str],
    armed: bool = True,
) -> Verdict:
    """Return the verdict of the word score and, where it was asked, the encoder's.

    A text without any word of arms (`armed` is False) is never core, whatever is traded in it.
    """
    model = models[0] if encoder is None else models[1]
    score = words if encoder is None else encoder
    if not armed and score >= model.threshold:
        score, reasons = model.threshold * MENTION_PART, (*reasons, "no word of arms, no weapon and no maker of arms")
    relevance = Relevance.NO
    if score >= model.threshold:
        relevance = Relevance.CORE
    elif score >= model.threshold * MENTION_PART:
        relevance = Relevance.MENTION
    settled = WORDS if encoder is None else ENCODER
    return Verdict(relevance=relevance, score=score, reasons=(*reasons, f"{settled}: {score:.2f}"), settled_by=settled)


def reasons_of(document: Document, countries: Sequence[str]) -> tuple[str, ...]:
    """Return readable reasons: the parties, and the first deal word and arms word of the first deal sentence."""
    told = [_parties_told(countries)]
    for number in sorted(document.deal_sentences):
        deal = next((c for c in document.cues_in(number) if c.family in ("cooperation", "type")), None)
        arms = next((c for c in document.cues_in(number) if c.family in ("defence", "sector")), None)
        if deal and arms:
            where = "title" if number == 0 else f"sentence {number}"
            told.append(
                f"'{document.text[deal.start : deal.end]}' with '{document.text[arms.start : arms.end]}' ({where})"
            )
            break
    against = {c.key for c in document.cues_of("negative") if c.sentence <= document.lead_end and c.key in _AGAINST}
    return (*told, *(f"speaks against: {key.replace('_', ' ')}" for key in sorted(against)))


def _parties_told(countries: Sequence[str]) -> str:
    count = _COUNTS[len(countries)] if len(countries) < len(_COUNTS) else str(len(countries))
    noun = "party" if len(countries) == 1 else "parties"
    return f"{count} {noun}: {', '.join(countries)}" if countries else f"{count} {noun}"
