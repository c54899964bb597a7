"""What a story is counted among, on both databases: living stories of a pair, or of a country and sector."""

import pytest

from bot.domain.archive import Archive, Precedent, Scope
from bot.domain.ids import StoryId
from bot.domain.story import ChangeKind
from bot.domain.vocabulary import PartyRole, Sector, Stage
from bot.store import Store
from support import values
from support.archive import poll, tell
from support.values import DAY, HOUR, NOW

PAIR = Scope(countries=("KR", "PL"))
TANKS = Scope(countries=("PL",), sector=Sector.ARMOURED_VEHICLES)


def ids(archive: Archive) -> set[str]:
    return {precedent.story_id for precedent in archive.stories}


async def test_an_empty_archive_covers_nothing(store: Store) -> None:
    assert await store.archive([PAIR, TANKS]) == Archive(since=None)


async def test_a_story_is_given_in_short_with_the_furthest_stage_it_was_told_at(store: Store) -> None:
    first = values.make_story("a", stage=Stage.CONTRACT, first_seen=NOW - DAY)
    await tell(store, first)
    again = values.make_story("a", stage=Stage.DELAYED, revision=2, first_seen=NOW - DAY)
    await store.save_changes([values.make_change(again, kind=ChangeKind.GROWN)])
    archive = await store.archive([PAIR])
    assert archive == Archive(
        since=NOW,
        stories=(
            Precedent(
                story_id=StoryId("story-a"),
                countries=("KR", "PL"),
                sectors=(Sector.ARMOURED_VEHICLES,),
                first_seen=NOW - DAY,
                reached=Stage.CONTRACT,
                suppliers=("KR",),
                recipients=("PL",),
            ),
        ),
    )
    assert await store.archive([PAIR, TANKS]) == archive, "each story once"


@pytest.mark.parametrize(("scope", "found"), [(PAIR, {"a", "b"}), (TANKS, {"a", "c"})])
async def test_scopes_are_kept(store: Store, scope: Scope, found: set[str]) -> None:
    german = (values.make_party("DE", PartyRole.SUPPLIER), values.make_party("PL"))
    await tell(
        store,
        values.make_story("a"),
        values.make_story("b", sectors=(Sector.UAS,), title="armoured_vehicles"),
        values.make_story("c", parties=german, sectors=(Sector.UAS, Sector.ARMOURED_VEHICLES)),
        values.make_story("d", parties=german, sectors=()),
    )
    archive = await store.archive([scope])
    assert {name.removeprefix("story-") for name in ids(archive)} == found
    assert await store.archive([]) == Archive(since=NOW)


async def test_a_merged_story_is_no_longer_counted(store: Store) -> None:
    await tell(store, values.make_story("a"), values.make_story("b"))
    merged = values.make_change(
        values.make_story("a", revision=2), kind=ChangeKind.MERGED, absorbed=(StoryId("story-b"),)
    )
    await store.save_changes([merged])
    assert ids(await store.archive([PAIR])) == {"story-a"}


async def test_the_archive_covers_what_was_seen_since_its_first_item_even_when_polls_are_forgotten(
    store: Store,
) -> None:
    await tell(store, values.make_story("a", first_seen=NOW - 300 * DAY))
    await store.retain(NOW + HOUR)
    assert (await store.archive([PAIR])).since == NOW


@pytest.mark.parametrize(
    ("days", "since"),
    [((0,), 0), ((300, 290, 276, 262.5, 250), 300), ((300, 285.9, 20, 6, 0), 20), ((300, 285.9, 20, 5.9), 5.9)],
    ids=["one", "no gap", "a gap", "two gaps"],
)
async def test_a_fortnight_without_an_item_ends_what_was_covered(
    store: Store, days: tuple[float, ...], since: float
) -> None:
    for number, ago in enumerate(days):
        await poll(store, values.make_entry(f"item-{number}"), run=f"poll-{number}", at=NOW - ago * DAY)
    assert await store.covered_since() == NOW - since * DAY
    assert (await store.archive([])).since == NOW - since * DAY
