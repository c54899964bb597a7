"""Whom to ask for pushes, whom to leave, what to forget."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.ids import SourceId
from bot.domain.push import Push
from bot.domain.source import FetchState
from bot.ingest.websub import new_push
from bot.ingest.websub_plan import Plan, plan
from support.values import DAY, HOUR, NOW, make_fetch_state, make_source

WIRE = SourceId("wire")
HUB, TOPIC = "https://hub.example/", "https://wire.example/feed"


def state(**fields: Any) -> FetchState:
    return make_fetch_state(**{"hub": HUB, "topic": TOPIC, **fields})


def push(**fields: Any) -> Push:
    made = new_push(WIRE, hub=HUB, topic=TOPIC, now=NOW - DAY)
    granted: dict[str, Any] = {"state": "active", "lease_until": NOW + 9 * DAY, "due_at": NOW + 7 * DAY}
    return replace(made, **{**granted, **fields})


def planned(found: FetchState | None, *pushes: Push, **source: Any) -> Plan:
    states = {} if found is None else {WIRE: found}
    return plan([make_source(**source)], states, pushes, now=NOW)


def test_a_feed_that_names_hub_and_topic_is_asked_for_at_once() -> None:
    found = planned(state())
    assert [(new.source_id, new.hub, new.topic, new.state) for new in found.ask] == [(WIRE, HUB, TOPIC, "asked")]
    assert (found.leave, found.forget, found.unpushed) == ((), (), ())


@pytest.mark.parametrize(
    "fields",
    [
        {"hub": None},
        {"topic": None},
        {"hub": "http://hub.example:8080/"},
        {"topic": "urn:feed"},
        {"topic": "https://[half/"},
        {"topic": "https://wire.example/" + "x" * 2000},
        {"gone": True},
    ],
)
def test_a_feed_that_names_none_that_can_be_used_is_not(fields: dict[str, Any]) -> None:
    assert planned(state(**fields)) == Plan()


def test_a_source_never_polled_disabled_or_of_another_kind_is_not() -> None:
    assert planned(None) == Plan()
    assert planned(state(), enabled=False) == Plan()
    assert planned(state(), kind="sitemap") == Plan()


def test_a_push_is_let_be_until_it_is_due_and_asked_for_again_then() -> None:
    assert planned(state(pushed_until=NOW + DAY), push()) == Plan()
    due = push(due_at=NOW)
    assert planned(state(pushed_until=NOW + DAY), due) == Plan(ask=(due,))
    assert planned(state(), push(state="denied", due_at=NOW + HOUR)) == Plan()


def test_a_feed_that_names_another_hub_or_topic_starts_anew_with_another_token() -> None:
    old = push()
    for named in ({"hub": "https://other.example/"}, {"topic": "https://wire.example/new"}):
        found = planned(state(pushed_until=NOW + DAY, **named), old)
        assert len(found.ask) == 1
        assert found.ask[0].token != old.token
        assert found.unpushed == (WIRE,)


@pytest.mark.parametrize("fields", [{"enabled": False}, {"kind": "sitemap"}])
def test_a_source_no_longer_wanted_is_left_and_its_push_forgotten_when_its_lease_is_over(
    fields: dict[str, Any],
) -> None:
    left = planned(state(pushed_until=NOW + DAY), push(), **fields)
    assert [gone.state for gone in left.leave] == ["leaving"]
    assert (left.ask, left.forget, left.unpushed) == ((), (), (WIRE,))
    assert planned(state(), left.leave[0], **fields) == Plan()
    assert planned(state(), push(state="leaving", due_at=NOW), **fields) == Plan(forget=(WIRE,))
    assert planned(state(), push(state="denied"), **fields) == Plan(forget=(WIRE,))


def test_a_source_taken_out_of_the_list_is_left() -> None:
    found = plan([], {WIRE: state()}, [push()], now=NOW)
    assert [gone.source_id for gone in found.leave] == [WIRE]


def test_a_source_wanted_again_while_it_is_being_left_starts_anew() -> None:
    old = push(state="leaving")
    found = planned(state(), old)
    assert [new.state for new in found.ask] == ["asked"]
    assert found.ask[0].token != old.token


def test_a_state_that_says_pushed_where_no_hub_pushes_is_put_right() -> None:
    assert planned(state(pushed_until=NOW + DAY), push(state="denied", due_at=NOW + DAY)).unpushed == (WIRE,)
    assert planned(state(pushed_until=NOW + DAY, hub=None)).unpushed == (WIRE,)


def test_sources_with_one_topic_are_asked_for_each_with_its_own_token_and_secret() -> None:
    sources = [make_source("wire"), make_source("mirror")]
    states = {source.id: state(source_id=source.id) for source in sources}
    first, second = plan(sources, states, [], now=NOW).ask
    assert (first.topic, first.source_id) == (second.topic, WIRE)
    assert first.token != second.token
    assert first.secret != second.secret
