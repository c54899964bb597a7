"""What readers do with a brief in chat: receipts, follows, copies, why, the rest, votes, mutes, proposals."""

from datetime import timedelta
from pathlib import Path

from bot.chat.heard import Action
from bot.domain.brief import Brief
from bot.domain.desk import Complaint, Verdict
from bot.domain.ids import ArticleId, DealId, SourceId, StoryId, SubscriptionId
from bot.domain.topic import Subscription
from support.deskroom import ANN, ATTIC, BOB, CEM, EVE, HALL, DeskRoom, desk_room
from support.values import (
    DAY,
    make_analysis,
    make_article,
    make_brief,
    make_change,
    make_item,
    make_key,
    make_source,
    make_story,
    make_subscription,
)

OWNED = SubscriptionId("desk")


async def briefed(room: DeskRoom, *, owners: tuple[str, ...] = (ANN,)) -> tuple[Subscription, Brief]:
    """Return the hall's subscription and a brief of two stories of the source `wire` that it was told."""
    made = make_subscription("desk", platform="slack", channel=HALL, workspace="T0001", owners=owners)
    await room.store.add_subscription(made)
    for name in ("k2", "k9"):
        article = ArticleId(f"article-{name}")
        story = make_story(name, article_ids=(article,))
        url = f"http://127.0.0.1/wire/{name}"
        await room.store.save_articles("run", [make_article(name, id=article, url=url)])
        await room.store.save_analyses("run", [make_analysis(name, score=0.55)])
        await room.store.save_changes([make_change(story)])
    items = (make_item("k2", deal_id=DealId("deal-1")), make_item("k9"))
    brief = make_brief(make_key("desk"), channel=HALL, workspace="T0001", platform="slack", items=items)
    await room.store.save_brief(brief)
    return made, brief


def of(brief: Brief, story: str = "k2") -> str:
    return f"{brief.key}|story-{story}"


async def test_buttons_answer_only_for_a_brief_of_this_channel(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        _, brief = await briefed(room)
        assert "20 seen" in await room.press(Action.DETAILS, str(brief.key))
        for action in (Action.DETAILS, Action.REST):
            assert "no longer kept" in await room.press(action, str(brief.key), CEM, ATTIC)
            assert "no longer kept" in await room.press(action, "nonsense")
        for action in (Action.FOLLOW, Action.COPY, Action.WHY, Action.USEFUL, Action.NOT_USEFUL, Action.MUTE):
            assert "no longer kept" in await room.press(action, of(brief), CEM, ATTIC)
            assert "no longer kept" in await room.press(action, f"{brief.key}|story-none")
            assert "Guests" in await room.press(action, of(brief), EVE)
        assert await room.store.votes(since=room.archive.now - DAY) == ()


async def test_a_deal_is_followed_and_no_longer(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        _, brief = await briefed(room)
        assert "this deal moves" in await room.press(Action.FOLLOW, of(brief), BOB)
        (follow,) = await room.store.follows_by("slack", "T0001", BOB)
        assert (follow.deal_id, follow.channel) == ("deal-1", HALL)
        assert "no longer follow" in await room.press_label("Unfollow", BOB)
        assert "do not follow" in await room.press(Action.UNFOLLOW, of(brief), BOB)


async def test_an_item_is_copied_without_its_channel(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        _, brief = await briefed(room)
        told = await room.press(Action.COPY, of(brief))
        assert "Machine-compiled from public sources, as of" in told
        assert HALL not in told


async def test_why_this_tells_what_the_topic_met_and_how_it_was_read(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await room.archive.subscribe()
        _, brief = await briefed(room)
        told = await room.press(Action.WHY, of(brief))
        assert "0.55 of 1" in told
        assert "two parties" in told
        assert "New to this channel" in told


async def test_the_rest_is_enqueued_once_by_name(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        _, brief = await briefed(room)
        assert "Nothing was left out" in await room.press(Action.REST, str(brief.key))
        full = make_brief(make_key("desk", slot="0900"), channel=HALL, rest=(StoryId("s"),), left_out=1)
        await room.store.save_brief(full)
        await room.press(Action.REST, str(full.key))
        await room.press(Action.REST, str(full.key), BOB)
        assert set(room.engine.briefs) == {("desk", "2026-11-23", "rest-0900")}
        await room.store.save_brief(make_brief(make_key("desk", slot="rest-0900"), channel=HALL))
        asked = len(room.engine.briefs)
        assert "asked for before" in await room.press(Action.REST, str(full.key))
        assert len(room.engine.briefs) == asked


async def test_a_complaint_is_stored_with_its_reason_and_a_later_word_replaces_it(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        _, brief = await briefed(room)
        assert "What was wrong" in await room.press(Action.NOT_USEFUL, of(brief), BOB)
        assert len(room.gateway.buttons) == 5
        assert "Votes change nothing by themselves" in await room.press_label("Wrong stage", BOB)
        (vote,) = await room.store.votes(since=room.archive.now - DAY)
        assert (vote.complaint, vote.user, vote.channel) == (Complaint.WRONG_STAGE, BOB, HALL)
        await room.press(Action.USEFUL, of(brief), BOB)
        (vote,) = await room.store.votes(since=room.archive.now - DAY)
        assert (vote.verdict, vote.complaint) == (Verdict.USEFUL, None)
        for forged in ("", "|", "x|y|z", f"{of(brief)}|nonsense"):
            assert "no longer kept" in await room.press(Action.COMPLAIN, forged, BOB)


async def complain(room: DeskRoom, brief: Brief, user: str, story: str, complaint: str = "not_relevant") -> None:
    await room.press(Action.COMPLAIN, f"{of(brief, story)}|{complaint}", user)


async def test_agreeing_votes_lead_to_a_proposal_and_only_an_owner_accepts(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        made, brief = await briefed(room)
        await complain(room, brief, BOB, "k2")
        await complain(room, brief, BOB, "k9")
        assert room.posted(f"D{ANN}") == []
        await complain(room, brief, CEM, "k2")
        asked = room.posted(f"D{ANN}")
        assert any("Count Wire for 50% instead of 100%" in text for text in asked)
        assert await room.store.subscription(made.id) == made, "votes alone change nothing"
        proposals = await room.store.proposals([made.id])
        weight = next(one for one in proposals if one.subject == "wire")
        assert "Only its owners" in await room.press(Action.ACCEPT, weight.id, BOB)
        assert "Changed." in await room.press(Action.ACCEPT, weight.id, ANN, f"D{ANN}")
        after = await room.store.subscription(made.id)
        assert after is not None
        assert after.source_weights == {"wire": 0.5}
        assert "decided already" in await room.press(Action.DECLINE, weight.id, ANN)
        told = await room.say("feedback")
        assert "0 useful, 3 not useful, by 2 people (3 not relevant)" in told
        assert "accepted" in told
        entries = await room.store.changes("slack", HALL)
        assert entries[0].action == "accept proposal"


async def test_a_reset_forgets_votes_and_takes_back_what_was_accepted(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        made, brief = await briefed(room)
        for user, story in ((BOB, "k2"), (BOB, "k9"), (CEM, "k2")):
            await complain(room, brief, user, story)
        for proposal in await room.store.proposals([made.id]):
            await room.press(Action.ACCEPT, proposal.id, ANN)
        assert await room.store.subscription(made.id) != made
        assert "Only its owners" in await room.say("feedback reset", BOB)
        assert "3 votes" in await room.say("feedback reset", ANN)
        assert await room.store.subscription(made.id) == made
        assert await room.store.votes(since=room.archive.now - DAY) == ()
        assert await room.store.proposals([made.id]) == ()


async def test_a_declined_proposal_is_not_made_again(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        made, brief = await briefed(room)
        for user, story in ((BOB, "k2"), (BOB, "k9"), (CEM, "k2")):
            await complain(room, brief, user, story)
        proposals = await room.store.proposals([made.id])
        for proposal in proposals:
            await room.press(Action.DECLINE, proposal.id, ANN)
        room.archive.now += timedelta(hours=1)
        await complain(room, brief, CEM, "k9")
        assert len(await room.store.proposals([made.id])) == len(proposals)


async def test_a_source_is_muted_for_all_who_read_and_it_can_be_undone(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        made, brief = await briefed(room)
        await room.store.upsert_sources([make_source("wire", name="The Wire"), make_source("other")])
        assert "everyone who reads this subscription in #hall" in await room.press(Action.MUTE, of(brief), BOB)
        assert "The Wire is muted" in await room.press_label("Mute The Wire", BOB)
        after = await room.store.subscription(made.id)
        assert after is not None
        assert after.muted_sources == (SourceId("wire"),)
        assert "muted already" in await room.press(Action.MUTE, of(brief), BOB)
        await room.press(Action.MUTE_SOURCE, f"{made.id}|wire", BOB)
        assert "counts again" in await room.press(Action.UNMUTE_SOURCE, f"{made.id}|wire", ANN)
        assert await room.store.subscription(made.id) == made
        assert "not known" in await room.press(Action.MUTE_SOURCE, f"{made.id}|forged", ANN)
        assert [entry.action for entry in await room.store.changes("slack", HALL)] == ["unmute source", "mute source"]


async def test_every_button_there_is_has_somebody_who_takes_it(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        for action in Action:
            for value in ("", "nonsense", f"{make_key('none')}|story", "none|wire"):
                await room.press(action, value)
        assert await room.store.subscriptions() == ()
        assert room.posted() == []
