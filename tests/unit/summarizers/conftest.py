"""The real encoder, loaded once, and folders of tiny models of every family."""

from collections.abc import Callable
from pathlib import Path

import pytest

from summarizers.encoder import MiniLmEncoder
from support.tinymodels import save_family


@pytest.fixture(scope="session")
def minilm() -> MiniLmEncoder:
    return MiniLmEncoder(threads=1)


@pytest.fixture(scope="module")
def folder_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return the folder of a family; each is made once."""
    base = tmp_path_factory.mktemp("models")
    made: dict[str, Path] = {}

    def folder(family: str) -> Path:
        if family not in made:
            made[family] = save_family(base / family, family)
        return made[family]

    return folder
