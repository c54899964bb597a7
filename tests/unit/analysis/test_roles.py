"""Clauses tell who gives and who gets: active, passive, awarded, won, served, or left over."""

import pytest

from bot.analysis.document import read
from bot.analysis.lexicon import Lexicon
from bot.analysis.parties import candidates
from bot.analysis.roles import roles
from support.values import make_article

S, R, P = "supplier", "recipient", "partner"


def _roles(lexicon: Lexicon, title: str, countries: set[str]) -> dict[str, str]:
    document = read(make_article(title=title, text=""), lexicon)
    named = [(c.country, c.mentions) for c in candidates(document) if c.country in countries]
    return {country: role.value for country, role in roles(document, named).items()}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Egypt to get radars from Spain", {"EG": R, "ES": S}),
        ("Radars for Egypt to be delivered by Spain", {"EG": R, "ES": S}),
        ("Spain's Indra wins Egyptian radar contract", {"ES": S, "EG": R}),
        ("Egypt awards radar contract to Indra of Spain", {"EG": R, "ES": S}),
        ("Egypt selects Spanish radar", {"EG": R, "ES": S}),
        ("Spanish radar selected by Egypt", {"EG": R, "ES": S}),
        ("Spain offers Egypt its radars", {"ES": S, "EG": R}),
        ("Egypt's purchase of Spain's radars is approved", {"EG": R, "ES": S}),
        ("Spain approves sale of radars to Egypt", {"ES": S, "EG": R}),
        ("Spain to overhaul Egyptian frigates", {"ES": S, "EG": R}),
        ("Embraer signs contract with Egypt for aircraft", {"BR": S, "EG": R}),
        ("Egypt signs contract with Embraer for aircraft", {"BR": S, "EG": R}),
        ("Spain and Italy compete for Egyptian frigate tender", {"ES": S, "IT": S, "EG": R}),
        ("Spain and Egypt to co-develop a radar", {"ES": P, "EG": P}),
        ("Spain and Egypt sign memorandum on defence industry", {"ES": P, "EG": P}),
    ],
)
def test_the_clause_tells_the_part(lexicon: Lexicon, title: str, expected: dict[str, str]) -> None:
    assert _roles(lexicon, title, set(expected)) == expected


def test_of_two_who_are_said_to_give_one_gets(lexicon: Lexicon) -> None:
    found = _roles(lexicon, "Turkish drones and Azerbaijani munitions", {"TR", "AZ"})
    assert sorted(found.values()) == [R, S]
