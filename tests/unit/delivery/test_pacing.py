"""Order and rate per channel."""

import asyncio

from bot.delivery.pacing import Pacer


class _Time:
    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


async def test_one_message_per_interval_in_a_channel() -> None:
    time = _Time()
    pacer = Pacer(interval=1.0, monotonic=time.monotonic, sleep=time.sleep)
    async with pacer.turn("C1"):
        for _ in range(3):
            await pacer.pace("C1")
    assert time.slept == [1.0, 1.0]


async def test_channels_do_not_wait_for_each_other() -> None:
    time = _Time()
    pacer = Pacer(interval=1.0, monotonic=time.monotonic, sleep=time.sleep)
    for channel in ("C1", "C2", "C3"):
        async with pacer.turn(channel):
            await pacer.pace(channel)
    assert time.slept == []


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
    time = _Time()
    pacer = Pacer(interval=1.0, monotonic=time.monotonic, sleep=time.sleep)
    for number in range(2000):
        async with pacer.turn(f"C{number}"):
            await pacer.pace(f"C{number}")
        time.now += 2.0
    assert len(pacer._lanes) <= 256
