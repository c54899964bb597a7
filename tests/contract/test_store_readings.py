"""What the store promises of many readings in one transaction, on both databases."""

from dataclasses import replace

import pytest

from bot.domain.article import DropReason
from bot.domain.ids import SourceId
from bot.errors import StorageError
from bot.store import Store
from bot.store.readings import Reading, Saved
from support import values
from support.values import HOUR, NOW


def reading(name: str, *titles: str, **fields: object) -> Reading:
    """Return a reading of the source `name` that brought an entry for each of `titles`."""
    entries = tuple(values.make_entry(f"{name}-{title}", source_id=SourceId(name)) for title in titles)
    given = {"entries": entries, "state": values.make_fetch_state(name), "seen": len(titles), **fields}
    return Reading(source=values.make_source(name), **given)  # type: ignore[arg-type]


async def test_a_batch_tells_what_was_new_in_each_reading_and_again_nothing(store: Store) -> None:
    batch = [reading("beta", "b"), reading("alpha", "a", "c"), reading("still"), reading("dead", answered=False)]
    assert await store.save_readings("run-1", batch, at=NOW) == (Saved(new=1), Saved(new=2), Saved(), Saved())
    first = await store.receipt(NOW - HOUR, NOW)
    assert (first.polled, first.answered, first.seen) == (4, 3, 3)
    assert await store.save_readings("run-1", batch, at=NOW) == (Saved(),) * 4
    assert await store.receipt(NOW - HOUR, NOW) == first
    assert await store.fetch_states() == {one.source.id: one.state for one in batch}
    assert len(await store.pending_entries()) == 3


async def test_a_batch_counts_edits_apart_and_marks_what_was_settled(store: Store) -> None:
    before = reading("alpha", "pending", "settled", "same")
    await store.save_readings("run-1", [before], at=NOW)
    pending, settled, same = before.entries
    gone = values.make_drop("x", reason=DropReason.BLOCKED, url=settled.url, source_id=SourceId("alpha"))
    await store.save_articles("collect-1", [], [gone])
    edited = tuple(replace(entry, title="Edited") for entry in (pending, settled))
    new = values.make_entry("alpha-new", source_id=SourceId("alpha"))
    after = replace(before, entries=(*edited, same, new))
    assert await store.save_readings("run-2", [after], at=NOW + HOUR) == (Saved(new=1, changed=2),)
    assert set(await store.pending_entries()) == {*edited, same, new}
    assert await store.save_readings("run-3", [after], at=NOW + HOUR) == (Saved(),)


async def test_an_item_of_one_source_says_nothing_of_the_same_address_in_another(store: Store) -> None:
    entry = values.make_entry("alpha-a", source_id=SourceId("alpha"))
    drop = values.make_drop("old", reason=DropReason.TOO_OLD, url=entry.url, source_id=SourceId("beta"))
    own = replace(drop, source_id=SourceId("alpha"))
    batch = [replace(reading("alpha"), entries=(entry,), drops=(own,)), replace(reading("beta"), drops=(drop,))]
    await store.save_readings("run-1", batch, at=NOW)
    receipt = await store.receipt(NOW - HOUR, NOW)
    assert (receipt.seen, dict(receipt.dropped)) == (2, {"too_old": 1})


async def test_what_was_left_out_and_is_an_entry_now_is_left_out_no_more(store: Store) -> None:
    entry = values.make_entry("alpha-a", source_id=SourceId("alpha"))
    drop = values.make_drop("old", reason=DropReason.TOO_OLD, url=entry.url, source_id=SourceId("alpha"))
    await store.save_readings("run-1", [replace(reading("alpha"), drops=(drop,)), reading("beta")], at=NOW)
    assert (await store.receipt(NOW - HOUR, NOW)).dropped == {"too_old": 1}
    again = [replace(reading("alpha"), entries=(entry,)), reading("beta", "b")]
    assert await store.save_readings("run-2", again, at=NOW) == (Saved(new=1), Saved(new=1))
    assert (await store.receipt(NOW - HOUR, NOW)).dropped == {}


async def test_a_batch_that_is_refused_leaves_nothing(store: Store) -> None:
    stranger = replace(reading("beta", "b"), entries=(values.make_entry("x", source_id=SourceId("nobody")),))
    with pytest.raises(StorageError):
        await store.save_readings("run-1", [reading("alpha", "a"), stranger], at=NOW)
    assert await store.pending_entries() == ()
    assert await store.fetch_states() == {}


async def test_what_was_noted_of_a_source_while_it_was_polled_stays(store: Store) -> None:
    """A poll writes the state it began with; that the operator was told, or a hub took the source on, is newer."""
    before = reading("alpha")
    await store.save_readings("run-1", [before], at=NOW)
    base = before.state
    await store.amend_states([base.source_id], lambda state: replace(state, told_at=NOW, pushed_until=NOW + HOUR))
    polled = replace(base, failures=3, last_error="timeout")
    await store.save_readings("run-2", [replace(before, state=polled, base=base)], at=NOW)
    assert await store.fetch_states() == {base.source_id: replace(polled, told_at=NOW, pushed_until=NOW + HOUR)}
    known = (await store.fetch_states())[base.source_id]
    ended = replace(known, pushed_until=None, failures=0)
    await store.save_readings("run-3", [replace(before, state=ended, base=known)], at=NOW)
    assert await store.fetch_states() == {base.source_id: ended}, "what the poll itself found out counts"
