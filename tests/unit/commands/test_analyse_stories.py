"""`entente analyse --stories stream`: ids as items pass and what was found later, together, are the final stories."""

import io
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.analyser import Analyser
from bot.analysis.clustering import Clusterer
from bot.analysis.lexicon import Lexicon, build_lexicon
from bot.analysis.tables import load_tables
from bot.commands.analyse import Work
from bot.settings import shipped, shipped_table
from support.briefs import shipped_labels
from support.telling_events import telling
from support.values import HOUR, NOW

ITEMS = [
    {"id": name, "title": title, "text": "", "published": (NOW + hours * HOUR).isoformat()}
    for name, title, hours in telling(40)
]


@pytest.fixture(scope="module")
def own_lexicon() -> Lexicon:
    return build_lexicon(load_tables(shipped, shipped_table))


def fresh(lexicon: Lexicon) -> tuple[Work, io.StringIO]:
    merged = io.StringIO()
    clusterer = Clusterer(timedelta(hours=72), model=lexicon.weights.event)
    work = Work(
        analyser=Analyser(lexicon, None), clusterer=clusterer, summarizer=None, labels=shipped_labels(), merged=merged
    )
    return work, merged


def partition(told: Iterable[tuple[str, str | None]]) -> set[frozenset[str]]:
    stories: dict[str, set[str]] = defaultdict(set)
    for article, story in told:
        if story is not None:
            stories[story].add(article)
    return {frozenset(names) for names in stories.values()}


@given(order=st.permutations(ITEMS), size=st.integers(1, 9))
@settings(max_examples=15, deadline=None)
def test_the_stream_and_what_was_found_later_give_the_final_stories(
    own_lexicon: Lexicon, order: list[dict[str, str]], size: int
) -> None:
    final, _ = fresh(own_lexicon)
    held, writer = io.StringIO(), io.StringIO()
    held.writelines(
        json.dumps({**item, **record}) + "\n" for item, record in zip(ITEMS, final.collect(ITEMS), strict=True)
    )
    held.seek(0)
    final.finish(held, writer)
    records = [json.loads(line) for line in writer.getvalue().splitlines()]

    work, merged = fresh(own_lexicon)
    told: dict[str, str | None] = {}
    for start in range(0, len(order), size):
        before = merged.tell()
        batch = order[start : start + size]
        records_now = work.stream(batch)
        for line in merged.getvalue()[before:].splitlines():
            change = json.loads(line)
            old, new = reversed(change["merge"]) if "merge" in change else change["split"]
            for name, story in told.items():
                if story == old and name in change.get("articles", [name]):
                    told[name] = new
        told.update((item["id"], record["story"]) for item, record in zip(batch, records_now, strict=True))
    assert partition(told.items()) == partition((record["id"], record["story"]) for record in records)


def test_a_long_stream_remembers_no_more_than_it_should(own_lexicon: Lexicon) -> None:
    clusterer = Clusterer(timedelta(hours=72), model=own_lexicon.weights.event)
    work = Work(
        analyser=Analyser(own_lexicon, None), clusterer=clusterer, summarizer=None, labels=shipped_labels(), merged=None
    )
    work.stream(ITEMS)
    many = len(clusterer)
    clusterer.keep(many)
    assert len(clusterer) == many
    clusterer.keep(20)
    assert 0 < len(clusterer) <= 20
