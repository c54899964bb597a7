"""Parties are who cooperates; rivals, theatres and bystanders are not; roles follow the clause."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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


TRADES = (
    (
        "{a} buys tanks from {b}",
        "{a} has bought 40 tanks from {b}, its defence ministry said.",
        "recipient",
        "supplier",
    ),
    ("{a} sells frigates to {b}", "The frigates of {a} go to {b} next year.", "supplier", "recipient"),
    ("{a} and {b} to co-develop a missile", "", "partner", "partner"),
)
SWALLOWED_TERRITORIES = {"AS", "GF", "PF"}  # American Samoa, French Guiana, French Polynesia: they buy no arms


@given(st.data(), st.sampled_from(TRADES))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_two_countries_are_read_alike(lexicon: Lexicon, data: st.DataObject, trade: tuple[str, ...]) -> None:
    codes = sorted(set(lexicon.countries) - SWALLOWED_TERRITORIES - {"EU", "NATO"})
    a = data.draw(st.sampled_from(codes))
    b = data.draw(st.sampled_from([code for code in codes if code != a]))
    title, text, first, second = (part.format(a=lexicon.label(a), b=lexicon.label(b)) for part in trade)
    assert {c: role.value for c, role in _parties(lexicon, title, text).items()} == {a: first, b: second}


@given(
    st.sampled_from(("WASHINGTON (Reuters) - ", "BERLIN, June 3 (dpa) – ", "Canberra, 3 June (AAP) – ", "OTTAWA -- ")),
    st.sampled_from(TRADES[:2]),
    st.sampled_from((("PL", "KR"), ("KE", "TR"), ("CL", "IL"), ("VN", "CZ"))),
)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_dateline_changes_nothing(
    lexicon: Lexicon, dateline: str, trade: tuple[str, ...], pair: tuple[str, str]
) -> None:
    title, text, *_ = (part.format(a=lexicon.label(pair[0]), b=lexicon.label(pair[1])) for part in trade)
    assert _parties(lexicon, title, dateline + text) == _parties(lexicon, title, text)
