"""`entente extract FILE|URL…`: the text of article pages, one JSON object per page."""

from typing import Annotated

import typer

from bot.commands.allow import Allowed, parse_allowed


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="extract")(extract)


def extract(
    names: Annotated[list[str], typer.Argument(metavar="FILE|URL...", help="Pages: files (also .gz) or addresses.")],
    allow_address: Allowed = None,
) -> None:
    """Print the text of article pages: one JSON object each; a page that cannot be read says why and gives status 1."""
    allow = parse_allowed(allow_address)
    from bot import settings  # noqa: PLC0415  (the rooms load when the command runs)
    from bot.commands import reading  # noqa: PLC0415

    status = reading.print_all(names, allow=allow, settings=settings.load(), read=reading.read_page)
    raise typer.Exit(status)
