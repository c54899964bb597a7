"""Shared fixtures: where the gold and corpora are, and the tests' own packages on the path."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of gold files and corpora; skips with a reason where it is missing."""
    folder = Path(os.environ.get("ENTENTE_SHARED", ROOT.parent / "shared"))
    if not (folder / "eval").is_dir():
        pytest.skip(f"no gold files or corpora at {folder}; set ENTENTE_SHARED")
    return folder
