"""`entente sources`: the configured sources, and one poll of some of them."""

from typing import Annotated

import typer

from bot.commands.allow import Allowed, parse_allowed

sources = typer.Typer(help="The configured sources.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    app.add_typer(sources, name="sources")


@sources.command(name="list")
def list_() -> None:
    """List the sources of sources.yaml."""
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    from bot import settings  # noqa: PLC0415

    table = Table("id", "name", "country", "language", "tier", "every", "verified", box=None)
    for source in settings.load_sources(settings.load()):
        verified = "yes" if source.verified else "no"
        every = f"{source.poll_minutes} min"
        table.add_row(source.id, source.name, source.country, source.language, str(source.tier), every, verified)
    Console().print(table)


@sources.command()
def check(
    names: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="All where none is named.")] = None,
    allow_address: Allowed = None,
) -> None:
    """Poll sources once and say how each answered; nothing is stored. Exit status 1 where one did not answer."""
    from bot.commands import checking, common  # noqa: PLC0415

    settings = common.load_settings(quiet=True)
    raise typer.Exit(common.run(checking.check_sources(settings, names or (), allow=parse_allowed(allow_address))))
