"""Parties are who cooperates; rivals, theatres and bystanders are not; roles follow the clause."""

import pytest

from bot.analysis.document import read
from bot.analysis.lexicon import Lexicon
from bot.analysis.parties import find_parties
from bot.domain.vocabulary import PartyRole
from support.values import make_article


def _parties(lexicon: Lexicon, title: str, text: str = "") -> dict[str, PartyRole]:
    document = read(make_article(title=title, text=text), lexicon)
    return {party.country: party.role for party in find_parties(document, lexicon.weights.party)}


@pytest.mark.parametrize(
    ("title", "countries"),
    [
        ("Kenya buys light tactical vehicles from Türkiye", {"KE", "TR"}),
        ("Saab offers Gripen jets to Colombia", {"SE", "CO"}),
        ("Brazil and India sign pact on aircraft maintenance", {"BR", "IN"}),
        ("Naval Group to build submarines in Indonesia", {"FR", "ID"}),
        ("Turkish drones for Azerbaijan", {"TR", "AZ"}),
        ("NATO agency orders Patriot missiles from Raytheon", {"NATO", "US"}),
    ],
)
def test_who_cooperates_is_a_party(lexicon: Lexicon, title: str, countries: set[str]) -> None:
    assert set(_parties(lexicon, title)) == countries


def test_a_rival_named_late_is_no_party(lexicon: Lexicon) -> None:
    parties = _parties(
        lexicon,
        "Philippines signs contract for BrahMos missiles with India",
        "Manila and New Delhi signed the contract for anti-ship missiles on Friday. "
        "The first battery arrives next year, officials said. The crews train in India. "
        "Tensions with China have risen since a clash in the South China Sea.",
    )
    assert "CN" not in parties
    assert {"PH", "IN"} <= set(parties)


@pytest.mark.parametrize(
    ("title", "roles"),
    [
        ("Germany sells submarines to Singapore", {"DE": PartyRole.SUPPLIER, "SG": PartyRole.RECIPIENT}),
        ("Morocco buys tanks from Israel", {"MA": PartyRole.RECIPIENT, "IL": PartyRole.SUPPLIER}),
        ("Turkish drones for Pakistan", {"TR": PartyRole.SUPPLIER, "PK": PartyRole.RECIPIENT}),
        (
            "Pakistani MILGEM corvettes advance with Turkish technology transfer",
            {"PK": PartyRole.RECIPIENT, "TR": PartyRole.SUPPLIER},
        ),
        (
            "Sweden and Norway order C-390 aircraft from Brazil",
            {"SE": PartyRole.RECIPIENT, "NO": PartyRole.RECIPIENT, "BR": PartyRole.SUPPLIER},
        ),
        ("Argentina confirms receiving Tejas bid of India", {"AR": PartyRole.RECIPIENT, "IN": PartyRole.SUPPLIER}),
        ("Japan and Italy to develop a fighter jointly", {"JP": PartyRole.PARTNER, "IT": PartyRole.PARTNER}),
    ],
)
def test_roles_follow_the_clause(lexicon: Lexicon, title: str, roles: dict[str, PartyRole]) -> None:
    assert _parties(lexicon, title) == roles


def test_organisations_stand_with_their_home(lexicon: Lexicon) -> None:
    document = read(make_article(title="Hanwha Aerospace signs howitzer contract with Norway", text=""), lexicon)
    parties = {p.country: p.organisations for p in find_parties(document, lexicon.weights.party)}
    assert parties["KR"] == ("Hanwha Aerospace",)
    assert parties["NO"] == ()
