"""What `entente backfill sitemap` and `gdelt` do: find what there is, say who is asked, and read it in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from bot.app.building import Built, Wishes
from bot.commands.backfill import Span
from bot.commands.backfilling import begin, known_backfill, opened, read_in, say_problems, told
from bot.domain.ids import SourceId, digest
from bot.domain.moments import system_clock
from bot.domain.source import Source
from bot.errors import ConfigError
from bot.ingest.asking.tools import Tools
from bot.ingest.opening import hosts_of
from bot.ingest.pastasking import find_in_sitemaps, gdelt_files, moment_of_file, past_entry
from bot.ingest.pastsources import PastSources
from bot.ingest.robots import Robots
from bot.ingest.urls import is_web
from bot.settings import Settings, load_sources
from bot.steps.backfilling_pages import Pace, PastFiles, PastPages

_GDELT = Source(
    id=SourceId("past-gdelt"),
    name="GDELT",
    kind="gdelt",
    url="http://data.gdeltproject.org/gdeltv2/lastupdate.txt",
    country="INT",
    tier=3,
    enabled=False,
)
_ASKED_KINDS = frozenset({"sitemap", "feed", "page_list"})


async def read_sitemap(settings: Settings, address: str, span: Span, *, source: str = "") -> int:
    """Read in what the sitemaps of an address or a source hold; return the exit status."""
    rows = {row.id: row for row in load_sources(settings)}
    row = rows.get(SourceId(source or address))
    if source and row is None:
        raise ConfigError("--source", f"there is no source {source!r}", hint="see entente sources list")
    url = address if is_web(address) else _site(row, address)
    own = row or PastSources(rows.values()).of("", url=url)
    name = digest("sitemap", url, own.id, *span.typed)
    begun = await known_backfill(settings, name) or begin(settings, span, name=name, what=f"sitemaps of {url}")
    wishes = Wishes(allow=span.allow, hosts=hosts_of([url, *(one.url for one in rows.values())]))
    async with opened(settings, wishes) as built:
        found = await find_in_sitemaps(_tools(built), url, begun.holds, since=begun.since)
        say_problems(found.problems)
        entries = sorted(
            (past_entry(own, item) for item in found.entries.values()),
            key=lambda entry: (entry.published or entry.updated or begun.until, entry.id),
        )
        kept = entries if span.most is None else entries[max(0, len(entries) - span.most) :]
        known = await built.steps.parts.store.known_entries([entry.id for entry in kept])
        waiting = {one.id for one in await built.steps.parts.store.pending_entries(own.id, len(kept) or 1)}
        left = [entry for entry in kept if entry.id not in known or entry.id in waiting]
        outside = found.outside + len(entries) - len(left)
        hosts = Counter(urlsplit(entry.url).hostname for entry in left)
        listed = ", ".join(f"{host} ({count})" for host, count in sorted(hosts.items(), key=str)) or "none"
        print(f"{len(found.asked)} sitemaps read; {len(left)} pages are left, of {listed}")  # noqa: T201
        begun = replace(begun, done=0, total=len(left), left_out=outside, bad=len(found.problems))
        if not span.dry_run and left:
            past = PastPages(source=own, entries=left, pace=Pace(per_minute=span.per_minute))
            begun = await read_in(built, begun, past, summaries=span.summaries)
            print(told(begun))  # noqa: T201
    return 1 if begun.bad else 0


async def read_gdelt(settings: Settings, places: Sequence[str], span: Span, *, source: str = "") -> int:
    """Read in what GDELT's files name; return the exit status."""
    own = _gdelt_source(settings, source)
    name = digest("gdelt", own.id, *places, *span.typed)
    begun = await known_backfill(settings, name) or begin(settings, span, name=name, what=f"GDELT {places[0]}")
    files = [file for place in places for file in _files(place, span, until=begun.until)]
    dated = [file for file in files if (moment := moment_of_file(file)) is None or begun.holds(moment)]
    asked = sorted({urlsplit(file).hostname or "" for file in dated if "://" in file})
    print(  # noqa: T201
        f"{len(dated)} files, {begun.done} of them done; asked: {', '.join(asked) or 'nobody'} for the files, "
        f"and the hosts of the pages that they name, {span.most or 'any number'} of pages"
    )
    begun = replace(begun, total=len(dated))
    if not span.dry_run and not begun.finished:
        async with opened(settings, Wishes(allow=span.allow, hosts=hosts_of(dated))) as built:
            outlets = (
                None if source else PastSources([*load_sources(settings), *await built.steps.parts.store.sources()])
            )
            past = PastFiles(
                source=own,
                outlets=outlets,
                places=dated,
                tools=_tools(built),
                pace=Pace(per_minute=span.per_minute),
                most=span.most,
            )
            begun = await read_in(built, begun, past, summaries=span.summaries)
        print(told(begun))  # noqa: T201
    return 1 if begun.bad else 0


def _site(row: Source | None, address: str) -> str:
    """Return the site of a source; raise ConfigError for what is none, or is asked by a query."""
    if row is None:
        raise ConfigError("URL|SOURCE", f"{address!r} is neither a web address nor a source", hint="see sources list")
    if row.kind not in _ASKED_KINDS:
        raise ConfigError("URL|SOURCE", f"{row.id} is of kind {row.kind}, which has no sitemaps")
    parts = urlsplit(row.url)
    return row.url if row.kind == "sitemap" else f"{parts.scheme}://{parts.netloc}/"


def _gdelt_source(settings: Settings, name: str) -> Source:
    if not name:
        return _GDELT
    row = next((row for row in load_sources(settings) if row.id == name), None)
    if row is None or row.kind != "gdelt":
        raise ConfigError("--source", f"there is no source {name!r} of kind gdelt", hint="see entente sources list")
    return row


def _files(place: str, span: Span, *, until: datetime) -> list[str]:
    if "://" not in place:
        path = Path(place)
        return sorted(map(str, path.glob("*.gkg.csv.zip"))) if path.is_dir() else [place]
    if not is_web(place):
        raise ConfigError("FILE|FOLDER|URL", f"{place[:80]!r} is no http or https address")
    if not place.endswith("/"):
        return [place]
    if span.since is None:
        raise ConfigError("--since", "is needed for a folder of GDELT files by its address")
    return list(gdelt_files(place, span.since, until))


def _tools(built: Built) -> Tools:
    robots = Robots(built.client, clock=system_clock)
    return Tools(client=built.client, workers=built.workers, robots=robots, clock=system_clock)
