"""Search by words and scope, on both databases."""

import pytest

from bot.domain.archive import LeanScope
from bot.domain.ids import StoryId
from bot.domain.story import ChangeKind
from bot.domain.vocabulary import Sector
from bot.store import Store, search
from support import values
from support.archive import tell
from support.values import DAY, NOW


def pair(*countries: str, **fields: object) -> LeanScope:
    return LeanScope(all_of=tuple(frozenset({one}) for one in countries), **fields)  # type: ignore[arg-type]


async def found(store: Store, words: str, scope: LeanScope | None = None, limit: int = 20) -> list[str]:
    stories = await store.search(words, limit, scope=scope or LeanScope())
    return [story.id.removeprefix("story-") for story in stories]


async def fill(store: Store) -> None:
    drones = {"sectors": (Sector.UAS,), "parties": values.make_parties("PK", "TR")}
    await tell(
        store,
        values.make_story("tanks", title="Tanks signed in Warsaw"),
        values.make_story("drones", title="Drones signed in Ankara", **drones),
        values.make_story("three", title="Drones for three", parties=values.make_parties("PK", "TR", "AZ")),
        values.make_story("old", title="Drones of old", last_changed=NOW - 40 * DAY, **drones),
    )


SCOPES = [
    (pair("PK", "TR"), {"drones", "three", "old"}),
    (pair("PK"), {"drones", "three", "old"}),
    (pair("PK", "TR", since=NOW - DAY), {"drones", "three"}),
    (pair("PK", "TR", until=NOW - DAY), {"old"}),
    (pair("AZ", "TR", "PK"), {"three"}),
    (LeanScope(all_of=(frozenset({"PK", "TR"}),) * 3), set()),
    (LeanScope(marks=(("sector", frozenset({"uas"})),)), {"drones", "old"}),
    (pair("TR", marks=(("sector", frozenset({"armoured_vehicles"})),)), {"three"}),
    (pair("FR"), set()),
]


@pytest.mark.parametrize(("scope", "wanted"), SCOPES)
@pytest.mark.parametrize(("listed", "few"), [(10_000, 5000), (0, 5000), (4, 0)])
async def test_only_stories_of_the_scope_are_found(
    store: Store, monkeypatch: pytest.MonkeyPatch, scope: LeanScope, wanted: set[str], listed: int, few: int
) -> None:
    monkeypatch.setattr(search, "_LISTED", listed)  # how many stories of a scope are listed
    monkeypatch.setattr(search, "_FEW", few)  # with 0, three drones are as many as a common word has
    await fill(store)
    assert set(await found(store, "drone", scope)) == wanted
    assert await found(store, "submarine", scope) == []


async def test_of_a_common_word_the_newest_hits_are_ranked(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "RANKED", 2)
    await fill(store)
    assert set(await found(store, "drones")) == {"three", "old"}
    assert len(await found(store, "drones", limit=1)) == 1
    assert await found(store, "ankara") == ["drones"], "a rare word is found wherever it stands"


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        '"',
        "* OR *",
        "NEAR(",
        "title:",
        "a' OR 1=1; --",
        "\x00",
        "(",
        "^",
        "-",
        "{}",
        "drones NEAR submarines",
    ],
)
async def test_operators_are_words(store: Store, words: str) -> None:
    await fill(store)
    assert await found(store, words) == []


async def test_ten_thousand_words_are_cut(store: Store) -> None:
    await fill(store)
    assert await found(store, "drones " * 10_000) == await found(store, "drones")
    assert await found(store, " ".join(f"w{n}" for n in range(10_000))) == []
    assert await found(store, "drones", limit=0) == []


async def test_what_was_absorbed_is_found_by_its_survivor_alone(store: Store) -> None:
    await fill(store)
    merged = values.make_change(
        values.make_story("three", title="Drones for three", revision=2),
        kind=ChangeKind.MERGED,
        absorbed=(StoryId("story-old"), StoryId("story-drones")),
    )
    await store.save_changes([merged])
    assert await found(store, "drones") == ["three"]
    await store.save_changes([values.make_change(values.make_story("old", title="Drones again", revision=2))])
    assert await found(store, "drones") == ["three"], "it stays absorbed"


async def test_a_story_that_is_found_knows_its_deal(store: Store) -> None:
    await tell(store, values.make_story("a", title="Tanks"))
    await store.save_deals(["k2"], [values.make_deal()])
    assert [story.deal_id for story in await store.search("tanks")] == [values.make_deal().id]
