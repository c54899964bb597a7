"""What the store promises of subscriptions made in chat, drafts, the audit, votes, proposals and follows."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from bot.domain.brief import BriefKey
from bot.domain.delivery import DeliveryKey
from bot.domain.desk import (
    Change,
    Complaint,
    Correction,
    CorrectionKind,
    Follow,
    Pending,
    Proposal,
    ProposalKind,
    Verdict,
    Vote,
)
from bot.domain.ids import DealId, StoryId, SubscriptionId
from bot.domain.question import answer_key
from bot.domain.topic import Subscription
from bot.store import Store, desk_tables
from bot.store.tables import briefs, deliveries, questions, subscriptions
from support.values import DAY, HOUR, NOW, make_brief, make_key, make_question, make_subscription

DESK = SubscriptionId("desk")


def chat(name: str = "chat", /, **fields: object) -> Subscription:
    return make_subscription(name, **{"platform": "slack", "workspace": "T1", "channel": "C1", **fields})


def vote(user: str = "U1", story: str = "k2", **fields: object) -> Vote:
    defaults: dict[str, object] = {
        "workspace": "T1",
        "channel": "C1",
        "user": user,
        "subscription_id": DESK,
        "story_id": StoryId(story),
        "revision": 1,
        "verdict": Verdict.NOT_USEFUL,
        "at": NOW,
        "complaint": Complaint.NOT_RELEVANT,
    }
    return Vote(**{**defaults, **fields})  # type: ignore[arg-type]


def change(detail: str = "made it", **fields: object) -> Change:
    defaults: dict[str, object] = {
        "at": NOW,
        "platform": "slack",
        "workspace": "T1",
        "channel": "C1",
        "user": "U1",
        "subscription_id": DESK,
        "action": "subscribe",
        "detail": detail,
    }
    return Change(**{**defaults, **fields})  # type: ignore[arg-type]


def draft(name: str = "d1", **fields: object) -> Pending:
    defaults: dict[str, object] = {
        "id": name,
        "made_at": NOW,
        "platform": "slack",
        "workspace": "T1",
        "channel": "C1",
        "user": "U1",
        "subscription": chat(),
    }
    return Pending(**{**defaults, **fields})  # type: ignore[arg-type]


def follow(story: str = "k2", **fields: object) -> Follow:
    defaults: dict[str, object] = {
        "platform": "slack",
        "workspace": "T1",
        "user": "U1",
        "story_id": StoryId(story),
        "channel": "C1",
        "at": NOW,
    }
    return Follow(**{**defaults, **fields})  # type: ignore[arg-type]


def proposal(name: str = "p1", **fields: object) -> Proposal:
    defaults: dict[str, object] = {
        "id": name,
        "subscription_id": DESK,
        "kind": ProposalKind.SOURCE_WEIGHT,
        "subject": "wire",
        "before": "1",
        "after": "0.5",
        "votes": 3,
        "made_at": NOW,
    }
    return Proposal(**{**defaults, **fields})  # type: ignore[arg-type]


async def test_a_subscription_is_added_once_and_amended_in_one_step(store: Store) -> None:
    assert await store.add_subscription(chat())
    assert not await store.add_subscription(chat(max_stories=3))
    changed = await store.amend_subscription(
        SubscriptionId("chat"), lambda known: known.model_copy(update={"max_stories": 5})
    )
    assert changed is not None
    assert changed.max_stories == 5
    assert await store.subscription(SubscriptionId("chat")) == changed


async def test_amendments_at_once_all_count(store: Store) -> None:
    await store.add_subscription(chat())

    async def own(user: str) -> None:
        await store.amend_subscription(
            SubscriptionId("chat"), lambda known: known.model_copy(update={"owners": (*known.owners, user)})
        )

    await asyncio.gather(*(own(f"U{n}") for n in range(8)))
    (known,) = await store.subscriptions_in("slack", "C1")
    assert sorted(known.owners) == [f"U{n}" for n in range(8)]


async def test_managed_rows_are_neither_changed_nor_deleted_nor_made_from_chat(store: Store) -> None:
    await store.upsert_managed([make_subscription("desk")])
    assert await store.amend_subscription(DESK, lambda known: known.model_copy(update={"max_stories": 1})) is None
    assert not await store.delete_subscription(DESK)
    assert await store.add_subscription(chat(managed=True))
    (kept,) = await store.subscriptions_in("slack", "C1")
    assert not kept.managed


async def test_a_pause_that_the_bot_made_outlives_the_reading_of_the_configuration(store: Store) -> None:
    row = make_subscription("desk")
    await store.upsert_managed([row])
    pause = {"paused_until": NOW + DAY, "pause_note": "is_archived"}
    paused = await store.amend_subscription(DESK, lambda known: known.model_copy(update=pause), managed=True)
    assert paused is not None
    assert paused.managed
    await store.upsert_managed([row])
    assert await store.subscription(DESK) == paused
    await store.upsert_managed([row.model_copy(update={"channel": "C-other"})])
    moved = await store.subscription(DESK)
    assert moved is not None
    assert moved.paused_until is None


async def test_a_channel_lists_its_own_and_a_workspace_too(store: Store) -> None:
    for name, fields in {"a": {}, "b": {"channel": "C2"}, "c": {"workspace": "T2", "channel": "C3"}}.items():
        await store.add_subscription(chat(name, **fields))
    assert [one.id for one in await store.subscriptions_in("slack", "C1")] == ["a"]
    assert [one.id for one in await store.subscriptions_of_workspace("slack", "T1")] == ["a", "b"]
    assert await store.subscriptions_in("teams", "C1") == ()
    assert await store.delete_subscription(SubscriptionId("a"))
    assert not await store.delete_subscription(SubscriptionId("a"))


async def test_a_subscription_moves_to_another_channel(store: Store) -> None:
    await store.add_subscription(chat())
    await store.amend_subscription(SubscriptionId("chat"), lambda known: known.model_copy(update={"channel": "C9"}))
    assert await store.subscriptions_in("slack", "C1") == ()
    assert [one.id for one in await store.subscriptions_in("slack", "C9")] == ["chat"]


async def test_a_draft_lasts_a_day(store: Store) -> None:
    await store.save_draft(draft())
    assert await store.draft("d1", NOW + DAY - timedelta(seconds=1)) == draft()
    assert await store.draft("d1", NOW + DAY) is None
    await store.save_draft(draft("d2", made_at=NOW + DAY))
    assert await store.draft("d1", NOW) is None, "a new draft lets old ones go"
    assert await store.delete_draft("d2")
    assert not await store.delete_draft("d2")
    await store.save_draft(draft("d3"))
    assert await store.forget_drafts(NOW + HOUR) == 0
    assert await store.forget_drafts(NOW + DAY) == 1


async def test_the_audit_of_a_channel_is_newest_first(store: Store) -> None:
    for number in range(3):
        await store.save_change(change(f"entry {number}", at=NOW + number * HOUR))
    await store.save_change(change("elsewhere", channel="C2", subscription_id=SubscriptionId("other")))
    assert [one.detail for one in await store.changes("slack", "C1", limit=2)] == ["entry 2", "entry 1"]
    assert [one.detail for one in await store.changes_of([SubscriptionId("other")])] == ["elsewhere"]


async def test_a_later_vote_of_the_same_person_replaces_the_first(store: Store) -> None:
    await store.save_vote(vote())
    better = vote(verdict=Verdict.USEFUL, complaint=None, at=NOW + HOUR)
    await store.save_vote(better)
    await store.save_vote(vote("U2"))
    assert await store.votes(DESK, since=NOW - DAY) == (vote("U2"), better)
    assert await store.votes(since=NOW) == (better,)
    assert await store.forget_votes(DESK) == 2
    assert await store.votes(since=NOW - DAY) == ()


async def test_votes_of_old_are_forgotten_and_decisions_stay(store: Store) -> None:
    await store.save_vote(vote(at=NOW - 400 * DAY))
    await store.save_vote(vote("U2"))
    await store.save_proposal(proposal())
    assert await store.forget_votes_before(NOW - 365 * DAY) == 1
    assert [one.user for one in await store.votes(since=NOW - 500 * DAY)] == ["U2"]
    assert await store.proposal("p1") == proposal()


async def test_a_proposal_is_made_once_and_decided_once(store: Store) -> None:
    assert await store.save_proposal(proposal())
    assert not await store.save_proposal(proposal(votes=9))
    accepted = replace(proposal(), accepted=True, decided_by="U1", decided_at=NOW)
    assert await store.decide_proposal(accepted)
    assert not await store.decide_proposal(replace(accepted, accepted=False))
    assert await store.proposals([DESK]) == (accepted,)


async def test_unfollowing_a_story_ends_what_is_followed_of_its_deal(store: Store) -> None:
    await store.save_follow(follow("k2", deal_id=DealId("deal")))
    await store.save_follow(follow("k2-later", deal_id=DealId("deal"), at=NOW + HOUR))
    await store.save_follow(follow("other"))
    assert [one.story_id for one in await store.follows_by("slack", "T1", "U1")] == ["k2-later", "k2", "other"]
    assert await store.delete_follow("slack", "T1", "U1", StoryId("k2")) == 2
    assert [one.story_id for one in await store.follows_by("slack", "T1", "U1")] == ["other"]
    assert await store.delete_follow("slack", "T1", "U2", StoryId("other")) == 0


async def _fill(store: Store, workspace: str, channel: str, *, name: str) -> BriefKey:
    key = make_key(name)
    await store.add_subscription(chat(name, workspace=workspace, channel=channel))
    await store.save_brief(make_brief(key, workspace=workspace, platform="slack", channel=channel))
    await store.save_brief(
        make_brief(
            BriefKey(subscription_id=SubscriptionId(f"follow-{name}"), local_date="2026-11-23", slot="f-k2-1"),
            workspace=workspace,
            platform="slack",
            channel=f"D{channel}",
        )
    )
    claim = {"owner": "n", "now": NOW, "lease": HOUR}
    await store.claim(DeliveryKey(brief=key, part="root"), channel=channel, **claim)  # type: ignore[arg-type]
    await store.save_draft(draft(f"d-{name}", workspace=workspace))
    fields = {"workspace": workspace, "subscription_id": SubscriptionId(name), "channel": channel}
    await store.save_vote(vote(**fields))
    await store.save_change(change(**fields))
    await store.save_proposal(proposal(f"p-{name}", subscription_id=SubscriptionId(name)))
    await store.save_follow(follow(workspace=workspace))
    await store.save_question(make_question(f"q-{name}", platform="slack", channel=channel, workspace=workspace))
    await store.first_time(f"slack:said:{workspace}:{channel}:1", NOW)
    # An answer in a channel that subscribes nothing, and a correction said to a follower.
    asked = make_question(f"asked-{name}", platform="slack", channel=f"A{channel}", workspace=workspace)
    await store.save_question(asked)
    await store.claim(DeliveryKey(brief=answer_key(asked), part="answer-0"), channel=asked.channel, **claim)  # type: ignore[arg-type]
    mended = Correction(
        id=f"c-{name}",
        at=NOW,
        kind=CorrectionKind.CORRECTED,
        platform="slack",
        workspace=workspace,
        channel=f"D{channel}",
        story_id=StoryId("k2"),
        headline="K2",
        detail="was talks",
    )
    await store.settle_doubts([], [mended])
    said = BriefKey(subscription_id=SubscriptionId(f"fix-{name}"), local_date="2026-11-23", slot=f"fix-{mended.id}")
    await store.claim(DeliveryKey(brief=said, part="said"), channel=mended.channel, **claim)  # type: ignore[arg-type]
    return key


async def test_a_workspace_is_forgotten_whole_and_no_other_is_touched(store: Store) -> None:
    mine = await _fill(store, "T1", "C1", name="one")
    other = await _fill(store, "T11", "C2", name="two")
    await store.upsert_managed([chat("managed", channel="C7")])
    assert await store.delete_workspace("slack", "T1") > 0
    assert await store.delete_workspace("slack", "T1") == 0
    assert [one.id for one in await store.subscriptions()] == ["managed", "two"]
    assert await store.brief(mine) is None
    assert await store.brief(other) is not None
    assert (
        await store.brief(
            BriefKey(subscription_id=SubscriptionId("follow-one"), local_date="2026-11-23", slot="f-k2-1")
        )
        is None
    )
    assert await store.deliveries(mine) == ()
    assert len(await store.deliveries(other)) == 1
    assert [one.workspace for one in await store.votes(since=NOW - DAY)] == ["T11"]
    assert await store.changes("slack", "C1") == ()
    assert len(await store.changes("slack", "C2")) == 1
    assert await store.proposal("p-one") is None
    assert await store.proposal("p-two") is not None
    assert await store.follows_by("slack", "T1", "U1") == ()
    assert await store.draft("d-one", NOW) is None
    assert await store.draft("d-two", NOW) is not None
    assert await store.question("q-one") is None
    assert await store.question("q-two") is not None
    assert await store.first_time("slack:said:T1:C1:1", NOW)
    assert not await store.first_time("slack:said:T11:C2:1", NOW)


async def test_of_a_workspace_that_is_forgotten_no_table_keeps_a_row(store: Store) -> None:
    await _fill(store, "T1", "C1", name="one")
    await store.delete_workspace("slack", "T1")
    async with store.transactions.connect() as connection:
        left = {
            table.name: [tuple(row) for row in await connection.execute(select(table))]
            for table in (briefs, deliveries, questions, subscriptions, *desk_tables.metadata.sorted_tables)
        }
    assert {name: rows for name, rows in left.items() if rows and name not in {"alembic_version"}} == {}


async def test_an_answer_is_forgotten_with_its_question(store: Store) -> None:
    asked = make_question("q", channel="C9")
    await store.save_question(asked)
    row = DeliveryKey(brief=answer_key(asked), part="answer-0")
    await store.claim(row, channel="C9", owner="n", now=NOW, lease=HOUR)
    await store.claim(DeliveryKey(brief=make_key(), part="root"), channel="C9", owner="n", now=NOW, lease=HOUR)
    await store.forget_questions(NOW + HOUR)
    assert await store.delivery(row) is None
    assert len(await store.deliveries(make_key())) == 1


async def test_a_headline_cannot_pass_for_the_workspace_of_its_brief(store: Store) -> None:
    named = make_brief(make_key("x"), workspace="T2", platform="slack", title='"workspace":"T1"')
    await store.save_brief(named)
    await store.delete_workspace("slack", "T1")
    assert await store.brief(make_key("x")) is not None


async def test_a_person_is_forgotten_and_what_others_need_loses_the_name(store: Store) -> None:
    await store.add_subscription(chat("team", owners=("U1", "U2")))
    await store.add_subscription(chat("mine", channel="D1", owners=("U1",)))
    await store.save_vote(vote("U1"))
    await store.save_vote(vote("U2"))
    await store.save_follow(follow())
    await store.save_draft(draft())
    await store.save_change(change("gave it to <@U1>", user="U2"))
    await store.save_proposal(proposal(decided_by="U1", accepted=True, decided_at=NOW))
    assert await store.delete_person("slack", "T1", "U1", direct="D1") > 0
    (left,) = await store.subscriptions()
    assert (left.id, left.owners) == ("team", ("U2",))
    assert [one.user for one in await store.votes(since=NOW - DAY)] == ["U2"]
    assert await store.follows_by("slack", "T1", "U1") == ()
    assert await store.draft("d1", NOW) is None
    (entry,) = await store.changes("slack", "C1")
    assert (entry.user, entry.detail) == ("U2", "gave it to <@gone>")
    decided = await store.proposal("p1")
    assert decided is not None
    assert decided.decided_by == "gone"
