"""How alike two articles are, by each measure (0 to 1): what the event model decides on."""

import math
from collections.abc import Mapping

from bot.analysis.rarity import Rarity
from bot.analysis.signatures import Signature, Terms

_RAREST = 8.0
_LONGEST = 10.0


def likeness(first: Signature, second: Signature, rarity: Rarity) -> Mapping[str, float]:
    """Return the measures; sums are exact, so that neither the order of the two nor that of words changes a bit."""
    apart = abs((first.moment - second.moment).total_seconds()) / 86_400
    return {
        **_words(first, second, rarity),
        "countries": overlap(first.countries, second.countries),
        "same_countries": float(bool(first.countries) and first.countries == second.countries),
        "countries_apart": apart_as_sets(first.countries, second.countries),
        "countries_differ": _difference(first.countries, second.countries),
        "organisations": overlap(first.organisations, second.organisations),
        "organisations_apart": apart_as_sets(first.organisations, second.organisations),
        "organisations_differ": float(_each_more(first.organisations, second.organisations)),
        "two_organisations": float(len(first.organisations & second.organisations) >= 2),
        "designations": float(bool(first.designations & second.designations)),
        "designations_apart": apart_as_sets(first.designations, second.designations),
        "figures": float(bool(first.figures & second.figures)),
        "figures_apart": apart_as_sets(first.figures, second.figures),
        "sectors": overlap(first.sectors, second.sectors),
        "sectors_apart": apart_as_sets(first.sectors, second.sectors),
        "days": min(apart, _LONGEST) / _LONGEST,
    }


def overlap(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the part of the smaller set that both share; 0 where one is empty."""
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0


def apart_as_sets(first: frozenset[object], second: frozenset[object]) -> float:
    """Return 1 where both sets hold something and nothing in common, else 0."""
    return float(bool(first and second) and first.isdisjoint(second))


def _words(first: Signature, second: Signature, rarity: Rarity) -> Mapping[str, float]:
    titles = first.title.keys() & second.title.keys()
    terms = first.terms.keys() & second.terms.keys()
    told = sorted(map(rarity.of, titles), reverse=True)
    read = sorted(map(rarity.of, terms), reverse=True)
    return {
        "titles": _cosine(titles, first.title, second.title, lengths=first.title_length * second.title_length),
        "terms": _cosine(terms, first.terms, second.terms, lengths=first.terms_length * second.terms_length),
        "titles_held": _part(told, min(first.title_sum, second.title_sum)),
        "terms_held": _part(read, min(first.terms_sum, second.terms_sum)),
        "title_rarest": _ranked(told, 0),
        "title_second": _ranked(told, 1),
        "title_third": _ranked(told, 2),
        "third": _ranked(read, 2),
        "fifth": _ranked(read, 4),
    }


def _cosine(shared: set[str], first: Terms, second: Terms, *, lengths: float) -> float:
    return math.fsum(first[term] * second[term] for term in shared) / lengths if shared else 0.0


def _part(shared: list[float], least: float) -> float:
    return math.fsum(shared) / least if shared else 0.0


def _ranked(values: list[float], place: int) -> float:
    return values[place] / _RAREST if len(values) > place else 0.0


def _difference(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first ^ second) / max(1, len(first | second))


def _each_more(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether each names somebody the other does not."""
    return bool(first - second) and bool(second - first)
