"""`entente ask`: what the archive holds on a country or a pair, in the terminal."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="ask")(ask)


def ask(question: Annotated[list[str], typer.Argument(help="For example: Pakistan Türkiye")]) -> None:
    """Answer from the archive; no request leaves. One or two countries, by name, demonym, code or flag."""
    from bot.commands import asked, common  # noqa: PLC0415

    settings = common.load_settings(quiet=True)
    raise typer.Exit(common.run(asked.print_answer(settings, " ".join(question), asked.Wanted())))
