"""How exactly a figure is told by the words before it."""

import pytest

from bot.analysis.bounds import bound_before
from bot.domain.vocabulary import Bound


@pytest.mark.parametrize(
    ("before", "bound"),
    [
        ("orders over ", Bound.AT_LEAST),
        ("in talks with South Korea over ", None),
        ("Chile in talks with Brazil's Embraer over ", None),
        ("talks between Warsaw and Seoul about ", None),
        ("negotiations over ", None),
        ("talks with Seoul to buy over ", Bound.AT_LEAST),
        ("talks with Seoul for over ", Bound.AT_LEAST),
        ("a contract for about ", Bound.ABOUT),
        ("talks over more than ", Bound.AT_LEAST),
    ],
)
def test_what_is_talked_over_is_no_bound(before: str, bound: Bound | None) -> None:
    text = f"{before}24 howitzers"
    start, found = bound_before(text, len(before))
    assert found is bound
    assert (start < len(before)) is (bound is not None)


def test_of_money_over_is_a_bound() -> None:
    assert bound_before("talks over $3bn", len("talks over "), money=True)[1] is Bound.AT_LEAST
