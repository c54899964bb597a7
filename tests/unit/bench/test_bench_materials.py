"""What the benches work on: different texts out of few, corpora as far as they are at hand."""

import gzip
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import settings as configuration
from bot.bench.materials import (
    Shared,
    changed,
    find_shared,
    many,
    read_shared,
    sample_articles,
    spaced,
)
from bot.domain.article import Article
from bot.sample.edition import Edition, edition_from
from support.values import make_article

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def edition() -> Edition:
    return edition_from(configuration.shipped("sample/edition.yaml"))


def to_article(row: Mapping[str, Any]) -> Article:
    return make_article(str(row["id"]), text=row["text"])


def test_only_lone_figures_change() -> None:
    text = "K2 and F-35: 180 tanks, 61 of them by 2028, US$6.5 billion, 1,234 jobs, 4-7 March, 12."
    assert (
        changed(text, copy=3)
        == "K2 and F-35: 183 tanks, 64 of them by 2028, US$6.5 billion, 1,234 jobs, 4-7 March, 12."
    )
    assert changed(text, copy=0) == text


def test_articles_differ_in_id_and_text(edition: Edition) -> None:
    articles = sample_articles(edition, count=100, now=NOW)
    assert len(articles) == 100
    assert len({article.id for article in articles}) == 100
    assert len({article.text[:40] + article.title for article in articles}) == 100


def test_an_edition_without_texts_is_refused(edition: Edition) -> None:
    with pytest.raises(ValueError, match="no item"):
        sample_articles(edition.model_copy(update={"items": ()}), count=1, now=NOW)


def test_copies_of_an_edition_keep_their_own_copies(edition: Edition) -> None:
    thrice = many(edition, copies=3)
    slugs = {item.slug for item in thrice.items}
    assert len(thrice.items) == 3 * len(edition.items)
    assert len(slugs) == 3 * len({item.slug for item in edition.items})  # one item stands in two feeds
    assert {item.copy_of for item in thrice.items if item.copy_of} <= slugs
    assert len(thrice.pages()) == 3 * len(edition.pages())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(), unique=True, max_size=50), st.integers(min_value=1, max_value=60))
def test_spaced_values_keep_their_order(values: list[int], count: int) -> None:
    found = spaced(values, count=count)
    assert len(found) == min(count, len(values))
    assert sorted(found, key=values.index) == list(found)
    assert len(set(found)) == len(found)


def test_the_corpora_are_found_by_environment_or_beside_the_checkout(tmp_path: Path) -> None:
    beside, named = tmp_path / "shared", tmp_path / "named"
    assert find_shared({}, checkout=tmp_path / "checkout") is None
    beside.mkdir()
    named.mkdir()
    assert find_shared({}, checkout=tmp_path / "checkout") == beside
    assert find_shared({"ENTENTE_SHARED": str(named)}, checkout=tmp_path / "checkout") == named
    assert find_shared({"ENTENTE_SHARED": str(tmp_path / "none")}, checkout=tmp_path / "checkout") is None


def test_what_is_missing_from_the_corpora_stays_out(tmp_path: Path) -> None:
    assert read_shared(None, to_article=to_article) == Shared()
    assert read_shared(tmp_path, to_article=to_article) == Shared()
    (tmp_path / "eval").mkdir()
    (tmp_path / "corpus" / "feeds").mkdir(parents=True)
    (tmp_path / "corpus" / "feeds" / "b.xml").write_bytes(b"<rss/>")
    (tmp_path / "corpus" / "feeds" / "a.xml").write_bytes(b"<feed/>")
    with gzip.open(tmp_path / "eval" / "articles_unlabelled.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.write(json.dumps({"id": "x", "text": "A text."}) + "\n")
    shared = read_shared(tmp_path, to_article=to_article)
    assert shared.feeds == (b"<feed/>", b"<rss/>")
    assert [article.text for article in shared.articles] == ["A text."]
