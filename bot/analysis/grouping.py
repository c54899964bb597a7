"""The stories in a block: its articles one after the other by moment and id, whatever order they came in."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.analysis.signatures import Signature

Likely = Callable[[Signature, Signature], float]
_NEAREST = 3
_COMPARED = 8


def grouped(
    block: Sequence[Signature], likely: Likely, *, threshold: float, window: timedelta
) -> list[list[Signature]]:
    """Return the stories of `block`, each in order.

    An article joins the story where the mean likelihood of its three likeliest articles within `window` is highest, if
    that reaches `threshold`; further stories it fits are united with that one where their articles fit it too.
    """
    ordered = sorted(block, key=lambda one: one.key)
    stories: list[list[Signature]] = []
    for one in ordered:
        scores = [belongs(one, story, likely, window=window) for story in stories]
        fitting = [place for place, score in enumerate(scores) if score >= threshold]
        if not fitting:
            stories.append([one])
            continue
        best = max(fitting, key=lambda place: (scores[place], -place))
        twins = [
            place
            for place in fitting
            if place != best and _alike(stories[place], stories[best], likely, threshold=threshold, window=window)
        ]
        for place in twins:
            stories[best] += stories[place]
        stories[best].append(one)
        stories[best].sort(key=lambda other: other.key)
        stories = [story for place, story in enumerate(stories) if place not in twins]
    return stories


def belongs(one: Signature, story: Sequence[Signature], likely: Likely, *, window: timedelta) -> float:
    """Return how likely `one` tells of `story`: the mean of its three likeliest articles within the window."""
    near = [likely(one, other) for other in story if abs(other.moment - one.moment) <= window]
    best = sorted(near, reverse=True)[:_NEAREST]
    return sum(best) / len(best) if best else 0.0


def _alike(
    first: Sequence[Signature], second: Sequence[Signature], likely: Likely, *, threshold: float, window: timedelta
) -> bool:
    """Whether two stories that one article fits are the same: the newest articles of one fit the other on average."""
    scores = [belongs(one, second, likely, window=window) for one in first[-_COMPARED:]]
    return sum(scores) / len(scores) >= threshold
