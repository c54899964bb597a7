"""`entente ask`: what the archive holds on a country, a pair or a group, in the terminal."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Form(StrEnum):
    """What an answer may be written as."""

    MD = "md"
    CSV = "csv"
    JSON = "json"
    HTML = "html"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="ask")(ask)


def ask(
    question: Annotated[list[str], typer.Argument(help="For example: Pakistan Türkiye drones since May")],
    *,
    form: Annotated[Form | None, typer.Option("--format", help="Write it as this instead of as in chat.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write to this file instead of the terminal.")] = None,
    chart: Annotated[Path | None, typer.Option(help="Draw the pictures into this folder as well.")] = None,
    now: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Answer as on this day; for tests and reports.")
    ] = None,
    parse: Annotated[bool, typer.Option("--parse", help="Print what is understood as JSON, and no answer.")] = False,
    before: Annotated[str, typer.Option(help="The question before it, which this one may only change.")] = "",
) -> None:
    """Answer from the archive; no request leaves. It may run beside a bot that is running."""
    if parse:
        typer.echo(_parsed(" ".join(question), now, before))
        return
    from bot.commands import asked, common  # noqa: PLC0415

    wanted = asked.Wanted(form=form or "", out=out, charts=chart, now=now.date() if now else None)
    settings = common.load_settings(quiet=True)
    raise typer.Exit(common.run(asked.print_answer(settings, " ".join(question), wanted)))


def _parsed(question: str, now: datetime | None, before: str) -> str:
    from bot.commands import common  # noqa: PLC0415
    from bot.commands.ask_parse import parsed  # noqa: PLC0415
    from bot.domain.moments import system_clock  # noqa: PLC0415

    today = (now or system_clock()).date()
    return parsed(common.load_settings(quiet=True), question, today=today, before=before)
