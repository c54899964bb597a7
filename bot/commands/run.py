"""`entente run`: the bot; with `--once`, one round to the terminal."""

from typing import Annotated

import typer

from bot.commands.allow import Allowed, parse_allowed

Sources = Annotated[
    list[str] | None, typer.Option("--source", metavar="URL", help="Poll this feed instead of the configured ones.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="run")(run)


def run(
    once: Annotated[bool, typer.Option("--once", help="Poll, brief in the terminal, and end.")] = False,
    source: Sources = None,
    since: Annotated[str, typer.Option(help="How far a first poll looks back: 48h, 7d, 2w.")] = "",
    allow_address: Allowed = None,
) -> None:
    """Run the bot: poll sources, post briefs at their times, answer in chat. `--once` needs no token and no chat."""
    from bot.commands import common  # noqa: PLC0415

    allow, first_poll = parse_allowed(allow_address), common.length_of(since) if since else None
    settings = common.load_settings(quiet=once)
    if once:
        from bot.app.building import Wishes  # noqa: PLC0415
        from bot.commands import rounds  # noqa: PLC0415

        wishes = Wishes(allow=allow, first_poll=first_poll)
        raise typer.Exit(common.run(rounds.once(settings, wishes, addresses=source or ())))
    if source:
        raise typer.BadParameter("--source goes with --once; sources to poll always stand in sources.yaml")
    from bot.commands import serving  # noqa: PLC0415

    common.run(serving.serve(settings, allow=allow, first_poll=first_poll))
