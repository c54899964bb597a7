"""What an article is compared by when stories are formed."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from bot.domain.analysis import Analysis
from bot.domain.article import Article
from bot.domain.vocabulary import FactKind
from summarizers.base import Encoder, Vectors
from summarizers.reading import words

LEAD_WORDS = 60
TITLE_WEIGHT = 2
_STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "for",
        "and",
        "or",
        "with",
        "by",
        "from",
        "at",
        "as",
        "is",
        "are",
        "be",
        "its",
        "it",
        "that",
        "this",
        "will",
        "has",
        "have",
        "over",
        "after",
        "new",
        "s",
        "up",
        "into",
        "was",
        "were",
        "his",
        "her",
        "their",
        "they",
        "he",
        "she",
        "not",
        "but",
        "says",
        "said",
        "say",
        "amid",
        "more",
        "than",
        "first",
    ]
)
_OUTLET = re.compile(r"\s+[-–—|]\s+[^|]{2,60}$")
_TAIL_WORDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Moment, names, figures and words of one article, and its vector where there is an encoder."""

    article: Article
    analysis: Analysis
    moment: datetime
    countries: frozenset[str]
    organisations: frozenset[str]
    designations: frozenset[str]
    figures: frozenset[tuple[str, float]]
    terms: Counter[str]
    vector: Vectors | None

    @property
    def key(self) -> tuple[datetime, str]:
        """By what articles are ordered: moment, then id."""
        return (self.moment, self.article.id)


def sign(pairs: Sequence[tuple[Article, Analysis]], encoder: Encoder | None) -> tuple[Signature, ...]:
    """Return the signatures of `pairs`, in order; the encoder reads the titles."""
    titles = [bare_title(article.title) for article, _ in pairs]
    vectors: Sequence[Vectors | None] = list(encoder.encode(titles)) if encoder and pairs else [None] * len(pairs)
    return tuple(
        _signature(article, analysis, title=title, vector=vector)
        for (article, analysis), title, vector in zip(pairs, titles, vectors, strict=True)
    )


def bare_title(title: str) -> str:
    """Return `title` without the outlet that aggregators append."""
    match = _OUTLET.search(title)
    if match and len(match.group().split()) <= _TAIL_WORDS and len(title[: match.start()].split()) >= 4:
        return title[: match.start()]
    return title


def rarity(signatures: Iterable[Signature]) -> Mapping[str, float]:
    """Return the inverse document frequency of every term in `signatures`."""
    seen = list(signatures)
    counts = Counter(term for one in seen for term in one.terms)
    return {term: math.log((1 + len(seen)) / (1 + count)) + 1.0 for term, count in counts.items()}


def likeness(first: Signature, second: Signature, *, weights: Mapping[str, float]) -> Mapping[str, float]:
    """Return how alike two articles are, by each measure (0 to 1)."""
    cosine = 0.0
    if first.vector is not None and second.vector is not None:
        cosine = float(np.dot(first.vector, second.vector))
    apart = abs((first.moment - second.moment).total_seconds()) / 86_400
    return {
        "cosine": cosine,
        "terms": term_cosine(first.terms, second.terms, weights=weights),
        "countries": overlap(first.countries, second.countries),
        "same_countries": float(bool(first.countries) and first.countries == second.countries),
        "countries_apart": apart_as_sets(first.countries, second.countries),
        "organisations": overlap(first.organisations, second.organisations),
        "organisations_apart": apart_as_sets(first.organisations, second.organisations),
        "two_organisations": float(len(first.organisations & second.organisations) >= 2),
        "designations": float(bool(first.designations & second.designations)),
        "designations_apart": apart_as_sets(first.designations, second.designations),
        "figures": float(bool(first.figures & second.figures)),
        "sectors": overlap(_sectors(first), _sectors(second)),
        "sectors_apart": apart_as_sets(_sectors(first), _sectors(second)),
        "days": min(apart, 10.0) / 10,
    }


def overlap(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the part of the smaller set that both share; 0 where one is empty."""
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0


def apart_as_sets(first: frozenset[str], second: frozenset[str]) -> float:
    """Return 1 where both sets hold something and nothing in common, else 0."""
    return float(bool(first and second and not first & second))


def term_cosine(first: Counter[str], second: Counter[str], *, weights: Mapping[str, float]) -> float:
    """Return the cosine of two bags of words, each term weighed by its rarity."""
    shared = sum(first[term] * second[term] * weights.get(term, 1.0) ** 2 for term in first.keys() & second.keys())
    return shared / (_norm(first, weights) * _norm(second, weights)) if shared else 0.0


def _norm(terms: Counter[str], weights: Mapping[str, float]) -> float:
    return math.sqrt(sum((count * weights.get(term, 1.0)) ** 2 for term, count in terms.items()))


def _sectors(signature: Signature) -> frozenset[str]:
    return frozenset(tag.sector for tag in signature.analysis.sectors)


def _signature(article: Article, analysis: Analysis, *, title: str, vector: Vectors | None) -> Signature:
    facts = analysis.facts
    lead = words(article.text[:800])[:LEAD_WORDS]
    terms = Counter(_stem(word) for word in lead if word not in _STOP)
    for word in words(title):
        if word not in _STOP:
            terms[_stem(word)] += TITLE_WEIGHT
    return Signature(
        article=article,
        analysis=analysis,
        moment=article.moment,
        countries=frozenset(analysis.countries),
        organisations=frozenset(fact.value for fact in facts if fact.kind is FactKind.ORGANISATION),
        designations=frozenset(fact.value for fact in facts if fact.kind is FactKind.DESIGNATION),
        figures=frozenset((fact.kind.value, fact.amount) for fact in facts if fact.amount is not None),
        terms=terms,
        vector=vector,
    )


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "es", "ed", "s"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            return word[: -len(ending)]
    return word
