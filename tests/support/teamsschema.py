"""Microsoft's published JSON schemas of app manifests, out of their npm package, fetched once and held to its hash."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

_PACKAGE, _FILE = "@microsoft/app-manifest@1.1.2", "microsoft-app-manifest-1.1.2.tgz"
_SHA256 = "4fcc09ca1c01733849c2639cd7d96530093417a347d026eaaa1c8f046e51882c"
_INSIDE = "package/build/json-schemas/teams/v{}/MicrosoftTeams.schema.json"


def schema(version: str) -> Any:
    """Return the schema of `version`, such as "1.17"; skip with the reason where it cannot be had."""
    with tarfile.open(fileobj=io.BytesIO(_archive())) as archive:
        found = archive.extractfile(_INSIDE.format(version))
        assert found is not None
        return json.load(found)


@cache
def _archive() -> bytes:
    cached = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "entente" / _FILE
    content = cached.read_bytes() if cached.is_file() else _fetched(cached)
    assert hashlib.sha256(content).hexdigest() == _SHA256, f"{_PACKAGE} is not what it was"
    return content


def _fetched(target: Path) -> bytes:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("the manifest's schema cannot be had: npm is missing")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        command = [npm, "pack", _PACKAGE, "--ignore-scripts", "--fetch-retries=1", "--silent"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
        packed = Path(folder) / _FILE
        if done.returncode or not packed.is_file():
            pytest.skip(f"the manifest's schema cannot be had: {done.stderr.strip().splitlines()[-1:]}")
        packed.replace(target)
    return target.read_bytes()
