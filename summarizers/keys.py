"""The key under which a summary is kept: the same material, model and settings give the same one."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from summarizers.base import SummaryRequest

FORMAT = 1
"""Raise it where a kept summary no longer is what would be written now of the same request."""
_LEARNED = Path(__file__).parent / "weights"
_TAKEN_OUT = Path(__file__).with_name("defusing_words.json")
_SMALL = (".json", ".jinja", ".txt", ".model")
_CHUNK = 16


def summary_key(request: SummaryRequest, *, backend_fingerprint: str) -> str:
    """Return the SHA-256, in hex, of all a summary depends on: the request and the backend with its model and words.

    The order of passages counts: headlines and ties follow it.
    """
    return digest(str(FORMAT), backend_fingerprint, _canonical(request))


def digest(*parts: str) -> str:
    """Return the SHA-256, in hex, of `parts`; ("ab", "c") and ("a", "bc") differ, and any text has one."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode("ascii")).hexdigest()


def files_digest(files: Iterable[Path]) -> str:
    """Return the digest of small files by name and content, whatever their order; a missing one counts as such."""
    return digest(*(f"{path.name}:{_content(path)}" for path in sorted(files)))


def learned_digest() -> str:
    """Return the digest of what this package has learned (small weights files) and of what it takes out of texts."""
    return files_digest([*_LEARNED.glob("*.json"), _TAKEN_OUT])


def folder_digest(folder: Path) -> str:
    """Return the digest of a model folder: small files by content, weights by size and time of change.

    Reading gigabytes to learn that nothing changed would cost more than it saves; `entente models pull` checks them.
    """
    try:
        files = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError:
        files = []
    small = [path for path in files if path.suffix in _SMALL]
    large = [_stamp(path) for path in files if path.suffix not in _SMALL]
    return digest(files_digest(small), *large)


def _canonical(request: SummaryRequest) -> str:
    return json.dumps(asdict(request), ensure_ascii=True, sort_keys=True)


def _content(path: Path) -> str:
    try:
        with path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()[:_CHUNK]
    except OSError:
        return "missing"


def _stamp(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return f"{path.name}:missing"
    return f"{path.name}:{found.st_size}:{found.st_mtime_ns}"
