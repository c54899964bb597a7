"""Which models of the catalogue are on this machine, where, and whether they are whole and the pinned ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.app.catalogue import folder_of
from bot.settings import Settings
from summarizers import folders_disk
from summarizers.catalogue import Catalogue, Entry
from summarizers.errors import ModelError
from summarizers.folders_disk import Progress

State = Literal["absent", "broken", "unlisted", "unverified", "verified"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """A model folder: `unlisted` has no manifest to verify it by; `problem` tells what is wrong and what to do."""

    state: State
    folder: Path | None = None
    problem: str = ""


def installed(folder: Path, *, verify: bool = False, progress: Progress | None = None) -> Installed:
    """Return how `folder` stands; with `verify` every file is hashed, else what was remembered is told."""
    try:
        manifest = folders_disk.check(folder)
        if manifest is None:
            return Installed(state="unlisted", folder=folder)
        known = (
            folders_disk.verify(folder, again=True, progress=progress) if verify else folders_disk.is_verified(folder)
        )
    except ModelError as error:
        return Installed(state="broken", folder=folder, problem=str(error))
    return Installed(state="verified" if known else "unverified", folder=folder)


def installed_models(
    settings: Settings, catalogue: Catalogue, *, verify: bool = False, progress: Progress | None = None
) -> Iterator[tuple[Entry, Installed]]:
    """Yield each model of the catalogue and how it stands where it would be pulled to."""
    for entry in catalogue.values():
        folder = folder_of(settings, entry)
        there = folder.is_dir() and any(folder.iterdir())
        yield entry, installed(folder, verify=verify, progress=progress) if there else Installed(state="absent")
