"""What is told between briefs: alerts once and in time, followers once and in their own time."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.chat.platform import Platform
from bot.domain.brief import BriefKind, ItemKind
from bot.domain.ids import StoryId
from bot.domain.people import Person
from bot.domain.topic import QuietHours, Subscription, Topic
from bot.domain.vocabulary import Certainty, Stage
from bot.errors import InstallationUnavailable, Rejected
from support.archive import poll
from support.chatfake import deliver, raise_
from support.living import Living, living
from support.telling import part
from support.values import DAY, HOUR, make_entry, make_key, make_parties, make_subscription

MINUTE = timedelta(minutes=1)


def alerting(**fields: object) -> Subscription:
    return make_subscription(**{"alerts": True, "timezone": "UTC", **fields})


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


async def settle(here: Living, **fields: object) -> None:
    """Subscribe, and let the first brief go out, so that whatever comes later is news."""
    await here.subscribe(alerting(**fields))
    await here.brief("one")
    here.now += HOUR


async def test_a_contract_is_told_at_once_and_not_again_in_the_brief(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        await settle(here)
        await here.learn("k2")
        assert await here.react() == {"alert-story-k2-1": {"root": "sent", part("k2"): "sent"}}
        key = make_key(date="2026-11-23", slot="alert-story-k2-1")
        brief = await here.store.brief(key)
        assert brief is not None
        assert (brief.kind, [item.kind for item in brief.items]) == (BriefKind.ALERT, [ItemKind.NEW])
        here.now += 5 * MINUTE
        assert await here.react() == {}
        here.now += HOUR
        assert await here.brief("two") == {"root": "sent"}
        assert len([message for message in gateway.messages("C-desk") if message.thread]) == 1


async def test_an_alert_does_not_move_the_window_of_the_next_brief(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        await settle(here)
        await here.learn("frigate", stage=Stage.TALKS, previous_stage=None)
        here.now += HOUR
        await here.learn("k2")
        await here.react()
        here.now += HOUR
        assert await here.brief("two") == {"root": "sent", part("frigate"): "sent"}


async def test_who_did_not_ask_for_alerts_gets_none(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        await settle(here, alerts=False)
        await here.learn("k2")
        assert await here.react() == {}


async def test_a_workspace_that_took_the_bot_out_is_alerted_of_nothing(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        await settle(here)
        await here.learn("k2")

        def at(workspace: str) -> Platform:
            raise InstallationUnavailable(workspace, "the bot is no longer in this workspace")

        outbound = here.tell.parts.outbound["console"]
        gone = replace(outbound, platform=replace(outbound.platform, workspaces=at))
        parts = replace(here.tell.parts, outbound={"console": gone})
        here.tell = replace(here.tell, parts=parts)
        await here.subscribe(alerting(workspace="T9"))
        assert await here.due() == []
        await here.subscribe(alerting())
        assert len(await here.due()) == 1
        assert len(gateway.messages("C-desk")) == 1


async def test_rumours_repeats_and_what_is_off_topic_do_not_alert(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        await settle(here, topic=Topic(countries=("PL",)))
        await here.learn("rumoured", certainty=Certainty.RUMOUR)
        await here.learn("nobody-said", certainty=None)
        await here.learn("talks", stage=Stage.TALKS)
        await here.learn("elsewhere", parties=())
        assert await here.react() == {}


async def test_a_story_that_grows_to_a_contract_alerts_in_its_old_thread(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        await here.subscribe(alerting())
        await here.learn("k2", stage=Stage.MOU, previous_stage=None)
        here.now += MINUTE
        await here.brief("one")
        first = gateway.messages("C-desk")[0].id
        here.now += HOUR
        await here.learn("k2", revision=2, stage=Stage.CONTRACT, previous_stage=Stage.MOU)
        assert await here.react() == {"alert-story-k2-2": {"root": "sent", part("k2"): "sent"}}
        assert gateway.messages("C-desk")[-1].thread == first
        here.now += HOUR
        await here.learn("k2", revision=3, stage=Stage.CONTRACT, previous_stage=Stage.MOU)
        assert await here.react() == {}, "a figure more is for the brief"


async def test_the_first_story_of_a_pair_alerts_where_the_archive_proves_it(tmp_path: Path) -> None:
    for days, alerts in ((420, 1), (300, 0)):
        async with living(made(tmp_path / str(days))) as (here, _):
            for day in range(0, days, 10):
                await poll(here.store, make_entry(f"e{day}"), run=f"run-{day}", at=here.now - day * DAY)
            await settle(here)
            await here.learn("first", stage=Stage.TALKS, previous_stage=None)
            await here.learn("word", stage=Stage.TALKS, certainty=Certainty.ONE_PARTY, parties=make_parties("PK", "TR"))
            assert len(await here.react()) == alerts


async def test_quiet_hours_hold_an_alert_until_they_end(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        await settle(here, quiet_hours=QuietHours(start="20:00", end="07:00"))
        here.now = here.now.replace(hour=23, minute=40)
        await here.learn("k2")
        assert await here.react() == {}
        here.now += 7 * HOUR
        assert await here.react() == {}
        here.now += 21 * MINUTE
        assert list(await here.react()) == ["alert-story-k2-1"]
        key = make_key(date="2026-11-24", slot="alert-story-k2-1")
        assert await here.store.brief(key) is not None, "it counts to the day on which it is due"


async def test_a_brief_that_comes_before_the_end_of_quiet_hours_tells_it(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        await settle(here, quiet_hours=QuietHours(start="20:00", end="08:00"))
        here.now = here.now.replace(hour=23)
        await here.learn("k2")
        assert await here.react() == {}
        here.now += 8 * HOUR
        assert await here.brief("two") == {"root": "sent", part("k2"): "sent"}
        here.now += 2 * HOUR
        assert await here.react() == {}


async def test_the_daily_cap_leaves_the_rest_to_the_brief(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        await settle(here, alerts_per_day=2)
        for name in ("a", "b", "c"):
            here.now += MINUTE
            await here.learn(name)
        due = await here.due()
        assert [slot for _, _, slot, _ in due] == ["alert-story-a-1", "alert-story-b-1"]
        assert list(await here.react()) == ["alert-story-a-1", "alert-story-b-1"]
        assert await here.react() == {}
        late = await here.tell.compose("desk", "2026-11-23", "alert-story-c-1", here.now.isoformat())
        assert late == [], "whoever enqueued it, the cap is kept where it is composed"
        here.now += HOUR
        assert await here.brief("two") == {"root": "sent", part("c"): "sent"}


async def test_old_news_learnt_now_do_not_alert(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        await settle(here)
        await here.learn("k2", last_changed=here.now - 3 * DAY, first_seen=here.now - 3 * DAY)
        assert await here.react() == {}


async def test_a_fresh_subscription_does_not_dump_alerts(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        await here.learn("k2")
        here.now += HOUR
        await here.subscribe(alerting())
        assert await here.react() == {}
        await here.brief("one")
        here.now += MINUTE
        assert await here.react() == {}


async def test_an_alert_whose_reply_failed_is_owed_by_the_brief(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        await settle(here)
        await here.learn("k2")
        gateway.next(deliver, raise_(Rejected("C-desk", "spoilt")), raise_(Rejected("C-desk", "spoilt")))
        outcomes = await here.react()
        assert outcomes["alert-story-k2-1"][part("k2")] == "failed"
        here.now += HOUR
        assert (await here.brief("two"))[part("k2")] == "sent"


async def test_an_alert_that_became_another_revision_is_left_to_that(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        await settle(here)
        await here.learn("k2")
        ((name, date, slot, _),) = await here.due()
        await here.learn("k2", revision=2, certainty=Certainty.PRIMARY_DOCUMENT)
        assert await here.tell.compose(name, date, slot, here.now.isoformat()) == []
        assert list(await here.react()) == ["alert-story-k2-2"]


async def followed(here: Living, *, alerts: bool = False, **fields: object) -> None:
    """Tell the channel of an MoU that somebody then follows."""
    await here.subscribe(make_subscription(alerts=alerts, timezone="UTC", **fields))
    await here.learn("k2", stage=Stage.MOU, previous_stage=None)
    here.now += MINUTE
    await here.brief("one")
    here.now += HOUR
    await here.follow("U1", "story-k2")


async def test_a_follower_hears_once_of_a_change_and_not_of_what_they_saw(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        await followed(here)
        assert await here.react() == {}
        here.now += HOUR
        await here.learn("k2", revision=2)
        assert await here.react() == {"f-story-k2-2": {"root": "sent", part("k2"): "sent"}}
        assert len(gateway.messages("D-U1")) == 2
        here.now += MINUTE
        assert await here.react() == {}
        assert (await here.brief("two"))[part("k2")] == "sent", "the channel hears of it in its brief"


async def test_followers_sleep_until_seven_in_their_own_zone(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        here.directory.people["U1"] = Person(id="U1", zone="Asia/Kathmandu")
        await followed(here)
        here.now = here.now.replace(hour=15, minute=0)  # 20:45 in Kathmandu
        await here.learn("k2", revision=2)
        assert await here.react() == {}
        here.now = here.now.replace(hour=23, minute=0) + 2 * HOUR  # 06:45
        assert await here.react() == {}
        here.now += 15 * MINUTE
        assert list(await here.react()) == ["f-story-k2-2"]


async def test_one_fact_is_one_ping_where_the_channel_was_alerted(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        await followed(here, alerts=True)
        here.now += HOUR
        await here.learn("k2", revision=2, previous_stage=Stage.MOU)
        assert list(await here.react()) == ["alert-story-k2-2"]
        here.now += MINUTE
        assert await here.react() == {}
        assert gateway.messages("D-U1") == []


async def test_one_fact_is_one_ping_where_the_reply_was_shown_in_the_channel(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        await followed(here, broadcast=True)
        here.now = here.now.replace(hour=22)  # the follower sleeps, the brief goes out first
        await here.learn("k2", revision=2)
        assert await here.react() == {}
        here.now += MINUTE
        await here.brief("two")
        assert gateway.messages("C-desk")[-1].broadcast
        here.now += 10 * HOUR
        assert await here.react() == {}


async def test_one_fact_is_one_ping_where_a_personal_brief_told_it(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        await followed(here)
        own = make_subscription("own", channel="D-U1", timezone="UTC")
        await here.subscribe(make_subscription(timezone="UTC"), own)
        here.now = here.now.replace(hour=22)
        await here.learn("k2", revision=2)
        here.now += MINUTE
        await here.brief("two", subscription="own")
        here.now += 10 * HOUR
        assert await here.react() == {}


async def test_who_follows_no_more_or_left_hears_nothing(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        await followed(here)
        await here.follow("U2", "story-k2")
        await here.follow("U3", "story-k2")
        here.directory.people["U2"] = Person(id="U2", deactivated=True)
        here.directory.lost.add("U3")
        here.now += HOUR
        await here.learn("k2", revision=2)
        ((name, date, slot, channel),) = await here.due()
        assert channel == "D-U1"
        await here.store.delete_follow("console", "", "U1", StoryId("story-k2"))
        assert await here.tell.compose(name, date, slot, here.now.isoformat()) == []


async def test_a_zone_nobody_knows_falls_back_to_that_of_the_channel(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        here.directory.people["U1"] = Person(id="U1", zone="Mars/Olympus")
        await followed(here)
        here.now += HOUR
        await here.learn("k2", revision=2)
        assert list(await here.react()) == ["f-story-k2-2"]
