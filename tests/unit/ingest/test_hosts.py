"""Turns per host: never two at once, and a pause between."""

import asyncio

import pytest

from bot.ingest.hosts import HostGates


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


async def test_a_second_request_to_a_host_waits_out_the_gap_and_another_host_does_not() -> None:
    time = Time()
    gates = HostGates(2.0, sleep=time.sleep, monotonic=time.monotonic)
    for host in ("a.example", "b.example", "a.example", "a.example"):
        async with gates.turn(host):
            time.now += 0.5
    assert time.slept == [1.5, 2.0]


async def test_two_never_hold_the_turn_of_one_host() -> None:
    time = Time()
    gates = HostGates(0.0, sleep=time.sleep, monotonic=time.monotonic)
    inside = most = 0

    async def work() -> None:
        nonlocal inside, most
        async with gates.turn("a.example"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(work() for _ in range(5)))
    assert most == 1


async def test_robots_may_ask_for_more_but_not_for_ever_and_free_turns_wait_for_nothing() -> None:
    time = Time()
    gates = HostGates(2.0, sleep=time.sleep, monotonic=time.monotonic)
    gates.slow_down("a.example", 10.0)
    gates.slow_down("a.example", 1.0)
    gates.slow_down("b.example", 10_000.0)
    for host in ("a.example", "a.example", "b.example", "b.example"):
        async with gates.turn(host):
            pass
    for _ in range(3):
        async with gates.turn("c.example", free=True):
            pass
    assert time.slept == [10.0, 60.0]


async def test_who_waits_in_vain_leaves_at_once_and_costs_the_next_no_pause() -> None:
    time = Time()
    gates = HostGates(2.0, sleep=time.sleep, monotonic=time.monotonic)

    def refuse() -> None:
        raise LookupError

    async with gates.turn("a.example"):
        pass
    for _ in range(3):
        with pytest.raises(LookupError):
            async with gates.turn("a.example", ready=refuse):
                raise AssertionError("no turn")
    assert time.slept == []
    async with gates.turn("a.example"):
        pass
    assert time.slept == [2.0]


async def test_what_changes_during_the_pause_is_seen() -> None:
    time = Time()
    gates = HostGates(2.0, sleep=time.sleep, monotonic=time.monotonic)

    def refuse_later() -> None:
        if time.slept:
            raise LookupError

    async with gates.turn("a.example", ready=refuse_later):
        pass
    with pytest.raises(LookupError):
        async with gates.turn("a.example", ready=refuse_later):
            raise AssertionError("no turn")


async def test_hosts_are_forgotten_when_there_are_many_but_never_within_their_gap() -> None:
    time = Time()
    gates = HostGates(2.0, sleep=time.sleep, monotonic=time.monotonic, kept=4)
    async with gates.turn("held.example"):
        for number in range(10):
            async with gates.turn(f"{number}.example"):
                pass
        time.now += 1000
        for number in range(10, 30):
            async with gates.turn(f"{number}.example"):
                pass
            time.now += 61
        assert len(gates) <= 5
        time.slept.clear()
        async with gates.turn("29.example"):
            pass
        assert time.slept == []
    async with gates.turn("held.example"):
        pass
    assert time.slept == [2.0]
