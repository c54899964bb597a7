"""Model folders on disk: read without torch, checked, and hashed once.

What was verified is remembered by size and time of change. The memory is for speed, not for safety: who can write into
the folder can write the memory too.
"""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from summarizers.catalogue import ModelFile
from summarizers.errors import ModelError
from summarizers.folders import CONFIG, INDEX, MANIFEST, TOKENIZER_CONFIG, Facts, Manifest, Weights, problem_of

STAMP = "entente-verified.json"
_DOCUMENT_BYTES = 2**24
_HEADER_BYTES = 100 * 2**20  # the limit of the safetensors format itself
_CHUNK = 2**20

Progress = Callable[[str, int], None]


def check(folder: Path) -> Manifest | None:
    """Raise ModelError, with the cure, unless the folder can be loaded; nothing is hashed. Return its manifest."""
    facts = read(folder)
    problem = problem_of(facts)
    if problem:
        raise ModelError(f"{folder}: {problem}")
    return facts.manifest


def verify(folder: Path, *, again: bool = False, progress: Progress | None = None) -> bool:
    """Check the folder and the SHA-256 of what its manifest lists; raise ModelError. False where it has no manifest.

    A file is hashed once, and anew where its size or time changed, or where `again` asks for it. `progress` is told
    the name of a file and how many more of its bytes were read.
    """
    manifest = check(folder)
    if manifest is None:
        return False
    known = {} if again else _remembered(folder, manifest)
    for file in manifest.files:
        if known.get(file.name) != _mark(folder / file.name):
            _hashed(folder, file, progress=progress or _silent)
    remember(folder, manifest)
    return True


def is_verified(folder: Path) -> bool:
    """Return whether all files of the manifest were verified as they are; nothing is hashed."""
    manifest = read(folder).manifest
    if manifest is None:
        return False
    known = _remembered(folder, manifest)
    return all(known.get(file.name) == _mark(folder / file.name) for file in manifest.files)


def read(folder: Path) -> Facts:
    """Return what the folder holds; raise ModelError where it is no folder or may not be read."""
    try:
        sizes = {path.name: path.stat().st_size for path in sorted(folder.iterdir()) if path.is_file()}
    except OSError as error:
        what = "set model_folder to a folder with config.json and safetensors weights"
        raise ModelError(f"{folder}: cannot be read as a folder ({error.strerror}); {what}") from error
    documents: dict[str, Mapping[str, Any]] = {}
    unreadable: dict[str, str] = {}
    for name in (CONFIG, TOKENIZER_CONFIG, INDEX, MANIFEST):
        if name in sizes:
            try:
                documents[name] = _document(folder / name)
            except ValueError as error:
                unreadable[name] = str(error)
    return Facts(
        sizes=sizes,
        documents=documents,
        unreadable=unreadable,
        weights={name: _weights(folder / name) for name in sizes if name.endswith(".safetensors")},
        manifest=_manifest(documents.get(MANIFEST), unreadable),
    )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Leave the manifest in the folder, whole or not at all; raise ModelError where it cannot be written."""
    _replace(folder / MANIFEST, manifest.model_dump_json(indent=2) + "\n")


def remember(folder: Path, manifest: Manifest) -> None:
    """Note that the files of the manifest were verified as they are now; a folder that is read-only has no memory."""
    marks = {file.name: _mark(folder / file.name) for file in manifest.files}
    try:
        _replace(folder / STAMP, json.dumps({"manifest": _print(manifest), "files": marks}) + "\n")
    except ModelError:
        return


def digest(path: Path, *, progress: Callable[[int], None] | None = None) -> str:
    """Return the SHA-256 of a file in hex; raise ModelError where it cannot be read."""
    running = hashlib.sha256()
    try:
        with path.open("rb", buffering=0) as content:
            while chunk := content.read(_CHUNK):
                running.update(chunk)
                if progress:
                    progress(len(chunk))
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror}); install the model again") from error
    return running.hexdigest()


def _hashed(folder: Path, file: ModelFile, *, progress: Progress) -> None:
    found = digest(folder / file.name, progress=lambda count: progress(file.name, count))
    if found != file.sha256:
        raise ModelError(
            f"{folder / file.name}: SHA-256 is {found}, {file.sha256} by {MANIFEST}; "
            "the file is broken or not the one pinned, remove it and pull or copy the model again"
        )


def promised_by(start: bytes, *, size: int) -> Weights:
    """Return what the beginning of a safetensors file of `size` bytes says; see the format's description by its makers.

    `start` is its first eight bytes, the length of the header, and the header, as far as the file has them.
    """
    length = int.from_bytes(start[:8], "little")
    if start.startswith(b"version "):
        return Weights(size=size, problem="is a Git LFS pointer, not the weights (git lfs pull fetches them)")
    if len(start) < 8 or length > _HEADER_BYTES:
        return Weights(size=size, problem="is no safetensors file, or was cut off at its beginning")
    header = start[8:]
    if len(header) < length:
        return Weights(size=size, promised=8 + length)
    try:
        tensors = json.loads(header[:length])
        ends = [int(tensor["data_offsets"][1]) for name, tensor in tensors.items() if name != "__metadata__"]
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return Weights(size=size, problem="is no safetensors file: its header cannot be read")
    if not ends:
        return Weights(size=size, problem="holds no weights")
    return Weights(size=size, promised=8 + length + max(ends))


def _weights(path: Path) -> Weights:
    try:
        with path.open("rb") as content:
            size = os.fstat(content.fileno()).st_size
            start = content.read(8)
            length = int.from_bytes(start, "little")
            return promised_by(start + (content.read(length) if length <= _HEADER_BYTES else b""), size=size)
    except OSError as error:
        return Weights(size=0, problem=f"cannot be read ({error.strerror})")


def _document(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as content:
            text = content.read(_DOCUMENT_BYTES + 1)
        if len(text) > _DOCUMENT_BYTES:
            raise ValueError(f"is over {_DOCUMENT_BYTES} bytes")
        found = json.loads(text)
    except OSError as error:
        raise ValueError(f"cannot be read ({error.strerror})") from error
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ValueError("is not valid JSON") from error
    if not isinstance(found, Mapping):
        raise ValueError("is no JSON object")  # noqa: TRY004  (one kind of error for what a file may hold)
    return found


def _manifest(content: Mapping[str, Any] | None, unreadable: dict[str, str]) -> Manifest | None:
    if content is None:
        return None
    try:
        return Manifest(**content)
    except ValidationError:
        unreadable[MANIFEST] = "is no list of a model's files"
        return None


def _remembered(folder: Path, manifest: Manifest) -> Mapping[str, Any]:
    try:
        stamp = _document(folder / STAMP)
    except ValueError:
        return {}
    files = stamp.get("files")
    return files if stamp.get("manifest") == _print(manifest) and isinstance(files, Mapping) else {}


def _print(manifest: Manifest) -> str:
    return hashlib.sha256(manifest.model_dump_json().encode()).hexdigest()


def _mark(path: Path) -> list[int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return [found.st_size, found.st_mtime_ns]


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f"{path.name}.new")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise ModelError(f"{path}: cannot be written ({error.strerror}); make room or choose another folder") from error


def _silent(name: str, count: int) -> None:
    """Take no notice."""
    del name, count
