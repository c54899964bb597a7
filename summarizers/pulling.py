"""Pulling a model of the catalogue: pinned files alone, hashed while they are written, resumed where they broke off.

This, with `pulling_hub` and `pulling_pins`, is the only code that reaches a hub; the bot never runs it.
"""

import hashlib
import os
import random
import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from summarizers.catalogue import Entry, ModelFile, is_weights, may_be_pulled
from summarizers.errors import ModelError
from summarizers.folders import PART, Manifest
from summarizers.folders_disk import digest, remember, verify, write_manifest
from summarizers.pulling_hub import BY_HAND, Hub, HubClient, TryAgain

if TYPE_CHECKING:
    import httpx

_TRIES = 5
_LONGEST_WAIT = 60.0
_CHUNK = 2**20
_GAIN = 2**20  # a try that brought this much does not count as failed
_UNSIZED = 64 * 2**20  # the most a file of unknown size may hold
_SPARE = 256 * 2**20

Progress = Callable[[str, int], None]
"""Told a file's name and how many more of its bytes are there; fewer (negative) where it is begun anew."""


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _silent(name: str, count: int) -> None:
    del name, count


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a pull needs of the machine: waits, chance, free space in bytes, and who is told how far it is."""

    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random
    free: Callable[[Path], int] = _free
    progress: Progress = _silent


def pull(entry: Entry, *, to: Path, hub: Hub, around: Surroundings | None = None) -> Manifest:
    """Fetch the files of `entry` that `to` lacks, verify all, leave a manifest; raise ModelError with the cure.

    What was interrupted goes on where it stopped; a file with a wrong hash is removed.
    """
    around = around or Surroundings()
    if not entry.pinned or entry.revision is None:
        raise ModelError(
            f"{entry.name}: has no pinned revision with SHA-256 of its files, so nothing is fetched; "
            f"run: entente models pin {entry.name}"
        )
    _prepare(entry, to, around)
    with HubClient(hub) as client:
        found = tuple(
            _file(file, to, around, client, hub.resolve(entry.hub, revision=entry.revision, name=file.name))
            for file in _in_order(entry.files)
        )
    manifest = Manifest(name=entry.name, hub=entry.hub, revision=entry.revision, files=found)
    write_manifest(to, manifest)
    remember(to, manifest)  # every byte was hashed on its way to the disk
    verify(to)
    return manifest


def missing_bytes(files: Sequence[ModelFile], folder: Path) -> int:
    """Return how many bytes of `files` are still to be fetched into `folder`."""
    return sum(max(0, (file.bytes or 0) - _held(folder, file)) for file in files)


def _in_order(files: Sequence[ModelFile]) -> list[ModelFile]:
    """Put the small files first: a hub that refuses does so before the gigabytes."""
    return sorted(files, key=lambda file: (is_weights(file.name), file.name))


def _prepare(entry: Entry, folder: Path, around: Surroundings) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = [path.name for path in folder.iterdir()]
    except OSError as error:
        raise ModelError(f"{folder}: cannot be used ({error.strerror}); name another folder with --to") from error
    strange = sorted(name for name in held if may_be_pulled(name) and name not in {f.name for f in entry.files})
    if strange:
        raise ModelError(
            f"{folder}: holds {strange[0]}, which is not of {entry.name} as it is pinned; "
            "remove it or name another folder with --to"
        )
    needed = missing_bytes(entry.files, folder)
    free = around.free(folder)
    if needed and free < needed + _SPARE:
        raise ModelError(
            f"{folder}: {free // 10**6} MB are free, {(needed + _SPARE) // 10**6} MB are needed; "
            "make room or name another folder with --to"
        )


def _held(folder: Path, file: ModelFile) -> int:
    for path in (folder / file.name, folder / (file.name + PART)):
        if path.is_file():
            return path.stat().st_size
    return 0


def _file(file: ModelFile, folder: Path, around: Surroundings, client: HubClient, address: str) -> ModelFile:
    """Return the file with its size, after it is there and verified."""
    final = folder / file.name
    if final.is_file():
        if digest(final, progress=lambda count: around.progress(file.name, count)) == file.sha256:
            return file.model_copy(update={"bytes": final.stat().st_size})
        around.progress(file.name, -final.stat().st_size)
    part = _Part(file=file, path=folder / (file.name + PART), progress=around.progress)
    part.begin()
    _fetched(part, around, client, address)
    part.finish(final)
    return file.model_copy(update={"bytes": part.size})


def _fetched(part: "_Part", around: Surroundings, client: HubClient, address: str) -> None:
    failed = 0
    while not part.complete():
        before = part.size
        try:
            with client.opened(address, start=part.size) as response:
                part.take(response)
            if part.file.bytes is None:
                return
            problem, wait = "the connection ended early", None
        except TryAgain as error:
            problem, wait = error.problem, error.wait
        if part.complete():
            return
        failed = 1 if part.size - before >= _GAIN else failed + 1
        if failed >= _TRIES:
            raise ModelError(
                f"{part.file.name}: {problem}, {failed} times; run the same command again and it goes on"
                f"{f' after {part.size} bytes' if part.size else ''}, or set proxy_url or HF_ENDPOINT; {BY_HAND}"
            )
        around.sleep(min(_LONGEST_WAIT, max(wait or 0.0, 2.0 ** (failed - 1) * (0.5 + around.jitter()))))


@dataclass(slots=True, kw_only=True)
class _Part:
    """A file on its way: what is on disk beside its final place, and the hash of it so far."""

    file: ModelFile
    path: Path
    progress: Progress
    size: int = 0
    _running: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def complete(self) -> bool:
        """Tell whether all bytes are there; never so where their number is unknown."""
        return self.file.bytes is not None and self.size >= self.file.bytes

    def begin(self) -> None:
        """Take up what an earlier pull left; a file of unknown size is begun anew."""
        if self.file.bytes is None:
            self.path.unlink(missing_ok=True)
        if not self.path.is_file():
            return
        with self.path.open("rb") as content:
            while chunk := content.read(_CHUNK):
                self._counted(chunk)
        if self.size > self._limit:
            self.again()

    def again(self) -> None:
        """Throw away what is there."""
        self.path.unlink(missing_ok=True)
        self.progress(self.file.name, -self.size)
        self.size, self._running = 0, hashlib.sha256()

    def take(self, response: "httpx.Response") -> None:
        """Append the answer's bytes; raise ModelError where they cannot be the file's."""
        if response.status_code == 416:
            self.again()
            return
        self._refuse_others(response)
        first, total = _range(response)
        if first != self.size:
            self.again()
            if first:
                return
        if self.file.bytes is not None and total not in (None, self.file.bytes):
            self.again()
            raise ModelError(f"{self.file.name}: the hub has {total} bytes, {self.file.bytes} are pinned; {_NOT_IT}")
        self._append(response.iter_raw())

    def finish(self, final: Path) -> None:
        """Move the file to its place if its hash is the pinned one; else remove it and raise ModelError."""
        found = self._running.hexdigest()
        if found != self.file.sha256:
            self.path.unlink(missing_ok=True)
            raise ModelError(
                f"{self.file.name}: SHA-256 is {found}, {self.file.sha256} is pinned; the file was removed, {_NOT_IT}"
            )
        try:
            with self.path.open("rb") as content:
                os.fsync(content.fileno())
            self.path.replace(final)
        except OSError as error:
            raise ModelError(f"{final}: cannot be written ({error.strerror}); {_ROOM}") from error

    @property
    def _limit(self) -> int:
        return self.file.bytes or _UNSIZED

    def _append(self, chunks: Iterator[bytes]) -> None:
        try:
            with self.path.open("ab") as target:
                for chunk in chunks:
                    if self.size + len(chunk) > self._limit:
                        break
                    target.write(chunk)
                    self._counted(chunk)
                else:
                    return
        except OSError as error:
            raise ModelError(f"{self.path}: cannot be written ({error.strerror}); {_ROOM}") from error
        self.again()
        raise ModelError(f"{self.file.name}: the hub sends more than the {self._limit} bytes allowed; {_NOT_IT}")

    def _counted(self, chunk: bytes) -> None:
        self._running.update(chunk)
        self.size += len(chunk)
        self.progress(self.file.name, len(chunk))

    def _refuse_others(self, response: "httpx.Response") -> None:
        kind = response.headers.get("content-type", "")
        if "html" in kind.lower():
            raise ModelError(f"{self.file.name}: a page came instead of the file, of a login or a proxy; {_NOT_IT}")
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise ModelError(f"{self.file.name}: came compressed, though that was not asked for; {_NOT_IT}")


_NOT_IT = "what is fetched is not the pinned model, check HF_ENDPOINT and proxy_url"
_ROOM = "make room, then run the same command again and it goes on"
_RANGE = re.compile(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18}|\*)")


def _range(response: "httpx.Response") -> tuple[int, int | None]:
    """Return the first byte an answer holds, and the size of the whole file where it is told."""
    if response.status_code == 206:
        match = _RANGE.fullmatch(response.headers.get("content-range", ""))
        if match:
            return int(match[1]), int(match[2]) if match[2] != "*" else None
        return -1, None
    length = response.headers.get("content-length", "")
    return 0, int(length) if length.isascii() and length.isdigit() else None
