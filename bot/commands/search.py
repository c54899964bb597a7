"""`entente search`: stories of the archive by words, by who and what, or like another one, in the terminal."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="search")(search)


def search(
    words: Annotated[list[str] | None, typer.Argument(help="All of them must stand in the story's articles.")] = None,
    *,
    countries: Annotated[str, typer.Option(help="Parties, by name, code or group: PK,TR or Pakistan, EU.")] = "",
    sector: Annotated[list[str] | None, typer.Option(help="Sector, by id or name: uas, drones. Repeatable.")] = None,
    since: Annotated[str, typer.Option(help="Changed on this day or later: 2026-05-01, May, last quarter.")] = "",
    until: Annotated[str, typer.Option(help="Changed on this day or before.")] = "",
    like: Annotated[str, typer.Option(metavar="STORY|URL", help="What is like this story, or like this page's.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Search the archive; no request leaves. Exit status 1 where nothing is found or a filter is not understood."""
    from bot.commands import common, searching  # noqa: PLC0415  (commands load their rooms when they run)

    text = " ".join(words or ())
    if bool(text or countries or sector or since or until) == bool(like):
        raise typer.BadParameter("give words or a filter, or --like STORY|URL alone")
    wish = searching.Wish(
        words=text, countries=countries, sectors=tuple(sector or ()), since=since, until=until, like=like, limit=limit
    )
    raise typer.Exit(common.run(searching.print_found(common.load_settings(quiet=True), wish, as_json=as_json)))
