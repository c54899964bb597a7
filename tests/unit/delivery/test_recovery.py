"""The decision about a row found in the ledger."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.recovery import (
    PLAIN_TEXT,
    AlreadySent,
    LookUp,
    MarkUnknown,
    Post,
    Rules,
    StepBack,
    decide,
)
from bot.domain.delivery import Claim, Delivery, DeliveryState
from support.values import NOW, make_delivery, make_message

MINUTE = timedelta(minutes=1)
light = settings(max_examples=60, deadline=None)

rows = st.builds(
    make_delivery,
    state=st.sampled_from(DeliveryState),
    attempt=st.integers(1, 40),
    owner=st.sampled_from(["node-1", "node-2"]),
    claimed_until=st.none() | st.integers(-600, 600).map(lambda seconds: NOW + timedelta(seconds=seconds)),
    error=st.sampled_from([None, "rate limited", PLAIN_TEXT]),
    message=st.none() | st.just(make_message()),
)
rule_sets = st.builds(Rules, repost_unknown=st.booleans(), max_attempts=st.integers(1, 30))


def _decide(row: Delivery, *, can_look_up: bool = True, rules: Rules | None = None, fresh: bool = False) -> object:
    claim = Claim(delivery=row, fresh=fresh)
    return decide(claim, now=NOW, owner="node-1", can_look_up=can_look_up, rules=rules or Rules())


@light
@given(row=rows, rules=rule_sets, can_look_up=st.booleans())
def test_nothing_that_may_be_out_is_posted_blindly(row: Delivery, rules: Rules, can_look_up: bool) -> None:
    decision = _decide(row, can_look_up=can_look_up, rules=rules)
    if decision == Post():
        assert row.state is DeliveryState.FAILED or rules.repost_unknown
    if row.state is DeliveryState.SENT:
        assert decision == AlreadySent(row.message)


@light
@given(row=rows, rules=rule_sets, can_look_up=st.booleans())
def test_another_owners_live_claim_is_left_alone(row: Delivery, rules: Rules, can_look_up: bool) -> None:
    decision = _decide(row, can_look_up=can_look_up, rules=rules)
    alive = row.claimed_until is not None and row.claimed_until > NOW
    if row.state is DeliveryState.SENDING and row.owner == "node-2" and alive:
        assert isinstance(decision, StepBack)
        assert row.claimed_until is not None
        assert NOW + timedelta(seconds=decision.seconds) == row.claimed_until


@light
@given(row=rows, rules=rule_sets)
def test_only_a_platform_that_can_be_asked_is_asked(row: Delivery, rules: Rules) -> None:
    assert _decide(row, can_look_up=False, rules=rules) != LookUp()


@light
@given(row=rows, rules=rule_sets, can_look_up=st.booleans())
def test_waiting_ends(row: Delivery, rules: Rules, can_look_up: bool) -> None:
    decision = _decide(row, can_look_up=can_look_up, rules=rules)
    if isinstance(decision, StepBack):
        claim = Claim(delivery=row, fresh=False)
        later = NOW + timedelta(seconds=decision.seconds)
        again = decide(claim, now=later, owner="node-1", can_look_up=can_look_up, rules=rules)
        assert not isinstance(again, StepBack)


@pytest.mark.parametrize(
    ("row", "can_look_up", "expected"),
    [
        (make_delivery(owner="node-1"), True, LookUp()),
        (make_delivery(owner="node-1"), False, MarkUnknown()),
        (make_delivery(owner="node-2", claimed_until=NOW), True, LookUp()),
        (make_delivery(owner="node-2", claimed_until=NOW + MINUTE), True, StepBack(60.0)),
        (make_delivery(state=DeliveryState.FAILED, claimed_until=None), False, Post()),
        (make_delivery(state=DeliveryState.FAILED, claimed_until=NOW + MINUTE), False, StepBack(60.0)),
        (make_delivery(state=DeliveryState.UNKNOWN), False, MarkUnknown()),
        (make_delivery(state=DeliveryState.UNKNOWN), True, LookUp()),
        (make_delivery(owner="node-1", attempt=20), True, MarkUnknown()),
    ],
)
def test_each_kind_of_row(row: Delivery, can_look_up: bool, expected: object) -> None:
    assert _decide(row, can_look_up=can_look_up) == expected


def test_a_fresh_row_is_posted() -> None:
    assert _decide(make_delivery(), fresh=True, can_look_up=False) == Post()


def test_what_another_brief_told_is_not_posted() -> None:
    row = make_delivery(state=DeliveryState.UNKNOWN)
    claim = Claim(delivery=row, fresh=False, already_told=True)
    assert decide(claim, now=NOW, owner="node-1", can_look_up=True, rules=Rules()) == AlreadySent(None)


def test_what_another_brief_is_about_to_tell_is_waited_for() -> None:
    row = make_delivery(claimed_until=NOW + MINUTE)
    claim = Claim(delivery=row, fresh=False, already_told=True)
    assert decide(claim, now=NOW, owner="node-1", can_look_up=True, rules=Rules()) == StepBack(60.0)


def test_what_another_brief_was_given_up_in_the_act_of_telling_is_reported() -> None:
    claim = Claim(delivery=make_delivery(claimed_until=NOW + MINUTE), fresh=False, already_told=True)
    assert decide(claim, now=NOW + MINUTE, owner="node-1", can_look_up=True, rules=Rules()) == MarkUnknown()


def test_the_operator_may_allow_posting_again() -> None:
    assert _decide(make_delivery(), can_look_up=False, rules=Rules(repost_unknown=True)) == Post()
