"""`entente backfill`: the past, read in from JSON Lines, GDELT files or sitemaps; an operator's command alone."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.allow import Allowed, parse_allowed

backfill = typer.Typer(
    help="Read in the past, so that day one has an archive. It is never told as news.", no_args_is_help=True
)
Since = Annotated[str, typer.Option(help="Nothing older: a date such as 2025-01-31, or a length such as 26w.")]
Until = Annotated[str, typer.Option(help="Nothing newer, that day included; by default where a first poll begins.")]
Most = Annotated[int | None, typer.Option("--max", min=1, help="Take at most so many items.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Tell what would be read and asked; store nothing.")]
Summaries = Annotated[bool, typer.Option("--summaries", help="Summarise what comes of it, which takes far longer.")]

PerMinute = Annotated[int, typer.Option(min=0, help="Pages begun in a minute at most; the gaps of a host hold anyhow.")]
Sources = Annotated[str, typer.Option("--source", help="A row of sources.yaml whose articles they are.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What is wanted of the past; `until` is None where the default holds, `typed` names it all as it was typed."""

    since: datetime | None
    until: datetime | None
    most: int | None
    typed: tuple[str, ...]
    dry_run: bool
    summaries: bool
    per_minute: int = 0
    allow: frozenset[tuple[str, int]] = frozenset()


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    app.add_typer(backfill, name="backfill")


@backfill.command(name="jsonl")
def jsonl(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="One {url?, title, text, published, source?} a line.")],
    *,
    since: Since = "",
    until: Until = "",
    most: Most = None,
    dry_run: DryRun = False,
    summaries: Summaries = False,
) -> None:
    """Read in a file of JSON Lines. No request leaves. Exit status 1 where a line could not be used."""
    from bot.commands import backfilling, common  # noqa: PLC0415

    settings = common.load_settings(quiet=True)
    span = _span(since, until, most, dry_run=dry_run, summaries=summaries)
    raise typer.Exit(common.run(backfilling.read_lines(settings, file, span)))


@backfill.command(name="sitemap")
def sitemap(  # noqa: PLR0913  (one parameter per option)
    address: Annotated[str, typer.Argument(metavar="URL|SOURCE", help="A sitemap, a site, or a source by its id.")],
    *,
    since: Since = "",
    until: Until = "",
    most: Most = None,
    per_minute: PerMinute = 0,
    source: Sources = "",
    dry_run: DryRun = False,
    summaries: Summaries = False,
    allow_address: Allowed = None,
) -> None:
    """Read in the pages that a site's sitemaps date within the span, the newest where --max leaves some out.

    Sitemaps and robots.txt are asked for in a dry run as well: only they say what there is.
    """
    from bot.commands import backfilling_web, common  # noqa: PLC0415

    settings = common.load_settings(quiet=True)
    span = _span(since, until, most, dry_run=dry_run, summaries=summaries)
    span = replace(span, per_minute=per_minute, allow=parse_allowed(allow_address))
    raise typer.Exit(common.run(backfilling_web.read_sitemap(settings, address, span, source=source)))


@backfill.command(name="gdelt")
def gdelt(  # noqa: PLR0913  (one parameter per option)
    places: Annotated[
        list[str], typer.Argument(metavar="FILE|FOLDER|URL...", help="*.gkg.csv.zip, or where they are.")
    ],
    *,
    since: Since = "",
    until: Until = "",
    most: Most = None,
    per_minute: PerMinute = 0,
    source: Sources = "",
    dry_run: DryRun = False,
    summaries: Summaries = False,
    allow_address: Allowed = None,
) -> None:
    """Read in the pages that GDELT's quarter-hour files name. An address that ends in / needs --since.

    Rows are chosen as those of a source of kind gdelt are: by themes and countries, its own where --source names one.
    """
    from bot.commands import backfilling_web, common  # noqa: PLC0415

    settings = common.load_settings(quiet=True)
    span = _span(since, until, most, dry_run=dry_run, summaries=summaries)
    span = replace(span, per_minute=per_minute, allow=parse_allowed(allow_address))
    raise typer.Exit(common.run(backfilling_web.read_gdelt(settings, places, span, source=source)))


@backfill.command(name="list")
def list_() -> None:
    """List what was read in, and how far."""
    from bot.commands import backfilling, common  # noqa: PLC0415

    common.run(backfilling.list_backfills(common.load_settings(quiet=True)))


def _span(since: str, until: str, most: int | None, *, dry_run: bool, summaries: bool) -> Span:
    first, last = day_of(since), day_of(until, end=True)
    if first and last and first > last:
        raise typer.BadParameter(f"--since {since} is after --until {until}")
    typed = (since, until, str(most or ""))
    return Span(since=first, until=last, most=most, typed=typed, dry_run=dry_run, summaries=summaries)


def day_of(text: str, *, end: bool = False) -> datetime | None:
    """Return the moment a date or a length of time before now names, None for ""; raise typer.BadParameter.

    A date stands for its first moment or, where it `end`s a span, its last; in UTC.
    """
    from bot.commands.common import length_of  # noqa: PLC0415

    text = text.strip()
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            return datetime.now(UTC) - length_of(text)
        except typer.BadParameter as error:
            raise typer.BadParameter(
                f"{text!r} is neither a date such as 2025-01-31 nor a length such as 26w"
            ) from error
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment + timedelta(days=1, microseconds=-1) if end and len(text) <= len("2025-01-31") else moment
