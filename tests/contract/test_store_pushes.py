"""What the store promises about pushes, on SQLite and on PostgreSQL alike."""

from dataclasses import replace
from typing import Any

from bot.domain.ids import SourceId
from bot.domain.push import Push
from bot.store import Store
from support import values
from support.archive import poll
from support.values import DAY, HOUR, NOW

WIRE, OTHER = SourceId("wire"), SourceId("other")


def make_push(source: SourceId = WIRE, /, **fields: Any) -> Push:
    defaults: dict[str, Any] = {
        "source_id": source,
        "hub": "https://hub.example/",
        "topic": "https://wire.example/feed",
        "token": "Abc_def-0123456789",
        "secret": "s" * 43,
        "state": "active",
        "asked_at": NOW,
        "due_at": NOW + 8 * DAY,
        "lease_until": NOW + 10 * DAY,
    }
    return Push(**{**defaults, **fields})


async def test_a_push_comes_back_whole_and_the_last_one_stands(store: Store) -> None:
    await store.upsert_sources([values.make_source("wire"), values.make_source("other")])
    assert await store.pushes() == ()
    assert await store.push_of(WIRE) is None
    push, other = make_push(), make_push(OTHER, token="another-token-of-its-own")
    await store.save_push(push)
    await store.save_push(other)
    assert await store.pushes() == (other, push)
    denied = replace(push, state="denied", lease_until=None, failures=2)
    await store.save_push(denied)
    assert await store.push_of(WIRE) == denied
    await store.forget_push(WIRE)
    assert await store.pushes() == (other,)


async def test_a_push_is_found_by_its_whole_token_and_no_other(store: Store) -> None:
    await store.upsert_sources([values.make_source("wire"), values.make_source("other")])
    push = make_push(hub='https://hub.example/?"token":"planted-in-the-address"')
    twin = make_push(OTHER, token="aBC_def-0123456789")
    await store.save_push(push)
    await store.save_push(twin)
    assert await store.push_by_token("Abc_def-0123456789") == push
    assert await store.push_by_token("aBC_def-0123456789") == twin
    for stranger in (
        "Abc_def-012345678",
        "AbcXdef-0123456789",
        "%",
        "_" * 18,
        "",
        "planted-in-the-address",
        '"',
        "é\\",
    ):
        assert await store.push_by_token(stranger) is None


async def test_until_when_a_source_is_pushed_is_all_that_is_noted(store: Store) -> None:
    state = values.make_fetch_state(failures=2, last_error="timeout", etag='W/"x"')
    await poll(store, state=state, answered=False)
    await store.mark_pushed([WIRE, SourceId("never-polled")], NOW + DAY)
    assert await store.fetch_states() == {WIRE: replace(state, pushed_until=NOW + DAY)}
    await store.mark_pushed([WIRE], None)
    assert await store.fetch_states() == {WIRE: state}


async def test_a_source_is_polled_soon_unless_it_is_due_before(store: Store) -> None:
    late, soon = values.make_fetch_state("wire", next_poll_at=NOW + DAY), values.make_fetch_state("other")
    await poll(store, state=late)
    await poll(store, source=values.make_source("other"), state=soon)
    await store.poll_soon([WIRE, OTHER, SourceId("never-polled")], NOW + 2 * HOUR)
    assert await store.fetch_states() == {WIRE: replace(late, next_poll_at=NOW + 2 * HOUR), OTHER: soon}


def test_token_and_secret_are_not_shown() -> None:
    push = make_push()
    assert push.token not in repr(push)
    assert push.secret not in repr(push)
