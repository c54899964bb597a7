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


def test_cues_are_asked_for_by_family_and_sentence(lexicon: Lexicon) -> None:
    text = "Saab will build radars in Brazil under a joint venture. Poland signed a contract for tanks."
    document = read(make_article(title="Radars and tanks", text=text), lexicon)
    by_family = {cue.family for cue in document.cues}
    assert {cue for family in by_family for cue in document.cues_of(family)} == set(document.cues)
    assert {cue.sentence for cue in document.cues_of("sector", 2)} == {2}
    assert list(document.cues_of("no such family")) == []


def test_a_deal_sentence_holds_a_word_of_cooperation_and_one_of_arms(lexicon: Lexicon) -> None:
    text = "The two firms plan a joint venture for radars. Tanks drove by. They signed an agreement on wheat."
    document = read(make_article(title="Notes of the day", text=text), lexicon)
    assert document.deal_sentences == {1}
