"""A question as the topic of a subscription: what to watch for who asked once. Pure."""

from itertools import combinations, product

from bot.briefing.dossier_scope import Groups, end_of, ends_of
from bot.domain.asked import Asked
from bot.domain.topic import Pair, Topic
from bot.domain.vocabulary import Stage

_PAIR = 2
_ORDER = tuple(Stage)


def topic_of(asked: Asked, groups: Groups) -> Topic:
    """Return the topic that tells what `asked` asks for; days are left out, of several stages the first counts.

    Two sides make pairs, one for each two members where a side is a group; three and more any two of them.
    """
    ends = [sorted(end) for end in ends_of(asked, groups)]
    values = {
        "sectors": asked.sectors,
        "types": asked.types,
        "organisations": asked.organisations,
        "designations": asked.designations,
        "min_stage": min(asked.stages, key=_ORDER.index) if asked.stages else None,
    }
    if asked.direction is not None:
        giver, getter = (sorted(end_of(name, groups)) for name in asked.direction)
        return Topic(pairs=_pairs(giver, getter, directed=True), **values)
    if len(ends) < _PAIR:
        return Topic(countries=tuple(ends[0]) if ends else (), **values)
    pairs = dict.fromkeys(pair for one, other in combinations(ends, _PAIR) for pair in _pairs(one, other))
    return Topic(pairs=tuple(pairs), **values)


def _pairs(one: list[str], other: list[str], *, directed: bool = False) -> tuple[Pair, ...]:
    """Return each two of two sides once, whichever way round unless `directed`."""
    kept: dict[frozenset[str] | tuple[str, str], Pair] = {}
    for first, second in product(one, other):
        if first != second:
            name = (first, second) if directed else frozenset({first, second})
            kept.setdefault(name, Pair(first=first, second=second, directed=directed))
    return tuple(kept.values())
