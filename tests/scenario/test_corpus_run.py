"""`entente run --once` on real feeds and pages, served on loopback where there is no other network."""

import re
from pathlib import Path
from typing import Any

import pytest

from support.netns import run_inside

pytestmark = [pytest.mark.corpus, pytest.mark.timeout(300)]
EVERY = 8
"""Each eighth page here; `tests/scenario/test_ingest_corpus*` reads every page."""


@pytest.fixture(scope="module")
def told(root: Path, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("corpus")
    return run_inside("support.corpusrun", str(shared / "corpus"), str(folder), str(EVERY), root=root, timeout=280)


def test_it_ends_well_and_says_what_it_read(told: dict[str, Any]) -> None:
    assert told["status"] == 0, told["errors"]
    assert "Traceback" not in told["out"] + told["errors"]
    polled, answered, failed = map(int, re.findall(r"(\d+) polled, (\d+) answered, (\d+) failed", told["out"])[0])
    assert polled == told["feeds"] + 1 == answered + failed
    assert answered >= polled - 3


def test_every_item_is_kept_or_left_out_for_a_named_reason(told: dict[str, Any]) -> None:
    seen, kept, left_out = map(int, re.findall(r"(\d+) seen, (\d+) kept, (\d+) left out", told["out"])[0])
    assert seen == kept + left_out
    assert told["pages"] >= 30
    reasons = dict(re.findall(r"([a-z ]+) (\d+)", told["out"].rpartition("Left out:")[2].splitlines()[0]))
    assert sum(map(int, reasons.values())) == left_out
