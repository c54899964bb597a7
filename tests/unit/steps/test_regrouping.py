"""Stories through the real store: the same ones whatever the order, the batches, and the restarts between."""

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.analysis.analyser import Analyser
from bot.analysis.clustering import Clusterer
from bot.analysis.lexicon import Lexicon, build_lexicon
from bot.analysis.tables import load_tables
from bot.domain.analysis import Analysis
from bot.domain.article import Article
from bot.domain.ids import StoryId
from bot.domain.vocabulary import Relevance
from bot.settings import shipped, shipped_table
from bot.steps.parts import Parts
from bot.steps.understand import Understand
from bot.store import Store
from bot.store.database import Database
from bot.store.dialect import database_url
from support.stores import copy_sqlite
from support.telling_events import telling
from support.values import DAY, HOUR, NOW, make_article

_UNUSED: Any = None
WINDOW = 72 * HOUR
Pair = tuple[Article, Analysis]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return build_lexicon(load_tables(shipped, shipped_table))


@pytest.fixture(scope="module")
def events(lexicon: Lexicon) -> list[Pair]:
    return core(lexicon, telling(30))


def core(lexicon: Lexicon, titles: Sequence[tuple[str, str, float]]) -> list[Pair]:
    articles = [
        make_article(name, title=title, text="", published=NOW - 15 * DAY + hours * HOUR)
        for name, title, hours in titles
    ]
    read = Analyser(lexicon, None).analyse(articles)
    return [(a, replace(analysis, relevance=Relevance.CORE)) for a, analysis in zip(articles, read, strict=True)]


@asynccontextmanager
async def understanding(url: str, lexicon: Lexicon) -> Any:
    """Yield the steps as after a start: clustering knows nothing yet."""
    store = Store(Database(database_url(url)), clock=lambda: NOW)
    parts = Parts(
        store=store,
        poller=_UNUSED,
        collector=_UNUSED,
        analyser=_UNUSED,
        clusterer=Clusterer(WINDOW, model=lexicon.weights.event),
        summarizer=_UNUSED,
        outbound={},
        labels=_UNUSED,
        clock=lambda: NOW,
        story_window=WINDOW,
    )
    try:
        yield Understand(parts)
    finally:
        await store.close()


async def come(steps: Understand, pairs: Sequence[Pair], *, limit: int = 1000) -> int:
    await steps.parts.store.save_articles("run", [article for article, _ in pairs])
    await steps.parts.store.save_analyses("run", [analysis for _, analysis in pairs], [])
    return await steps.group(limit=limit)


async def partition(store: Store, pairs: Sequence[Pair]) -> set[frozenset[str]]:
    """Return which articles stand together, by the index of articles and by the stories themselves."""
    told = await store.stories_of([article.id for article, _ in pairs])
    assert len(told) == len(pairs)
    stories: dict[StoryId, set[str]] = defaultdict(set)
    for article, story in told.items():
        stories[story].add(article)
    for living in await store.stories(list(stories)):
        assert set(living.article_ids) == stories[living.id]
        assert living.merged_into is None
    return {frozenset(names) for names in stories.values()}


@given(data=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_order_batches_and_restarts_do_not_matter(
    sqlite_template: Path, lexicon: Lexicon, events: list[Pair], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(events))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(events) - 1), max_size=6)))
    starts = data.draw(st.sets(st.sampled_from([0, *cuts])))
    limit = data.draw(st.sampled_from([3, 1000]))
    whole = Clusterer(WINDOW, model=lexicon.weights.event)
    whole.add(events)
    expected = defaultdict(set)
    for article, _ in events:
        expected[whole.story_of(article.id)].add(article.id)
    with tempfile.TemporaryDirectory() as folder:
        url = copy_sqlite(sqlite_template, Path(folder))
        pieces = list(zip((0, *cuts), (*cuts, len(order)), strict=True))
        while pieces:
            async with understanding(url, lexicon) as steps:
                while pieces:
                    start, end = pieces.pop(0)
                    await come(steps, order[start:end], limit=limit)
                    if start in starts:
                        break  # the process ends here and another goes on
        async with understanding(url, lexicon) as steps:
            assert await partition(steps.parts.store, events) == {frozenset(names) for names in expected.values()}


async def test_only_what_changes_is_read_from_the_store(
    tmp_path: Path, sqlite_template: Path, lexicon: Lexicon, events: list[Pair]
) -> None:
    url = copy_sqlite(sqlite_template, tmp_path)
    async with understanding(url, lexicon) as steps:
        await come(steps, events)
        asked: list[str] = []
        read = steps.parts.store.articles

        async def counted(ids: Any) -> Any:
            asked.extend(ids)
            return await read(ids)

        steps.parts.store.articles = counted
        alone = core(
            lexicon, [("alone", "Chile weighs offers from Brazil for armoured boats on its southern lakes", 290)]
        )
        assert await come(steps, alone) == 1
        assert set(asked) == {alone[0][0].id}


async def test_a_story_is_split_when_the_article_that_held_it_together_is_edited(
    tmp_path: Path, sqlite_template: Path, lexicon: Lexicon
) -> None:
    title = "Poland signs contract with South Korea for K2 tanks"
    first = core(lexicon, [("early", title, 0), ("bridge", title, 50), ("last", title, 100)])
    (edited,) = core(lexicon, [("bridge", "India and France hold talks on Rafale jets", 50)])
    async with understanding(copy_sqlite(sqlite_template, tmp_path), lexicon) as steps:
        store = steps.parts.store
        await come(steps, first)
        assert len(await partition(store, first)) == 1
        await store.save_articles("run", [], edited=[edited[0]])
        await store.save_analyses("run", [edited[1]], [])
        assert await steps.group() == 3
        assert await partition(store, first) == {frozenset({article.id}) for article, _ in first}
        assert await store.reread(10) == ()
