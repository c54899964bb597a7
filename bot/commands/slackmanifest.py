"""`entente slack-manifest`: what to paste where a Slack app is made."""

from typing import Annotated

import typer

Url = Annotated[str, typer.Option("--url", metavar="URL", help="Public https address of the bot, for HTTP mode.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="slack-manifest")(manifest)


def manifest(
    url: Url = "",
    history: Annotated[bool, typer.Option("--history", help="With the scopes to read channels' history.")] = False,
) -> None:
    """Print the manifest of the Slack app: for Socket Mode, or for HTTP and installing by OAuth at a public address."""
    import yaml  # noqa: PLC0415

    from bot.app.manifest import manifest_for  # noqa: PLC0415

    made = manifest_for(url=url, history=history)
    typer.echo(yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=110), nl=False)
