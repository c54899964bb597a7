"""Who sells to whom is read off plain sentences alone, and equipment names nobody."""

import pytest

from summarizers.base import DealFacts
from summarizers.composing import names_party
from summarizers.composing_roles import sides_of
from support.deals import make_passage, party, proved

DEAL = DealFacts(
    parties=(party("KR", "South Korea", "supplier"), party("PL", "Poland", "recipient")),
    designations=(proved("K2"),),
)


def test_equipment_names_no_party() -> None:
    maker = party("KR", "South Korea", organisations=("Hyundai Rotem",))
    korean = DealFacts(parties=(maker,), designations=(proved("K2"),))
    assert names_party("Rotem of Hyundai Rotem", maker, korean)
    assert not names_party("The K2 rolls", maker, korean)


@pytest.mark.parametrize(
    ("title", "known"),
    [
        ("South Korea sells tanks to Poland", True),
        ("South Korea will deliver the first tanks to Poland", True),
        ("South Korea supplies Poland with tanks", True),
        ("South Korea's sale of tanks to Poland", True),
        ("Poland orders tanks from South Korea", True),
        ("Poland buys South Korea's tanks", True),
        ("Poland's purchase of tanks from South Korea", True),
        ("Tanks sold by South Korea to Poland", True),
        ("Poland sells tanks to South Korea", False),
        ("South Korea buys tanks from Poland", False),
        ("South Korea refuses to sell tanks to Poland", False),
        ("South Korea did not sell tanks to Poland", False),
        ("South Korea was sold tanks for Poland", False),
        ("South Korea and Poland sell tanks", False),
        ("South Korea talks to Poland", False),
    ],
)
def test_who_sells_to_whom_is_read_off_plain_sentences_only(title: str, *, known: bool) -> None:
    sides = sides_of(DEAL, [make_passage("", title=title)])
    assert (sides is not None) is known
    if sides:
        assert [one.code for one in (*sides.suppliers, *sides.recipients)] == ["KR", "PL"]


def test_roles_are_not_read_in_other_languages() -> None:
    assert sides_of(DEAL, [make_passage("", title="South Korea sells tanks to Poland", language="tr")]) is None
