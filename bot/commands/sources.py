"""`entente sources`: the configured sources; adding, checking, importing and exporting them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands.allow import Allowed, parse_allowed

sources = typer.Typer(help="The configured sources.", no_args_is_help=True)

Country = Annotated[str | None, typer.Option(help="ISO 3166-1 alpha-2, or EU, NATO, INT; else the host's ending.")]
Language = Annotated[str | None, typer.Option(help="ISO 639 code; else what the feed says, else en.")]
Tier = Annotated[int | None, typer.Option(min=1, max=3, help="1 primary document, 2 trade press or wire, 3 other.")]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    app.add_typer(sources, name="sources")


@sources.command(name="list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    health: Annotated[bool, typer.Option("--health", help="With what the archive knows of each.")] = False,
) -> None:
    """List the sources of sources.yaml."""
    from bot.commands import common, listing  # noqa: PLC0415

    settings = common.load_settings(quiet=True)
    common.run(listing.list_sources(settings, as_json=as_json, health=health))


@sources.command()
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="A feed, a sitemap, or a page that names its feed.")],
    *,
    name: Annotated[str | None, typer.Option(help="Else the feed's title; the id is made of it.")] = None,
    country: Country = None,
    language: Language = None,
    tier: Tier = None,
    selector: Annotated[str | None, typer.Option(help="CSS selector of the links, for a list page.")] = None,
    allow_address: Allowed = None,
) -> None:
    """Ask an address once and add what it is to your sources file. Exit status 1 for what is known or dead."""
    from bot.commands import adding, common  # noqa: PLC0415

    settings = common.load_settings(quiet=True)
    kind = "page_list" if selector else None
    fields = _given(name=name, country=country, language=language, tier=tier, selector=selector, kind=kind)
    wish = adding.Wish(address=url, fields=fields)
    raise typer.Exit(common.run(adding.add(settings, wish, allow=parse_allowed(allow_address))))


@sources.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.opml")],
    country: Country = None,
    language: Language = None,
    tier: Tier = None,
) -> None:
    """Add the new sources of an OPML file to your sources file; nothing is fetched. Options hold for all of them."""
    from bot.commands import adding, common  # noqa: PLC0415

    fields = _given(country=country, language=language, tier=tier)
    raise typer.Exit(adding.import_file(common.load_settings(quiet=True), file, fields))


@sources.command()
def export(file: Annotated[Path, typer.Argument(metavar="FILE.opml")]) -> None:
    """Write the configured sources to an OPML file."""
    from bot.commands import adding, common  # noqa: PLC0415

    raise typer.Exit(adding.export_file(common.load_settings(quiet=True), file))


@sources.command()
def check(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="All that are enabled where none is named.")
    ] = None,
    record: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Keep what answered there, stripped to its structure.")
    ] = None,
    mark: Annotated[
        bool, typer.Option("--mark", help="Write verified: true for what gave entries into your sources file.")
    ] = False,
    allow_address: Allowed = None,
) -> None:
    """Ask sources and show how each answers; no news is stored. Exit status 1 where one did not answer."""
    from bot.commands import common, livecheck  # noqa: PLC0415

    settings = common.load_settings(quiet=True)
    wanted = livecheck.Wanted(record=record, mark=mark)
    checked = livecheck.check_sources(settings, names or (), allow=parse_allowed(allow_address), wanted=wanted)
    raise typer.Exit(common.run(checked))


def _given(**options: Any) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}
