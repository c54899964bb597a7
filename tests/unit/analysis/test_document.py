"""A document knows its sentences, and leaves the outlet's name unread."""

from bot.analysis.document import read
from bot.analysis.lexicon import Lexicon
from support.values import make_article


def test_an_outlet_behind_the_title_is_not_read(lexicon: Lexicon) -> None:
    title = "Hanwha wins howitzer contract in Romania - The Korea Times"
    document = read(make_article(title=title, text=f"{title.rsplit(' - ', 1)[0]}  The Korea Times"), lexicon)
    assert document.title == "Hanwha wins howitzer contract in Romania"
    assert {mention.key for mention in document.mentions if mention.is_country} == {"RO"}
    assert document.lead_end == 0


def test_spans_point_into_the_full_text(lexicon: Lexicon) -> None:
    article = make_article(title="Drones for Pakistan", text="Ankara will sell drones.\n\nIslamabad pays $30 million.")
    document = read(article, lexicon)
    assert [article.full_text[s.start : s.end] for s in document.sentences] == [
        "Drones for Pakistan",
        "Ankara will sell drones.",
        "Islamabad pays $30 million.",
    ]
    assert [(m.sentence, m.homes) for m in document.mentions if m.is_country] == [
        (0, ("PK",)),
        (1, ("TR",)),
        (2, ("PK",)),
    ]


def test_common_nouns_are_no_countries(lexicon: Lexicon) -> None:
    text = "They served turkey on fine china above the Indian Ocean; let us see."
    document = read(make_article(title="A dinner with a view", text=text), lexicon)
    assert not [mention for mention in document.mentions if mention.is_country]


def test_an_empty_article_can_be_read(lexicon: Lexicon) -> None:
    document = read(make_article(title="", text=""), lexicon)
    assert document.mentions == ()
    assert document.cues == ()
