"""`entente slack-keys`: the keys that the tokens of installed workspaces are encrypted with."""

import typer

keys = typer.Typer(help="Keys that the tokens of installed workspaces are encrypted with.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    app.add_typer(keys, name="slack-keys")


@keys.command(name="new")
def new() -> None:
    """Print a new key; put it first in SLACK_TOKEN_KEYS, before a comma and the keys there are."""
    from bot.app.sealing import new_key  # noqa: PLC0415

    typer.echo(new_key())


@keys.command(name="rotate")
def rotate() -> None:
    """Encrypt every stored token with the newest key; the older keys can be taken out of SLACK_TOKEN_KEYS then.

    It may be broken off and run again, also while the bot runs.
    """
    from bot.app.rotating import rotate_keys  # noqa: PLC0415
    from bot.commands import common  # noqa: PLC0415

    rows, changed = common.run(rotate_keys(common.load_settings()))
    typer.echo(f"{rows} rows of installations, {changed} of them encrypted anew with the newest key.")
