"""`entente explain`: all that was decided about an article and why, readable at 80 columns and as JSON."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.analysis.analyser import Analyser
from bot.analysis.lexicon import build_lexicon
from bot.analysis.tables import load_tables
from bot.app.reading import labels_of
from bot.commands.explained import lines_of
from bot.commands.explaining import Explanation, explain, record_of
from bot.domain.analysis import Analysis
from bot.domain.ids import ArticleId, StoryId
from bot.domain.story import ChangeKind, Making
from bot.settings import shipped, shipped_table
from bot.store import Store, open_store
from support.archive import poll
from support.values import make_analysis, make_article, make_change, make_drop, make_entry, make_story, make_summary

TEXT = (
    "Poland signed a contract with Hyundai Rotem for 180 K2 tanks worth US$6.5 billion, the minister said on Monday in "
    "Warsaw after months of talks. Deliveries of the tanks run from 2027 to 2030, with 40 percent local content."
)
ARTICLE = make_article("k2", title="Poland signs contract for K2 tanks with South Korea", text=TEXT)


@cache
def analysis() -> Analysis:
    """The reading of the article, by the words alone."""
    lexicon = build_lexicon(load_tables(shipped, shipped_table))
    return Analyser(lexicon, None).analyse([ARTICLE])[0]


def explained(folder: Path, fill: Callable[[Store], Awaitable[None]], name: str) -> Explanation | None:
    """Fill an archive and ask for `name` in it."""

    async def ask() -> Explanation | None:
        store = await open_store(f"sqlite:///{folder / 'entente.db'}")
        try:
            await fill(store)
            return await explain(store, name)
        finally:
            await store.close()

    return asyncio.run(ask())


def page(explanation: Explanation, width: int = 80) -> str:
    return "\n".join(line.plain for line in lines_of(explanation, labels_of(), width=width))


async def read_article(store: Store) -> None:
    """Store the article, what is read out of it, and its story."""
    await poll(store, make_entry("k2"))
    await store.save_articles("run", [ARTICLE])
    await store.save_analyses("run", [analysis()])
    await store.save_changes([make_change(make_story())])


def test_every_tag_stands_with_its_sentence_and_the_words_marked(tmp_path: Path) -> None:
    explanation = explained(tmp_path, read_article, "article-k2")
    assert explanation is not None
    told = page(explanation)
    for heading in (
        "CORE  score",
        "PARTIES",
        "SECTORS",
        "TYPES",
        "STAGE",
        "CERTAINTY",
        "FACTS",
        "STORY",
        "WHAT HAPPENED",
    ):
        assert heading in told
    assert "title  «Poland» signs contract for K2 tanks with South Korea" in told
    assert "contract, told as done or under way" in told
    assert "value: US$6.5 billion = 6,500,000,000 USD" in told
    assert "«180 K2" in told
    assert "story-k2, revision 1, 1 article" in told


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_of_it_is_wider_than_the_terminal(tmp_path: Path, width: int) -> None:
    explanation = explained(tmp_path, read_article, "article-k2")
    assert explanation is not None
    lines = page(explanation, width).splitlines()
    assert max(map(len, lines)) <= width
    assert [line for line in lines if "«" in line] == [line for line in lines if "»" in line]


@pytest.mark.parametrize("width", [40, 80])
def test_a_story_tells_how_its_summary_came_about(tmp_path: Path, width: int) -> None:
    making = Making(asked="remote", writer="tiny-1", checked=3, regenerated=1, replaced=1, defused=2)
    summary = make_summary(backend="remote", making=making, fallbacks=("remote: dropped one sentence",))

    async def fill(store: Store) -> None:
        await read_article(store)
        await store.save_summary(summary)

    explanation = explained(tmp_path, fill, "article-k2")
    assert explanation is not None
    explanation = replace(explanation, why="Second story.")
    told = " ".join(page(explanation, width).split())
    assert (
        "made by remote, written by tiny-1, 3 sentences checked, 1 asked for again, 1 replaced by quotations, "
        "2 passages addressed to machines left out, revision 1"
    ) in told
    assert "“The contract covers 180 K2 tanks.” [article-k2] Some are built in Poland. [article-k2]" in told
    assert "remote: dropped one sentence" in told
    assert "Why it matters: Second story." in told
    record = json.loads(json.dumps(record_of(explanation, labels_of())))
    assert (record["why"], record["summary"]["writer"], record["summary"]["again"]) == (
        "Second story.",
        "tiny-1",
        False,
    )
    away = replace(summary, making=Making(asked="remote", passing=True, attempts=3), backend="extractive")
    assert "made by extractive, remote was asked 3 times" in page(replace(explanation, summary=away), 120)


def test_as_json_every_proof_carries_sentence_span_and_text(tmp_path: Path) -> None:
    explanation = explained(tmp_path, read_article, ARTICLE.url)
    assert explanation is not None
    record: dict[str, Any] = json.loads(json.dumps(record_of(explanation, labels_of())))
    read = record["analysis"]
    assert (record["id"], read["relevance"], record["story"]["id"]) == ("article-k2", "core", "story-k2")
    proofs = [p for tag in (*read["parties"], *read["facts"], read["certainty"]) for p in tag["evidence"]]
    assert proofs
    for proof in proofs:
        assert ARTICLE.full_text[proof["start"] : proof["end"]] == proof["quote"]
        assert proof["quote"] in proof["text"]


def test_what_was_dropped_before_it_was_read_says_why(tmp_path: Path) -> None:
    drop = make_drop()

    async def fill(store: Store) -> None:
        await poll(store, drops=(drop,), seen=1)

    explanation = explained(tmp_path, fill, drop.url)
    assert explanation is not None
    told = page(explanation)
    assert told.startswith("WHAT HAPPENED\n")
    assert "dropped at wire: not_relevant (stock tip)" in " ".join(told.split())
    assert record_of(explanation, labels_of())["analysis"] is None


def test_what_was_never_seen_has_no_explanation(tmp_path: Path) -> None:
    async def fill(store: Store) -> None:
        await poll(store)

    assert explained(tmp_path, fill, "http://127.0.0.1/nowhere") is None


def test_where_the_text_is_no_longer_kept_the_words_stand_alone(tmp_path: Path) -> None:
    explanation = explained(tmp_path, read_article, "article-k2")
    assert explanation is not None
    bare = replace(explanation, article=make_article("k2", title=ARTICLE.title, text=""))
    assert "«US$6.5 billion»" in page(bare)
    assert record_of(bare, labels_of())["analysis"]["facts"]


def test_a_story_tells_what_it_took_over_and_its_revisions(tmp_path: Path) -> None:
    async def fill(store: Store) -> None:
        await poll(store, make_entry("k2"), make_entry("other"))
        await store.save_articles("run", [ARTICLE, make_article("other")])
        await store.save_analyses("run", [make_analysis("k2"), make_analysis("other")])
        await store.save_changes([make_change(make_story()), make_change(make_story("other"))])
        both = make_story(revision=2, article_ids=(ArticleId("article-k2"), ArticleId("article-other")))
        merged = make_change(both, kind=ChangeKind.MERGED, absorbed=(StoryId("story-other"),))
        await store.save_changes([merged])

    explanation = explained(tmp_path, fill, "article-k2")
    assert explanation is not None
    told = page(explanation)
    assert "story-k2, revision 2, 2 articles" in told
    assert "revisions: 1 contract, 2 contract" in told
    assert "took over story-other" in told
