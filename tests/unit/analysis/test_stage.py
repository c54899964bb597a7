"""The stage is that of the news: wishes, offers and background do not borrow a contract of the past."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.document import Document, read
from bot.analysis.lexicon import Lexicon
from bot.analysis.stage import find_stage
from bot.analysis.stage_claims import plain_claims, weak_claims
from bot.domain.vocabulary import Stage
from support.values import make_article

FILLER = " The two sides have known each other for a long time, and observers from the region took note of it." * 5
PIECES = (
    "Norway signed a contract for frigates.",
    "Norway may sign a contract for frigates.",
    "Talks between Norway and Spain collapsed.",
    "The frigates have been delivered.",
    "Norway denied it had selected a yard.",
    "A tender for frigates will follow.",
    "The weather was fine.",
)


def _document(lexicon: Lexicon, title: str, text: str = "") -> Document:
    return read(make_article(title=title, text=text), lexicon)


def _stage(lexicon: Lexicon, title: str, text: str = "") -> Stage | None:
    reading = find_stage(_document(lexicon, title, text + FILLER if text else ""))
    return reading.stage if reading else None


@pytest.mark.parametrize(
    ("title", "text", "stage"),
    [
        (
            "Sweden offers Gripen fighters to Peru",
            "Sweden has offered Gripen fighters to Peru. Peru signed a contract for French fighters in 2012.",
            Stage.INTEREST,
        ),
        (
            "Peru wants more helicopters from Italy",
            "The air force of Peru is in talks with Italy on helicopters. Earlier ones were ordered and delivered.",
            Stage.TALKS,
        ),
        (
            "Portugal seeks to lease a tanker aircraft",
            "The cabinet approved the lease of a tanker aircraft from Spain. Spain operates four of them.",
            Stage.APPROVED,
        ),
        ("Chile not considering Turkish drones", "The navy of Chile runs patrol drones from Israel.", Stage.CANCELLED),
        ("Kenya has yet to decide on drones to offer to Ghana", "", Stage.INTEREST),
        ("Finland to announce Spanish yard as winner", "The navy of Finland wants corvettes.", Stage.TENDER),
        ("Spanish yard wins Finnish corvette tender", "", Stage.SELECTED),
        ("Denmark starts receiving howitzers from France", "", Stage.DELIVERY),
        ("Brazil drops plans for Swedish radars", "", Stage.CANCELLED),
    ],
)
def test_the_stage_of_the_news(lexicon: Lexicon, title: str, text: str, stage: Stage) -> None:
    assert _stage(lexicon, title, text) is stage


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Oman might hold talks with Italy on frigates.", Stage.INTEREST),
        ("Oman will hold talks with Italy on frigates.", Stage.TALKS),
        ("Oman plans to sign a contract with Italy for frigates.", Stage.INTEREST),
        ("Oman is expected to sign a contract with Italy for frigates.", Stage.TALKS),
        ("The contract with Italy for frigates is to be placed next year, and orders are expected.", Stage.TALKS),
    ],
)
def test_a_step_ahead_is_not_taken(lexicon: Lexicon, text: str, stage: Stage) -> None:
    assert _stage(lexicon, "Oman and its frigates", text) is stage


@pytest.mark.parametrize(
    ("title", "text", "stage"),
    [
        ("Oman and Italian missiles", "Italy has halted the shipment of 40 missiles to Oman.", Stage.DELAYED),
        ("Deliveries of Italian missiles to Oman have been suspended", "", Stage.DELAYED),
        ("Oman drops its plan to buy Italian radars", "", Stage.CANCELLED),
        ("Oman and its radars", "Oman has terminated an agreement with Italy on radars.", Stage.CANCELLED),
        ("Oman silent", "Oman had no comment on the news that Italy had terminated a radar contract.", Stage.CANCELLED),
        ("Oman may drop its plan to buy Italian radars", "", Stage.INTEREST),
    ],
)
def test_what_is_halted_or_dropped_is_not_under_way(
    lexicon: Lexicon, title: str, text: str, stage: Stage | None
) -> None:
    assert _stage(lexicon, title, text) is stage


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Oman denies talks with Italy on radars",
            "The ministry denied that it negotiates with Italy. Oman signed a contract for Italian drones in spring.",
        ),
        ("No contract for Italian radars, says Oman", "Oman ordered Italian drones and has received them."),
    ],
)
def test_what_the_title_denies_is_not_borrowed_from_another_deal(lexicon: Lexicon, title: str, text: str) -> None:
    assert _stage(lexicon, title, text) is None


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Italy is to sell radars to Oman. A contract has not been signed.", Stage.TALKS),
        ("Italy is to sell radars to Oman. The price is known.", Stage.APPROVED),
    ],
)
def test_a_sale_to_come_is_talks_where_nothing_is_signed(lexicon: Lexicon, text: str, stage: Stage) -> None:
    assert _stage(lexicon, "Italy to sell radars to Oman", text) is stage


def test_deliveries_that_start_in_a_later_year_are_not_made(lexicon: Lexicon) -> None:
    text = "The Italian trainer for Oman made its first flight. Deliveries start in 2031."
    assert _stage(lexicon, "Oman and its Italian trainer", text) is Stage.PRODUCTION


def test_talks_of_which_nothing_came_are_no_stage(lexicon: Lexicon) -> None:
    document = _document(lexicon, "Oman and its frigates", "The negotiations with Italy on the price broke down.")
    assert [claim for claim in plain_claims(document) if claim.stage is Stage.TALKS] == []
    held = _document(lexicon, "Oman and its frigates", "The negotiations with Italy on the price went on.")
    assert [claim.stage for claim in plain_claims(held)] == [Stage.TALKS]


def test_a_part_of_a_word_and_a_name_in_capitals_claim_nothing(lexicon: Lexicon) -> None:
    document = _document(lexicon, "Italy won't give Oman the source code of its LIFT trainer")
    assert (*plain_claims(document), *weak_claims(document)) == ()


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6))
def test_the_proof_is_a_word_that_claims_a_stage(lexicon: Lexicon, pieces: list[str]) -> None:
    document = _document(lexicon, pieces[0].rstrip("."), " ".join(pieces[1:]))
    reading = find_stage(document)
    if reading:
        (proof,) = reading.evidence
        assert document.text[proof.start : proof.end] == proof.quote
        assert document.sentences[proof.sentence].start <= proof.start < document.sentences[proof.sentence].end
