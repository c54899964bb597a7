"""Headlines: the outlet's title where it obeys the rules, hedged or composed where it does not."""

import pytest

from bot.app.reading import shipped_names
from bot.chat.phrases import claim
from bot.domain.vocabulary import Certainty
from summarizers.base import HEADLINE_WORDS, DealFacts
from summarizers.headlines import headline
from support.deals import make_passage, make_request, party, proofs, proved, shipped_wording

PAIR = (party("PL", "Poland"), party("KR", "South Korea"))
LEAD = "Poland and South Korea signed for 180 K2 tanks, the ministry in Warsaw said."


def told(title: str, facts: DealFacts, *, text: str = LEAD, **fields: str) -> str:
    return headline(make_request(make_passage(text, title=title, **fields), facts=facts), shipped_wording())


@pytest.mark.parametrize("certainty", ["both_parties", "primary_document"])
def test_signs_stands_where_both_parties_or_a_document_vouch(certainty: str) -> None:
    facts = DealFacts(parties=PAIR, stage="contract", certainty=certainty)
    assert told("Poland signs tank contract with South Korea", facts) == "Poland signs tank contract with South Korea"


def test_one_partys_word_is_told_as_that_partys() -> None:
    text = "The contract is signed, Polish officials said. South Korea kept silent."
    polish = (party("PL", "Poland", organisations=("Polish officials",)), PAIR[1])
    facts = DealFacts(
        parties=polish, stage="contract", certainty="one_party", certainty_proofs=proofs("officials said")
    )
    told_as = told("Poland signs tank contract with South Korea", facts, text=text)
    assert told_as == "Poland says: Poland signs tank contract with South Korea"


def test_where_nobody_knows_which_party_it_is_one_side_that_says_so() -> None:
    facts = DealFacts(parties=PAIR, stage="contract", certainty="one_party")
    assert told("Poland seals South Korea tank deal", facts) == "One side says: Poland seals South Korea tank deal"


def test_signing_tells_no_more_than_a_memorandum() -> None:
    facts = DealFacts(parties=PAIR, stage="mou", certainty="both_parties")
    assert told("Poland signs MoU with South Korea", facts) == "Poland signs MoU with South Korea"
    talks = DealFacts(parties=PAIR, stage="talks", certainty="both_parties")
    assert told("Poland signs MoU with South Korea", talks) == "Reported: Poland signs MoU with South Korea"


RUMOUR = DealFacts(parties=PAIR, stage="talks", certainty="rumour", certainty_proofs=proofs("sources told"))


def test_hearsay_is_reported() -> None:
    text = "South Korea offers Poland tanks, sources told the paper."
    title = "South Korea offers Poland tanks"
    assert told(title, RUMOUR, text=text) == f"Reported: {title}"


def test_a_plan_is_hedged_by_its_own_verb() -> None:
    facts = DealFacts(parties=PAIR, stage="talks", certainty="rumour", certainty_proofs=proofs("soon"))
    title = "South Korea offers Poland tanks"
    assert told(title, facts, text="South Korea soon offers Poland tanks.") == title


def test_hearsay_far_from_the_deal_frames_nothing() -> None:
    title = "South Korea offers Poland tanks"
    assert told(title, RUMOUR, text=f"{LEAD} One. Two. Three. Old age, sources told the paper.") == title


@pytest.mark.parametrize("title", ["Are K2 tanks for Poland?", "Poland should take K2", "Poland's tanks: a primer"])
def test_what_claims_nothing_is_not_reported(title: str) -> None:
    assert told(title, RUMOUR, text="Sources told the paper.") == title


def test_a_title_that_tells_more_than_is_proved_is_hedged() -> None:
    facts = DealFacts(parties=PAIR, stage="talks", certainty="both_parties")
    assert told("Poland buys South Korea's tanks", facts) == "Reported: Poland buys South Korea's tanks"
    assert told("Poland to buy South Korea's tanks", facts) == "Poland to buy South Korea's tanks"
    assert told("Poland receives offer from South Korea", facts) == "Poland receives offer from South Korea"


def test_parties_are_never_hung_behind_a_title() -> None:
    facts = DealFacts(parties=PAIR, stage="contract", stage_proofs=proofs("signed"), certainty="both_parties")
    assert told("Poland looks for tanks", facts) == "Poland looks for tanks"


def test_a_pair_stands_before_a_title_that_names_none_where_one_sentence_deals_with_both() -> None:
    facts = DealFacts(parties=PAIR, stage="contract", stage_proofs=proofs("signed"), certainty="both_parties")
    assert told("Tank deal goes on", facts) == "Poland–South Korea: Tank deal goes on"
    apart = "Poland signed. South Korea waits."
    assert told("Tank deal goes on", facts, text=apart) == "Tank deal goes on"
    rival = "Poland signed instead of South Korea."
    assert told("Tank deal goes on", facts, text=rival) == "Tank deal goes on"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("The contract is signed, a retired Polish general said.", "Reported: Poland signs tank contract"),
        ("The contract is signed, the Polish defence ministry said.", "Poland says: Poland signs tank contract"),
        ("The contract is signed, Polish crowds said.", "Poland says: Poland signs tank contract"),
        ("The contract is signed, they said.", "One side says: Poland signs tank contract"),
    ],
)
def test_whose_word_it_is_only_an_office_or_a_firm_says(text: str, line: str) -> None:
    facts = DealFacts(parties=PAIR, stage="contract", certainty="one_party", certainty_proofs=proofs("said"))
    request = make_request(make_passage(text, title="Poland signs tank contract"), facts=facts)
    assert headline(request, shipped_wording(), gazetteer=shipped_names()) == line


def test_the_newest_of_the_titles_that_tell_the_stage_is_taken() -> None:
    facts = DealFacts(
        parties=PAIR, stage="contract", certainty="both_parties",
        stage_proofs=(*proofs("signed"), *proofs("signed", passage="b")),
    )  # fmt: skip
    old, new = make_passage("It is signed.", title="Deal one"), make_passage("It is signed.", id="b", title="Deal two")
    other = make_passage("Nothing.", id="c", title="Poland and South Korea dance")
    assert headline(make_request(old, new, other, facts=facts), shipped_wording()) == "Deal two"


def test_a_newest_title_that_gives_the_deal_up_goes_before_all() -> None:
    facts = DealFacts(parties=PAIR, stage="talks", stage_proofs=proofs("talks"), certainty="both_parties")
    old = make_passage("They hold talks.", title="Poland and South Korea hold talks")
    new = make_passage("Over.", id="b", title="Poland drops tank plan")
    assert headline(make_request(old, new, facts=facts), shipped_wording()) == "Poland drops tank plan"


def test_a_title_with_a_figure_in_dispute_goes_behind_the_others() -> None:
    facts = DealFacts(
        parties=PAIR,
        certainty="both_parties",
        quantities=(proved("180 tanks", amount=180.0), proved("120 tanks", "b", amount=120.0)),
    )
    first = make_passage("It wants 180 tanks.", title="Poland and South Korea at 180 tanks")
    other = make_passage("It wants 120 tanks.", id="b", title="Poland wants tanks", outlet="Post")
    assert headline(make_request(first, other, facts=facts), shipped_wording()) == "Poland wants tanks"


@pytest.mark.parametrize(
    "title",
    [
        "Poland wants tanks - example.com",
        "Poland wants tanks - 매일경제",
        "Poland wants tanks - Daily - English",
        "Poland wants tanks - FW-MAG Future Warfare Magazine",
        "News | Poland wants tanks",
    ],
)
def test_marks_of_the_outlet_are_cut(title: str) -> None:
    assert told(title, DealFacts(parties=PAIR)) == "Poland wants tanks"


def test_parties_no_lead_names_are_not_added() -> None:
    facts = DealFacts(parties=PAIR, stage="talks", certainty="both_parties")
    assert told("Tank talks go on", facts, text="Nothing else is known.") == "Tank talks go on"


def test_equipment_in_a_title_names_no_party() -> None:
    korea = party("KR", "South Korea")
    facts = DealFacts(
        parties=(PAIR[0], korea),
        stage="talks",
        certainty="both_parties",
        designations=(proved("South Korea"),),
    )
    assert told("Poland and the K2", facts).startswith("Poland and the K2")


TURKISH = DealFacts(
    parties=(party("PK", "Pakistan"), party("TR", "Türkiye")),
    stage="contract",
    stage_proofs=proofs("sözleşme"),
    certainty="both_parties",
    quantities=(proved("30 T129", quote="30 adet T129", amount=30.0),),
)


def test_a_title_in_another_language_gives_way_to_what_is_proved() -> None:
    title = "Pakistan ile 30 adet T129 için sözleşme"
    line = told(title, TURKISH, text="", language="tr")
    assert line == "Pakistan–Türkiye: contract for 30 T129 (from Turkish)"


def test_without_proof_a_foreign_title_stays_and_is_marked() -> None:
    assert told("Pakistan ile anlaşma", DealFacts(), text="", language="tr") == "Pakistan ile anlaşma (in Turkish)"


def test_an_english_title_goes_before_foreign_ones() -> None:
    foreign = make_passage("", id="b", title="Polonya tank alıyor", language="tr")
    ours = make_passage(LEAD, title="Poland to buy tanks")
    assert headline(make_request(foreign, ours, facts=DealFacts()), shipped_wording()) == "Poland to buy tanks"


def test_the_title_that_names_most_parties_is_taken() -> None:
    first, second = (
        make_passage(LEAD, title="Tanks at last"),
        make_passage(LEAD, id="b", title="Poland–South Korea tanks"),
    )
    facts = DealFacts(parties=PAIR, certainty="both_parties")
    assert headline(make_request(first, second, facts=facts), shipped_wording()) == "Poland–South Korea tanks"


@pytest.mark.parametrize("certainty", ["rumour", "one_party", "both_parties", "primary_document", ""])
@pytest.mark.parametrize(
    "title",
    [
        "Poland signs for tanks",
        "Poland buys tanks",
        "Poland and South Korea talk",
        "Poland awarded work, it says",
    ],
)
def test_what_is_hedged_here_is_not_hedged_again_when_shown(title: str, certainty: str) -> None:
    facts = DealFacts(parties=PAIR, stage="talks", certainty=certainty)
    line = told(title, facts)
    assert claim(line, Certainty(certainty) if certainty else None) == line


@pytest.mark.parametrize("certainty", ["rumour", "one_party"])
def test_hedges_and_names_stay_within_twenty_words(certainty: str) -> None:
    facts = DealFacts(parties=PAIR, stage="talks", certainty=certainty)
    line = told("signs " * 40, facts)
    assert len(line.split()) == HEADLINE_WORDS
    assert line.split()[0] in ("Reported:", "One")


def test_a_torn_title_ends_with_an_ellipsis() -> None:
    assert told("Poland and South Korea on ...", DealFacts(parties=PAIR)) == "Poland and South Korea on…"
