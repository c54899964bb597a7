"""`entente brief`: what a subscription would get now."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="brief")(brief)


def brief(
    subscription: Annotated[str, typer.Option(help="The id of a subscription.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print only: nothing is posted.")] = False,
) -> None:
    """Print the brief that a subscription would get now. `/entente now` in the channel posts it."""
    if not dry_run:
        raise typer.BadParameter("add --dry-run; to post a brief, say `/entente now` in its channel")
    from bot.commands import answers, common  # noqa: PLC0415
    from bot.domain.moments import system_clock  # noqa: PLC0415

    settings = common.load_settings(quiet=True)
    raise typer.Exit(common.run(answers.print_brief(settings, subscription, now=system_clock())))
