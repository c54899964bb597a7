"""Order and rate per channel."""

import asyncio
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.pacing import Pacer
from support.sleeping import Sleeping


async def _post(
    pacer: Pacer, channel: str, *, group: str = "", seconds: float = 0.0, time: Sleeping | None = None
) -> float:
    """Post once, `seconds` long; return how long the wait was called too long to sit out."""
    async with pacer.turn(channel, group=group) as turn:
        left = await turn.ready()
        if not left:
            async with turn.posting():
                if time is not None:
                    time.now += seconds
    return left


def _pacer(time: Sleeping, **rules: float) -> Pacer:
    per_minute = int(rules.pop("per_minute", 0))
    return Pacer(interval=rules.pop("interval", 1.0), per_minute=per_minute, monotonic=time.monotonic, sleep=time.sleep)


async def test_one_message_per_interval_in_a_channel() -> None:
    time = Sleeping()
    pacer = _pacer(time)
    for _ in range(3):
        await _post(pacer, "C1")
    assert time.slept == [1.0, 1.0]


async def test_the_interval_runs_from_the_answer_since_a_request_may_arrive_late() -> None:
    time = Sleeping()
    pacer = _pacer(time)
    await _post(pacer, "C1", seconds=0.5, time=time)
    await _post(pacer, "C1")
    assert time.slept == [1.0]


async def test_channels_do_not_wait_for_each_other() -> None:
    time = Sleeping()
    pacer = _pacer(time)
    for channel in ("C1", "C2", "C3"):
        await _post(pacer, channel, group="slack:T1")
    assert time.slept == []


async def test_a_wait_the_platform_asks_for_holds_the_workspace_and_no_other() -> None:
    time = Sleeping()
    pacer = _pacer(time)
    async with pacer.turn("C1", group="slack:T1") as turn:
        turn.hold(7.0)
    await _post(pacer, "C9", group="slack:T2")
    assert time.slept == []
    await _post(pacer, "C2", group="slack:T1")
    assert time.slept == [7.0]


async def test_a_wait_too_long_to_sit_out_is_told_and_not_slept() -> None:
    time = Sleeping()
    pacer = _pacer(time)
    async with pacer.turn("C1", group="slack:T1") as turn:
        turn.hold(900.0)
    assert await _post(pacer, "C2", group="slack:T1") == 900.0
    assert time.slept == []


async def test_a_capped_workspace_spreads_its_messages() -> None:
    time = Sleeping()
    pacer = _pacer(time, per_minute=30)
    for number in range(4):
        await _post(pacer, f"C{number}", group="slack:T1")
    await _post(pacer, "C9", group="slack:T2")
    assert time.slept == [2.0, 2.0, 2.0]


async def test_a_place_under_the_cap_that_was_not_used_goes_to_the_next() -> None:
    time = Sleeping()
    pacer = _pacer(time, per_minute=1)
    async with pacer.turn("C1", group="slack:T1") as turn:
        assert await turn.ready() == 0.0, "what was out already is not posted"
    assert await _post(pacer, "C2", group="slack:T1") == 0.0
    assert time.slept == []


async def test_places_far_ahead_are_not_taken() -> None:
    time = Sleeping()
    pacer = _pacer(time, per_minute=1)
    waits = [await _post(pacer, f"C{number}", group="slack:T1") for number in range(2)]
    held = [asyncio.create_task(_post(pacer, f"D{number}", group="slack:T1")) for number in range(2)]
    assert waits == [0.0, 0.0]
    assert await asyncio.gather(*held) == [0.0, 0.0]


@given(
    script=st.lists(
        st.tuples(
            st.sampled_from(["C1", "C2", "C3"]), st.sampled_from(["T1", "T2"]), st.floats(0, 3), st.floats(0, 30)
        ),
        max_size=25,
    ),
    per_minute=st.sampled_from([0, 20, 90]),
)
@settings(max_examples=60, deadline=None)
async def test_no_channel_and_no_workspace_gets_more_than_its_rate(
    script: list[tuple[str, str, float, float]], per_minute: int
) -> None:
    time = Sleeping()
    pacer = _pacer(time, per_minute=per_minute)
    posted: list[tuple[str, str, float]] = []
    held: dict[str, float] = {}
    for channel, group, seconds, hold in script:
        async with pacer.turn(f"{group}:{channel}", group=group) as turn:
            if await turn.ready():
                continue
            assert time.now >= held.get(group, 0.0) - 1e-6
            async with turn.posting():
                posted.append((group, channel, time.now))
                time.now += seconds
            if hold > 25:
                turn.hold(hold)
                held[group] = time.now + hold
    for group in ("T1", "T2"):
        times = [moment for where, _, moment in posted if where == group]
        if per_minute:
            assert all(later - sooner >= 60 / per_minute - 1e-6 for sooner, later in pairwise(times))
        for channel in ("C1", "C2", "C3"):
            own = [moment for where, name, moment in posted if (where, name) == (group, channel)]
            assert all(later - sooner >= 1.0 - 1e-6 for sooner, later in pairwise(own))


async def test_a_turn_keeps_others_out_of_the_channel() -> None:
    pacer = Pacer(interval=0.0)
    seen: list[str] = []

    async def deliver(name: str, channel: str) -> None:
        async with pacer.turn(channel):
            seen.append(f"{name} in")
            await asyncio.sleep(0)
            seen.append(f"{name} out")

    await asyncio.gather(deliver("a", "C1"), deliver("b", "C1"))
    assert seen == ["a in", "a out", "b in", "b out"]


async def test_idle_channels_are_forgotten() -> None:
    time = Sleeping()
    pacer = _pacer(time)
    for number in range(2000):
        await _post(pacer, f"C{number}")
        time.now += 2.0
    assert len(pacer._lanes) <= 256
