"""What lives as long as the bot is walked through once by the collector, not for ever."""

import gc
from collections.abc import Iterator
from itertools import count

import pytest

from bot.app.heap import short_collections


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    gc.collect()
    yield
    gc.unfreeze()


def test_what_is_alive_is_put_aside_and_comes_back() -> None:
    kept = [[number] for number in range(1000)]
    with short_collections():
        assert gc.get_freeze_count() > len(kept)
    assert gc.get_freeze_count() == 0
    assert not [call for call in gc.callbacks if "short_collections" in getattr(call, "__qualname__", "")]


@pytest.mark.parametrize(("slow_seconds", "is_put_aside"), [(0.5, True), (5.0, False)])
def test_what_a_slow_full_collection_left_is_put_aside_too(slow_seconds: float, *, is_put_aside: bool) -> None:
    ticks = count()  # each look at the clock is a second after the one before
    with short_collections(slow_seconds=slow_seconds, timer=lambda: float(next(ticks))):
        before = gc.get_freeze_count()
        kept = [[number] for number in range(5000)]
        gc.collect(1)
        assert gc.get_freeze_count() <= before
        gc.collect()
        assert (gc.get_freeze_count() >= before + len(kept)) is is_put_aside


def test_rings_made_afterwards_are_still_collected() -> None:
    with short_collections():
        ring: list[object] = []
        ring.append(ring)
        del ring
        assert gc.collect() >= 1
