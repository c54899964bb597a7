"""Which stories are alike, on both databases."""

from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.domain.ids import StoryId
from bot.domain.story import ChangeKind
from bot.store import Store
from bot.store import vectors as module
from bot.store.vectors import Vectors
from support import values
from support.archive import tell
from support.values import DAY, HOUR, NOW

V1 = "encoder-1"
MINUTE = HOUR / 60


def unit(*numbers: float) -> NDArray[np.float32]:
    vector = np.array(numbers, dtype=np.float32)
    return vector / np.float32(np.linalg.norm(vector))


def named(vectors: Mapping[str, NDArray[np.float32]]) -> dict[StoryId, NDArray[np.float32]]:
    return {StoryId(f"story-{name}"): vector for name, vector in vectors.items()}


async def alike(store: Store, name: str, limit: int = 10) -> list[tuple[str, float]]:
    found = await store.alike(StoryId(f"story-{name}"), limit)
    return [(story.id.removeprefix("story-"), round(likeness, 3)) for story, likeness in found]


async def fill(store: Store) -> None:
    await tell(store, *(values.make_story(name) for name in "abcd"))
    vectors = {"a": unit(1, 0, 0), "b": unit(1, 1, 0), "c": unit(1, 1, 0), "d": unit(0, 0, 1)}
    await store.save_vectors(V1, named(vectors))


async def test_without_a_vector_nothing_is_alike(store: Store) -> None:
    assert await alike(store, "nobody") == []
    await tell(store, values.make_story("a"))
    assert await alike(store, "a") == []


async def test_the_nearest_come_first_and_equals_by_id(store: Store) -> None:
    await fill(store)
    assert await alike(store, "a") == [("b", 0.707), ("c", 0.707), ("d", 0.0)]
    assert await alike(store, "a", limit=1) == [("b", 0.707)]
    assert await alike(store, "a") == await alike(store, "a")


async def test_vectors_written_since_are_compared_and_those_of_another_encoder_are_not(store: Store) -> None:
    await fill(store)
    await alike(store, "a")
    await tell(store, values.make_story("e"), values.make_story("f"))
    await store.save_vectors(V1, named({"e": unit(1, 0, 0), "d": unit(1, 0.1, 0)}))
    await store.save_vectors("encoder-2", named({"f": unit(1, 0, 0)}))
    assert [name for name, _ in await alike(store, "a")] == ["e", "d", "b", "c"]
    assert await alike(store, "f") == []


async def test_another_connection_sees_the_same(store: Store) -> None:
    await fill(store)
    other = Vectors(store._database, clock=lambda: NOW)  # a reader beside the one that writes
    before = await other.alike(StoryId("story-a"))
    assert before == await store.alike(StoryId("story-a"))
    await store.save_vectors(V1, named({"d": unit(1, 0, 0)}))
    assert [story.id for story, _ in await other.alike(StoryId("story-a"), 1)] == ["story-d"]


async def test_what_another_node_began_to_write_before_the_last_look_is_compared_too(store: Store) -> None:
    await fill(store)
    await alike(store, "a")
    await tell(store, values.make_story("e"))
    late = Vectors(store._database, clock=lambda: NOW - MINUTE)  # its transaction ends only now
    await late.save_vectors(V1, named({"e": unit(1, 0, 0)}))
    assert [name for name, _ in await alike(store, "a", limit=1)] == ["e"]


async def test_merged_stories_are_alike_to_nothing(store: Store) -> None:
    await fill(store)
    await alike(store, "a")
    merged = values.make_change(
        values.make_story("a", revision=2), kind=ChangeKind.MERGED, absorbed=(StoryId("story-b"),)
    )
    await store.save_changes([merged])
    assert [name for name, _ in await alike(store, "a")] == ["c", "d"]
    assert await alike(store, "b") == []
    await store.save_vectors(V1, named({"b": unit(1, 0, 0)}))
    assert await alike(store, "b") == [], "what is absorbed gets no vector"


async def test_stories_lack_a_vector_until_they_have_one_of_the_encoder_and_when_they_say_something_else(
    store: Store,
) -> None:
    await tell(store, values.make_story("old", last_changed=NOW - 40 * DAY), values.make_story("a", title="Tanks"))
    await tell(store, values.make_story("b", last_changed=NOW - HOUR))
    since = NOW - DAY
    assert await store.without_vector(V1, since) == ("story-b", "story-a", "story-old")
    assert await store.without_vector(V1, since, 1) == ("story-b",)
    await store.save_vectors(V1, named({"a": unit(1), "b": unit(1), "old": unit(1)}))
    assert await store.without_vector(V1, since) == ()
    assert len(await store.without_vector("encoder-2", since)) == 3
    same = values.make_change(values.make_story("a", title="Tanks"), kind=ChangeKind.GROWN, material=False)
    await store.save_changes([same])
    assert await store.without_vector(V1, since) == ()
    await store.save_changes([values.make_change(values.make_story("a", title="Jets", revision=2))])
    assert await store.without_vector(V1, since) == ("story-a",)


async def test_vectors_are_forgotten_some_at_a_time(store: Store) -> None:
    await fill(store)
    await alike(store, "a")
    assert await store.forget_vectors_before(NOW - DAY) == 0
    assert await store.forget_vectors_before(NOW + DAY, 3) == 3
    assert await store.forget_vectors_before(NOW + DAY, 3) == 1
    assert await alike(store, "a") == []


async def test_many_vectors_are_read_page_by_page(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PAGE", 2)
    names = [f"{number:02}" for number in range(5)]
    await tell(store, *(values.make_story(name) for name in names))
    vectors = named({name: unit(1, float(name)) for name in names})
    await store.save_vectors(V1, vectors)
    assert [name for name, _ in await alike(store, "00")] == ["01", "02", "03", "04"]
