"""The table of names that grounding is given: of the shipped configuration."""

import pytest

from bot.app.reading import shipped_names
from summarizers.gate.names import homes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Türkiye", ("TR",)),
        ("Turkish", ("TR",)),
        ("Polen", ("PL",)),
        ("Польша", ("PL",)),
        ("Hanwha Aerospace", ("KR",)),
        ("the Indian Army", ("IN",)),
        ("United Nations", ("UN",)),
    ],
)
def test_names_stand_for_countries_in_any_form(text: str, codes: tuple[str, ...]) -> None:
    assert [homes(hit) for hit in shipped_names().find(text)] == [codes]


def test_a_capital_is_told_apart_from_its_country() -> None:
    assert {hit.kind for hit in shipped_names().find("Warsaw")} == {"capital"}


def test_a_variant_is_no_other_form_of_a_designation() -> None:
    assert shipped_names().find("F-16V") == ()
