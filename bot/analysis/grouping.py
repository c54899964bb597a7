"""The stories in a block: its articles one after the other by moment and id, whatever order they came in."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.analysis.signatures import Signature

Likely = Callable[[Signature, Signature], float]
_NEAREST = 3
_COMPARED = 8
_FAR = -1.0


def grouped(
    block: Sequence[Signature], likely: Likely, *, threshold: float, window: timedelta
) -> list[list[Signature]]:
    """Return the stories of `block`, each in order.

    An article joins the story where the mean likelihood of its three likeliest articles within `window` is highest, if
    that reaches `threshold`; further stories it fits are united with that one where their articles fit it too.
    """
    ordered = sorted(block, key=lambda one: one.key)
    table = _table(ordered, likely, window=window)
    stories: list[list[int]] = []
    for one in range(len(ordered)):
        scores = [belongs(table[one], story) for story in stories]
        fitting = [place for place, score in enumerate(scores) if score >= threshold]
        if not fitting:
            stories.append([one])
            continue
        best = max(fitting, key=lambda place: (scores[place], -place))
        home = stories[best]
        twins = [place for place in fitting if place != best and _alike(stories[place], home, table) >= threshold]
        for place in twins:
            home += stories[place]
        home.append(one)
        home.sort()
        stories = [story for place, story in enumerate(stories) if place not in twins]
    return [[ordered[one] for one in story] for story in stories]


def belongs(row: Sequence[float], story: Sequence[int]) -> float:
    """Return how likely the article of `row` tells of `story`: the mean of its three likeliest articles."""
    near = [row[other] for other in story]
    if len(near) > _NEAREST:
        near.sort(reverse=True)
        del near[_NEAREST:]
    near = [likelihood for likelihood in near if likelihood != _FAR]
    return sum(near) / len(near) if near else 0.0


def _table(ordered: Sequence[Signature], likely: Likely, *, window: timedelta) -> list[list[float]]:
    """Return the likelihoods of all pairs; those further apart than `window` do not count."""
    table = [[_FAR] * len(ordered) for _ in ordered]
    for place, one in enumerate(ordered):
        for earlier in range(place - 1, -1, -1):
            if one.moment - ordered[earlier].moment > window:
                break
            table[place][earlier] = table[earlier][place] = likely(one, ordered[earlier])
    return table


def _alike(first: Sequence[int], second: Sequence[int], table: Sequence[Sequence[float]]) -> float:
    """Return how well the newest articles of one story fit another on average."""
    scores = [belongs(table[one], second) for one in first[-_COMPARED:]]
    return sum(scores) / len(scores)
