"""What `sources add`, `import` and `export` do: rows in, rows out."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from rich.console import Console

from bot import settings as configuration
from bot.commands.rows import edit, row_text, with_rows
from bot.domain.article import DropReason
from bot.domain.source import FetchState, Source
from bot.errors import ConfigError, ParseError, SourceError
from bot.ingest.asking import Asker
from bot.ingest.http import SafeClient
from bot.ingest.opening import fetch_rules, hosts_of, pool_rules
from bot.ingest.opml import MAX_BYTES, Outline, read_opml, write_opml
from bot.ingest.prospect import Prospect, country_of, place_of, prospect
from bot.ingest.urls import is_web
from bot.ingest.workers import WorkerPool
from bot.settings import Settings

_UNCHECKED: dict[str, Any] = {"terms": "terms not checked", "quote_chars": 200}
_FEEDS = frozenset({"rss", "rss1", "rss2", "atom", "feed", "link"})
_HINT = "set ENTENTE_SOURCES_FILE to a copy of config/sources.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the operator says of a new source; the rest is guessed. `fields` are those of its row."""

    address: str
    fields: dict[str, Any]


async def add(settings: Settings, wish: Wish, *, allow: frozenset[tuple[str, int]]) -> int:
    """Ask the address, and add what it turns out to be; return 1 where that is nothing new or nothing at all."""
    console, errors = Console(), Console(stderr=True)
    if not is_web(wish.address):
        raise ConfigError("URL", f"{wish.address[:80]!r} is not an http or https address")
    known = own_sources(settings)
    twin = _twin(wish.address, known)
    if twin is None:
        try:
            found = await _found(settings, wish, allow=allow)
        except SourceError as error:
            _say(errors, f"Nothing added: {error}")
            return 1
        twin = _twin(found.url, known)
    if twin is not None:
        _say(errors, f"Nothing added: {twin.id} ({twin.url}) is that source")
        return 1
    guessed = {
        "name": found.title[:120] or _host(found.url),
        "kind": found.kind,
        "country": country_of(found.url),
        "language": found.language or "en",
    }
    source = _source({**guessed, **wish.fields, "url": found.url}, taken={source.id for source in known})
    _put(settings, [source], console=console)
    _say(errors, f"{source.id}: {found.entries} entries; read its terms, and set terms, show and quote_chars")
    return 0


async def _found(settings: Settings, wish: Wish, *, allow: frozenset[tuple[str, int]]) -> Prospect:
    """Ask the address: with a selector as the list page it is said to be, else as what it turns out to be."""
    rules = fetch_rules(settings, allow=allow, hosts=hosts_of([wish.address]))
    async with SafeClient(rules) as client, WorkerPool(pool_rules(settings)) as workers:
        if "selector" not in wish.fields:
            return await prospect(client, workers, wish.address)
        given = {"name": _host(wish.address), "country": "INT", "kind": "page_list", **wish.fields}
        page = _source({**given, "url": wish.address}, taken=())
        _answer, feed = await Asker(client, workers).ask(page, FetchState(source_id=page.id))
        entries = feed.entries if feed is not None else ()
        if not entries:
            raise ParseError(wish.address, "the selector names no article", reason=DropReason.EMPTY)
        return Prospect(url=wish.address, kind="page_list", title="", language=None, entries=len(entries))


def import_file(settings: Settings, file: Path, fields: dict[str, Any]) -> int:
    """Add the sources of an OPML file that are new; say what was left out and why. Nothing is fetched.

    Return 1 where something was left out that is no twin. Raise ConfigError for a file that cannot be read.
    """
    console, errors = Console(), Console(stderr=True)
    known = list(own_sources(settings))
    new: list[Source] = []
    left_out: list[str] = []
    twins = 0
    for outline in _outlines(file):
        twin = _twin(outline.xml_url, [*known, *new])
        if twin is not None:
            twins += 1
            _say(errors, f"left out: {outline.title} is {twin.id}")
            continue
        try:
            new.append(_source(_fields(outline) | fields, taken={source.id for source in (*known, *new)}))
        except ConfigError as error:
            left_out.append(outline.title)
            _say(errors, f"left out: {outline.title}: {error.problem}")
    _put(settings, new, console=console)
    _say(errors, f"{len(new)} added, {twins} known before, {len(left_out)} left out")
    return int(bool(left_out))


def export_file(settings: Settings, file: Path) -> int:
    """Write the configured sources to an OPML file; those that are no feed say so in their type."""
    sources = configuration.load_sources(settings)
    try:
        file.write_bytes(write_opml(map(_outline, sources), title="Entente: sources"))
    except OSError as error:
        raise ConfigError(str(file), f"cannot be written ({error.strerror})") from error
    _say(Console(stderr=True), f"{len(sources)} sources written to {file}")
    return 0


def own_sources(settings: Settings) -> tuple[Source, ...]:
    """Return the configured sources; none where the operator's file is yet to be made."""
    if settings.sources_file is not None and not settings.sources_file.exists():
        return ()
    return configuration.load_sources(settings)


def _put(settings: Settings, sources: Sequence[Source], *, console: Console) -> None:
    """Write rows into the operator's file, or print them where there is none."""
    rows = "".join(row_text(source) for source in sources)
    if sources and settings.sources_file is not None:
        edit(settings.sources_file, lambda text: with_rows(text, sources, where=str(settings.sources_file)))
        _say(Console(stderr=True), f"written to {settings.sources_file}:")
    elif sources:
        _say(Console(stderr=True), f"Put this below 'sources:' in your own list ({_HINT}):")
    console.print(rows, markup=False, highlight=False, end="", soft_wrap=True)


def _outlines(file: Path) -> tuple[Outline, ...]:
    try:
        with file.open("rb") as opened:
            return read_opml(opened.read(MAX_BYTES + 1), url=str(file))
    except OSError as error:
        raise ConfigError(str(file), f"cannot be read ({error.strerror})") from error
    except ParseError as error:
        raise ConfigError(str(file), error.problem) from error


def _fields(outline: Outline) -> dict[str, Any]:
    """Return what an outline says of its source."""
    said = dict(word[1:].split("/", 1) for word in outline.named if word.count("/") == 2)
    fields: dict[str, Any] = {
        "name": outline.title[:120],
        "kind": "feed" if outline.kind in _FEEDS else outline.kind,
        "url": outline.xml_url,
        "country": said.get("country") or country_of(outline.xml_url),
        "language": re.split("[-_]", outline.language)[0] or "en",
    }
    return fields | {name: said[name] for name in ("id", "tier") if name in said}


def _outline(source: Source) -> Outline:
    return Outline(
        title=source.name,
        xml_url=source.url,
        language=source.language,
        kind="rss" if source.kind == "feed" else source.kind,
        categories=(f"/id/{source.id}", f"/country/{source.country}", f"/tier/{source.tier}"),
    )


def _twin(address: str, sources: Iterable[Source]) -> Source | None:
    place = place_of(address)
    return next((source for source in sources if place_of(source.url) == place), None)


def _source(fields: dict[str, Any], *, taken: Collection[str]) -> Source:
    """Return the source of a row; raise ConfigError naming the field that is wrong."""
    name = "".join(letter for letter in str(fields["name"]) if letter.isprintable()).strip()
    if not is_web(fields["url"]):
        raise ConfigError("url", f"{fields['url'][:80]!r} is not an http or https address")
    wanted = str(fields.get("id") or _slug(name) or _slug(_host(fields["url"])))
    try:
        return Source(**{**_UNCHECKED, **fields, "name": name, "id": _free(wanted, taken)})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        problem = first["msg"].removeprefix("Value error, ")
        raise ConfigError(".".join(map(str, first["loc"])) or "row", problem) from error


def _host(url: str) -> str:
    return next(iter(hosts_of([url])), "")


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-")


def _free(wanted: str, taken: Collection[str]) -> str:
    """Return `wanted`, or with the first number that makes it new."""
    if wanted not in taken:
        return wanted
    return next(name for number in range(2, 100_000) if (name := f"{wanted}-{number}") not in taken)


def _say(console: Console, line: str) -> None:
    console.print(line, markup=False, highlight=False, soft_wrap=True)
