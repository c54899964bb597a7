"""`entente forget`: take an article, or a person's name, out of the archive and of what was posted."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="forget")(forget)


def forget(
    what: Annotated[list[str], typer.Argument(metavar="PERSON|URL", help="A whole name, or an article's address.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count what would go; change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Forget somebody whom articles name, or an article; it does not come back, and posts are edited.

    A name is masked wherever it stands; an article goes with all that rests on it. It cannot be undone. What is kept of
    somebody who uses the bot in chat is another thing: see `entente forget-person`.
    """
    from bot.commands import common, forgetting  # noqa: PLC0415

    said = " ".join(what).strip()
    settings = common.load_settings(quiet=True)
    if not dry_run and not yes:
        typer.confirm(f"Forget {said!r} for good?", abort=True)
    raise typer.Exit(common.run(forgetting.forget(settings, said, dry_run=dry_run)))
