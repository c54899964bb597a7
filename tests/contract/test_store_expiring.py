"""Stories past their days go with all that rests on them, on both databases; what was told of them stays."""

from dataclasses import replace

from sqlalchemy import select

from bot.domain.archive import EVERYTHING
from bot.domain.brief import BriefKey
from bot.domain.delivery import DeliveryKey, DeliveryState
from bot.domain.desk import Follow
from bot.domain.ids import ArticleId, StoryId, SubscriptionId
from bot.domain.story import ChangeKind
from bot.store import Store
from bot.store.archive_tables import metadata
from support import values
from support.archive import collect, poll
from support.values import DAY, HOUR, NOW

LONG_AGO = NOW - 400 * DAY
YEAR_AGO = NOW - 365 * DAY


async def learn(store: Store, name: str, at: object = LONG_AGO, **fields: object) -> None:
    """Store a story and its article as they were learnt at `at`."""
    clock, store._clock = store._clock, lambda: at  # type: ignore[assignment,return-value]
    article = values.make_article(name, published=at, fetched_at=at)
    entry = values.make_entry(name, published=at)
    await poll(store, entry, run=f"poll-{name}")
    await store.save_articles("run", [article])
    await store.save_analyses("run", [values.make_analysis(name)])
    story = values.make_story(name, **{"first_seen": at, "last_changed": at, **fields})
    await store.save_changes([values.make_change(story)])
    await store.save_summary(values.make_summary(name))
    store._clock = clock


async def left(store: Store) -> list[str]:
    return sorted(lean.story_id.removeprefix("story-") for lean in await store.leans(EVERYTHING))


async def rows(store: Store) -> dict[str, int]:
    async with store.transactions.connect() as connection:
        return {
            name: many
            for name, table in metadata.tables.items()
            if (many := len((await connection.execute(select(table))).all()))
        }


async def test_old_stories_go_with_all_that_rests_on_them(store: Store) -> None:
    await learn(store, "old")
    await store.save_deals(["k2"], [values.make_deal(history=(values.make_step("old", changed=LONG_AGO),))])
    assert await store.search("tank")
    assert await store.expire_stories(YEAR_AGO) == 1
    assert await store.expire_stories(YEAR_AGO) == 0
    assert await rows(store) == {"sources": 1, "fetch_states": 1, "poll_runs": 1, "entries": 1}
    assert await store.search("tank") == ()
    assert await store.unclustered() == ()


async def test_younger_stories_stay(store: Store) -> None:
    await learn(store, "young", NOW - DAY)
    await learn(store, "heard", last_changed=NOW - DAY)
    before = await rows(store)
    assert await store.expire_stories(YEAR_AGO) == 0
    assert await rows(store) == before


async def test_a_deal_stays_whole_while_one_of_its_stories_is_young(store: Store) -> None:
    await learn(store, "old")
    await learn(store, "young", NOW - DAY)
    await store.save_deals(["k2"], [values.make_deal(history=(values.make_step("old"), values.make_step("young")))])
    assert await store.expire_stories(YEAR_AGO) == 0
    assert await store.expire_stories(NOW, 1) == 2, "and goes whole"
    assert await store.pair_deals(["PL"]) == ()


async def test_a_story_that_somebody_follows_stays(store: Store) -> None:
    await learn(store, "old")
    follow = Follow(platform="slack", workspace="T1", channel="C1", user="U1", story_id=StoryId("story-old"), at=NOW)
    await store.save_follow(follow)
    assert await store.expire_stories(YEAR_AGO) == 0


async def test_absorbed_stories_go_after_their_survivor(store: Store) -> None:
    for name in ("a", "b", "c"):
        await learn(store, name)
    clock, store._clock = store._clock, lambda: LONG_AGO
    merge = values.make_story("a", revision=2, first_seen=LONG_AGO, last_changed=LONG_AGO)
    await store.save_changes(
        [values.make_change(merge, kind=ChangeKind.MERGED, absorbed=(StoryId("story-b"),), material=False)]
    )
    store._clock = clock
    async with store.transactions.begin() as connection:
        await connection.execute(metadata.tables["doubts"].delete())
    gone = 0
    while some := await store.expire_stories(YEAR_AGO, 1):
        gone += some
    assert gone == 3
    assert await store.stories([StoryId("story-a"), StoryId("story-b")]) == ()


async def test_what_was_told_is_still_known_so_that_nothing_is_told_again(store: Store) -> None:
    await learn(store, "old")
    key = DeliveryKey(
        brief=BriefKey(subscription_id=SubscriptionId("desk"), local_date="2025-10-19", slot="0730"),
        part=StoryId("story-old"),
    )
    claim = await store.claim(
        key, channel="C-desk", owner="n", now=LONG_AGO, lease=HOUR, story_id=StoryId("story-old"), revision=1
    )
    row = claim.delivery
    await store.mark(replace(row, state=DeliveryState.SENT, message=values.make_message(), sent_at=LONG_AGO))
    before = (await store.told("C-desk"))[StoryId("story-old")]
    await store.expire_stories(YEAR_AGO)
    after = (await store.told("C-desk"))[StoryId("story-old")]
    assert (after.revision, after.message, after.at) == (before.revision, before.message, before.at)
    assert await store.told_deals("C-desk", []) == {}


async def test_an_item_of_an_expired_story_is_not_new_when_its_feed_brings_it_again(store: Store) -> None:
    await learn(store, "old")
    await store.expire_stories(YEAR_AGO)
    assert await poll(store, values.make_entry("old"), run="poll-again") == 0
    assert await store.articles([ArticleId("article-old")]) == ()
    await collect(store, "new")
    assert await left(store) == []
