"""Composed lines: one plain sentence of what is proved, and nothing else."""

from dataclasses import replace
from typing import Any

import pytest

from bot.app.reading import shipped_names
from summarizers.base import DealFacts, SummaryRequest
from summarizers.composing import Composer
from support.deals import make_passage, make_request, party, proofs, proved, shipped_wording

SELLER, BUYER = party("KR", "South Korea", "supplier"), party("PL", "Poland", "recipient")
TITLE = "South Korea sells 180 K2 to Poland under a contract worth about US$6.5 billion"
K2 = proved("K2")
MANY = proved("180 K2", amount=180.0)
PRICE = proved("about US$6.5 billion", amount=6.5e9, currency="USD", bound="about")
DEAL = DealFacts(
    parties=(SELLER, BUYER),
    sectors=("armoured_vehicles",),
    types=("procurement",),
    stage="contract",
    stage_proofs=proofs("contract"),
    certainty="both_parties",
    designations=(K2,),
    quantities=(MANY,),
    values=(PRICE,),
)


PAIR = "South Korea and Poland."


def request(facts: DealFacts = DEAL, *, title: str = TITLE, text: str = "") -> SummaryRequest:
    return make_request(make_passage(text, title=title), facts=facts)


def line(facts: DealFacts = DEAL, *, title: str = TITLE, text: str = "", language: str = "en") -> str:
    told = Composer(request(facts, title=title, text=text), shipped_wording(language)).deal()
    return told.text if told else ""


def deal(**fields: Any) -> DealFacts:
    return replace(DEAL, **fields)


def test_who_supplies_whom_with_what_for_how_much_and_how_far() -> None:
    assert line() == ("South Korea supplies Poland with 180 K2 for about US$6.5 billion; contract, both sides' word.")


def test_the_same_in_another_language() -> None:
    told = line(language="de")
    assert told == "South Korea an Poland: 180 K2 für etwa US$6.5 billion; Vertrag, nach dem Wort beider Seiten."


@pytest.mark.parametrize(
    "title",
    [
        "Poland and South Korea at 180 K2 contract worth about US$6.5 billion",
        "Poland buys the tanks over those of South Korea: 180 K2, a contract worth about US$6.5 billion",
    ],
)
def test_parties_stand_side_by_side_where_no_sentence_says_who_sells(title: str) -> None:
    assert line(title=title).startswith("South Korea and Poland: ")


def test_what_is_made_together_has_no_buyer() -> None:
    assert line(deal(types=("procurement", "co_development"))).startswith("South Korea and Poland: ")


def test_before_a_contract_nothing_is_told_as_supplied() -> None:
    facts = deal(stage="talks", stage_proofs=proofs("talks"), values=())
    told = line(facts, title="South Korea to sell 180 K2 to Poland, talks go on")
    assert told == "South Korea would supply Poland with 180 K2; talks."


def test_without_a_stage_that_title_or_opening_prove_there_is_no_line() -> None:
    text = "One thing. Another thing. A third thing. A fourth thing. A contract was signed long ago."
    title = "South Korea and Poland look at 180 K2"
    assert line(deal(values=()), title=title, text=text) == ""
    assert line(deal(stage="", stage_proofs=()), title=title) == ""


def test_the_clause_of_the_stage_tells_what_it_is_about() -> None:
    facts = deal(values=())
    title = "South Korea and Poland look at 180 K2"
    assert line(facts, title=title, text="There is a contract.") == ""
    led = "South Korea and Poland have a contract for 180 K2."
    told = line(facts, title="South Korea and Poland meet", text=led)
    assert told == "South Korea and Poland: contract for 180 K2, both sides' word."
    weak = deal(values=(), stage="talks", stage_proofs=proofs("talks"))
    assert line(weak, title=title, text="There are talks on the K2.") == "South Korea and Poland: talks on K2."


def test_a_step_that_nobody_vouches_for_is_told_only_where_a_title_says_it() -> None:
    facts = deal(values=(), certainty="one_party")
    led = "South Korea and Poland have a contract for 180 K2."
    assert line(facts, title="South Korea and Poland meet", text=led) == ""
    assert line(facts, title="South Korea and Poland sign", text=led).endswith("contract for 180 K2, one side's word.")


@pytest.mark.parametrize(
    "title",
    [
        "South Korea and Poland deny contract for 180 K2",
        "South Korea halts contract with Poland for 180 K2",
        "Poland refuses South Korea's contract for 180 K2",
        "Poland drops contract with South Korea for 180 K2",
        "Poland postpones contract with South Korea for 180 K2",
        "Poland will not sign contract with South Korea for 180 K2",
        "Poland would never buy South Korea's 180 K2 under a contract worth about US$6.5 billion",
    ],
)
def test_what_is_denied_refused_or_put_off_is_no_deal(title: str) -> None:
    assert line(title=title) == ""


def test_what_others_go_on_with_is_not_cancelled_by_one_who_leaves() -> None:
    facts = deal(values=(), quantities=(), stage="cancelled", stage_proofs=proofs("withdraws"))
    assert line(facts, title="Poland withdraws from K2, South Korea goes on") == ""


def test_the_loser_its_goods_and_its_price_are_not_the_deal() -> None:
    brazil = party("BR", "Brazil", "supplier")
    won, lost = proved("12 Tucano", amount=12.0), proved("18 Gripen", amount=18.0)
    dear = proved("1.4 billion euros", amount=1.4e9, currency="EUR")
    facts = DealFacts(
        parties=(brazil, BUYER, party("SE", "Sweden", "supplier")),
        stage="selected",
        stage_proofs=proofs("has selected"),
        certainty="one_party",
        designations=(proved("Tucano"), proved("Gripen")),
        quantities=(lost, won),
        values=(dear,),
    )
    text = "Sweden had offered 18 Gripen for 1.4 billion euros, but Poland has selected 12 Tucano from Brazil."
    told = line(facts, title="Trainer chosen at last", text=text)
    assert told == "Brazil would supply Poland with 12 Tucano; selection, one side's word."


@pytest.mark.parametrize(
    "title",
    [
        "South Korea and Poland sign contract for K9 to replace K2",
        "South Korea and Poland sign contract for K9 instead of K2",
    ],
)
def test_what_is_replaced_or_passed_over_is_not_dealt_in(title: str) -> None:
    facts = deal(designations=(K2, proved("K9")), quantities=(), values=())
    assert "contract for K9, both" in line(facts, title=title)


def test_where_a_deal_is_signed_is_no_party() -> None:
    host = party("FR", "France")
    facts = deal(parties=(SELLER, BUYER, host), values=())
    title = "South Korea and Poland sign contract for 180 K2 at the show in Paris, France"
    composer = Composer(request(facts, title=title), shipped_wording(), gazetteer=shipped_names())
    assert [one.code for one in composer.parties] == ["KR", "PL"]


def test_three_parties_stand_side_by_side_only_where_a_sentence_lists_them() -> None:
    third = party("US", "United States")
    facts = deal(parties=(SELLER, BUYER, third), values=())
    assert line(facts, title="South Korea, Poland and United States: contract for 180 K2").startswith(
        "South Korea, Pol"
    )
    assert line(facts, title="South Korea has contract for 180 K2 with Poland, United States firms watch") == ""


def test_no_line_is_told_without_the_known_buyer() -> None:
    facts = deal(parties=(SELLER, party("US", "United States", "supplier"), BUYER), values=())
    assert line(facts, title="South Korea and United States have a contract for 180 K2") == ""


def test_an_agreement_is_a_memorandum_only_where_it_is_called_so() -> None:
    facts = deal(values=(), quantities=(), stage="mou", stage_proofs=proofs("team up"))
    told = line(facts, title="South Korea and Poland team up on K2")
    assert told == "South Korea and Poland: agreement to cooperate on K2."
    named = deal(values=(), quantities=(), stage="mou", stage_proofs=proofs("sign MoU"))
    assert "memorandum on K2" in line(named, title="South Korea and Poland sign MoU on K2")


def test_a_selection_on_one_sides_word_is_told_as_such() -> None:
    facts = deal(values=(), stage="selected", stage_proofs=proofs("selects"), certainty="one_party")
    assert line(facts, title="Poland selects South Korea's 180 K2").endswith("one side's word.")


def test_a_cancellation_is_told_only_of_what_its_clause_names() -> None:
    facts = deal(values=(), quantities=(), stage="cancelled", stage_proofs=proofs("cancels"), certainty="one_party")
    assert line(facts, title="Poland cancels K2 of South Korea").endswith(": cancellation of K2.")
    apart = line(facts, title="Poland cancels jets, South Korea offers K2")
    assert "cancel" not in apart


def test_what_something_is_only_meant_for_is_not_what_is_dealt_in() -> None:
    facts = deal(quantities=(), values=())
    told = line(facts, title="South Korea supplies Poland with sensors for the K2 under a contract")
    assert told == ""
    assert "contract for K2" in line(facts, title="South Korea and Poland sign contract for the K2")
    signed = deal(quantities=(), values=(), stage_proofs=proofs("sign"))
    assert "contract for K2" in line(signed, title="South Korea and Poland sign for the K2")
    maker = "South Korea and Poland have a contract with the firm of the family for the K2"
    assert "contract for K2" in line(facts, title=maker)


def test_hearsay_and_one_sides_word_are_told_as_such() -> None:
    assert line(deal(certainty="rumour")).endswith("; contract, reported.")
    assert line(deal(certainty="one_party")).endswith("; contract, one side's word.")


TANKS = proved("armoured_vehicles", quote="tanks")


def test_a_field_of_arms_stands_in_where_title_or_stage_prove_it() -> None:
    facts = deal(tags=(TANKS,), designations=(), quantities=(), values=(), stage="talks", stage_proofs=proofs("talks"))
    title = "Poland and South Korea in talks on tanks"
    assert line(facts, title=title) == "South Korea and Poland: talks on armoured vehicles."
    assert line(facts, title="Poland and South Korea in talks", text="One. Their tanks are old.") == ""
    later = deal(tags=(TANKS,), designations=(), quantities=(), values=())
    told = line(later, title="Poland and South Korea have a contract on tanks")
    assert told == "South Korea and Poland: armoured vehicles; contract, both sides' word."
    vague = replace(later, sectors=("materials_industry",))
    assert line(vague, title="Poland and South Korea have a contract on tanks") == ""


def test_a_way_of_cooperating_stands_in_where_no_field_is_proved() -> None:
    venture = proved("joint_venture", quote="joint venture")
    facts = deal(
        tags=(venture,), types=("procurement", "joint_venture"), designations=(), quantities=(), values=(),
        stage="talks", stage_proofs=proofs("talks"),
    )  # fmt: skip
    told = line(facts, title="South Korea and Poland in talks on joint venture")
    assert told == "South Korea and Poland: talks on joint venture."


def test_no_sum_stands_beside_a_mere_field_of_arms() -> None:
    facts = deal(tags=(TANKS,), designations=(), quantities=())
    title = "South Korea and Poland have a contract on tanks worth about US$6.5 billion"
    assert line(facts, title=title) == "South Korea and Poland: armoured vehicles; contract, both sides' word."


def test_a_bound_that_opens_a_title_is_told_in_small_letters() -> None:
    over = proved("Over US$6.5 billion", amount=6.5e9, currency="USD", bound="at_least")
    title = "Over US$6.5 billion: South Korea and Poland have a contract for 180 K2"
    assert "at least US$6.5 billion" in line(deal(values=(over,)), title=title)


def test_what_only_a_lead_names_may_be_of_something_else() -> None:
    facts = deal(tags=(TANKS,), quantities=(), values=(), stage="talks", stage_proofs=proofs("talks"))
    told = line(facts, title="South Korea and Poland in talks on tanks", text="The K2 is widely known.")
    assert told == "South Korea and Poland: talks on armoured vehicles."
    assert "K2" in line(facts, title="South Korea and Poland meet", text="They held talks on the K2.")


def test_less_than_two_or_too_many_parties_make_no_line() -> None:
    assert line(deal(parties=(SELLER,))) == ""
    crowd = tuple(party(code, f"Land {code}") for code in ("AA", "BB", "CC", "DD"))
    assert line(deal(parties=crowd)) == ""


def test_who_no_title_names_is_left_out_where_two_are_named() -> None:
    third = party("US", "United States")
    assert "United States" not in line(deal(parties=(SELLER, BUYER, third)))


def test_countries_that_take_an_article_have_it() -> None:
    facts = deal(parties=(party("US", "United States"), BUYER), values=())
    assert line(facts, title="United States and Poland: contract for 180 K2").startswith(
        "The United States and Poland: contract"
    )


def test_a_sum_far_from_what_it_might_pay_is_not_told() -> None:
    title = "South Korea sells 180 K2 to Poland under a contract"
    assert "6.5" not in line(title=title, text="Its budget is about US$6.5 billion.")
    assert "6.5" in line(title=title, text="The 180 K2 cost about US$6.5 billion.")


def test_a_count_that_contradicts_its_title_is_not_told() -> None:
    assert "180" not in line(
        deal(values=()), title="South Korea sells 2 more K2 to Poland under a contract", text="180 K2."
    )


def more(facts: DealFacts, told: str, *, words: int = 20, text: str = "") -> str:
    found = Composer(request(facts, text=text), shipped_wording()).more(told, words=words)
    return found.text if found else ""


def test_what_is_not_told_yet_is_mentioned() -> None:
    facts = deal(
        designations=(K2, proved("Krab")), parties=(SELLER, party("PL", "Poland", organisations=("PGZ", "WB")))
    )
    told = more(facts, "South Korea sells Poland 180 K2 for US$6.5 billion.", text="PGZ builds the Krab.")
    assert told == "Also mentioned: Krab and PGZ."
    assert more(facts, "K2 and Krab, 180 of them for US$6.5 billion, from PGZ, between South Korea and Poland") == ""


def test_a_name_told_with_another_hyphen_is_told() -> None:
    facts = deal(designations=(proved("F-16"),), quantities=(), values=())
    assert more(facts, f"{PAIR} The F 16 flies.") == ""


def test_a_number_told_of_the_thing_in_other_words_is_told() -> None:
    assert "180" not in more(DEAL, "South Korea sells 180 tanks of the type K2")


def test_what_the_whole_deal_counts_and_costs_is_not_merely_mentioned() -> None:
    assert more(deal(designations=()), PAIR, text="The 180 K2 cost about US$6.5 billion.") == ""


def test_no_country_and_no_office_is_mentioned() -> None:
    staffed = party("PL", "Poland", organisations=("Polish Navy", "Ministry of Defence", "IAF"))
    facts = deal(designations=(), values=(), quantities=(), parties=(SELLER, staffed))
    assert more(facts, "It hopes.", text="Polish Navy, Ministry of Defence and IAF met South Korea and Poland.") == ""


def test_rivals_and_what_is_replaced_are_not_mentioned() -> None:
    facts = deal(designations=(proved("Krab"), proved("Borsuk")), values=(), quantities=())
    assert more(facts, PAIR, text="It will replace the Krab. The Borsuk lost.") == ""


NAMES = "Krab and Borsuk and Rosomak were there."


def test_it_ends_where_the_words_end() -> None:
    facts = deal(designations=tuple(proved(name) for name in ("Krab", "Borsuk", "Rosomak")), values=(), quantities=())
    assert more(facts, PAIR, words=5, text=NAMES) == "Also mentioned: Krab and Borsuk."
    assert more(facts, PAIR, words=2, text=NAMES) == ""
    assert more(facts, PAIR, words=40, text=NAMES) == "Also mentioned: Krab, Borsuk and Rosomak."


def test_what_does_not_fit_gives_way_to_what_does() -> None:
    long = proved("Long Range Land Attack Missile of the Second Generation 9")
    facts = deal(designations=(long, proved("Krab")), values=(), quantities=())
    assert more(facts, PAIR, words=6, text=f"{long.text}. {NAMES}") == "Also mentioned: Krab."


def test_a_part_an_option_and_a_price_of_one_are_marked() -> None:
    option = proved("64 K2", amount=64.0, scope="option")
    told = more(deal(quantities=(option,), values=()), f"{PAIR} K2", text="It may take 64 K2.")
    assert told == "Also mentioned: 64 K2 as an option."


def test_a_shipment_is_no_count_of_its_own() -> None:
    torn = proved("shipment of 100 launchers", amount=100.0, scope="part")
    assert more(deal(quantities=(torn,), values=()), f"{PAIR} K2", text="A shipment of 100 launchers left.") == ""


def test_a_figure_torn_out_of_a_word_is_not_told() -> None:
    torn = proved("80 satellite", amount=80.0)
    facts = deal(quantities=(torn,), values=())
    assert more(facts, f"{PAIR} K2", text="They got 80 satellite-guided bombs.") == ""


def test_a_count_that_breaks_off_is_not_told() -> None:
    facts = deal(quantities=(proved("27 deck-based fighter", amount=27.0),), values=())
    assert more(facts, f"{PAIR} K2") == ""


def test_every_source_that_proves_is_cited_in_order() -> None:
    two = make_request(
        make_passage("", title=TITLE), make_passage("K2", id="b", title="K2"), make_passage("", id="c", title="x"),
        facts=deal(designations=(proved("K2", "b"),)),
    )  # fmt: skip
    told = Composer(two, shipped_wording()).deal()
    assert told is not None
    assert told.sources == ("a",)
    assert Composer(two, shipped_wording()).more("", words=20) is not None
