"""Who is named only in an aside is told from who acts."""

import pytest

from bot.analysis.bystanders import ASIDE, JOINED, named_as
from bot.analysis.document import read
from bot.analysis.lexicon import Lexicon
from support.values import make_article


def _ways(lexicon: Lexicon, title: str, text: str = "") -> dict[str, frozenset[str]]:
    document = read(make_article(title=title, text=text), lexicon)
    ways = named_as(document, document.mentions)
    return {m.key: ways[m.start] for m in document.mentions}


@pytest.mark.parametrize(
    ("title", "country", "way"),
    [
        ("Kenya fields radars against Somalia", "SO", "rival"),
        ("Kuwait faces Iran across the Gulf", "IR", "rival"),
        ("Latvia to retire its old Soviet and Czech howitzers", "CZ", "replaced"),
        ("Chile picks the Italian gun over the Swedish one", "SE", "compared"),
        ("Unlike Austria, Croatia buys tanks", "AT", "compared"),
        ("Oman takes Spanish ships, not French ones", "FR", "denied"),
        ("A radar operated by Norway", "NO", "other_user"),
        ("A howitzer with engines, with parts from Italy", "IT", "part"),
        ("Drones proven in Libya", "LY", "theatre"),
        ("Peru mulls frigates, Spanish media report", "ES", "voice"),
        ("Estonia arms itself as Russian threat grows", "RU", "threat"),
        ("Vienna talks: Chile and Peru agree", "AT", "meeting"),
        ("Chad Brown named chief of the yard", "TD", "name"),
    ],
)
def test_an_aside_is_known_by_the_words_beside_it(lexicon: Lexicon, title: str, country: str, way: str) -> None:
    assert way in _ways(lexicon, title).get(country, frozenset())


@pytest.mark.parametrize(
    ("title", "country"),
    [
        ("Norway in brief: a Danish firm will take over Norway’s oldest yard", "NO"),
        ("Canadian attack submarine bid grows", "CA"),
        ("Unlike Austria, Croatia buys tanks", "HR"),
        ("Jordan orders Turkish armoured vehicles", "JO"),
        ("Kyrgyzstan buys drones such as those flown from Georgia", "GE"),
    ],
)
def test_who_acts_is_in_no_aside(lexicon: Lexicon, title: str, country: str) -> None:
    assert not _ways(lexicon, title)[country] & ASIDE


@pytest.mark.parametrize(
    "dateline",
    ["WASHINGTON (Reuters) - ", "PARIS, June 3 - ", "Berlin, 3 June (dpa) – ", "SEOUL (Yonhap) — "],
)
def test_the_city_of_a_dateline_is_no_actor(lexicon: Lexicon, dateline: str) -> None:
    ways = _ways(lexicon, "A sale of frigates", f"{dateline}Chile has bought frigates from Norway, it said.")
    aside = {country for country, told in ways.items() if told & ASIDE}
    assert aside
    assert not aside & {"CL", "NO"}


def test_joined_names_share_what_is_told_of_them(lexicon: Lexicon) -> None:
    ways = _ways(lexicon, "Malta wants radars, Chinese and Russian threats or not")
    assert {"threat", JOINED} <= ways["CN"]
    assert {"threat", JOINED} <= ways["RU"]
