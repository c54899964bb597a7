"""Stories in short and who is tied to whom, on both databases."""

import asyncio
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.archive import EVERYTHING, LeanScope, LeanStory, Tie
from bot.domain.ids import DealId, StoryId
from bot.domain.story import ChangeKind, Story
from bot.domain.vocabulary import Certainty, CooperationType, FactKind, Sector, Stage
from bot.store import Store, open_store
from bot.store.migrate import downgrade
from support import values
from support.archive import tell
from support.values import DAY, HOUR, NOW


def of(*countries: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset({country}) for country in countries)


def pair(*countries: str, **fields: object) -> LeanScope:
    return LeanScope(all_of=of(*countries), **fields)  # type: ignore[arg-type]


def story_of(name: str, *countries: str, **fields: object) -> Story:
    return values.make_story(name, parties=values.make_parties(*countries), **fields)


async def names(store: Store, scope: LeanScope = EVERYTHING, **more: int) -> list[str]:
    return [lean.story_id.removeprefix("story-") for lean in await store.leans(scope, **more)]


async def test_an_empty_archive_has_no_stories_in_short(store: Store) -> None:
    assert await store.leans(EVERYTHING) == ()
    assert await store.ties("PL") == ()
    assert await store.nearest_pairs(["PL", "KR"]) == ()


async def test_a_story_is_given_in_short(store: Store) -> None:
    facts = (
        values.make_fact(FactKind.DESIGNATION, value="K2 Black Panther"),
        values.make_fact(FactKind.ORGANISATION, value="PGZ"),
    )
    await tell(store, values.make_story("a", facts=facts, first_seen=NOW - DAY))
    assert await store.leans(pair("PL", "KR")) == (
        LeanStory(
            story_id=StoryId("story-a"),
            countries=("KR", "PL"),
            suppliers=("KR",),
            recipients=("PL",),
            sectors=(Sector.ARMOURED_VEHICLES,),
            types=(CooperationType.PROCUREMENT,),
            stage=Stage.CONTRACT,
            certainty=Certainty.BOTH_PARTIES,
            designations=("K2 Black Panther",),
            organisations=("Hyundai Rotem", "PGZ"),
            first_seen=NOW - DAY,
            last_changed=NOW - 2 * HOUR,
            deal_id=None,
        ),
    )


async def test_scopes_ask_for_a_different_party_of_each_set(store: Store) -> None:
    await tell(
        store,
        story_of("pair", "PL", "KR"),
        story_of("three", "PL", "KR", "US", last_changed=NOW - HOUR),
        story_of("alone", "PL", last_changed=NOW - 3 * HOUR),
        story_of("other", "DE", "FR"),
    )
    either = frozenset({"PL", "KR"})
    assert await names(store, pair("PL")) == ["three", "pair", "alone"]
    assert await names(store, pair("KR", "PL")) == ["three", "pair"]
    assert await names(store, LeanScope(all_of=(either,))) == ["three", "pair", "alone"]
    assert await names(store, LeanScope(all_of=(either, either))) == ["three", "pair"]
    assert await names(store, LeanScope(all_of=(either, either, frozenset({"US", "PL"})))) == ["three"]
    assert await names(store, LeanScope(all_of=(either, either, either))) == []
    assert await names(store, pair("PL", "KR", "US")) == ["three"]
    assert await names(store, pair("PL", "PL")) == []
    assert await names(store, LeanScope(all_of=(frozenset(),))) == []
    assert await names(store, EVERYTHING, limit=2) == ["three", "pair"]


async def test_scopes_ask_for_marks_and_days(store: Store) -> None:
    tank = (values.make_fact(FactKind.DESIGNATION, value="K2 Black Panther"),)
    jet = (values.make_fact(FactKind.DESIGNATION, value="F-35A"),)
    await tell(
        store,
        values.make_story("tank", facts=tank),
        values.make_story("jet", facts=jet, sectors=(Sector.COMBAT_AIRCRAFT,), last_changed=NOW - DAY),
    )

    def marked(kind: str, *wanted: str, **fields: object) -> LeanScope:
        return LeanScope(marks=((kind, frozenset(wanted)),), **fields)  # type: ignore[arg-type]

    assert await names(store, marked("designation", "k2")) == ["tank"]
    assert await names(store, marked("designation", "F35a", "T-72")) == ["jet"]
    assert await names(store, marked("designation", "K2", "F-35A")) == ["tank", "jet"]
    assert await names(store, marked("sector", Sector.COMBAT_AIRCRAFT)) == ["jet"]
    assert await names(store, marked("organisation", "hyundai ROTEM", all_of=of("KR", "PL"))) == ["tank", "jet"]
    assert await names(store, marked("type", CooperationType.OFFSET, all_of=of("KR"))) == []
    assert await names(store, marked("sector", Sector.COMBAT_AIRCRAFT, all_of=of("KR"))) == ["jet"]
    assert await names(store, LeanScope(since=NOW - DAY, until=NOW - DAY)) == ["jet"]
    assert await names(store, pair("KR", "PL", since=NOW - 3 * HOUR)) == ["tank"]
    assert await names(store, pair("KR", until=NOW - 3 * HOUR)) == ["jet"]


async def test_what_was_absorbed_is_counted_no_more_until_it_is_split_off_again(store: Store) -> None:
    await tell(store, values.make_story("a"), values.make_story("b"))
    merged = values.make_change(
        values.make_story("a", revision=2), kind=ChangeKind.MERGED, absorbed=(StoryId("story-b"),)
    )
    await store.save_changes([merged])
    assert await names(store) == ["a"]
    assert [tie.stories for tie in await store.ties("PL")] == [1]
    late = values.make_change(values.make_story("b", revision=2), kind=ChangeKind.GROWN)
    await store.save_changes([late])
    assert await names(store) == ["a"], "it stays absorbed"
    split = values.make_change(values.make_story("b", revision=3), kind=ChangeKind.SPLIT, parent=StoryId("story-a"))
    await store.save_changes([split])
    assert await names(store) == ["b", "a"]


async def test_a_withdrawn_story_is_counted_no_more(store: Store) -> None:
    await tell(store, values.make_story("a"))
    await store.save_changes([values.make_change(values.make_story("a", revision=2, parties=()))])
    assert await store.leans(EVERYTHING) == ()
    assert await store.ties("PL") == ()


async def test_a_story_is_of_the_deal_that_deals_say(store: Store) -> None:
    await tell(store, values.make_story("a"))
    deal = values.make_deal()
    await store.save_deals(["k2"], [deal])
    assert [lean.deal_id for lean in await store.leans(EVERYTHING)] == [deal.id]
    await store.save_changes([values.make_change(values.make_story("a", revision=2, deal_id=DealId("stale")))])
    assert [lean.deal_id for lean in await store.leans(EVERYTHING)] == [deal.id]
    await store.save_deals(["k2"], [])
    assert [lean.deal_id for lean in await store.leans(EVERYTHING)] == [None]


async def test_ties_count_stories_by_partner_and_month(store: Store) -> None:
    await tell(
        store,
        story_of("new", "PL", "KR"),
        story_of("three", "PL", "KR", "US"),
        story_of("old", "PL", "KR", last_changed=NOW - 40 * DAY),
        story_of("alone", "PL"),
    )
    now = [Tie(partner="KR", month="2026-11", stories=2), Tie(partner="US", month="2026-11", stories=1)]
    assert await store.ties("PL") == (Tie(partner="KR", month="2026-10", stories=1), *now)
    assert await store.ties("PL", since=NOW - DAY) == tuple(now)
    assert await store.ties("PL", until=NOW - DAY) == (Tie(partner="KR", month="2026-10", stories=1),)
    alone = (Tie(partner="", month="2026-10", stories=1), Tie(partner="", month="2026-11", stories=3))
    assert await store.ties("PL", alone=True) == alone
    assert await store.nearest_pairs(["PL", "KR", "FR"]) == (("KR", "PL", 3), ("KR", "US", 1), ("PL", "US", 1))
    assert await store.nearest_pairs(["US"], limit=1) == (("US", "KR", 1),)


async def test_archives_of_before_are_brought_in_once(empty_url: str) -> None:
    facts = (values.make_fact(FactKind.DESIGNATION, value="Bayraktar TB2"),)
    store = await open_store(empty_url, clock=lambda: NOW)
    await tell(store, *(values.make_story(f"{n}", facts=facts) for n in range(3)), story_of("none"))
    merged = values.make_change(
        values.make_story("0", facts=facts), kind=ChangeKind.MERGED, absorbed=(StoryId("story-1"),)
    )
    await store.save_changes([merged])
    await store.save_deals(["k2"], [values.make_deal(history=(values.make_step("0"),))])
    scopes = (EVERYTHING, LeanScope(marks=(("designation", frozenset({"TB2"})),)), pair("PL", "KR"))
    before = [await store.leans(scope) for scope in scopes]
    assert [len(found) for found in before] == [2, 2, 2]
    await store.close()
    await asyncio.to_thread(downgrade, empty_url, "0009")
    again = await open_store(empty_url, clock=lambda: NOW)
    assert [await again.leans(scope) for scope in scopes] == before
    assert await again.ties("KR") == (Tie(partner="PL", month="2026-11", stories=2),)
    await again.close()


_CODES = st.sampled_from(["PL", "KR", "US", "TR"])


@given(sets=st.lists(st.frozensets(_CODES, max_size=3), max_size=4), countries=st.frozensets(_CODES))
def test_each_set_gets_a_party_of_its_own(sets: list[frozenset[str]], countries: frozenset[str]) -> None:
    def seats(left: list[frozenset[str]], free: frozenset[str]) -> bool:
        return not left or any(seats(left[1:], free - {one}) for one in left[0] & free)

    assert LeanScope(all_of=tuple(sets)).unites(countries) is seats(sets, countries)


@pytest.mark.parametrize("field", ["since", "until"])
def test_a_scope_refuses_a_moment_without_a_zone(field: str) -> None:
    with pytest.raises(ValueError, match=r"zone|naive|aware"):
        LeanScope(**{field: datetime(2026, 1, 1)})  # type: ignore[arg-type]  # noqa: DTZ001
