"""Whatever happens to a subscription for a month, each story is told once, and none is lost."""

import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.briefing.slots import is_paused, resumed, slots_on
from bot.briefing.window import rest_slot
from bot.domain.topic import FOREVER, WEEKDAYS
from bot.errors import ChannelUnavailable
from support.chatfake import deliver, raise_
from support.telling import Desk, desk
from support.values import DAY, HOUR, NOW, make_subscription

MINUTE = timedelta(minutes=1)
REFUSED = raise_(ChannelUnavailable("C-desk", "is restricted"))
HAPPENINGS = ["news", "news", "news", "pause", "resume", "now", "refused", "lost root", "rest", "down"]
days = st.lists(st.lists(st.sampled_from(HAPPENINGS), max_size=4), min_size=3, max_size=14)


class Channel:
    """One subscription, told by its slots, and what becomes of it."""

    def __init__(self, here: Desk, *, maximum: int) -> None:
        self.here, self.known = here, 0
        self.subscription = make_subscription(weekdays=WEEKDAYS, max_stories=maximum)

    async def set(self, **changes: object) -> None:
        """Change the subscription."""
        self.subscription = self.subscription.model_copy(update=changes)
        await self.here.subscribe(self.subscription)

    async def post(self, local_date: str, slot: str) -> None:
        """Compose and deliver a brief, as the engine does: nothing is replied to a root that is not out."""
        tell, now = self.here.tell, self.here.now.isoformat()
        for part in await tell.compose("desk", local_date, slot, now):
            word = await tell.deliver("desk", local_date, slot, part)
            if part == "root" and word != "sent":
                break

    async def happens(self, what: str, day: int) -> None:
        """Let something happen at some hour of the day."""
        here = self.here
        here.now += 40 * MINUTE
        today = here.now.date().isoformat()
        if what == "news":
            self.known += 1
            await here.learn(f"s{self.known}")
        elif what == "pause":
            await self.set(paused_until=FOREVER)
        elif what == "resume":
            self.subscription = resumed(self.subscription, here.now)
            await self.set()
        elif what == "now":
            await self.post(today, f"now-{day}")
        elif what == "refused":
            here.gateway.next(deliver, REFUSED)
        elif what == "lost root":
            here.gateway.next(REFUSED)
        elif what == "rest":
            await self.press_rests()

    async def press_rests(self) -> None:
        """Press the button of every brief that left something out, until nothing is left."""
        for brief in await self.here.store.recent_briefs(self.subscription.id, NOW - 60 * DAY):
            if brief.rest:
                await self.post(*rest_slot(brief.key))

    async def morning(self) -> None:
        """Tell the day's slot where there is one."""
        for slot in slots_on(self.subscription, self.here.now.date()):
            if not is_paused(self.subscription, slot.moment):
                await self.post(slot.local_date, slot.slot)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(days=days, maximum=st.integers(1, 3))
async def test_each_story_is_told_once_and_none_is_lost(days: list[list[str]], maximum: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with desk(Path(folder)) as here:
            channel = Channel(here, maximum=maximum)
            await channel.set()
            for day, happenings in enumerate(days):
                here.now = NOW + day * DAY
                if "down" not in happenings:
                    await channel.morning()
                for what in happenings:
                    await channel.happens(what, day)
            here.gateway._script.clear()
            await channel.happens("resume", 99)
            for day in range(2):
                here.now = NOW + (len(days) + 1 + day) * DAY + HOUR
                await channel.morning()
                await channel.press_rests()
            told = await here.store.told("C-desk")
            assert set(told) == {f"story-s{n + 1}" for n in range(channel.known)}
            replies = [message for message in here.gateway.log.read() if message.thread]
            assert len(replies) == channel.known
