"""No plan ever puts more into a window than a platform takes, wherever between request and answer it counts."""

import asyncio
import random
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.windows import TEAMS_RATES, Counted, Rates, Window
from bot.delivery.pacing import Pacer
from support.virtualloop import run_virtually

SMALL = Rates(channel=(Window(1, 1.0), Window(3, 7.0)), workspace=(Window(4, 1.0), Window(9, 5.0)))


def most_within(times: Sequence[float], seconds: float) -> int:
    """Return the most of these growing times that lie within less than `seconds`."""
    return max((bisect_left(times, start + seconds - 1e-6) - at for at, start in enumerate(times)), default=0)


class Platform:
    """Notes when messages arrive: somewhere between a request and its answer, as `chance` has it."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.channels: dict[str, list[float]] = defaultdict(list)
        self.groups: dict[str, list[float]] = defaultdict(list)

    async def take(self, channel: str, group: str, slowest: float) -> None:
        """Be posted to."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(self.chance.uniform(0.0, slowest))
        self.channels[channel].append(loop.time())
        self.groups[group].append(loop.time())
        await asyncio.sleep(self.chance.uniform(0.0, slowest))

    def keeps(self, rates: Rates) -> bool:
        """Whether no window ever held more than it may."""
        return all(
            most_within(sorted(times), window.seconds) <= window.most
            for places, windows in ((self.channels, rates.channel), (self.groups, rates.workspace))
            for times in places.values()
            for window in windows
        )


async def _say(pacer: Pacer, platform: Platform, channel: str, group: str, slowest: float) -> None:
    """Post one message, after all waits; sometimes what was to be said falls away at the last moment."""
    while True:
        async with pacer.turn(channel, group=group) as turn:
            left = await turn.ready()
            if not left and platform.chance.random() < 0.1:
                return
            if not left:
                await asyncio.sleep(platform.chance.uniform(0.0, slowest))  # the claim
                async with turn.posting():
                    await platform.take(channel, group, slowest)
                return
        await asyncio.sleep(left)


def _run(rates: Rates, *, seed: int, channels: int, groups: int, messages: int, slowest: float) -> Platform:
    platform = Platform(seed)

    async def all_of_it() -> None:
        pacer = Pacer(interval=0.0, rates=rates, monotonic=asyncio.get_running_loop().time)
        await asyncio.gather(
            *(
                _say(pacer, platform, f"c{number % channels}", f"g{number % channels % groups}", slowest)
                for number in range(messages)
            )
        )

    run_virtually(all_of_it())
    return platform


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    channels=st.integers(1, 12),
    groups=st.integers(1, 3),
    messages=st.integers(1, 60),
    slowest=st.sampled_from([0.0, 0.05, 0.5, 3.0]),
)
def test_no_window_ever_holds_more_than_it_may(
    seed: int, channels: int, groups: int, messages: int, slowest: float
) -> None:
    platform = _run(SMALL, seed=seed, channels=channels, groups=groups, messages=messages, slowest=slowest)
    assert platform.keeps(SMALL)


def test_a_day_in_one_teams_channel_keeps_to_the_hour() -> None:
    platform = _run(TEAMS_RATES, seed=8, channels=1, groups=1, messages=2_300, slowest=0.01)
    assert platform.keeps(TEAMS_RATES)
    assert 1_790 <= most_within(platform.channels["c0"], 3_600.0) <= 1_800  # and uses what it may


def test_two_hundred_channels_share_what_a_tenant_takes_and_use_it() -> None:
    platform = _run(TEAMS_RATES, seed=8, channels=200, groups=1, messages=1_000, slowest=0.05)
    assert platform.keeps(TEAMS_RATES)
    times = sorted(platform.groups["g0"])
    assert len(times) / (times[-1] - times[0]) > 20


def test_channels_of_a_busy_tenant_are_served_in_the_order_they_came() -> None:
    order: list[str] = []

    async def say(pacer: Pacer, channel: str) -> None:
        async with pacer.turn(channel, group="g") as turn:
            await turn.ready()
            async with turn.posting():
                order.append(channel)

    async def all_of_it() -> None:
        rates = Rates(workspace=(Window(2, 1.0),))
        pacer = Pacer(interval=0.0, rates=rates, monotonic=asyncio.get_running_loop().time)
        await asyncio.gather(*(say(pacer, f"c{number:02}") for number in range(20)))

    run_virtually(all_of_it())
    assert order == sorted(order)


async def test_a_wait_for_the_hour_is_left_to_who_asks() -> None:
    now = [0.0]
    pacer = Pacer(interval=0.0, rates=Rates(channel=(Window(2, 3_600.0),)), monotonic=lambda: now[0])
    for second in (1.0, 2.0):
        now[0] = second
        async with pacer.turn("c") as turn:
            assert await turn.ready() == 0.0
            async with turn.posting():
                pass
    now[0] = 10.0
    async with pacer.turn("c") as turn:
        assert await turn.ready() == pytest.approx(3_591.0)


async def test_who_waited_in_vain_gives_the_place_back() -> None:
    pacer = Pacer(interval=0.0, rates=Rates(workspace=(Window(1, 1.0),)), monotonic=lambda: 0.0)
    for _ in range(3):
        async with pacer.turn("c", group="g") as turn:
            assert await turn.ready() == 0.0


@given(st.lists(st.floats(0.0, 3.0), max_size=60))
def test_what_is_counted_lets_the_next_go_as_soon_as_it_may(gaps: list[float]) -> None:
    counted, now, times = Counted((Window(2, 2.0), Window(5, 9.0))), 0.0, list[float]()
    for gap in gaps:
        now += gap
        while (wait := counted.wait(now)) > 0:
            now += wait
        counted.take()
        counted.answered(now)
        times.append(now)
    assert most_within(times, 2.0) <= 2
    assert most_within(times, 9.0) <= 5
    assert counted.idle(now + 9.001)
