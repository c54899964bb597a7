"""Whose word it is: hearsay, one side's, both sides', or a document's; with the words that tell so."""

import pytest

from bot.analysis.attribution import Attribution, attributions
from bot.analysis.certainty import find_certainty
from bot.analysis.document import read
from bot.analysis.lexicon import Lexicon
from bot.analysis.stage import find_stage
from bot.domain.vocabulary import Certainty
from support.values import make_article

NAMED, ANONYMOUS = Attribution.NAMED, Attribution.ANONYMOUS


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("The minister said the jets would come.", [NAMED]),
        ("“We will buy them,” said Colonel Ortega.", [NAMED]),
        ("Saab has confirmed the order.", [NAMED]),
        ("According to the ministry, the ships are late.", [NAMED]),
        ("The firm wrote in a statement.", [NAMED, NAMED]),
        ("Officials who asked not to be named told reporters so.", [ANONYMOUS, NAMED]),
        ("Sources said the jets would come.", [ANONYMOUS]),
        ("According to media reports, the ships are late.", [ANONYMOUS]),
        ("The two are reportedly in talks.", [ANONYMOUS]),
        ("Chile is said to want frigates.", [ANONYMOUS]),
        ("People familiar with the talks expect a deal.", [ANONYMOUS]),
        ("It was confirmed that the radar works.", []),
        ("The navy has not confirmed the order.", []),
        ("The hull is built according to the specifications of the navy.", []),
        ("The order was delayed.", []),
    ],
)
def test_who_is_quoted(sentence: str, kinds: list[Attribution]) -> None:
    assert [kind for kind, _, _ in attributions(sentence)] == kinds


PLAIN = "The navy looks at several yards. The hulls are long. The crews are small. The base lies in the south."


@pytest.mark.parametrize(
    ("title", "text", "certainty"),
    [
        ("Chile and frigates", "Sources said Chile would buy frigates. The minister said nothing.", Certainty.RUMOUR),
        ("Chile and frigates", "Chile is said to want Spanish frigates, local media report.", Certainty.RUMOUR),
        ("Chile likely to buy frigates from Spain", PLAIN, Certainty.RUMOUR),
        ("Chile and its frigates from Spain", PLAIN, Certainty.RUMOUR),
        ("Chile buys frigates", "The minister said a yard had been chosen.", Certainty.ONE_PARTY),
        ("Chile buys frigates", "Navantia announced the sale. Sources say it is large.", Certainty.ONE_PARTY),
        ("Chile signs contract for frigates with Navantia", PLAIN, Certainty.ONE_PARTY),
        ("Opinion: why Chile needs frigates from Spain", PLAIN, Certainty.ONE_PARTY),
        ("Chile and Spain sign contract for frigates", "The minister said so.", Certainty.BOTH_PARTIES),
        ("Chile buys frigates", "The two sides agreed on frigates. “Good,” the minister said.", Certainty.BOTH_PARTIES),
        ("Chile buys frigates", "The ministers issued a joint statement on frigates.", Certainty.BOTH_PARTIES),
        ("Chile buys frigates", "SANTIAGO, GLOBE NEWSWIRE - Navantia sells frigates.", Certainty.PRIMARY_DOCUMENT),
        ("Radars for Chile", "We are proud to announce radars for Chile.", Certainty.PRIMARY_DOCUMENT),
        (
            "Missiles for Chile",
            "The State Department has made a determination approving a possible Foreign Military Sale of missiles.",
            Certainty.PRIMARY_DOCUMENT,
        ),
        (
            "Contracts",
            "Raven Yards, Austin, was awarded a $40 million firm-fixed-price contract for radars for Chile.",
            Certainty.PRIMARY_DOCUMENT,
        ),
    ],
)
def test_whose_word_a_text_is(lexicon: Lexicon, title: str, text: str, certainty: Certainty) -> None:
    document = read(make_article(title=title, text=text), lexicon)
    reading = find_certainty(document, find_stage(document))
    assert reading.certainty is certainty


def test_an_agreement_of_years_before_does_not_vouch_for_the_news(lexicon: Lexicon) -> None:
    text = "Chile wants more frigates, the minister said. Chile and Spain signed a contract in 2019 for frigates."
    document = read(make_article(title="Chile wants frigates", text=text), lexicon)
    reading = find_certainty(document)
    assert reading.certainty is Certainty.ONE_PARTY


def test_the_words_that_tell_are_kept(lexicon: Lexicon) -> None:
    text = "Chile wants frigates. Sources close to the navy expect an order."
    reading = find_certainty(read(make_article(title="Chile and frigates", text=text), lexicon))
    assert [(proof.quote, proof.sentence) for proof in reading.evidence] == [("Sources close", 2)]
