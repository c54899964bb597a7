"""A joint firm stands for the home said beside it, for all its homes where none is."""

import pytest

from bot.analysis.document import read
from bot.analysis.homes import homes_here
from bot.analysis.lexicon import EQUIPMENT, ORGANISATION, Lexicon
from support.values import make_article


@pytest.mark.parametrize(
    ("title", "homes"),
    [
        ("Airbus delivers tankers", {"FR", "DE", "ES"}),
        ("Airbus Germany delivers tankers", {"DE"}),
        ("Spain's Airbus delivers tankers", {"ES"}),
        ("The Spanish arm of Airbus delivers tankers", {"ES"}),
        ("Airbus delivers tankers as Spain cheers", {"FR", "DE", "ES"}),
        ("India's BrahMos Aerospace opens a plant", {"IN", "RU"}),
        ("Britain sells Eurofighter jets to Oman", {"GB"}),
        ("Oman wants Eurofighter jets", {"DE", "GB", "IT", "ES"}),
    ],
)
def test_the_text_says_which_home_is_meant(lexicon: Lexicon, title: str, homes: set[str]) -> None:
    document = read(make_article(title=title, text=""), lexicon)
    found = homes_here(document, document.mentions)
    kinds = {ORGANISATION, EQUIPMENT}
    assert {home for m in document.mentions if m.kind in kinds and len(m.homes) > 1 for home in found[m.start]} == homes
