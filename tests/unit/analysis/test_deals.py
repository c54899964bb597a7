"""Deals: steps of one programme between the same parties, whatever the order they are heard of in."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.deals import deals_of, family, programme_of, step_of
from bot.domain.deal import DealStep
from bot.domain.ids import DealId, StoryId
from bot.domain.vocabulary import FactKind, Stage
from support.values import DAY, NOW, make_fact, make_step, make_story

PARTIES = (("KR",), ("KR", "PL"), ("KR", "PL", "US"), ("KR", "PE"), ("PL", "US"), ("KR", "PE", "PL"))


def at(days: int, name: str, **fields: object) -> DealStep:
    return make_step(name, began=NOW + days * DAY, changed=NOW + (days + 2) * DAY, **fields)


steps = st.lists(
    st.builds(
        lambda days, countries, programme: (days, countries, programme),
        st.integers(0, 2500),
        st.sampled_from(PARTIES),
        st.sampled_from(["k2", "k9"]),
    ),
    min_size=1,
    max_size=14,
).map(lambda rows: [at(d, f"s{n}", countries=c, programme=p) for n, (d, c, p) in enumerate(rows)])


def partition(deals: object) -> set[frozenset[str]]:
    return {frozenset(deal.story_ids) for deal in deals}  # type: ignore[attr-defined]


def test_an_agreement_and_the_contract_months_later_are_one_deal_with_the_furthest_stage() -> None:
    mou = at(0, "mou", stage=Stage.MOU)
    contract = at(300, "contract", stage=Stage.CONTRACT)
    (deal,) = deals_of([contract, mou], {})
    assert deal.story_ids == (mou.story_id, contract.story_id)
    assert (deal.stage, deal.aside) == (Stage.CONTRACT, None)
    assert deal.before(contract.story_id) is Stage.MOU
    assert deal.before(mou.story_id) is None


def test_a_delay_stands_aside_of_the_furthest_stage() -> None:
    signed, late = at(0, "a", stage=Stage.CONTRACT), at(90, "b", stage=Stage.DELAYED)
    (deal,) = deals_of([signed, late], {})
    assert (deal.stage, deal.aside) == (Stage.CONTRACT, Stage.DELAYED)
    (deal,) = deals_of([signed, late, at(180, "c", stage=Stage.DELIVERY)], {})
    assert (deal.stage, deal.aside) == (Stage.DELIVERY, None)


def test_a_deal_ends_with_eighteen_months_of_silence() -> None:
    assert len(deals_of([at(0, "a"), at(540, "b")], {})) == 1
    assert len(deals_of([at(0, "a"), at(560, "b")], {})) == 2


def test_a_story_that_names_more_or_fewer_parties_is_of_the_only_deal_it_can_be_of() -> None:
    pair, more, fewer = at(0, "pair"), at(9, "more", countries=("KR", "PL", "US")), at(20, "fewer", countries=("PL",))
    assert len(deals_of([pair, more, fewer], {})) == 1


def test_a_round_up_does_not_make_one_deal_of_two() -> None:
    polish, peruvian = at(0, "pl"), at(5, "pe", countries=("KR", "PE"))
    around = at(9, "all", countries=("KR", "PE", "PL"))
    alone = at(12, "kr", countries=("KR",))
    assert len(deals_of([polish, peruvian, around, alone], {})) == 4


@given(steps=steps, data=st.data())
def test_the_order_of_stories_does_not_matter(steps: list[DealStep], data: st.DataObject) -> None:
    assert deals_of(data.draw(st.permutations(steps)), {}) == deals_of(steps, {})


@given(steps=steps, data=st.data())
def test_deals_are_the_same_whether_they_come_one_by_one_or_together(
    steps: list[DealStep], data: st.DataObject
) -> None:
    known: dict[StoryId, DealId] = {}
    heard: list[DealStep] = []
    for step in data.draw(st.permutations(steps)):
        heard.append(step)
        deals = deals_of(heard, known)
        known = {name: deal.id for deal in deals for name in deal.story_ids}
        assert len({deal.id for deal in deals}) == len(deals)
    assert partition(deals) == partition(deals_of(steps, {}))


@given(steps=steps)
def test_every_story_is_of_one_deal_and_no_deal_is_silent_for_long(steps: list[DealStep]) -> None:
    deals = deals_of(steps, {})
    assert sorted(name for deal in deals for name in deal.story_ids) == sorted(step.story_id for step in steps)
    for deal in deals:
        assert len({step.programme for step in deal.history}) == 1
        ended = deal.history[0].changed
        for step in deal.history:
            assert step.began - ended <= timedelta(days=548)
            ended = max(ended, step.changed)


def test_a_deal_keeps_its_id_when_an_older_story_is_found() -> None:
    first = at(100, "first")
    (deal,) = deals_of([first], {})
    (again,) = deals_of([at(0, "older"), first], {first.story_id: deal.id})
    assert again.id == deal.id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("F-16V", "F-16 Block 70"),
        ("K2PL", "K2"),
        ("Leopard 2A8", "Leopard 2"),
        ("Scorpène", "Scorpene"),
        ("KC 390", "KC-390"),
    ],
)
def test_variants_of_a_designation_are_one_programme(one: str, other: str) -> None:
    assert family(one) == family(other)


@pytest.mark.parametrize(("one", "other"), [("K2", "K9"), ("F-15", "F-16"), ("S-400", "S-300"), ("Type 26", "Type 31")])
def test_different_designations_are_different_programmes(one: str, other: str) -> None:
    assert family(one) != family(other)


def test_a_story_without_programme_or_parties_is_of_no_deal() -> None:
    assert step_of(make_story(facts=(), parties=())) is None
    assert programme_of(make_story(facts=(), parties=())) is None
    k2 = (make_fact(kind=FactKind.DESIGNATION, value="K2"),)
    told = step_of(make_story(facts=k2))
    assert told is not None
    assert told.programme == "k2"
    assert step_of(make_story(facts=k2, merged_into=StoryId("other"))) is None
