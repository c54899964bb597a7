"""`entente corrections`: what was told, did not hold and was mended, in which channel and when."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from bot.domain.desk import Correction
    from bot.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="corrections")(corrections)


def corrections(
    channel: Annotated[str, typer.Option(help="Only this channel, by its id.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many, newest first.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line instead.")] = False,
) -> None:
    """List what was corrected, merged, split or withdrawn after it had been posted, newest first."""
    from bot.commands import common  # noqa: PLC0415  (commands load their rooms when they run)

    settings = common.load_settings(quiet=True)
    found = common.run(_read(settings, channel=channel or None, limit=limit))
    if as_json:
        for each in found:
            typer.echo(json.dumps(record_of(each), ensure_ascii=False))
    elif found:
        _print(found)
    else:
        typer.echo("Nothing that was posted had to be corrected.")


async def _read(settings: "Settings", *, channel: str | None, limit: int) -> "tuple[Correction, ...]":
    from bot.app.building import database_url  # noqa: PLC0415
    from bot.store import open_archive  # noqa: PLC0415

    store = await open_archive(database_url(settings))
    try:
        return await store.corrections(limit, channel=channel)
    finally:
        await store.close()


def record_of(correction: "Correction") -> dict[str, Any]:
    """Return a correction as it is written in JSON; `said` is whether its thread was told."""
    return {
        "at": correction.at.isoformat(),
        "kind": str(correction.kind),
        "platform": correction.platform,
        "workspace": correction.workspace,
        "channel": correction.channel,
        "story": correction.story_id,
        "headline": correction.headline,
        "detail": correction.detail,
        "messages": len(correction.mends),
        "said": correction.said,
        "permalink": correction.permalink,
    }


def _print(found: "tuple[Correction, ...]") -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from bot.chat.tidy import tidy  # noqa: PLC0415

    table = Table("when (UTC)", "channel", "what", "story", "changed", box=None, pad_edge=False)
    for each in found:
        told = each.detail if each.said else f"{each.detail} (its thread was not told)"
        # Headlines come from outside: no markup of theirs counts, and no control character reaches the terminal.
        row = (f"{each.at:%Y-%m-%d %H:%M}", each.channel, str(each.kind), tidy(each.headline), tidy(told))
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)
