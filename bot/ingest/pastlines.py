"""JSON Lines of the past, {url?, title, text, published, source?}: in order of time, as entries and articles.

The file is read twice: once to learn what is good and when each item is of, then in that order. No request leaves.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from bot.domain.article import Article, Entry
from bot.domain.ids import article_id, digest, entry_id
from bot.domain.source import Source
from bot.ingest.boilerplate import without_site
from bot.ingest.items import aware, language_code
from bot.ingest.pastsources import PastSources
from bot.ingest.plain import plain_line, plain_text
from bot.ingest.urls import canonical, is_web
from bot.ingest.values import MAX_AUTHOR, MAX_TEXT, MAX_TITLE

MAX_LINE = 8 * 2**20
"""Bytes of a line; a longer one is passed by."""
_SHOWN = 200


def _moment(value: object) -> datetime:
    moment = aware(value) if isinstance(value, str) else None
    if moment is None:
        raise ValueError("is no ISO 8601 date between 1990 and 2100")
    return moment


def _address(url: str) -> str:
    if url and not is_web(url.strip()):
        raise ValueError("is no http or https address")
    return url


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """A line that cannot be used, by its number from 1, and why."""

    line: int
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """What a file holds: where its good lines of the span begin, in order of time, and the rest in figures."""

    path: Path
    places: tuple[int, ...]
    bad: tuple[Bad, ...]
    outside: int
    first: datetime | None = None
    last: datetime | None = None


class _Line(BaseModel):
    """A line as it is written; fields that are not named here are passed by."""

    model_config = ConfigDict(strict=True)

    title: str
    text: str
    published: Annotated[datetime, BeforeValidator(_moment)]
    url: Annotated[str, AfterValidator(_address)] | None = None
    source: str | None = None
    author: str | None = None
    language: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.title.strip() and not self.text.strip():
            raise ValueError("has neither title nor text")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class PastItem:
    """An item of the past: whose it is, the entry and its article."""

    source: Source
    entry: Entry
    article: Article


def bytes_digest(path: Path) -> str:
    """Return the name of what `path` holds; raise OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def survey(path: Path, holds: Callable[[datetime], bool], *, most: int | None = None) -> Surveyed:
    """Read all of `path`; `holds` says which moments are wanted, `most` how many items, the newest. Raise OSError."""
    found: list[tuple[datetime, int]] = []
    bad: list[Bad] = []
    outside = 0
    with path.open("rb") as stream:
        for number, offset, line in _lines(stream):
            try:
                moment = _line(line).published
            except ValueError as error:
                bad.append(Bad(line=number, problem=str(error)[:_SHOWN]))
                continue
            if holds(moment):
                found.append((moment, offset))
            else:
                outside += 1
    found.sort()
    kept = found if most is None else found[max(0, len(found) - most) :]
    return Surveyed(
        path=path,
        places=tuple(offset for _, offset in kept),
        bad=tuple(bad),
        outside=outside + len(found) - len(kept),
        first=kept[0][0] if kept else None,
        last=kept[-1][0] if kept else None,
    )


def items_at(stream: IO[bytes], places: Sequence[int], sources: PastSources, *, now: datetime) -> Iterator[PastItem]:
    """Yield the items that begin at `places` of a file that was surveyed; `now` is when they are fetched."""
    for place in places:
        stream.seek(place)
        yield _item(_line(stream.readline(MAX_LINE + 1)), sources, now=now)


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """Yield number, offset and bytes of each line that is not blank; one that is too long comes cut."""
    number = offset = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        begun, offset, more = offset, offset + len(line), line
        while len(line) > MAX_LINE and more[-1:] != b"\n" and (more := stream.readline(2**20)):
            offset += len(more)
        if line.strip():
            yield number, begun, line


def _line(line: bytes) -> _Line:
    """Return what a line holds; raise ValueError saying what is wrong with it."""
    if len(line) > MAX_LINE:
        raise ValueError(f"is longer than {MAX_LINE} bytes")
    try:
        return _Line.model_validate_json(line.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = " ".join(str(part) for part in first["loc"])
        raise ValueError(f"{where}: {first['msg']}".removeprefix(": ").replace("Value error, ", "")) from error


def _item(line: _Line, sources: PastSources, *, now: datetime) -> PastItem:
    text = plain_text(line.text, limit=MAX_TEXT)
    title = plain_line(line.title, limit=MAX_TITLE) or plain_line(text, limit=120)
    given = (line.url or "").strip()
    name = digest("past", title, text, line.published.isoformat())
    url = canonical(given) if given else f"urn:entente:{name}"
    source = sources.of(plain_line(line.source or "", limit=120), url=given)
    entry = Entry(
        id=entry_id(source.id, url),
        source_id=source.id,
        url=url,
        title=title,
        published=line.published,
        author=plain_line(line.author or "", limit=MAX_AUTHOR) or None,
        language=language_code(line.language or ""),
    )
    article = Article(
        id=article_id(url),
        entry_id=entry.id,
        source_id=source.id,
        url=url,
        title=without_site(title, names=(source.name,), url=url),
        text=text,
        fetched_at=now,
        published=line.published,
        author=entry.author,
        language=entry.language,
    )
    return PastItem(source=source, entry=entry, article=article)


def once(items: Sequence[PastItem]) -> tuple[PastItem, ...]:
    """Return `items` with each article once, the first; the same item twice is one item."""
    return tuple({item.article.id: item for item in reversed(items)}.values())[::-1]
