"""Trimmed sentences say nothing else than the sentence: what is left are its own words, facts and denials whole."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizers.grounding import check
from summarizers.reading import find_money, find_numbers, find_proper_names, negations
from summarizers.trimming import GAP, shortest, trimmed, variants
from summarizers.trimming_cuts import cuts
from summarizers.trimming_facts import facts, told
from summarizers.trimming_guards import hangs


@pytest.mark.parametrize(
    ("sentence", "form"),
    [
        (
            "Norway ordered 12 frigates from the yard, which has built ships for two centuries.",
            "Norway ordered 12 frigates from the yard.",
        ),
        (
            "The ministry picked the Danish radar, making it the third buyer in the region.",
            "The ministry picked the Danish radar.",
        ),
        (
            "Chile will receive 30 trucks next spring, while the army looks for a cheaper kind.",
            "Chile will receive 30 trucks next spring.",
        ),
        (
            "Portugal signed the contract for five drones after two years of tests in the desert.",
            "Portugal signed the contract for five drones.",
        ),
        (
            "Saab, which builds the aircraft by the sea, has won a second order from Hungary.",
            f"Saab {GAP} has won a second order from Hungary.",
        ),
        (
            "Kongsberg, a maker of guns and missiles, will open a plant in Australia.",
            f"Kongsberg {GAP} will open a plant in Australia.",
        ),
        (
            "The two navies agreed on the common hull, the yard said in a statement on Monday.",
            "The two navies agreed on the common hull, the yard said.",
        ),
        (
            "After a visit to the works, the minister of Finland praised the new turret.",
            "The minister of Finland praised the new turret.",
        ),
        (
            "Norway ordered 12 frigates from the yard, which has built ships for years, two officials said on Friday.",
            f"Norway ordered 12 frigates from the yard {GAP}, two officials said on Friday.",
        ),
        (
            "Peru turned the second offer down, saying the price of the jets had risen.",
            "Peru turned the second offer down.",
        ),
        (
            "The fleet thanked its new secretary of defence, Gen. Ana Lopes.",
            "The fleet thanked its new secretary of defence.",
        ),
        (
            "The envoys of Oman met the makers of the engine on Monday.",
            "The envoys of Oman met the makers of the engine.",
        ),
        (
            "Estonia bought 18 howitzers from Seoul and trained its gunners at home.",
            "Estonia bought 18 howitzers from Seoul.",
        ),
        (
            "Brazil delivered the first two transport aircraft (the makers call them their pride) to Lisbon.",
            f"Brazil delivered the first two transport aircraft {GAP} to Lisbon.",
        ),
    ],
)
def test_what_only_adds_may_go(sentence: str, form: str) -> None:
    assert form in variants(sentence, most=12)


@pytest.mark.parametrize(
    "sentence",
    [
        "Norway will order the frigates if its parliament agrees to the price.",
        "Norway will order the frigates unless the yard raises its price again.",
        "The sale of the jets will go ahead, subject to approval by Congress.",
        "The two countries signed the deal, pending a vote in both parliaments.",
        "The jets were delivered, but none of them can fly at night.",
        "The jets were delivered, although the engines have failed twice.",
        "The jets were delivered, which the minister has never admitted in public.",
        "The ministry has ordered 40 tanks, as the company claimed last week.",
        "The company did not sign the contract because the price had risen.",
        "“We have signed the contract, which took us two years of work.”",
        "It is the largest order for tanks in Europe.",
        "The visit comes after months of talks on the engine.",
        "The works are in Tampere.",
        "The minister said the plant in Gdansk makes shells.",
        "Only three of the jets in Poland can fly.",
        "The sides held talks between the yard and the ministry on Monday.",
        "They replaced the engine with a Turkish one.",
        "The jets will be built at home after the ban on imports begins.",
        "The jets will be built at home when the ban on imports begins.",
        "The navy began a study of the hull as informed by the admiral.",
        "The jets were classified as the trainers that will be flown at home.",
        "The yard designed and developed the hull of the frigate.",
        "The envoy spoke of closing the works, selling the yard, moving the crane.",
        "The envoy said that Ana Lopes, who is 26, and her brother, who is 19.",
        "The envoy met the High Commissioner for Human Rights.",
        "The envoys met their hosts at the works on Monday to set out how they would build the hull.",
        "The army signed a contract for 12 helicopters with Leonardo of Italy.",
        "The yard provides the fleet with two ships from Istanbul and two from Karachi.",
        "The crews handed over the vehicles in Ukraine to the Slovak army.",
        "The bureau is working with the army of India, a national agency in South Korea.",
        "The firm recently established an office in Kuala Lumpur.",
        "The minister offered the missiles to Vietnam, with a credit line of 500 million dollars.",
        "The council has proposed a joint development program for the new missile.",
        "The ministry already has started the procurement process for a tanker.",
        "The navy has now received the frigates under a licence from Germany.",
        "The group will take over the works, raising its stake to 49 percent.",
        "The makers want to sell the older kind, replacing it with the Archer-NG.",
    ],
)
def test_what_bounds_denies_or_vouches_stays(sentence: str) -> None:
    assert variants(sentence, most=12) == ()


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("The army signed the deal on Monday, which follows talks in Muscat.", "Talks in Muscat end"),
        ("The army praised the old tank, while the Polish fleet waits for 26 jets.", "Poland waits for 26 jets"),
    ],
)
def test_what_the_title_tells_may_go(sentence: str, title: str) -> None:
    assert variants(sentence) == ()
    assert any(form.lost <= told([title]) for form in trimmed(sentence))


@pytest.mark.parametrize(
    "end",
    [
        "which",
        "that",
        "whose",
        "where",
        "because",
        "than",
        "so",
        "not",
        "be",
        "been",
        "would",
        "to act",
        "and provides",
    ],
)
def test_nothing_hangs_at_the_end(end: str) -> None:
    assert hangs(f"The yard in Gdansk built the launch vehicle {end}.")
    assert not hangs("The yard in Gdansk built the launch vehicle.")


def test_a_verb_alone_behind_a_comma_hangs() -> None:
    assert hangs("The contract, signed with the state company in 2018, provides.")
    assert hangs("Peru selected the jets, made.")


def test_a_speaker_without_a_word_said_hangs() -> None:
    assert hangs("The minister of Norway said during a visit to Oman.")
    assert not hangs("The minister of Norway said during a visit to Oman the hull was built.")
    assert not hangs("The hull will be built, the minister said on Monday.")


def test_an_open_clause_is_not_closed_by_the_verb_behind_it() -> None:
    sentence = "The army ordered the drone, which its bureau for airships, the Flying House, developed at home by hand."
    assert all("which" not in form or "developed" in form for form in variants(sentence, most=12))


@pytest.mark.parametrize(
    ("sentence", "whose"),
    [
        ("The ministry has ordered 40 tanks, the newspaper wrote on Tuesday.", "the newspaper wrote"),
        ("The ministry has ordered 40 tanks, according to two people in the company.", "according to two people"),
        ("Saab, which builds the jets, has won the order, the agency said in a statement.", "the agency said"),
        ("Saab said in a press release that it has won the order.", "Saab said"),
    ],
)
def test_whose_word_it_is_stays_when_where_it_was_said_goes(sentence: str, whose: str) -> None:
    forms = variants(sentence, most=12)
    assert forms
    assert all(whose in form for form in forms)


def test_a_sentence_with_an_unpaired_quotation_mark_is_left_alone() -> None:
    assert variants("“Norway ordered 12 frigates from the yard, which has built ships for two centuries.") == ()


def test_a_page_without_full_stops_is_left_alone() -> None:
    assert variants("Norway ordered 12 frigates from the yard, which " + "built a ship and " * 3000 + "a boat.") == ()


def test_a_quotation_goes_whole_or_not_at_all() -> None:
    sentence = 'Norway ordered 12 frigates, calling them "a gift, which we needed, to the fleet".'
    assert variants(sentence) == ("Norway ordered 12 frigates.",) or variants(sentence) == ()
    assert all(form.count('"') in (0, 2) for form in variants(sentence))


PARTS = [
    "Norway ordered 12 frigates", "the yard in Gdansk", "will deliver 1,200 shells worth $3.5 million",
    "Saab has won it", ", which has built ships", ", who was born in Oslo, said", ", making it the third buyer",
    ", while Peru waits", "after two years of talks", "not", "never signed", "did not agree", "without the engine",
    ", said the ministry", "the minister said in a statement on Monday", "in Warsaw", "on Tuesday",
    "and bought 40 tanks", ", a Danish firm, will", "with the U.S. Navy", "from General Dynamics Corp.",
    "“we will see”", '"', "“", "”", "(HAL)", "(the big maker of jets)", "– all of them –", "if", "unless", ", but",
    "because of the price", "5 km", "10 per cent", "the", "a", "of", ";", ":", "as the talks ended",
    "when it rained", "for the army", "No. 5", "€650m", "on 3 May 2026", "🚀", "\u202e", "…",
]  # fmt: skip
SENTENCES = st.one_of(
    st.lists(st.sampled_from(PARTS), min_size=3, max_size=16).map(
        lambda parts: " ".join(parts).replace(" ,", ",") + "."
    ),
    st.text(max_size=120),
)


@settings(max_examples=300, deadline=None)
@given(SENTENCES)
def test_a_form_holds_only_words_of_its_sentence_in_order(sentence: str) -> None:
    sentence = " ".join(sentence.split())
    own = _plain(sentence)
    for form in variants(sentence, most=12):
        rest = iter(own)
        assert len(form.split()) < len(sentence.split())
        assert all(word in rest for word in _plain(form))


@settings(max_examples=300, deadline=None)
@given(SENTENCES)
def test_no_cut_parts_a_figure_from_its_unit_a_name_or_a_denial(sentence: str) -> None:
    sentence = " ".join(sentence.split())
    kept = [*find_numbers(sentence), *find_money(sentence), *find_proper_names(sentence), *negations(sentence)]
    for cut in cuts(sentence):
        assert all(span.end <= cut.start or span.start >= cut.end or _within(span, cut) for span in kept)
        assert not negations(sentence[cut.start : cut.end])


@settings(max_examples=300, deadline=None)
@given(SENTENCES)
def test_every_denial_is_kept_and_what_follows_it_too_or_the_tail_went(sentence: str) -> None:
    sentence = " ".join(sentence.split())
    denials = [span.of(sentence).lower() for span in negations(sentence)]
    for form in variants(sentence, most=12):
        assert [span.of(form).lower() for span in negations(form)] == denials


@settings(max_examples=200, deadline=None)
@given(SENTENCES)
def test_a_form_that_stands_alone_tells_every_fact_of_its_sentence(sentence: str) -> None:
    sentence = " ".join(sentence.split())
    all_told = [fact for _, fact in facts(sentence) if fact.startswith("=")]
    for form in variants(sentence, most=12):
        assert [fact for _, fact in facts(form) if fact.startswith("=")] == all_told
        assert not hangs(form)


@settings(max_examples=200, deadline=None)
@given(SENTENCES)
def test_trimming_twice_is_trimming_once(sentence: str) -> None:
    once = shortest(" ".join(sentence.split()))
    assert shortest(once) == once


@settings(max_examples=150, deadline=None)
@given(SENTENCES)
def test_a_trimmed_form_holds_at_the_gate(sentence: str) -> None:
    sentence = " ".join(sentence.split())
    if not check([sentence], sentence).flags:
        for form in variants(sentence, most=12):
            assert check([sentence], form).flags == ()


def _plain(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _within(span: object, cut: object) -> bool:
    return bool(cut.start <= span.start and span.end <= cut.end)  # type: ignore[attr-defined]
