"""`entente feed FILE|URL…`: what a feed holds, one JSON object per entry."""

from typing import Annotated

import typer

from bot.commands.allow import Allowed, parse_allowed


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="feed")(feed)


def feed(
    names: Annotated[list[str], typer.Argument(metavar="FILE|URL...", help="Feeds: files or addresses.")],
    allow_address: Allowed = None,
) -> None:
    """Print what feeds hold, one JSON object per entry; one that cannot be read gives `{file, error}`, and status 1."""
    allow = parse_allowed(allow_address)
    from bot import settings  # noqa: PLC0415  (the rooms load when the command runs)
    from bot.commands import reading  # noqa: PLC0415

    status = reading.print_all(names, allow=allow, settings=settings.load(), read=reading.read_feed)
    raise typer.Exit(status)
