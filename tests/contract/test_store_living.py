"""What the store promises of doubts, corrections, follows asked for by what is followed, and what is fresh."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.domain.brief import BriefKey, BriefKind, ItemKind, Mended
from bot.domain.delivery import ROOT, Delivery, DeliveryKey, DeliveryState
from bot.domain.desk import Change, Correction, CorrectionKind, Doubt, Follow, Mend
from bot.domain.ids import ArticleId, DealId, StoryId, SubscriptionId
from bot.domain.story import ChangeKind
from bot.store import Store
from support.archive import tell
from support.values import (
    DAY,
    HOUR,
    NOW,
    make_brief,
    make_change,
    make_delivery,
    make_item,
    make_key,
    make_message,
    make_story,
)

K2 = StoryId("story-k2")


def correction(name: str = "c1", **fields: Any) -> Correction:
    defaults: dict[str, Any] = {
        "id": name,
        "at": NOW,
        "kind": CorrectionKind.CORRECTED,
        "platform": "slack",
        "workspace": "T1",
        "channel": "C1",
        "story_id": K2,
        "headline": "Second contract",
        "detail": "stage was contract, is MoU",
    }
    return Correction(**{**defaults, **fields})


def mend(key: BriefKey | None = None, note: str = "stage was contract, is MoU") -> Mend:
    return Mend(brief=key or make_key(), mended=Mended(item=make_item(), note=note, at=NOW))


async def post(
    store: Store, key: DeliveryKey, *, channel: str = "C-desk", story: str | None = None, **fields: Any
) -> None:
    """Store a row of the ledger as sent."""
    wanted = make_delivery(key, channel=channel, story_id=StoryId(story) if story else None, **fields)
    await store.claim(
        key,
        channel=channel,
        owner=wanted.owner,
        now=NOW,
        lease=HOUR,
        story_id=wanted.story_id,
        revision=wanted.revision,
    )
    row = await store.delivery(key)
    assert row is not None
    sent: Delivery = row.sent(
        make_message(f"m-{key.part}-{key.brief.slot}", channel=channel), fields.get("sent_at", NOW)
    )
    await store.mark(sent)


async def told(store: Store, *, slot: str = "0730", channel: str = "C-desk", **fields: Any) -> BriefKey:
    """Store a brief that tells the K2 story, root and reply sent."""
    key = make_key(slot=slot)
    brief = make_brief(key, channel=channel, **fields)
    await store.save_brief(brief)
    await post(store, DeliveryKey(brief=key, part=ROOT), channel=channel)
    for item in brief.items:
        await post(
            store,
            DeliveryKey(brief=key, part=item.story_id),
            channel=channel,
            story=item.story_id,
            revision=item.revision,
        )
    return key


async def doubts(store: Store) -> Sequence[tuple[str, str, str | None]]:
    return [(str(doubt.kind), doubt.story_id, doubt.other) for doubt in await store.doubts()]


async def test_what_is_read_again_united_or_parted_is_in_doubt(store: Store) -> None:
    story, other = make_story("k2"), make_story("tanks")
    await tell(store, story, other)
    assert await doubts(store) == []
    await store.save_changes([make_change(story, material=False)], heard=story.article_ids)
    assert await doubts(store) == [("corrected", "story-k2", None)]
    both = replace(story, article_ids=(*story.article_ids, *other.article_ids))
    united = make_change(both, kind=ChangeKind.MERGED, material=False, absorbed=(other.id,))
    await store.save_changes([united])
    await store.save_changes([united])
    assert set(await doubts(store)) == {("corrected", "story-k2", None), ("merged", "story-tanks", "story-k2")}
    part = make_story("part", article_ids=other.article_ids)
    split = make_change(part, kind=ChangeKind.SPLIT, parent=story.id)
    await store.save_changes([make_change(story, kind=ChangeKind.GROWN, material=False), split])
    assert ("split", "story-k2", "story-part") in await doubts(store)


async def test_the_story_an_edited_article_leaves_is_in_doubt_too(store: Store) -> None:
    story = make_story("k2", article_ids=(ArticleId("article-a"), ArticleId("article-b")))
    await tell(store, story)
    own = make_story("own", article_ids=story.article_ids[1:])
    await store.save_changes([make_change(own)], heard=own.article_ids)
    assert set(await doubts(store)) == {("corrected", "story-k2", None), ("corrected", "story-own", None)}


async def test_doubts_are_settled_with_what_was_found_and_stay_so(store: Store) -> None:
    story = make_story("k2")
    await tell(store, story)
    await store.save_changes([make_change(story, material=False)], heard=story.article_ids)
    known = await store.doubts()
    assert await store.settle_doubts([], [correction()]) == (correction(),)
    assert await store.doubts() == known
    later = Doubt(story_id=K2, kind=CorrectionKind.CORRECTED, at=NOW + HOUR)
    assert await store.settle_doubts([later], [correction(detail="other")]) == ()
    assert await store.doubts() == known, "one that was raised anew is another"
    await store.settle_doubts(known, [])
    assert await store.doubts() == ()
    assert await store.correction("c1") == correction()


async def test_a_correction_goes_from_open_to_the_log(store: Store) -> None:
    await store.settle_doubts([], [correction("c2", at=NOW + HOUR), correction("c1")])
    assert [one.id for one in await store.open_corrections()] == ["c1", "c2"]
    assert await store.corrections() == ()
    done = correction("c1", at=NOW + 2 * HOUR, done=True, said=True, mends=(mend(),))
    await store.save_correction(done)
    assert await store.corrections() == (done,)
    assert await store.corrections(channel="C2") == ()
    assert await store.corrections(channel="C1", workspace="T1") == (done,)
    assert await store.corrections(workspace="T2") == ()
    assert await store.mended_since(NOW + HOUR) == {"C1": 1}
    assert await store.mended_since(NOW + 2 * HOUR) == {}
    await store.delete_correction("c2")
    assert await store.open_corrections() == ()
    await store.save_correction(correction("c2"))
    assert await store.correction("c2") is None, "what was deleted stays so"


async def test_a_brief_knows_what_its_items_were_mended_to_last(store: Store) -> None:
    first, second = correction("c1", done=True, mends=(mend(note="one"),)), mend(note="two")
    later = correction("c2", at=NOW + HOUR, done=True, mends=(second,))
    elsewhere = correction("c3", at=NOW + HOUR, done=True, mends=(mend(make_key(slot="1800")),))
    await store.settle_doubts([], [replace(one, channel="C-desk") for one in (later, first, elsewhere)])
    assert await store.mends_of(make_brief()) == {K2: second.mended}
    assert await store.mends_of(make_brief(composed_at=NOW + DAY)) == {}


async def test_tellings_are_the_replies_that_are_out(store: Store) -> None:
    key = await told(store)
    elsewhere = make_key(slot="1800")
    await post(store, DeliveryKey(brief=elsewhere, part="said"), channel="C2", story="story-k2", revision=1)
    assert [row.key.brief for row in await store.tellings([K2])] == [key]
    assert [row.message is not None for row in await store.tellings([K2, StoryId("nobody")])] == [True]
    assert await store.tellings([]) == ()


async def test_who_took_over_what_is_asked_at_once(store: Store) -> None:
    story, other = make_story("k2"), make_story("tanks")
    await tell(store, story, other)
    united = make_change(story, kind=ChangeKind.MERGED, material=False, absorbed=(other.id,))
    await store.save_changes([united])
    assert await store.absorbed_by([story.id, other.id]) == {story.id: (other.id,)}
    assert await store.absorbed_by([]) == {}


async def test_follows_are_found_by_story_and_by_deal(store: Store) -> None:
    def follow(user: str, story: str, **fields: Any) -> Follow:
        values = {"platform": "slack", "workspace": "T1", "channel": "C1", "at": NOW, **fields}
        return Follow(user=user, story_id=StoryId(story), **values)

    one, two = follow("U1", "story-k2", deal_id=DealId("deal")), follow("U2", "story-old", deal_id=DealId("deal"))
    other = follow("U3", "story-else", at=NOW + HOUR)
    for each in (two, one, other):
        await store.save_follow(each)
    assert await store.follows_of([K2], [DealId("deal")]) == (one, two)
    assert await store.follows_of([K2], []) == (one,)
    assert await store.follows_of([], []) == ()


async def test_stories_are_fresh_by_when_we_learnt_of_them(store: Store) -> None:
    story = make_story("k2", last_changed=NOW - 30 * DAY)
    await tell(store, story)
    assert [(one.id, at) for one, at in await store.learnt_since(NOW - HOUR)] == [(story.id, NOW)]
    assert await store.learnt_since(NOW) == ()
    assert await store.learnt_at(story.id) == NOW
    assert await store.learnt_at(StoryId("nobody")) is None


async def test_a_subscription_is_settled_by_its_audit_or_its_first_brief(store: Store) -> None:
    desk = SubscriptionId("desk")
    assert await store.settled_at(desk) is None
    await told(store)
    assert await store.settled_at(desk) == NOW
    entry = Change(
        at=NOW + HOUR,
        platform="slack",
        workspace="",
        channel="C-desk",
        user="U1",
        subscription_id=desk,
        action="alerts",
        detail="on",
    )
    await store.save_change(entry)
    await store.save_change(replace(entry, at=NOW - HOUR))
    assert await store.settled_at(desk) == NOW + HOUR


async def test_slots_of_a_day_are_listed_by_how_they_begin(store: Store) -> None:
    for slot in ("alert-b-1", "alert-a-1", "0730", "alertb"):
        await store.save_brief(make_brief(make_key(slot=slot)))
    await store.save_brief(make_brief(make_key(slot="alert-c-1", date="2026-11-24")))
    assert await store.slots_used(SubscriptionId("desk"), "2026-11-23", "alert-") == ("alert-a-1", "alert-b-1")


async def test_an_alert_does_not_count_as_the_last_brief(store: Store) -> None:
    await told(store, window_end=NOW - HOUR)
    await told(store, slot="alert-story-k2-2", items=(make_item(revision=2),))
    assert await store.last_delivered(SubscriptionId("desk")) == NOW - HOUR


async def test_a_channel_has_a_revision_announced_by_an_alert_or_a_reply_shown_there(store: Store) -> None:
    await told(store)
    assert not await store.announced("C-desk", K2, 1)
    changed = make_item(revision=2, kind=ItemKind.CHANGED)
    await told(store, slot="0800", items=(changed,), broadcast=True)
    assert await store.announced("C-desk", K2, 2)
    await told(store, slot="alert-story-k2-3", items=(make_item(revision=3),), kind=BriefKind.ALERT)
    assert await store.announced("C-desk", K2, 3)
    assert not await store.announced("C-desk", K2, 4)
    assert not await store.announced("C-other", K2, 1)


async def test_what_a_channel_had_been_told_by_a_moment(store: Store) -> None:
    await told(store)
    assert await store.seen_by("C-desk", (K2,), NOW) == {K2: 1}
    assert await store.seen_by("C-desk", (K2,), NOW - HOUR) == {}
    assert await store.seen_by("C-desk", (), NOW) == {}
    row = await store.delivery(DeliveryKey(brief=make_key(), part=K2))
    assert row is not None
    assert row.state is DeliveryState.SENT


async def test_what_was_mended_moves_with_its_channel(store: Store) -> None:
    await told(store)
    await store.settle_doubts([], [correction(channel="C-desk", at=NOW + HOUR, done=True, mends=(mend(),))])
    await store.settle_doubts([], [correction("c2", channel="C-desk")])
    await store.move_channel("console", "", "C-desk", "C-new")
    assert [one.channel for one in await store.open_corrections()] == ["C-new"]
    (brief,) = await store.recent_briefs(SubscriptionId("desk"), NOW - DAY)
    assert list(await store.mends_of(brief)) == [K2]


async def test_of_a_person_nothing_they_were_told_is_kept(store: Store) -> None:
    await told(store, channel="D1")
    await store.settle_doubts([], [correction(channel="D1", workspace="")])
    assert await store.delete_person("slack", "", "U1", direct="D1") == 4
    assert await store.brief(make_key()) is None
    assert await store.tellings([K2]) == ()
    assert await store.open_corrections() == ()
