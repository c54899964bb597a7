"""The console's memory: one JSON line per message in a file that survives a kill at any moment."""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

_BLOCK = 1 << 16
_ENOUGH = 2
"""Line breaks that prove one whole line: the one before it and its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptLine:
    """A message that is out: its delivery key's `block_id` ("" where it has none), thread and plain text."""

    id: str
    key: str
    channel: str
    thread: str | None
    text: str
    at: str

    @property
    def moment(self) -> datetime:
        """When it was written."""
        return datetime.fromisoformat(self.at)


class Transcript:
    """Appends and reads lines. A line counts as written once its line break is on the disk; a torn one is removed."""

    def __init__(self, path: Path) -> None:
        """Keep the path; the file and its folder are made at the first line."""
        self.path = path

    def append(self, *, key: str, channel: str, thread: str | None, text: str, at: datetime) -> TranscriptLine:
        """Write one line, forced to the disk, and return it with its id; raise OSError."""
        with self._locked() as descriptor:
            last = _repair(descriptor)
            line = TranscriptLine(
                id=f"m{last + 1:06d}", key=key, channel=channel, thread=thread, text=text, at=at.isoformat()
            )
            encoded = json.dumps(asdict(line), ensure_ascii=False).encode("utf-8", "replace") + b"\n"
            os.lseek(descriptor, 0, os.SEEK_END)
            written = 0
            while written < len(encoded):
                written += os.write(descriptor, encoded[written:])
            os.fsync(descriptor)
        return line

    def lines(self) -> tuple[TranscriptLine, ...]:
        """Return the whole lines, oldest first; a torn last one is ignored."""
        if not self.path.exists():
            return ()
        whole, _, _torn = self.path.read_bytes().rpartition(b"\n")
        return tuple(TranscriptLine(**json.loads(raw)) for raw in whole.split(b"\n") if raw)

    def reword(self, said: Callable[[str], str]) -> int:
        """Write every text anew as `said` gives it; return how many changed; raise OSError."""
        if not self.path.exists():
            return 0
        with self._locked() as descriptor:
            _repair(descriptor)
            lines = self.lines()
            now = [replace(line, text=said(line.text)) for line in lines]
            changed = sum(one != other for one, other in zip(lines, now, strict=True))
            if changed:
                whole = "".join(json.dumps(asdict(line), ensure_ascii=False) + "\n" for line in now)
                encoded = whole.encode("utf-8", "replace")
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, encoded, 0)
                os.fsync(descriptor)
        return changed

    @contextmanager
    def _locked(self) -> Iterator[int]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)


def _repair(descriptor: int) -> int:
    """Cut off a torn last line; return the number in the id of the last whole one, 0 where there is none.

    Only the end is read, however long the file has grown.
    """
    start, tail = os.lseek(descriptor, 0, os.SEEK_END), b""
    while start and tail.count(b"\n") < _ENOUGH:
        step = min(_BLOCK, start)
        start -= step
        tail = os.pread(descriptor, step, start) + tail
    whole = tail.rfind(b"\n") + 1
    if whole < len(tail):
        os.ftruncate(descriptor, start + whole)
    last = tail[:whole].rstrip(b"\n").rpartition(b"\n")[2]
    return int(json.loads(last)["id"].lstrip("m")) if last else 0
