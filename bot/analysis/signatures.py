"""What an article is compared by when stories are formed: names, figures and weighed words, and no text."""

import math
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.analysis.rarity import Rarity
from bot.domain.analysis import Analysis
from bot.domain.article import Article
from bot.domain.ids import ArticleId
from bot.domain.vocabulary import FactKind
from summarizers.reading import words

LEAD_CHARACTERS = 800
LEAD_WORDS = 60
TITLE_WEIGHT = 2
# fmt: off
_STOP = frozenset([
    "a", "an", "the", "of", "to", "in", "on", "for", "and", "or", "with", "by", "from", "at", "as", "is", "are",
    "be", "its", "it", "that", "this", "will", "has", "have", "over", "after", "new", "s", "up", "into", "was",
    "were", "his", "her", "their", "they", "he", "she", "not", "but", "says", "said", "say", "amid", "more", "than",
    "first",
])
# fmt: on
_DASH = re.compile(r"\s+[-–—|]\s+")
_TAILS = 2
_TAIL_WORDS = 8
_LEAST_WORDS = 4
_LEAST_LEAD = 10
_ENDINGS = ("ing", "ies", "es", "ed", "s")
Terms = Mapping[str, float]
_NUMBERS: dict[float, float] = {}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Signature:
    """Moment, names, figures and words of one article.

    `title` and `terms` (title and lead) hold how often a stem stands there, times how rare it is; each has its
    Euclidean length and the sum of the rarities; `numbers` are the words of the title with a digit.
    """

    id: ArticleId
    moment: datetime
    countries: frozenset[str]
    organisations: frozenset[str]
    designations: frozenset[str]
    figures: frozenset[tuple[str, float]]
    numbers: frozenset[str]
    sectors: frozenset[str]
    title: Terms
    terms: Terms
    title_length: float
    terms_length: float
    title_sum: float
    terms_sum: float

    @property
    def key(self) -> tuple[datetime, str]:
        """By what articles are ordered: moment, then id."""
        return (self.moment, self.id)


def sign(article: Article, analysis: Analysis, rarity: Rarity) -> Signature:
    """Return the signature of `article` as it was read."""
    head = Counter(_stems(words(bare_title(article.title))))
    body = Counter(_stems(lead(article)))
    for term, count in head.items():
        body[term] += TITLE_WEIGHT * count
    title, terms = _weighed(head, rarity), _weighed(body, rarity)
    facts = analysis.facts
    return Signature(
        id=article.id,
        moment=article.moment,
        countries=frozenset(analysis.countries),
        organisations=frozenset(fact.value for fact in facts if fact.kind is FactKind.ORGANISATION),
        designations=frozenset(fact.value for fact in facts if fact.kind is FactKind.DESIGNATION),
        figures=frozenset((fact.kind.value, fact.amount) for fact in facts if fact.amount is not None),
        numbers=frozenset(term for term in title if any(map(str.isdigit, term))),
        sectors=frozenset(tag.sector.value for tag in analysis.sectors),
        title=title,
        terms=terms,
        title_length=_length(title),
        terms_length=_length(terms),
        title_sum=math.fsum(map(rarity.of, title)),
        terms_sum=math.fsum(map(rarity.of, terms)),
    )


def stems_of(article: Article) -> frozenset[str]:
    """Return the stems of title and lead: what rarity is counted over."""
    return frozenset(_stems(words(bare_title(article.title)))) | frozenset(_stems(lead(article)))


def bare_title(title: str) -> str:
    """Return `title` without the outlets that aggregators append: at most two, of at most eight words each."""
    for _ in range(_TAILS):
        dashes = list(_DASH.finditer(title))
        if not dashes or len(title[: dashes[-1].start()].split()) < _LEAST_WORDS:
            return title
        if len(title[dashes[-1].end() :].split()) > _TAIL_WORDS:
            return title
        title = title[: dashes[-1].start()]
    return title


def lead(article: Article) -> Sequence[str]:
    """Return the first sixty words of the body; where it begins with the title, what follows, if that is a text.

    Aggregators give the title and the outlet once more for a body: that is no second witness.
    """
    body = words(article.text[:LEAD_CHARACTERS])
    title = words(bare_title(article.title))
    if title and list(body[: len(title)]) == list(title):
        body = body[len(title) :]
        return body[:LEAD_WORDS] if len(body) > _LEAST_LEAD else ()
    return body[:LEAD_WORDS]


def _stems(found: Sequence[str]) -> list[str]:
    return [_stem(word) for word in found if word not in _STOP]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if len(word) > len(ending) + 3 and word.endswith(ending):
            return word[: -len(ending)]
    return word


def _weighed(counts: Counter[str], rarity: Rarity) -> Terms:
    """Return count times rarity; equal strings and numbers are one object, for very many signatures are held."""
    weighed = {}
    for term, count in counts.items():
        weight = round(count * rarity.of(term), 2)
        weighed[sys.intern(term)] = _NUMBERS.setdefault(weight, weight)
    return weighed


def _length(terms: Terms) -> float:
    return math.sqrt(math.fsum(weight * weight for weight in terms.values()))
