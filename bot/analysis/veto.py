"""Look-alikes that tell of different things, however much of their words they share."""

from bot.analysis.signatures import Signature

_SAME_WORDS = 0.8


def look_alike(first: Signature, second: Signature) -> bool:
    """Whether two articles cannot tell of one event, whatever their words say.

    Each names a party that the other does not; or their titles are one form filled out twice: the same words, but each
    with numbers or designations of its own ("NOTAM A1234/26", "NOTAM A1235/26").
    """
    if _each_more(first.countries, second.countries):
        return True
    differ = _each_more(first.numbers, second.numbers) or _each_more(first.designations, second.designations)
    return differ and _one_form(first, second)


def _one_form(first: Signature, second: Signature) -> bool:
    """Whether the words without digits are nearly the same."""
    one, other = first.title.keys() - first.numbers, second.title.keys() - second.numbers
    return bool(one and other) and len(one & other) >= _SAME_WORDS * max(len(one), len(other))


def _each_more(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether each names something that the other does not."""
    return not (first <= second or second <= first)
