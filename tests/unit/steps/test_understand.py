"""Reading and grouping over a real archive."""

import logging
import time
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from bot.analysis.analyser import Analyser
from bot.analysis.clustering import Clusterer
from bot.analysis.fingerprints import fingerprint
from bot.analysis.lexicon import Lexicon, build_lexicon
from bot.analysis.tables import load_tables
from bot.domain.analysis import Analysis
from bot.domain.article import Article
from bot.domain.ids import ArticleId
from bot.domain.vocabulary import Relevance
from bot.settings import shipped, shipped_table
from bot.steps.parts import Parts
from bot.steps.understand import Understand
from bot.store import Store
from bot.store.database import Database
from bot.store.dialect import database_url
from support.stores import copy_sqlite
from support.values import HOUR, NOW, make_analysis, make_article

_UNUSED: Any = None
DEALS = (
    "Poland signs contract for 180 K2 tanks with South Korea",
    "Norway picks German submarines for its navy",
    "Poland signs contract with South Korea for K2 tanks",
    "India and France sign contract for 26 Rafale jets",
    "Norway picks German submarines for navy",
)


class Counting(Store):
    """Counts how often articles were asked for."""

    asked = 0

    async def articles(self, ids: Collection[ArticleId]) -> tuple[Article, ...]:
        self.asked += 1
        return await super().articles(ids)


class Quick(Analyser):
    """Finds nothing relevant, at once."""

    def __init__(self) -> None:
        """Need no lexicon."""

    def analyse(self, articles: Sequence[Article]) -> tuple[Analysis, ...]:
        return tuple(make_analysis(article_id=article.id, relevance=Relevance.NO) for article in articles)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return build_lexicon(load_tables(shipped, shipped_table))


@asynccontextmanager
async def understanding(url: str, *, analyser: Analyser, lexicon: Lexicon = _UNUSED) -> AsyncIterator[Understand]:
    store = Counting(Database(database_url(url)), clock=lambda: NOW)
    parts = Parts(
        store=store,
        poller=_UNUSED,
        collector=_UNUSED,
        analyser=analyser,
        clusterer=Clusterer(HOUR * 72, model=lexicon.weights.event) if lexicon else _UNUSED,
        summarizer=_UNUSED,
        outbound={},
        labels=_UNUSED,
        clock=lambda: NOW,
    )
    try:
        yield Understand(parts)
    finally:
        await store.close()


async def test_grouping_goes_on_until_nothing_is_left(tmp_path: Path, sqlite_template: Path, lexicon: Lexicon) -> None:
    url = copy_sqlite(sqlite_template, tmp_path)
    async with understanding(url, analyser=Analyser(lexicon, None), lexicon=lexicon) as steps:
        store = steps.parts.store
        articles = [
            make_article(f"deal-{n}", title=title, text="", published=NOW - (10 - n) * HOUR)
            for n, title in enumerate(DEALS)
        ]
        await store.save_articles("run", articles)
        assert await steps.analyse("run", 10) == 5
        assert await steps.group(limit=2) == 3
        assert await store.unclustered(10) == ()
        stories = await store.recent_stories(NOW - 100 * HOUR)
        assert sorted(len(story.article_ids) for story in stories) == [1, 2, 2]
        assert await steps.group() == 0


async def test_the_cost_of_grouping_does_not_grow_with_a_question_per_story(
    tmp_path: Path, sqlite_template: Path, lexicon: Lexicon
) -> None:
    url = copy_sqlite(sqlite_template, tmp_path)
    async with understanding(url, analyser=Analyser(lexicon, None), lexicon=lexicon) as steps:
        store = steps.parts.store
        assert isinstance(store, Counting)
        asked = []
        for number, title in enumerate(DEALS):
            await store.save_articles("run", [make_article(f"deal-{number}", title=title, text="")])
            await steps.analyse("run", 10)
            store.asked = 0
            await steps.group()
            asked.append(store.asked)
        assert len(set(asked)) == 1, asked


async def test_the_loop_turns_while_copies_are_looked_for(tmp_path: Path, sqlite_template: Path) -> None:
    """Told by the processor time the loop's own thread spends: a wall clock would tell of the neighbours."""
    text = " ".join(f"word{number * 7919 % 100_003}" for number in range(15_000))
    started = time.thread_time()
    fingerprint(text)
    once = time.thread_time() - started
    articles = [make_article(f"copy-{number}", text=f"{text} {number}") for number in range(64)]
    async with understanding(copy_sqlite(sqlite_template, tmp_path), analyser=Quick()) as steps:
        await steps.parts.store.save_articles("run", articles)
        started = time.thread_time()
        assert await steps.analyse("run", 64) == 64
        spent = time.thread_time() - started
    assert spent < 32 * once, f"the loop itself worked for {spent:.2f} s, one text takes {once:.3f} s"


@pytest.fixture
def informed() -> Iterator[None]:
    """Logs at INFO, whatever level a test before has set."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    yield
    structlog.configure(**before)


@pytest.mark.usefixtures("informed")
async def test_how_many_items_each_step_settled_is_logged(
    tmp_path: Path, sqlite_template: Path, lexicon: Lexicon
) -> None:
    text = " ".join(f"word{number}" for number in range(200))
    civil = "The ministers signed an agreement on milk prices and praised the harvest. " * 12
    articles = [
        make_article("first", title=DEALS[0], text=text, published=NOW - 5 * HOUR),
        make_article("second", title="The same under another title", text=f"{text} And one line more."),
        make_article("civil", title="Two countries sign a dairy agreement", text=civil),
    ]
    async with understanding(copy_sqlite(sqlite_template, tmp_path), analyser=Analyser(lexicon, None)) as steps:
        await steps.parts.store.save_articles("run", articles)
        with capture_logs() as logs:
            await steps.analyse("run", 10)
    assert [{key: line[key] for key in ("fingerprint", "first_look", "words", "encoder")} for line in logs] == [
        {"fingerprint": 1, "first_look": 1, "words": 1, "encoder": 0}
    ]
