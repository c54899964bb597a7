"""A channel's mornings: late and on time, after a pause, on quiet days, at a week's end; the rest behind a button."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.briefing.slots import resumed
from bot.briefing.window import rest_slot
from bot.domain.brief import Brief, BriefKind
from bot.domain.ids import SourceId
from bot.domain.topic import FOREVER, Topic
from bot.domain.vocabulary import Stage
from bot.schedule import Schedule
from bot.steps.look import look_of
from support.telling import Desk, desk, part
from support.values import (
    DAY,
    HOUR,
    NOW,
    make_deal,
    make_fetch_state,
    make_key,
    make_source,
    make_step,
    make_subscription,
)

MINUTE = timedelta(minutes=1)


@dataclass
class Engine:
    """Does at once what it is asked for, the same id once, as the durable engine does."""

    desk: Desk
    done: dict[str, dict[str, str]] = field(default_factory=dict)

    async def enqueue_poll(self, source_ids: Sequence[str], tick: str, *, shard: str = "all") -> tuple[str, ...]:
        return ()

    async def enqueue_brief(
        self, subscription_id: str, local_date: str, slot: str, *, channel: str | None = None
    ) -> str:
        name = f"brief:{subscription_id}:{local_date}:{slot}"
        if name not in self.done:
            tell, outcomes = self.desk.tell, {}
            for one in await tell.compose(subscription_id, local_date, slot, self.desk.now.isoformat()):
                outcomes[one] = await tell.deliver(subscription_id, local_date, slot, one)
            self.done[name] = outcomes
        return name

    async def enqueue_retention(self, utc_date: str) -> str:
        return ""

    async def revive(self, *, restarted: bool = False) -> tuple[str, ...]:
        return ()


async def start(here: Desk, engine: Engine) -> None:
    """Start the clock, as the bot does: set the alarms, then catch up."""
    schedule = Schedule(engine, clock=here.clock)
    schedule.load(await here.store.subscriptions(), [])
    await schedule.catch_up(here.now)


async def stored(here: Desk, slot: str = "0730") -> Brief:
    brief = await here.store.brief(make_key(date=here.now.date().isoformat(), slot=slot))
    assert brief is not None
    return brief


async def answered(here: Desk, *names: str, failed: Sequence[str] = ()) -> None:
    """Let sources answer or fail now."""
    for name in (*names, *failed):
        source, state = make_source(name), make_fetch_state(name)
        await here.store.upsert_sources([source])
        await here.store.save_reading(
            f"{name}-{here.now}",
            source,
            state=state,
            entries=(),
            drops=(),
            answered=name not in failed,
            seen=0,
            at=here.now,
        )


async def test_a_bot_that_is_back_twenty_minutes_late_posts_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription())
        await here.learn("k2")
        here.now = NOW + 20 * MINUTE
        engine = Engine(here)
        for _ in range(3):
            await start(here, engine)
        assert list(engine.done.values()) == [{"root": "sent", part("k2"): "sent"}]
        brief = await stored(here)
        assert (brief.late, brief.window_end) == (False, NOW)
        assert len(here.gateway.log.read()) == 2


async def test_a_bot_that_is_back_at_noon_says_once_that_it_is_late_and_doubles_nothing_next_day(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription())
        await here.learn("k2")
        here.now = NOW + 5 * HOUR
        for _ in range(2):  # each with an engine that remembers nothing: the ledger does
            await start(here, Engine(here))
        assert (await stored(here)).late
        assert len(here.gateway.log.read()) == 2
        here.now = NOW + DAY
        await here.learn("frigate")
        await start(here, Engine(here))
        brief = await stored(here)
        assert ([item.story_id for item in brief.items], brief.late) == (["story-frigate"], False)
        assert (brief.window_start, len(here.gateway.log.read())) == (NOW, 4)
        here.now = NOW + DAY + 16 * HOUR + 31 * MINUTE
        await start(here, Engine(here))
        assert len(here.gateway.log.read()) == 4, "grace ends at local midnight"


async def test_after_a_pause_comes_one_brief_of_all_of_it_and_the_rest_behind_a_button(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription(max_stories=2))
        assert await here.brief("0730") == {"root": "sent"}
        paused = make_subscription(max_stories=2, paused_until=FOREVER)
        await here.subscribe(paused)
        for day, name in enumerate(("a", "b", "c", "d"), start=1):
            here.now = NOW + 3 * day * DAY
            await here.learn(name, stage=list(Stage)[day])
            await start(here, Engine(here))
        assert len(here.gateway.log.read()) == 1
        here.now = NOW + 13 * DAY
        await here.subscribe(resumed(paused, here.now))
        here.now = NOW + 14 * DAY
        engine = Engine(here)
        await start(here, engine)
        brief = await stored(here)
        assert (brief.caught_up, brief.window_start, brief.left_out) == (True, NOW, 2)
        assert [item.story_id for item in brief.items] == ["story-d", "story-c"]
        assert brief.rest == ("story-b", "story-a")
        name = await engine.enqueue_brief("desk", *rest_slot(brief.key))
        assert engine.done[name] == {"root": "sent", part("b"): "sent", part("a"): "sent"}
        rest = await stored(here, "rest-0730")
        assert (rest.kind, rest.window_start, rest.window_end) == (BriefKind.REST, NOW, brief.window_end)
        again = Engine(here)
        await again.enqueue_brief("desk", *rest_slot(brief.key))
        assert len(here.gateway.log.read()) == 7, "a button pressed twice posts once"
        here.now += DAY
        assert await here.brief("0730") == {"root": "sent"}
        assert not (await stored(here)).caught_up


async def test_the_rest_of_a_brief_does_not_move_the_window_of_the_next(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription(max_stories=1))
        await here.learn("a")
        await here.learn("b")
        here.now = NOW + MINUTE
        await here.brief("0730")
        here.now = NOW + 3 * HOUR
        await here.learn("c")
        here.now = NOW + 4 * HOUR
        (left,) = (await stored(here)).rest
        assert await here.brief("rest-0730") == {"root": "sent", left: "sent"}
        assert await here.brief("rest-rest-0730") == {}, "nothing is left"
        assert await here.brief("rest-0900") == {}, "there is no such brief"
        here.now = NOW + DAY
        assert await here.brief("0730") == {"root": "sent", part("c"): "sent"}
        assert (await stored(here)).window_start == NOW


async def test_what_was_told_meanwhile_is_not_in_the_rest(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription(max_stories=1), make_subscription("navy", channel="C-desk"))
        await here.learn("a")
        await here.learn("b")
        here.now = NOW + MINUTE
        await here.brief("0730")
        await here.brief("0730", subscription="navy")
        assert await here.brief("rest-0730") == {}


async def test_the_share_that_answered_is_that_of_the_subscriptions_own_sources(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        silent = make_subscription(quiet_day="silent")
        await here.subscribe(silent)
        await here.store.upsert_sources([make_source("wire", enabled=False)])
        await answered(here, "a", "b", "c", failed=("d", "e"))
        assert await here.brief("0730") == {"root": "sent"}, "three of five answered: silence would not be believed"
        brief = await stored(here)
        assert (brief.receipt.polled, brief.receipt.answered, brief.items) == (5, 3, ())
        here.now += DAY
        await here.subscribe(silent.model_copy(update={"muted_sources": ("d", "e")}))
        await answered(here, "a", "b", "c", failed=("d", "e"))
        assert await here.brief("0730") == {}, "all that it hears answered"
        assert await here.brief("now-1") == {"root": "sent"}, "who asks is answered"


async def test_a_muted_source_tells_nothing_alone(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription(muted_sources=(SourceId("wire"),)))
        await here.learn("k2")
        here.now = NOW + MINUTE
        assert await here.brief("0730") == {"root": "sent"}


async def test_a_preview_ignores_what_was_told_and_stores_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        subscription = make_subscription(topic=Topic(countries=("PL",)), max_stories=1)
        await here.subscribe(subscription)
        for name in ("a", "b"):
            await here.learn(name)
        await here.learn("jet", parties=())
        here.now = NOW + MINUTE
        await here.brief("0730")
        look = look_of(here.tell.parts)
        for made in (subscription, make_subscription("draft", topic=subscription.topic, max_stories=1)):
            preview = await look.preview(made)
            assert (preview.kind, len(preview.items), preview.left_out) == (BriefKind.PREVIEW, 1, 1)
        test = await look.test(subscription)
        assert (test.kind, test.items) == (BriefKind.PREVIEW, ())
        assert len(await here.store.recent_briefs(subscription.id, NOW - 40 * DAY)) == 1
        here.now = NOW + 8 * DAY
        assert (await look.preview(subscription)).items == ()


async def test_a_week_ends_with_what_was_told_in_it_and_tells_nothing_new(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription(digest=True))
        for day, (name, stage) in enumerate((("a", Stage.MOU), ("b", Stage.CONTRACT), ("c", Stage.MOU))):
            here.now = NOW + day * DAY
            await here.learn(name, stage=stage)
            here.now += MINUTE
            await here.brief("0730")
        here.now = NOW + 3 * DAY
        await here.learn("b", stage=Stage.DELIVERY, revision=2)
        here.now = NOW + 4 * DAY
        before = len(here.gateway.log.read())
        await start(here, engine := Engine(here))
        assert list(engine.done) == ["brief:desk:2026-11-27:0730", "brief:desk:2026-11-27:digest"]
        assert engine.done["brief:desk:2026-11-27:digest"] == {"root": "sent"}
        assert len(here.gateway.log.read()) == before + 3
        digest = await stored(here, "digest")
        assert digest.counts == ((Stage.DELIVERY, 1), (Stage.MOU, 2))
        assert digest.items[0].stage is Stage.DELIVERY
        assert digest.title == "The week: 3 stories told (1 delivery, 2 memorandum)."
        here.now = NOW + 7 * DAY
        assert await here.brief("0730") == {"root": "sent"}
        assert (await stored(here)).window_start == NOW + 4 * DAY


async def test_a_channel_with_two_digests_gets_one(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription(digest=True), make_subscription("army", channel="C-desk", digest=True))
        await here.learn("a")
        here.now = NOW + MINUTE
        await here.brief("0730")
        here.now = NOW + 4 * DAY
        assert await here.brief("digest") == {}
        assert await here.brief("digest", subscription="army") == {"root": "sent"}


async def test_a_week_without_a_story_has_no_digest(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription(digest=True))
        here.now = NOW + 4 * DAY
        assert await here.brief("digest") == {}
        here.now = NOW + 3 * DAY
        assert await here.brief("digest") == {}, "nor on another day"


async def test_what_was_paused_or_deleted_after_it_was_due_is_not_posted(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription(paused_until=FOREVER))
        await here.learn("k2")
        here.now = NOW + MINUTE
        assert await here.brief("0730") == {}
        assert await here.brief("now-1") == {"root": "sent", part("k2"): "sent"}, "who asks is answered"
        await here.subscribe(make_subscription(slots=("09:00",)))
        assert await here.brief("0730") == {}, "the next slot tells it"
        await here.subscribe()
        assert await here.brief("0900") == {}
        assert await here.brief("alert-story-k2-1") == {}


async def test_a_brief_carries_what_its_subscription_says(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription(workspace="T1", language="tr", broadcast=True))
        date = here.now.date().isoformat()
        assert await here.tell.compose("desk", date, "0730", here.now.isoformat()) == ["root"]
        brief = await stored(here)
        assert (brief.workspace, brief.language, brief.broadcast) == ("T1", "tr", True)
        assert brief.kind is BriefKind.SCHEDULED


async def test_a_lower_stage_of_a_deal_told_is_no_step_back(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription())
        first = await here.learn("a")
        here.now = NOW + MINUTE
        await here.brief("0730")
        here.now = NOW + HOUR
        late = await here.learn("b", stage=Stage.TALKS, previous_stage=None)
        await here.store.save_deals({"k2"}, [make_deal(history=(make_step("a"), make_step("b")))])
        here.now = NOW + DAY
        assert await here.brief("0730") == {"root": "sent", late.id: "sent"}
        (item,) = (await stored(here)).items
        assert (item.met_in, item.previous_stage) == (first.id, None)
        messages = here.gateway.log.read()
        assert messages[-1].thread == messages[0].id, "told where the channel met the deal"
