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
        ("Italy and Egypt sign contract for AW119 helicopters", {"IT": S, "EG": R}),
        ("Egypt's new Spanish frigates will be based at home", {"EG": R, "ES": S}),
        ("Spain and Egypt to co-develop a radar", {"ES": P, "EG": P}),
        ("Spain and Egypt sign memorandum on defence industry", {"ES": P, "EG": P}),
    ],
)
def test_the_clause_tells_the_part(lexicon: Lexicon, title: str, expected: dict[str, str]) -> None:
    assert _roles(lexicon, title, set(expected)) == expected


@pytest.mark.parametrize(
    ("title", "countries"),
    [
        ("Turkish drones and Azerbaijani munitions", {"TR", "AZ"}),
        ("Brazil's drone industry and Spain", {"BR", "ES"}),
        ("India to export BrahMos, a Russian official says", {"IN", "RU"}),
        ("Indra of Spain and Embraer of Brazil join hands for a radar", {"ES", "BR"}),
        ("Norway sees Türkiye as a close partner in missile production", {"NO", "TR"}),
        ("Rheinmetall to buy a Romanian shipyard", {"DE", "RO"}),
        ("Spain imposes sanctions on Turkish drone maker Baykar", {"ES", "TR"}),
        ("Spain will not sell radars to Egypt", {"ES", "EG"}),
    ],
)
def test_who_sells_is_not_guessed(lexicon: Lexicon, title: str, countries: set[str]) -> None:
    """Nationality, order of words and a common product are no proof, nor is what is refused or no trade in arms."""
    found = set(_roles(lexicon, title, countries).values())
    assert not (S in found and R in found)


@pytest.mark.parametrize(
    ("title", "country", "role"),
    [
        ("Egypt approves $2 billion Spanish arms purchase", "ES", R),
        ("Spain picked to build Egypt's next frigates", "EG", S),
        ("Spanish firms bid to build frigates for Egypt", "ES", R),
        ("MQ-9B purchase by Spain is near", "US", R),
        ("Egypt orders engines for a Spanish-made trainer", "ES", R),
        ("Spain delivers spares for Leonardo AW119 helicopters to Egypt", "IT", R),
        ("Spain offers Egypt a Brazil-type submarine", "BR", R),
        ("Egypt discusses modernising Spanish-built frigates", "EG", S),
        ("Leonardo sells AW119 helicopters to Egypt", "IT", R),
    ],
)
def test_the_part_is_not_turned_round(lexicon: Lexicon, title: str, country: str, role: str) -> None:
    assert _roles(lexicon, title, {country, "ES", "EG"})[country] != role


def test_who_stands_beside_the_other_side_of_a_trade_is_known(lexicon: Lexicon) -> None:
    assert _roles(lexicon, "Egypt signs a contract to buy Indra radars", {"EG", "ES"}) == {"EG": R, "ES": S}
