"""`entente explain`: everything decided about an article, and why."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command, also under the name `why`."""
    app.command(name="explain")(explain)
    app.command(name="why", hidden=True)(explain)


def explain(
    name: Annotated[str, typer.Argument(metavar="ID|URL")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")] = False,
) -> None:
    """Print what was decided about an article: its way, its tags with their words, or why it was dropped."""
    from bot.commands import answers, common  # noqa: PLC0415

    raise typer.Exit(common.run(answers.print_explanation(common.load_settings(quiet=True), name, as_json=as_json)))
