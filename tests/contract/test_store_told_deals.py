"""What a channel was told of deals, through mergers and splits, on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.brief import PastStep
from bot.domain.deal import Deal
from bot.domain.delivery import ROOT, Delivery, DeliveryState
from bot.domain.ids import ArticleId, StoryId, SubscriptionId
from bot.domain.story import ChangeKind
from bot.domain.vocabulary import Stage
from bot.store import Store
from support import values
from support.archive import tell
from support.values import DAY, NOW

LEASE = timedelta(minutes=1)
A, B, C = (StoryId(f"story-{name}") for name in "abc")


async def send(store: Store, part: str, *, at: datetime, revision: int = 1) -> Delivery:
    """Post the root of the day's brief or the reply about a story."""
    key = values.make_delivery_key(part, brief=values.make_key(date=at.date().isoformat()))
    story, told = (None, None) if part == ROOT else (StoryId(part), revision)
    claim = await store.claim(key, channel="C-desk", owner="node-1", now=at, lease=LEASE, story_id=story, revision=told)
    sent = claim.delivery.sent(values.make_message(str(key)), at)
    await store.mark(sent)
    return sent


async def programme(store: Store, *names: str) -> Deal:
    """Make the stories named all there is of one programme, one deal."""
    deal = values.make_deal(history=tuple(values.make_step(name) for name in names))
    await store.save_deals({"k2"}, [deal])
    return deal


async def test_a_deal_is_met_by_the_story_told_first(store: Store) -> None:
    talks, contract = (
        values.make_story("b", stage=Stage.TALKS, title="They talk"),
        values.make_story("a", title="Signed"),
    )
    await tell(store, talks, contract, values.make_story("c"))
    deal = await programme(store, "a", "b", "c")
    assert await store.told_deals("C-desk", [deal.id]) == {}
    root = await send(store, ROOT, at=NOW)
    await send(store, B, at=NOW)
    await send(store, ROOT, at=NOW + DAY)
    await send(store, A, at=NOW + DAY)
    told = (await store.told_deals("C-desk", [deal.id]))[deal.id]
    assert (told.met_in, told.thread, told.stage) == (B, root.message, Stage.CONTRACT)
    assert told.steps == (
        PastStep(stage=Stage.TALKS, at=NOW, title="They talk"),
        PastStep(stage=Stage.CONTRACT, at=NOW + DAY, title="Signed"),
    )
    assert await store.told_deals("C-other", [deal.id]) == {}
    assert await store.told_deals("C-desk", []) == {}


async def test_a_step_bears_the_title_of_the_revision_told_and_a_stage_repeated_is_one(store: Store) -> None:
    await tell(store, values.make_story("a", stage=Stage.TALKS, title="They talk"))
    deal = await programme(store, "a")
    await send(store, ROOT, at=NOW)
    await send(store, A, at=NOW)
    for revision, title in ((2, "They still talk"), (3, "And sign")):
        stage = Stage.TALKS if revision == 2 else Stage.CONTRACT
        grown = values.make_story("a", revision=revision, stage=stage, title=title)
        await store.save_changes([values.make_change(grown, kind=ChangeKind.GROWN)])
        await send(store, A, at=NOW + revision * DAY, revision=revision)
    told = (await store.told_deals("C-desk", [deal.id]))[deal.id]
    assert [(step.stage, step.title) for step in told.steps] == [
        (Stage.TALKS, "They talk"),
        (Stage.CONTRACT, "And sign"),
    ]


async def test_the_deal_of_an_absorbed_story_is_known_by_its_survivor(store: Store) -> None:
    await tell(store, values.make_story("a", stage=Stage.MOU), values.make_story("b"), values.make_story("c"))
    root = await send(store, ROOT, at=NOW)
    await send(store, A, at=NOW)
    merger = values.make_change(values.make_story("b", revision=2), kind=ChangeKind.MERGED, absorbed=(A,))
    await store.save_changes([merger])
    deal = await programme(store, "b", "c")
    told = (await store.told_deals("C-desk", [deal.id]))[deal.id]
    assert (told.met_in, told.thread) == (B, root.message)
    assert [step.stage for step in told.steps] == [Stage.MOU]
    assert (await store.told("C-desk"))[B].told_as == A


async def test_a_survivor_told_first_keeps_its_thread(store: Store) -> None:
    await tell(store, values.make_story("a"), values.make_story("b", stage=Stage.TALKS))
    root = await send(store, ROOT, at=NOW)
    await send(store, B, at=NOW)
    await send(store, ROOT, at=NOW + DAY)
    reply = await send(store, A, at=NOW + DAY)
    merger = values.make_change(values.make_story("b", revision=3), kind=ChangeKind.MERGED, absorbed=(A,))
    await store.save_changes([merger])
    told = (await store.told("C-desk"))[B]
    assert (told.revision, told.message, told.thread, told.at) == (2, reply.message, root.message, NOW)
    deal = await programme(store, "b")
    met = (await store.told_deals("C-desk", [deal.id]))[deal.id]
    assert (met.met_in, [step.stage for step in met.steps]) == (B, [Stage.TALKS, Stage.CONTRACT])


async def test_a_part_split_off_brings_its_own_deal_to_the_channel(store: Store) -> None:
    both = (ArticleId("article-a"), ArticleId("article-b"))
    await tell(store, values.make_story("a", article_ids=both, stage=Stage.MOU), values.make_story("c"))
    root = await send(store, ROOT, at=NOW)
    await send(store, A, at=NOW)
    part = values.make_story("b", article_ids=both[1:], stage=Stage.TALKS)
    await store.save_changes([values.make_change(part, kind=ChangeKind.SPLIT, parent=A)])
    deal = await programme(store, "b", "c")
    told = (await store.told_deals("C-desk", [deal.id]))[deal.id]
    assert (told.met_in, told.thread) == (B, root.message)
    await programme(store, "c")
    assert await store.told_deals("C-desk", [deal.id]) == {}


async def test_what_was_told_of_a_week_is_the_last_of_each_story_that_is_surely_out(store: Store) -> None:
    await tell(store, values.make_story("a", stage=Stage.TALKS), values.make_story("b"), values.make_story("c"))
    for day, part in ((0, ROOT), (0, A), (1, ROOT), (1, B), (8, ROOT)):
        await send(store, part, at=NOW + day * DAY)
    grown = values.make_story("a", revision=2, stage=Stage.CONTRACT)
    await store.save_changes([values.make_change(grown, kind=ChangeKind.GROWN)])
    last = await send(store, A, at=NOW + 8 * DAY, revision=2)
    key = values.make_delivery_key(C, brief=values.make_key(date="2026-12-01"))
    lost = await store.claim(key, channel="C-desk", owner="node-1", now=NOW, lease=LEASE, story_id=C, revision=1)
    await store.mark(replace(lost.delivery, state=DeliveryState.UNKNOWN))
    told = await store.told_between("C-desk", NOW, NOW + 8 * DAY)
    assert [(one.story_id, one.revision, one.stage) for one in told] == [(B, 1, Stage.CONTRACT), (A, 2, Stage.CONTRACT)]
    assert (told[1].message, told[1].at) == (last.message, NOW + 8 * DAY)
    early = await store.told_between("C-desk", NOW - DAY, NOW)
    assert [(one.story_id, one.stage) for one in early] == [(A, Stage.TALKS)]
    assert await store.told_between("C-other", NOW - DAY, NOW + 9 * DAY) == ()


async def test_only_a_brief_that_told_all_there_was_moves_the_window(store: Store) -> None:
    for slot, day in (("0730", 0), ("rest-0730", 1), ("alert-a-1", 2), ("digest", 3), ("now-abc", -1)):
        key = values.make_key(slot=slot)
        await store.save_brief(values.make_brief(key, window_end=NOW + day * DAY))
        claim = await store.claim(
            values.make_delivery_key(brief=key),
            channel="C-desk",
            owner="node-1",
            now=NOW,
            lease=LEASE,
            story_id=None,
            revision=None,
        )
        await store.mark(claim.delivery.sent(values.make_message(slot), NOW))
    assert await store.last_delivered(SubscriptionId("desk")) == NOW


async def test_articles_weigh_by_source_and_score(store: Store) -> None:
    await tell(store, values.make_story("a"), values.make_story("b"))
    read, unread = ArticleId("article-a"), ArticleId("article-b")
    await store.save_analyses("run", [values.make_analysis("a", score=0.4)])
    assert await store.weights([read, unread, ArticleId("article-none")]) == {
        read: ("wire", 0.4),
        unread: ("wire", None),
    }
