"""Article pages: Entente's extraction beside trafilatura's fast mode and newspaper4k, in speed and in what is right."""

import importlib
import importlib.util
import logging
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, cast

from bot.bench.materials import Materials
from bot.bench.texts import LabelledPage, Quality, Reading, appraise
from bot.bench.timing import Case, Contender, Measured
from bot.errors import ExtractionError

SAYS = """Labelled article pages in memory, one after the other, in one process. Entente's `extract` parses a page once,
reads title, date and walls off its head, takes trafilatura's fast mode and falls back where that finds too little.
Beside it stand trafilatura's fast mode with its own metadata, and newspaper4k, which may ask for nothing over the
network here. F1 is of the words of the body; a title is right where all its words are, a date where the day is."""
Reader = Callable[[LabelledPage], Reading]


@contextmanager
def cases(materials: Materials) -> Iterator[tuple[Case, ...]]:
    """Yield a case on the labelled pages at hand, or on those of the sample edition where there are none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the other readers, which are loaded and run here and nowhere else
        logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
        readers: dict[str, Reader] = {"entente": ours(), "trafilatura, fast": trafilatura_fast()}
        other = newspaper()
        if other is not None:
            readers["newspaper4k"] = other
        on, pages = materials.labelled()
        yield (_case(on, pages, readers),)


def ours() -> Reader:
    """Return Entente's own way of reading a page."""
    from bot.ingest.extraction import extract  # noqa: PLC0415  (the reader's parts warn as they load)

    def read(page: LabelledPage) -> Reading:
        try:
            found = extract(page.markup, url=page.url)
        except ExtractionError:
            return Reading()
        return Reading(title=found.title, body=found.text, day=found.published and found.published.date())

    return read


def trafilatura_fast() -> Reader:
    """Return trafilatura's fast mode with metadata, as it comes."""
    bare_extraction: Any = importlib.import_module("trafilatura").bare_extraction

    def read(page: LabelledPage) -> Reading:
        document = bare_extraction(page.markup, url=page.url, fast=True, include_comments=False, with_metadata=True)
        if document is None:
            return Reading()
        return Reading(title=document.title or "", body=document.text or "", day=_day(document.date))

    return read


def newspaper() -> Reader | None:
    """Return newspaper4k's way, told to fetch nothing; None where it is not installed."""
    if importlib.util.find_spec("newspaper") is None:
        return None
    library: Any = importlib.import_module("newspaper")
    offline = {"fetch_images": False, "allow_binary_content": False, "disable_category_cache": True}

    def parsed(page: LabelledPage, **settings: object) -> Any:
        article = library.Article(page.url, **offline, **settings)
        article.download(input_html=page.markup.decode("utf-8", "replace"))
        article.parse()
        return article

    def read(page: LabelledPage) -> Reading:
        try:
            article = parsed(page)
        except (ImportError, LookupError):  # a language's own package or data is missing: it is read as English
            article = parsed(page, language="en")
        except (library.ArticleException, ValueError):
            return Reading()
        told = article.publish_date
        return Reading(title=article.title or "", body=article.text or "", day=told.date() if told else None)

    return read


def _case(on: str, pages: Sequence[LabelledPage], readers: dict[str, Reader]) -> Case:
    read: dict[str, list[Reading]] = {}

    def contender(name: str, reader: Reader) -> Contender:
        def run() -> None:
            read[name] = [reader(page) for page in pages]

        return Contender(name=name, run=run)

    def notes(_: Measured) -> tuple[str, ...]:
        told = tuple(_told(name, appraise(readings, pages)) for name, readings in read.items())
        return told if "newspaper4k" in readers else (*told, "newspaper4k is not installed here.")

    size = sum(len(page.markup) for page in pages) / len(pages) / 1000
    return Case(
        on=f"{on} ({len(pages)}, {size:.0f} kB on average)",
        unit="pages",
        units=len(pages),
        contenders=tuple(contender(name, reader) for name, reader in readers.items()),
        notes=notes,
    )


def _told(name: str, quality: Quality) -> str:
    return f"{name}: F1 of bodies {quality.body:.3f}, right titles {quality.titles:.1%}, right days {quality.days:.1%}."


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(cast("str", text)[:10]) if text else None
    except ValueError:
        return None
