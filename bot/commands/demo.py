"""`entente demo`: the main job on the bundled sample edition, on loopback only."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="demo")(demo)


def demo(
    slack: Annotated[bool, typer.Option("--slack", help="Post to a local Slack stand-in instead.")] = False,
    data_dir: Annotated[
        Path | None, typer.Option(help="Keep the archive here; a run that was cut off is completed by the next.")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port of the sample server; 0 takes a free one.")] = 0,
    screenshot: Annotated[
        Path | None, typer.Option(help="With --slack: picture the thread in headless Chromium, then end.")
    ] = None,
) -> None:
    """Poll the bundled sample edition, read, group, summarise, and print the threaded brief with its receipt."""
    from bot.commands import common, sampling  # noqa: PLC0415

    if slack:
        from bot.commands import slackdemo  # noqa: PLC0415

        raise typer.Exit(slackdemo.demo(data_dir=data_dir, port=port, screenshot=screenshot))
    if screenshot is not None:
        raise typer.BadParameter("--screenshot goes with --slack")
    raise typer.Exit(common.run(sampling.on_console(data_dir=data_dir, port=port)))
