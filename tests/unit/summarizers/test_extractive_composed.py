"""Quotations, composed lines and contradictions together: what is told, in which order, and what is left out."""

from dataclasses import replace

import pytest

from summarizers.base import HEADLINE_WORDS, DealFacts, Summary
from summarizers.extractive import Extractive
from summarizers.reading import count_words
from support.deals import make_passage, make_request, party, proofs, proved, shipped_wording

TITLE = "South Korea sells 180 K2 tanks to Poland under a contract"
TEXT = (
    "South Korea sells 180 K2 tanks to Poland under a contract, both governments said on Monday. "
    "The Krab howitzer was shown beside them by the maker. "
    "Part of the work will be done in Poznan, the ministry said."
)
FACTS = DealFacts(
    parties=(party("KR", "South Korea", "supplier"), party("PL", "Poland", "recipient")),
    sectors=("armoured_vehicles",),
    types=("procurement",),
    stage="contract",
    stage_proofs=proofs("contract"),
    certainty="both_parties",
    designations=(proved("K2"), proved("Krab")),
    quantities=(proved("180 K2 tanks", amount=180.0),),
)
FOCUS = (("Poland",), ("South Korea",), ("K2",), ("180 K2 tanks",))


def told(*passages: object, facts: DealFacts | None = FACTS, budget: int = 60) -> Summary:
    request = make_request(*passages, facts=facts, focus=FOCUS, budget=budget)  # type: ignore[arg-type]
    return Extractive(None, wording=shipped_wording()).summarise(request)


def test_quotations_come_first_and_what_they_leave_out_is_mentioned() -> None:
    summary = told(make_passage(TEXT, title=TITLE, quote_chars=100))
    assert [one.verbatim for one in summary.sentences] == [True, False]
    assert summary.sentences[1].text == "Also mentioned: Krab."
    assert summary.sentences[1].sources == ("a",)
    assert summary.gate.checked == 1


def test_where_nothing_may_be_quoted_the_summary_is_composed() -> None:
    summary = told(make_passage(TEXT, title=TITLE, quote_chars=0))
    assert [one.verbatim for one in summary.sentences] == [False, False]
    assert summary.text == (
        "South Korea supplies Poland with 180 K2 tanks; contract, both sides' word. Also mentioned: Krab."
    )
    assert any("what may be quoted of its source" in note for note in summary.fallbacks)


def test_the_deal_goes_first_where_neither_title_nor_quotation_tells_it() -> None:
    led = "South Korea and Poland have a contract for 180 K2 tanks worth 6 billion dollars, both of them said in May."
    text = f"{led} Poland will receive the first 20 of them in Gdynia in two years."
    facts = replace(FACTS, values=(proved("6 billion dollars", amount=6e9, currency="USD"),))
    summary = told(make_passage(text, title="South Korea and Poland agree", quote_chars=80), facts=facts)
    assert [one.verbatim for one in summary.sentences] == [False, True]
    assert summary.sentences[0].text.startswith("South Korea and Poland: contract for 180 K2 tanks, 6 billion dollars")


def test_a_deal_that_a_quotation_tells_is_not_told_twice() -> None:
    text = "South Korea and Poland go on with the joint building of 180 K2 tanks in Poznan, both said."
    title = "Yard goes on with production of 180 K2 tanks by South Korea and Poland"
    facts = replace(FACTS, stage="production", stage_proofs=proofs("production"))
    summary = told(make_passage(text, title=title), facts=facts)
    assert [one.text for one in summary.sentences if one.text.startswith("South Korea and Poland: ")] == []


def test_a_delay_is_told_of_what_is_put_off() -> None:
    text = "Poland has postponed a contract with South Korea for 180 K2 tanks until May, officials said."
    facts = replace(FACTS, stage="delayed", stage_proofs=proofs("postponed"), certainty="both_parties")
    summary = told(make_passage(text, title="Poland puts off tanks", quote_chars=0), facts=facts)
    assert summary.text.startswith("South Korea and Poland: delay to 180 K2 tanks")


def test_without_a_deal_to_tell_names_are_mentioned_alone() -> None:
    facts = replace(FACTS, stage="", stage_proofs=())
    summary = told(make_passage(TEXT, title=TITLE, quote_chars=0), facts=facts)
    assert summary.text == "Also mentioned: Krab."


def test_a_title_that_tells_more_than_is_proved_gets_no_line_of_less() -> None:
    facts = replace(FACTS, stage="talks", stage_proofs=proofs("talks"))
    title = "Poland bought 180 K2 tanks of South Korea, talks say"
    summary = told(make_passage(TEXT, title=title, quote_chars=0), facts=facts)
    assert "talks on" not in summary.text


def test_without_facts_or_wording_nothing_is_composed() -> None:
    bare = told(make_passage(TEXT, title=TITLE), facts=None)
    plain = Extractive(None).summarise(make_request(make_passage(TEXT, title=TITLE), facts=FACTS, focus=FOCUS))
    for summary in (bare, plain):
        assert summary.sentences
        assert all(one.verbatim for one in summary.sentences)
        assert summary.headline == TITLE


def test_another_language_is_told_by_what_is_proved() -> None:
    text = "Güney Kore, Polonya'ya K2 tankları satıyor. Sözleşme imzalandı ve teslimat başlayacak."
    proof = {"quote": "K2"}
    facts = replace(
        FACTS,
        parties=(party("KR", "South Korea"), party("PL", "Poland")),
        stage_proofs=proofs("Sözleşme"),
        designations=(proved("K2", **proof),),
        quantities=(),
    )
    foreign = make_passage(text, title="South Korea, Poland: K2 Sözleşme", language="tr")
    summary = told(foreign, facts=facts)
    assert [one.verbatim for one in summary.sentences] == [False]
    assert summary.text == "South Korea and Poland: contract for K2, both sides' word."
    assert summary.headline == "South Korea–Poland: contract for K2 (from Turkish)"


def test_another_language_without_facts_is_quoted_and_marked() -> None:
    text = "Bakanlık bugün Ankara'da yeni bir sözleşme imzalandığını açıkladı."
    summary = told(make_passage(text, title="Sözleşme imzalandı", language="tr"), facts=DealFacts())
    assert [one.text for one in summary.sentences] == [text]
    assert summary.headline == "Sözleşme imzalandı (in Turkish)"
    assert any("its own language" in note for note in summary.fallbacks)


def test_english_texts_are_quoted_and_foreign_ones_not() -> None:
    foreign = make_passage("Bu çok uzun ve önemli bir Türkçe cümledir.", id="b", title="Başlık", language="tr")
    summary = told(foreign, make_passage(TEXT, title=TITLE))
    assert all("Türkçe" not in one.text for one in summary.sentences)
    assert summary.headline == TITLE


def test_sources_that_differ_are_shown_with_their_outlets() -> None:
    other = make_passage("South Korea sells Poland 120 K2 tanks, officials said.", id="b", title="Tanks", outlet="Post")
    facts = replace(FACTS, quantities=(proved("180 K2 tanks", amount=180.0), proved("120 K2 tanks", "b", amount=120.0)))
    summary = told(make_passage(TEXT, title=TITLE), other, facts=facts)
    line = next(one for one in summary.sentences if one.text.startswith("Sources differ"))
    assert line.text == "Sources differ on the number: 180 K2 tanks (Wire) against 120 K2 tanks (Post)."
    assert line.sources == ("a", "b")
    assert not line.verbatim


def test_a_figure_in_dispute_is_told_by_nobody_else() -> None:
    other = make_passage("South Korea sells Poland 120 K2 tanks.", id="b", title="Tanks", outlet="Post", quote_chars=0)
    facts = replace(FACTS, quantities=(proved("180 K2 tanks", amount=180.0), proved("120 K2 tanks", "b", amount=120.0)))
    summary = told(make_passage(TEXT, title=TITLE, quote_chars=0), other, facts=facts)
    assert [one.text for one in summary.sentences] == [
        "South Korea supplies Poland with K2; contract, both sides' word.",
        "Also mentioned: Krab.",
        "Sources differ on the number: 180 K2 tanks (Wire) against 120 K2 tanks (Post).",
    ]


def test_a_composed_line_the_gate_refuses_is_not_told() -> None:
    parties = (FACTS.parties[0], party("BR", "Brazil", organisations=("Poland",)))
    facts = replace(FACTS, parties=parties, designations=(proved("K2"), proved("Leopard 9")))
    summary = told(make_passage(TEXT, title=TITLE, quote_chars=0), facts=facts)
    assert "Brazil" not in summary.text
    assert "Leopard" not in summary.text
    assert summary.gate.replaced == 1
    assert any("did not hold" in note for note in summary.fallbacks)


@pytest.mark.parametrize("budget", [5, 12, 20, 33, 60])
def test_all_sentences_together_stay_within_the_budget(budget: int) -> None:
    for chars in (0, 150, 2000):
        summary = told(make_passage(TEXT, title=TITLE, quote_chars=chars), budget=budget)
        assert count_words(summary.text) <= budget


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x " * 50_000,
        TEXT * 2_000,
        "\u202eשלום " * 500,
        "\x00\x07K2\x1b[31m " * 300,
        "😀" * 5_000,
        "K2" + "!" * 9_000,
    ],
)
def test_hostile_texts_cost_the_quotation_and_nothing_else(text: str) -> None:
    for chars in (0, 2000):
        summary = told(make_passage(text, title=TITLE, quote_chars=chars))
        assert summary.sentences or summary.fallbacks
        assert count_words(summary.text) <= 60
        assert len(summary.headline.split()) <= HEADLINE_WORDS


def test_in_another_language_lines_are_composed_as_well() -> None:
    request = make_request(make_passage(TEXT, title=TITLE, quote_chars=0), facts=FACTS, focus=FOCUS)
    summary = Extractive(None, wording=shipped_wording("de")).summarise(request)
    assert summary.text.startswith("South Korea an Poland: 180 K2 tanks; Vertrag")


def test_wording_belongs_to_what_a_summary_depends_on() -> None:
    prints = {
        Extractive(None, wording=wording).fingerprint
        for wording in (None, shipped_wording(), shipped_wording("de"))
    }  # fmt: skip
    assert len(prints) == 3
