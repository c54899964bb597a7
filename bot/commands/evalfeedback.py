"""`entente eval feedback`: readers' votes as labelled items, and how today's reading does on them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bot.errors import StorageError

if TYPE_CHECKING:
    from bot.evals.feedback import Archive
    from bot.settings import Settings
    from bot.store import Store

FILE = "feedback.jsonl"
_ALL = datetime(1970, 1, 1, tzinfo=UTC)


def run_feedback(folder: Path | None = None) -> None:
    """Write the labelled items as JSON Lines and print how they are read today; without votes say so and end well."""
    from bot.commands import common  # noqa: PLC0415
    from bot.commands.jsonl import write_record  # noqa: PLC0415
    from bot.evals.feedback import scorable, scored  # noqa: PLC0415

    settings = common.load_settings(quiet=True)
    try:
        rows = common.run(_items(settings))
    except StorageError as error:
        typer.echo(f"skipped: {error}")
        return
    if not rows:
        typer.echo("skipped: nobody voted on an item that is still known")
        return
    target = (folder or settings.data_dir) / FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            write_record(file, row)
    typer.echo(f"wrote {target}: {len(rows)} items")
    judged = scorable(rows)
    if not judged:
        typer.echo("skipped: no item has both a label about its reading and a text that is kept")
        return
    _show(scored(judged, _today(judged)), left=len(rows) - len(judged))


def _today(rows: Any) -> Mapping[str, Any]:
    from bot.commands.evals import build_tools  # noqa: PLC0415
    from bot.evals.gold import keyed, unlabelled  # noqa: PLC0415

    return keyed(build_tools().analyse(unlabelled(rows)))


def _show(figures: Any, *, left: int) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table("readers said", "today's reading agrees", "of", box=None)
    for one in figures:
        table.add_row(one.said, str(one.agreeing), str(one.total))
    Console().print(table)
    if left:
        typer.echo(f"{left} items were not held against it: no text any more, no clear label, or another complaint")


async def _items(settings: "Settings") -> tuple[Mapping[str, Any], ...]:
    from bot.app.building import database_url  # noqa: PLC0415
    from bot.evals.feedback import labelled_items  # noqa: PLC0415
    from bot.store import open_archive  # noqa: PLC0415

    store = await open_archive(database_url(settings))
    try:
        votes = await store.votes(since=_ALL)
        return labelled_items(votes, await _archive(store, {vote.story_id for vote in votes}))
    finally:
        await store.close()


async def _archive(store: "Store", ids: Any) -> "Archive":
    from bot.evals.feedback import Archive  # noqa: PLC0415

    stories = {story.id: story for story in await store.stories(sorted(ids))}
    members = [name for story in stories.values() for name in story.article_ids]
    articles = {article.id: article for article in await store.articles(members)}
    analyses = {one.article_id: one for one in await store.analyses(members)}
    return Archive(stories=stories, articles=articles, analyses=analyses)
