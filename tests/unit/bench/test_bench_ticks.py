"""The ticks poll a real server by real means, count what they stored, and say what they used."""

import itertools
from typing import Any

import pytest

from bot.bench import ticks
from bot.bench.feedserver import ENTRIES
from bot.bench.running import GROUPS, BenchName, named
from bot.bench.timing import measure

_NO_MATERIALS: Any = None


def test_both_pollers_store_every_entry_once() -> None:
    """A poller that lost or doubled an entry would end the bench: `tick` compares with what the server gave."""
    with ticks.cases(_NO_MATERIALS, feeds=3) as cases:
        still, news = cases
        for case, stored in ((still, 3 * ENTRIES), (news, 3 * ENTRIES * 2)):
            count = itertools.count()
            measured = measure(case, repeats=1, timer=lambda count=count: float(next(count)))  # type: ignore[misc]
            assert next(iter(measured.seconds)) == "entente"
            notes = case.notes(measured)
            assert any(
                note.startswith("entente: ") and f" {stored:,} entries stored in 2 ticks" in note for note in notes
            )
            assert len(notes) == 2, "the other poller's line, or why it is missing"


def test_a_group_stands_for_its_benches() -> None:
    assert named(["ingest"]) == GROUPS["ingest"] >= {BenchName.FEEDS, BenchName.TICKS}
    assert BenchName.LEDGER not in GROUPS["ingest"]
    assert named(["ingest", "ledger"]) == GROUPS["ingest"] | {BenchName.LEDGER}
    with pytest.raises(ValueError, match="speed"):
        named(["speed"])
