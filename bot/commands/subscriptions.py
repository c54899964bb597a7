"""`entente subscriptions`: who gets what, where and when; made and changed in the words of the chat."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

subscriptions = typer.Typer(help="Subscriptions.", no_args_is_help=True)
WhichArgument = Annotated[str, typer.Argument(metavar="ID", help="As `list` shows it; its beginning is enough.")]


def register(app: typer.Typer) -> None:
    """Add the group of commands, and the one that forgets a person."""
    app.add_typer(subscriptions, name="subscriptions")
    app.command(name="forget-person")(forget_person)


@subscriptions.command(name="list")
def list_() -> None:
    """List all subscriptions: those of subscriptions.yaml and those made in chat."""
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Column, Table  # noqa: PLC0415

    from bot.app.vocabulary import vocabulary_of  # noqa: PLC0415
    from bot.chat.saying import say_topic, say_when  # noqa: PLC0415
    from bot.chat.tidy import tidy  # noqa: PLC0415
    from bot.commands import clerking, common  # noqa: PLC0415
    from bot.domain.moments import system_clock  # noqa: PLC0415

    settings = common.load_settings(quiet=True)
    words, now = vocabulary_of(settings), system_clock()
    table = Table(Column("id", no_wrap=True), "where", "about", "when", "standing", box=None)
    for each in common.run(clerking.listed(settings)):
        where = "/".join(part for part in (each.platform, each.workspace, each.channel) if part)
        table.add_row(
            each.id,
            tidy(where),
            tidy(say_topic(each.topic, words)),
            tidy(say_when(each, words)),
            tidy(clerking.standing(each, " and ".join(each.owners), now)),
        )
    Console().print(table)


@subscriptions.command()
def add(
    words: Annotated[str, typer.Argument(metavar="WORDS", help='Such as "Pakistan Türkiye drones at 07:30 weekdays".')],
    *,
    channel: Annotated[str, typer.Option(help="The channel's id on its platform.")],
    platform: Annotated[str, typer.Option(help="slack, teams or console.")] = "slack",
    workspace: Annotated[str, typer.Option(help="The workspace's id, where there are several.")] = "",
    zone: Annotated[str, typer.Option(help="IANA time zone where WORDS name none.")] = "UTC",
    owner: Annotated[str, typer.Option(help="The id of who owns it on the platform.")] = "",
) -> None:
    """Add a subscription, typed as in chat. A running bot takes it up within minutes."""
    from bot.commands import clerking, common  # noqa: PLC0415

    settings = common.load_settings(quiet=True)
    asked = clerking.Asked(words=words, channel=channel, platform=platform, workspace=workspace, zone=zone, owner=owner)
    _tell(lambda: common.run(clerking.add(settings, asked)))


@subscriptions.command()
def remove(which: WhichArgument) -> None:
    """End a subscription that was made in chat or by `add`."""
    from bot.commands import clerking, common  # noqa: PLC0415

    _tell(lambda: common.run(clerking.remove(common.load_settings(quiet=True), which)))


@subscriptions.command()
def pause(
    which: WhichArgument,
    days: Annotated[int | None, typer.Option(min=1, max=366, help="Until resumed by default.")] = None,
) -> None:
    """Pause a subscription for some days, or until it is resumed."""
    from bot.commands import clerking, common  # noqa: PLC0415

    _tell(lambda: common.run(clerking.pause(common.load_settings(quiet=True), which, days=days)))


@subscriptions.command()
def resume(which: WhichArgument) -> None:
    """End a pause."""
    from bot.commands import clerking, common  # noqa: PLC0415

    _tell(lambda: common.run(clerking.resume(common.load_settings(quiet=True), which)))


def forget_person(
    user: Annotated[str, typer.Argument(metavar="USER", help="Their id on the platform, such as U0123ABC.")],
    workspace: Annotated[str, typer.Option(help="The workspace's id, where there are several.")] = "",
    platform: Annotated[str, typer.Option(help="slack or teams.")] = "slack",
    direct: Annotated[str, typer.Option(help="Their channel of direct messages: ends their personal briefs.")] = "",
) -> None:
    """Delete what is kept of one person who uses the bot: votes, follows, previews; elsewhere their id is taken out.

    Somebody whom articles name is another thing: see `entente forget`.
    """
    from bot.commands import clerking, common  # noqa: PLC0415

    settings = common.load_settings(quiet=True)
    number = common.run(clerking.forget(settings, platform, workspace, user=user, direct=direct))
    typer.echo(f"{number} entries deleted or without that id now")


def _tell(work: "Callable[[], tuple[str, ...]]") -> None:
    """Print the lines that `work` returns; a ValueError is the answer to the one who typed, exit status 1."""
    try:
        lines = work()
    except ValueError as error:
        typer.echo(f"entente: {error}", err=True)
        raise typer.Exit(1) from error
    for line in lines:
        typer.echo(line)
