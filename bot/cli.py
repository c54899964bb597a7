"""The command `entente`: a table of contents. Each command is a module of `bot.commands` that loads its rooms late."""

import sys

import typer

from bot import __version__
from bot.commands import (
    analyse,
    ask,
    backfill,
    bench,
    brief,
    chart,
    corrections,
    demo,
    doctor,
    evals,
    explain,
    extract,
    feed,
    forget,
    ground,
    models,
    run,
    search,
    slackkeys,
    slackmanifest,
    sources,
    subscriptions,
    summarise,
    teams,
)
from bot.errors import BotError, ConfigError
from bot.log import mask

_COMMANDS = (
    demo,
    run,
    ask,
    search,
    chart,
    brief,
    explain,
    corrections,
    analyse,
    feed,
    extract,
    summarise,
    ground,
    sources,
    subscriptions,
    backfill,
    forget,
    models,
    evals,
    bench,
    doctor,
    slackkeys,
    slackmanifest,
    teams,
)

app = typer.Typer(
    name="entente",
    help="Briefings on defence-industry cooperation between countries.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"entente {__version__}")
        raise typer.Exit


@app.callback()
def _root(version: bool = typer.Option(False, "--version", callback=_version, is_eager=True)) -> None:  # noqa: FBT003
    """Briefings on defence-industry cooperation between countries."""


for _module in _COMMANDS:
    _module.register(app)


def main() -> None:
    """Run the command line; what an operator can mend ends in one line and exit status 2, never in a traceback."""
    try:
        app()
    except ConfigError as error:
        print(mask(f"entente: {error}"), file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except BotError as error:
        print(mask(f"entente: {error}"), file=sys.stderr)  # noqa: T201
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
