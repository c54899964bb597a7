"""`entente subscriptions`: who gets what, where and when."""

import typer

subscriptions = typer.Typer(help="Subscriptions.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    app.add_typer(subscriptions, name="subscriptions")


@subscriptions.command(name="list")
def list_() -> None:
    """List the managed subscriptions of subscriptions.yaml."""
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    from bot import settings  # noqa: PLC0415

    table = Table("id", "platform", "channel", "days", "times", "zone", "stories", box=None)
    for each in settings.load_subscriptions(settings.load()):
        days, times = " ".join(each.weekdays), " ".join(each.slots)
        table.add_row(each.id, each.platform, each.channel, days, times, each.timezone, str(each.max_stories))
    Console().print(table)
