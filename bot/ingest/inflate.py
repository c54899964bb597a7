"""Read a body within its cap: at most one gzip coding, never more output than the budget plus one byte."""

import zlib

from bot.domain.article import DropReason

_GZIP = 31
_WIRE_SLACK = 65_536


class BodyError(Exception):
    """The body is too large, truncated or wrongly coded; `reason` says which."""

    def __init__(self, problem: str, *, reason: DropReason = DropReason.FETCH_FAILED) -> None:
        super().__init__(problem)
        self.problem, self.reason = problem, reason


class Body:
    """Collects a body chunk by chunk; `truncate` keeps the first `limit` bytes instead of refusing the rest."""

    def __init__(self, coding: str, *, limit: int, truncate: bool = False) -> None:
        """Refuse every content coding but none and gzip; stacked codings multiply, so they are refused too."""
        named = coding.strip().lower()
        if named not in {"", "identity", "gzip", "x-gzip"}:
            raise BodyError(f"content coding {named[:60]!r} is not accepted")
        self._inflater = zlib.decompressobj(_GZIP) if "gzip" in named else None
        self._limit, self._truncate = limit, truncate
        self._parts: list[bytes] = []
        self._size = self._wire = 0
        self.full = False

    def feed(self, chunk: bytes) -> None:
        """Take a chunk as it came over the wire; raise BodyError. After `full` the rest need not be read."""
        self._wire += len(chunk)
        if self._wire > self._limit + _WIRE_SLACK:
            self._overflow()
        elif self._inflater is None:
            self._keep(chunk)
        else:
            self._inflate(chunk)

    def finish(self) -> bytes:
        """Return the whole body; raise BodyError where a gzip body ended early."""
        if self._inflater is not None and not self._inflater.eof and self._wire and not self.full:
            raise BodyError("the gzip body is truncated")
        return b"".join(self._parts)

    def _inflate(self, chunk: bytes) -> None:
        pending = chunk
        while pending and not self.full and self._inflater is not None:
            if self._inflater.eof:
                if not pending.strip(b"\0"):  # some servers pad after the last member
                    return
                self._inflater = zlib.decompressobj(_GZIP)
            try:
                self._keep(self._inflater.decompress(pending, self._limit - self._size + 1))
            except zlib.error as error:
                raise BodyError("the gzip body is damaged") from error
            pending = self._inflater.unused_data if self._inflater.eof else self._inflater.unconsumed_tail

    def _keep(self, data: bytes) -> None:
        room = self._limit - self._size
        self._parts.append(data[:room])
        self._size += min(len(data), room)
        if len(data) > room:
            self._overflow()

    def _overflow(self) -> None:
        self.full = True
        if not self._truncate:
            raise BodyError(f"more than {self._limit} bytes", reason=DropReason.TOO_LARGE)
