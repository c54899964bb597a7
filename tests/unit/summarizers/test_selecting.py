"""What is quoted together: agreement, limits, what is told already, and texts that are none."""

import pytest

from summarizers.base import DealFacts, PartyFact, Passage, Proof, Proved
from summarizers.selecting import Selector
from support.hashing import HashEncoder

ORDER = "Norway ordered 12 frigates from the yard in Gdansk on Monday."
CATS = "Visitors enjoyed the sunshine at the harbour."


def passage(text: str, *, id: str = "a", title: str = "Frigates", quote_chars: int = 1000) -> Passage:  # noqa: A002
    return Passage(id=id, title=title, text=text, quote_chars=quote_chars)


def test_what_is_told_already_is_not_asked_for_again() -> None:
    text = f"{ORDER} The guns for the frigates come from Kongsberg next year."
    first, _ = Selector(None).select([passage(text)], focus=["Gdansk"], budget=12)
    second, _ = Selector(None).select(
        [passage(text)], focus=["Gdansk", "Kongsberg"], budget=12, told=["Norway buys in Gdansk"]
    )
    assert "Gdansk" in first[0].text
    assert "Kongsberg" in second[0].text


def test_a_trimmed_sentence_costs_what_it_shows() -> None:
    long = "Norway ordered 12 frigates from the yard, which has built ships for the fleet for two centuries."
    told, why = Selector(None).select([passage(long, quote_chars=45)], focus=(), budget=60)
    assert why == ""
    assert [sentence.text for sentence in told] == ["Norway ordered 12 frigates from the yard."]
    assert told[0].verbatim


def test_a_fact_is_cut_only_where_the_title_tells_it() -> None:
    text = "Norway ordered the frigates for the northern fleet, which follows talks in Muscat on guns and on money."
    bare, _ = Selector(None).select([passage(text)], focus=(), budget=12)
    titled, _ = Selector(None).select([passage(text, title="Talks in Muscat end")], focus=(), budget=12)
    assert bare == ()
    assert [sentence.text for sentence in titled] == ["Norway ordered the frigates for the northern fleet."]


def test_a_fact_is_cut_where_another_chosen_sentence_tells_it() -> None:
    text = (
        "Norway ordered the frigates for the northern fleet, which follows talks in Muscat on guns and on money. "
        "The sides met in Muscat for a week."
    )
    told, _ = Selector(None).select([passage(text)], focus=["Norway", "frigates", "Muscat"], budget=17)
    assert [sentence.text for sentence in told] == [
        "Norway ordered the frigates for the northern fleet.",
        "The sides met in Muscat for a week.",
    ]


def proved(text: str) -> Proved:
    return Proved(text=text, proofs=(Proof(passage="a", quote=text),))


DEAL = DealFacts(
    parties=(
        PartyFact(code="NO", name=proved("Norway"), role="recipient"),
        PartyFact(code="PL", name=proved("Poland"), role="supplier"),
    ),
    stage="contract",
    stage_proofs=(Proof(passage="a", quote="signed"),),
    designations=(proved("Miecznik"),),
)


def test_the_sentence_that_proves_the_stage_leads() -> None:
    text = (
        "The harbour of Gdynia has seen ships of every kind since the days of the old kings and their fleets. "
        "Norway and Poland signed the papers for the hulls in the hall of the old crane. "
        "The harbour of Gdynia keeps every ship of the old kings and their fleets in a museum by the sea."
    )
    plain, _ = Selector(None).select([passage(text, title="The harbour of Gdynia")], focus=(), budget=20)
    dealt, _ = Selector(None).select([passage(text, title="The harbour of Gdynia")], focus=(), budget=20, facts=DEAL)
    assert "signed" not in plain[0].text
    assert [sentence.text for sentence in dealt] == [
        "Norway and Poland signed the papers for the hulls in the hall of the old crane."
    ]


def test_of_several_passages_the_one_that_proves_the_stage_leads_though_its_title_says_so() -> None:
    before = "Norway chose Poland as the builder of its hulls, after a long race that the press had followed for years."
    now = "Norway and Poland have now put their names under the papers for the hulls in the hall of the old crane."
    passages = [
        Passage(id="old", title="Norway chooses Poland", text=before, outlet="Old", quote_chars=400),
        Passage(id="a", title="Norway and Poland signed", text=now, outlet="New", quote_chars=400),
    ]
    told, _ = Selector(None).select(passages, focus=(), budget=30, facts=DEAL)
    assert [sentence.sources for sentence in told] == [("a",), ("old",)]
    assert told[0].text.startswith("Norway and Poland have now put their names under the papers")


@pytest.mark.parametrize("filling", [CATS, "The guests stayed for a two-day feast in the hall of the old crane."])
def test_filling_is_not_quoted_where_facts_are_known(filling: str) -> None:
    text = f"Norway signed the papers for the Miecznik. {filling}"
    plain, _ = Selector(None).select([passage(text)], focus=(), budget=30)
    dealt, _ = Selector(None).select([passage(text)], focus=(), budget=30, facts=DEAL)
    assert [sentence.text for sentence in plain] == ["Norway signed the papers for the Miecznik.", filling]
    assert [sentence.text for sentence in dealt] == ["Norway signed the papers for the Miecznik."]


@pytest.mark.parametrize(
    "bound",
    [
        "No order has been placed.",
        "It does not commit either side to a purchase.",
        "The government in Oslo did not confirm this.",
        "The sale still needs approval by the two chambers.",
        "The papers are subject to a vote on money for them.",
        "Neither the chamber nor the yard commented.",
    ],
)
def test_what_bounds_a_chosen_sentence_is_told_beside_it(bound: str) -> None:
    text = (
        f"Norway and Poland agreed on papers for the purchase of frigates of the Miecznik kind. {bound} "
        "Norway has bought radars, sonars and guns for its frigates from makers in the south for years."
    )
    told, _ = Selector(None).select([passage(text)], focus=(), budget=28, facts=DEAL)
    assert [sentence.text for sentence in told][1:] == [bound]


def test_where_little_may_be_quoted_a_short_sentence_that_tells_no_fact_gives_way_to_none() -> None:
    text = (
        "Norway and Poland signed the papers for the hulls of the frigates of the Miecznik kind in the hall of the old "
        "crane. Norway praised the fine weather and the band."
    )
    told, why = Selector(None).select([passage(text, quote_chars=60)], focus=(), budget=60, facts=DEAL)
    assert told == ()
    assert why == "no sentence that may be quoted tells a fact of the deal"


def test_nothing_is_quoted_where_nothing_may_be_and_the_reason_is_given() -> None:
    told, why = Selector(None).select([passage(ORDER, quote_chars=0)], focus=(), budget=60)
    assert told == ()
    assert why == "no whole sentence fits the budget and what may be quoted of its source"


def test_what_several_passages_tell_is_worth_more() -> None:
    told = [
        passage("The crane at the yard broke on Sunday evening. Poland builds the hull for the frigates.", id="a"),
        passage("A band played at the harbour in the evening. Poland builds the hull of those frigates.", id="b"),
        passage("The mayor spoke at the harbour for an hour. Poland will build the hull for new frigates.", id="c"),
    ]
    chosen, _ = Selector(None).select(told, focus=(), budget=9)
    assert "hull" in chosen[0].text


@pytest.mark.parametrize("encoder", [None, HashEncoder()])
def test_the_same_sentence_in_two_passages_is_told_once_with_both_sources(encoder: HashEncoder | None) -> None:
    told, _ = Selector(encoder).select(
        [passage(f"{ORDER} {CATS}", id="a"), passage(f"{CATS} {ORDER}", id="b")], focus=["12"], budget=60
    )
    order = [sentence for sentence in told if "12" in sentence.text]
    assert [set(sentence.sources) for sentence in order] == [{"a", "b"}]


def test_one_passage_is_read_without_the_encoder() -> None:
    encoder = HashEncoder()
    Selector(encoder).select([passage(f"{ORDER} {CATS}")], focus=(), budget=60)
    assert encoder.calls == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "word " * 20_000,
        "Norway ordered it, which " * 2_000 + "is all.",
        '" ' * 30_000 + ".",
        "Norway bought the jets and " * 2_000 + "left.",
        "🚀" * 3_000 + ". 🚀 Norway ordered 12 frigates.",
        "وقعت النرويج عقدا لشراء 12 فرقاطة من الشركة. " * 300,
        "".join(chr(number % 32) for number in range(5_000)) + ORDER,
        f"{ORDER} " * 40_000,
    ],
)
def test_any_text_gives_sentences_or_a_reason(text: str) -> None:
    told, why = Selector(None).select([passage(text, quote_chars=10_000)], focus=["Norway"], budget=60)
    assert bool(told) != bool(why)
