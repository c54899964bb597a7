"""What simple means reach, untrained: country names in the lead, a deal word, the first words, bare similarity."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from babel import Locale

from bot.evals.gold import Row
from summarizers.base import Encoder, Vectors

LEAD_WORDS = 60
_SEEN = 30  # words beside the title that the similarity sees
DESCRIPTION = (
    "International defence-industry cooperation: arms deals, weapons contracts, joint ventures and military "
    "procurement between countries"
)
DEAL_WORDS = re.compile(
    r"\b(?:deals?|contracts?|agreements?|pacts?|mous?|memorandum|tenders?|orders?|joint venture"
    r"|co-?(?:develop|produc)\w*|sign(?:s|ed)?|buy(?:s|ing)?|bought|purchas\w+"
    r"|procur\w+|acqui\w+|sell(?:s|ing)?|sold|sales?|export\w*|deliver\w*"
    r"|suppl(?:y|ies|ied)|partner(?:s|ed|ship)?)\b",
    re.IGNORECASE,
)
# CLDR's short and variant forms, which babel leaves out.
_VARIANTS = {"US": ("US", "U.S."), "GB": ("UK", "U.K."), "TR": ("Turkey",), "CZ": ("Czech Republic",)}
_TAGS = re.compile(r"<[^>]{0,2000}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryFinder:
    """Finds countries by CLDR name and demonym, as a plain look-up would; case must match."""

    pattern: re.Pattern[str]
    codes: Mapping[str, str]

    def find(self, text: str) -> frozenset[str]:
        """Return the codes of the countries named in `text`."""
        return frozenset(self.codes[hit[1]] for hit in self.pattern.finditer(text))


def country_finder(countries: Mapping[str, Mapping[str, Any]]) -> CountryFinder:
    """Return a finder over CLDR's English names and the demonyms of `countries` (rows of `countries.yaml`)."""
    codes: dict[str, str] = {}
    for code, name in Locale("en").territories.items():
        if len(code) == 2 and code.isalpha():
            codes.update(dict.fromkeys((name, *_VARIANTS.get(code, ())), code))
    for code, row in countries.items():
        for demonym in row.get("demonyms") or ():
            codes.setdefault(demonym, code)
    forms = "|".join(re.escape(form) for form in sorted(codes, key=len, reverse=True))
    return CountryFinder(pattern=re.compile(rf"(?<!\w)({forms})(?:s|’s|'s)?(?!\w)"), codes=codes)


def first_words(text: str, *, words: int = LEAD_WORDS) -> str:
    """Return the first words of `text`, tags removed."""
    return " ".join(_TAGS.sub(" ", text).split()[:words])


def lead_of(item: Row, *, words: int = LEAD_WORDS) -> str:
    """Return the title and the first words of an item's text."""
    return f"{item['title']}. {first_words(item['text'], words=words)}"


def without_outlet(title: str) -> str:
    """Return a headline without the outlet's name that aggregators put behind the last dash."""
    return title.rsplit(" - ", 1)[0]


def words_prediction(item: Row, finder: CountryFinder) -> dict[str, Any]:
    """Return the baseline's row: relevant where the lead names two countries and a deal word, parties as named there.

    Headline and summary are the title and the first 60 words.
    """
    lead = lead_of(item)
    found = finder.find(lead)
    return {
        "id": item["id"],
        "relevant": len(found) >= 2 and DEAL_WORDS.search(lead) is not None,
        "parties": sorted(found),
        "headline": item["title"],
        "summary": first_words(item["text"]),
    }


def similarities(items: Sequence[Row], encoder: Encoder) -> list[float]:
    """Return how like the one-line description each item is, from -1 to 1."""
    description = encoder.encode([DESCRIPTION])[0]
    return [float(score) for score in encoder.encode([lead_of(item, words=_SEEN) for item in items]) @ description]


def best_threshold(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """Return the cut at or above which calling items relevant gives the best F1; raise ValueError for no items."""
    if not scores or len(scores) != len(labels):
        raise ValueError("as many labels as scores are needed, at least one")
    total = sum(labels)
    best, cut, right = -1.0, max(scores), 0
    ranked = sorted(zip(scores, labels, strict=True), reverse=True)
    for said, (score, label) in enumerate(ranked, start=1):
        right += label
        if said < len(ranked) and ranked[said][0] == score:
            continue
        value = 2 * right / (said + total)
        if value > best:
            best, cut = value, score
    return cut


def single_link(vectors: Vectors, *, cut: float) -> list[int]:
    """Return a cluster number per vector: two stand together where a chain of pairs at least `cut` alike joins them."""
    parent = list(range(len(vectors)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    alike = vectors @ vectors.T
    for a, b in np.argwhere(np.triu(alike >= cut, k=1)):
        parent[root(int(b))] = root(int(a))
    return [root(place) for place in range(len(vectors))]
