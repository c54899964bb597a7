"""Look-alikes that tell of different things, however much of their words they share."""

from bot.analysis.signatures import Signature, Terms

_SAME_WORDS = 0.8


def look_alike(first: Signature, second: Signature) -> bool:
    """Whether two articles cannot tell of one event, whatever their words say.

    Each names a party that the other does not; or their titles are one form filled out twice: the same words, but each
    with numbers or designations of its own ("NOTAM A1234/26", "NOTAM A1235/26").
    """
    if _each_more(first.countries, second.countries):
        return True
    return _one_form(first.title, second.title) and (
        _each_more(_numbered(first.title), _numbered(second.title))
        or _each_more(first.designations, second.designations)
    )


def _one_form(first: Terms, second: Terms) -> bool:
    """Whether the words without digits are nearly the same."""
    one, other = first.keys() - _numbered(first), second.keys() - _numbered(second)
    return bool(one and other) and len(one & other) >= _SAME_WORDS * max(len(one), len(other))


def _numbered(title: Terms) -> frozenset[str]:
    return frozenset(term for term in title if any(character.isdigit() for character in term))


def _each_more(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether each names something that the other does not."""
    return bool(first - second) and bool(second - first)
