"""`entente models pull` and `entente models pin`: the only commands, and the only code, that reach a hub."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.settings import Settings

if TYPE_CHECKING:
    from rich.progress import Progress

    from summarizers.catalogue import Entry
    from summarizers.pulling_hub import Hub

NameArgument = Annotated[str, typer.Argument(help="The model, as models list names it.")]


def pull(
    name: NameArgument,
    *,
    to: Annotated[
        Path | None, typer.Option(help="Folder to pull into; default models/NAME in the data folder.")
    ] = None,
) -> None:
    """Fetch a pinned model: every file is held to its SHA-256; what was interrupted goes on where it stopped."""
    from bot import settings  # noqa: PLC0415  (the rooms load when the command runs)
    from bot.app.catalogue import folder_of, load_catalogue  # noqa: PLC0415
    from summarizers import catalogue, pulling  # noqa: PLC0415

    with _told():
        known = settings.load()
        entry = catalogue.find(load_catalogue(known), name)
        folder = to or folder_of(known, entry)
        with _shown(entry, folder) as bar:
            around = pulling.Surroundings(progress=bar)
            manifest = pulling.pull(entry, to=folder, hub=hub_of(known), around=around)
    typer.echo(f"{entry.name} at {manifest.revision} is in {folder}, {len(manifest.files)} files verified.")
    typer.echo(f"licence: {entry.licence}")
    typer.echo(f"to use it, set: summariser: generative, model_folder: {folder}")
    typer.echo(f"or: ENTENTE_SUMMARISER=generative ENTENTE_MODEL_FOLDER={folder}")


def pin(
    name: NameArgument,
    *,
    revision: Annotated[str | None, typer.Option(help="Branch, commit or refs/pr/NUMBER; default main.")] = None,
) -> None:
    """Ask the hub for a model's commit and hashes, show them and write them into the data folder's models.yaml.

    From then on pull takes nothing else. Pin again to take a newer commit.
    """
    from bot import settings  # noqa: PLC0415
    from bot.app.catalogue import load_catalogue, save_pin  # noqa: PLC0415
    from summarizers import catalogue, pulling_pins  # noqa: PLC0415

    with _told():
        known = settings.load()
        entry = catalogue.find(load_catalogue(known), name)
        pinned = pulling_pins.pin(entry, hub=hub_of(known), revision=revision)
        path = save_pin(known, pinned)
    typer.echo(f"{pinned.hub} at {pinned.revision}")
    for file in pinned.files:
        typer.echo(f"  {file.sha256}  {file.bytes:>13}  {file.name}")
    if entry.pinned and entry.revision != pinned.revision:
        typer.echo(f"before: {entry.revision}")
    typer.echo(f"written to {path}; next: entente models pull {pinned.name}")


def hub_of(settings: Settings) -> "Hub":
    """Return the hub of the settings, with the operator's proxy, certificates and token; raise ModelError."""
    from summarizers.pulling_hub import Hub  # noqa: PLC0415

    return Hub(
        url=settings.hub_url,
        token=settings.hub_token.get_secret_value() if settings.hub_token else None,
        proxy_for=settings.proxy_for,
        ca_bundle=settings.ca_bundle,
    )


@contextmanager
def _told() -> Iterator[None]:
    """Say in one line what went wrong, exit status 2; an interrupted pull can be taken up again."""
    from bot.errors import BotError  # noqa: PLC0415
    from bot.log import mask  # noqa: PLC0415
    from summarizers.errors import SummarizerError  # noqa: PLC0415

    try:
        yield
    except (BotError, SummarizerError) as error:
        typer.echo(mask(f"entente: {error}"), err=True)
        raise typer.Exit(2) from error
    except KeyboardInterrupt:
        typer.echo("entente: stopped; run the same command again and it goes on", err=True)
        raise typer.Exit(130) from None


@contextmanager
def _shown(entry: "Entry", folder: Path) -> Iterator["_Bar"]:
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, TransferSpeedColumn(), TimeRemainingColumn(), console=Console(stderr=True)) as progress:
        yield _Bar(progress, entry, folder)


class _Bar:
    """One bar for all files of a model, which names the one under way."""

    def __init__(self, progress: "Progress", entry: "Entry", folder: Path) -> None:
        self._progress = progress
        self._task = progress.add_task(f"{entry.name} into {folder}", total=entry.download_bytes)

    def __call__(self, name: str, count: int) -> None:
        self._progress.update(self._task, advance=count, description=name)
