"""What is worked on: the sample edition many times over, and unlabelled articles and feeds where they are at hand."""

import gzip
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from bot.bench.texts import LabelledPage
from bot.domain.article import Article
from bot.domain.ids import ArticleId, EntryId, SourceId
from bot.sample.documents import documents
from bot.sample.edition import FEED_PATHS, Edition, SampleItem
from summarizers.base import Encoder

SAMPLE = "The sample edition, with changing figures"
BASE_URL = "https://sample.example"
ToArticle = Callable[[Mapping[str, Any]], Article]
ValueT = TypeVar("ValueT")
# Whole numbers of two or three digits that stand alone: neither "K2" nor "6.5" nor a year.
_FIGURE = re.compile(r"(?<![\w.,–-])\d{2,3}(?![\w.,–-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """The folder of corpora; every list is empty where it is missing."""

    articles: tuple[Article, ...] = ()
    feeds: tuple[bytes, ...] = ()
    pages: tuple[LabelledPage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskScale:
    """How much the bench of questions does: stories in its archive and in those it is held against, questions a round.

    Archives are kept in `folder` for the next time, or in a temporary one.
    """

    stories: int = 100_000
    others: tuple[int, ...] = (10_000,)
    questions: int = 100
    cold: int = 5
    at_once: int = 50
    folder: Path | None = None

    @property
    def sizes(self) -> tuple[int, ...]:
        """The sizes of all archives, the smallest first."""
        return tuple(sorted({self.stories, *self.others}))


QUICK = AskScale(stories=300, others=(100,), questions=6, cold=1, at_once=6)
"""Enough to see that it works; its figures say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Materials:
    """All that the benches work on; `now` dates the feeds, `quick` is the encoder that analysis asks."""

    edition: Edition
    shared: Shared
    encoder: Encoder
    now: datetime
    quick: Encoder | None = None
    ask: AskScale = AskScale()

    def articles(self, count: int) -> tuple[Article, ...]:
        """Return `count` different articles of the sample edition."""
        return sample_articles(self.edition, count=count, now=self.now)

    def feeds(self, copies: Sequence[int]) -> tuple[bytes, ...]:
        """Return an RSS and an Atom feed for each number of `copies` of the sample edition."""
        made = (documents(many(self.edition, copies=n), base_url=BASE_URL, now=self.now) for n in copies)
        return tuple(made_at[FEED_PATHS[kind]].body for made_at in made for kind in ("rss", "atom"))

    def labelled(self) -> tuple[str, tuple[LabelledPage, ...]]:
        """Return the labelled pages at hand, else those of the sample edition, and what they are."""
        if self.shared.pages:
            return "Pages of real sites", self.shared.pages
        return "Pages of the sample edition", sample_pages(self.edition, now=self.now)


def sample_articles(edition: Edition, *, count: int, now: datetime) -> tuple[Article, ...]:
    """Return `count` articles of `edition`, no two of them equal in id or text."""
    items = [item for item in edition.items if item.paragraphs and item.page == "article"]
    if not items:
        raise ValueError("the sample edition has no item with a text")
    return tuple(_article(items[n % len(items)], copy=n // len(items), now=now) for n in range(count))


def sample_pages(edition: Edition, *, now: datetime) -> tuple[LabelledPage, ...]:
    """Return the article pages of `edition`, labelled by what they were made of."""
    made = documents(edition, base_url=BASE_URL, now=now)
    return tuple(
        LabelledPage(
            url=f"{BASE_URL}/articles/{slug}.html",
            markup=made[f"/articles/{slug}.html"].body,
            title=item.title,
            body="\n".join(item.paragraphs),
            published=now - timedelta(hours=item.hours_ago),
        )
        for slug, item in edition.pages().items()
        if item.page == "article"
    )


def many(edition: Edition, *, copies: int) -> Edition:
    """Return an edition with every item of `edition` `copies` times, under different names and with other figures."""
    return edition.model_copy(
        update={"items": tuple(_copy(item, copy) for copy in range(copies) for item in edition.items)}
    )


def changed(text: str, *, copy: int) -> str:
    """Return `text` with its lone figures of two or three digits raised by `copy`; designations stay."""
    return _FIGURE.sub(lambda found: str(int(found[0]) + copy), text)


def find_shared(environment: Mapping[str, str], *, checkout: Path) -> Path | None:
    """Return the folder of corpora, `$ENTENTE_SHARED` or `shared` beside the checkout; None where it is missing."""
    folder = Path(environment.get("ENTENTE_SHARED") or checkout.parent / "shared")
    return folder if folder.is_dir() else None


def read_shared(folder: Path | None, *, to_article: ToArticle) -> Shared:
    """Return the unlabelled articles, the feeds and the labelled pages under `folder`, as far as they are there."""
    if folder is None:
        return Shared()
    articles, feeds = folder / "eval" / "articles_unlabelled.jsonl.gz", folder / "corpus" / "feeds"
    return Shared(
        articles=_unlabelled(articles, to_article) if articles.is_file() else (),
        feeds=tuple(file.read_bytes() for file in sorted(feeds.iterdir())) if feeds.is_dir() else (),
        pages=_labelled(folder / "corpus" / "pages"),
    )


def spaced(values: Sequence[ValueT], *, count: int) -> tuple[ValueT, ...]:
    """Return at most `count` of `values`, evenly spaced, in their order."""
    if len(values) <= count:
        return tuple(values)
    return tuple(values[n * len(values) // count] for n in range(count))


def _unlabelled(path: Path, to_article: ToArticle) -> tuple[Article, ...]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return tuple(to_article(json.loads(line)) for line in lines)


def _labelled(folder: Path) -> tuple[LabelledPage, ...]:
    index = folder / "index.jsonl"
    if not index.is_file():
        return ()
    rows = map(json.loads, index.read_text(encoding="utf-8").splitlines())
    return tuple(
        LabelledPage(
            url=row["url"],
            markup=gzip.decompress((folder / row["page"]).read_bytes()),
            title=row["title"],
            body=row["body"],
            published=datetime.fromisoformat(row["published"]) if row["published"] else None,
        )
        for row in rows
    )


def _copy(item: SampleItem, copy: int) -> SampleItem:
    return item.model_copy(
        update={
            "slug": f"{item.slug}-{copy}",
            "copy_of": f"{item.copy_of}-{copy}" if item.copy_of else None,
            "title": changed(item.title, copy=copy),
            "body": changed(item.body, copy=copy),
        }
    )


def _article(item: SampleItem, *, copy: int, now: datetime) -> Article:
    name = f"{item.slug}-{copy}"
    text = "\n\n".join(changed(text, copy=copy) for text in item.paragraphs)
    return Article(
        id=ArticleId(name),
        entry_id=EntryId(name),
        source_id=SourceId("sample"),
        url=f"{BASE_URL}/articles/{name}.html",
        title=item.title,
        # Not every text has a figure to change, and an encoder does equal texts once.
        text=f"Notice {copy + 1}. {text}",
        fetched_at=now,
        published=now,
    )
