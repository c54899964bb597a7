"""`entente chart`: the pictures of an answer as PNG files."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Kind(StrEnum):
    """Which picture."""

    TIMELINE = "timeline"
    PARTNERS = "partners"
    SECTORS = "sectors"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="chart")(chart)


def chart(
    question: Annotated[list[str], typer.Argument(help="For example: Pakistan Türkiye drones since May")],
    kind: Annotated[Kind | None, typer.Option("--kind", help="Only this picture.")] = None,
    dark: Annotated[bool, typer.Option("--dark", help="On a dark ground.")] = False,
    out: Annotated[Path, typer.Option("--out", help="A folder, or a file that ends in .png for one picture.")] = Path(),
    now: Annotated[
        datetime | None, typer.Option("--now", formats=["%Y-%m-%d"], help="The day to take as today.")
    ] = None,
) -> None:
    """Draw what the archive holds on a question; no request leaves. Each file is named with the words in its place."""
    from bot.commands import charting, common  # noqa: PLC0415

    wanted = charting.Wanted(kind=kind.value if kind else "", dark=dark, out=out, now=now.date() if now else None)
    raise typer.Exit(
        common.run(charting.write_charts(common.load_settings(quiet=True), " ".join(question), wanted=wanted))
    )
