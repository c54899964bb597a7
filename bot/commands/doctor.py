"""`entente doctor`: whether this installation is well, and whether the bot is alive."""

import sys
import time
from typing import Annotated

import typer

from bot.settings import Settings

_FRESH_SECONDS = 90.0


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="doctor")(doctor)


def doctor(
    alive: Annotated[bool, typer.Option("--alive", help="Only say whether the running bot's heart beats.")] = False,
) -> None:
    """Look at settings, folders, models and tokens; fetch nothing. Exit status 1 where something is amiss."""
    from bot import settings  # noqa: PLC0415

    loaded = settings.load()
    if alive:
        raise typer.Exit(_pulse(loaded))
    from bot.commands import checking  # noqa: PLC0415

    findings = checking.examine(loaded)
    for line in checking.lines_of(findings):
        typer.echo(line)
    raise typer.Exit(0 if all(finding.well for finding in findings) else 1)


def _pulse(settings: Settings) -> int:
    beat = settings.data_dir / "heartbeat"
    age = time.time() - beat.stat().st_mtime if beat.exists() else None
    if age is None or age > _FRESH_SECONDS:
        told = "never" if age is None else f"{age:.0f} s ago"
        print(f"entente: the last heartbeat was {told}", file=sys.stderr)  # noqa: T201
        return 1
    return 0
