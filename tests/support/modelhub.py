"""A model hub on the loopback: files at a commit behind redirects to another server, and everything that goes wrong."""

import hashlib
import json
import struct
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Self

from summarizers.catalogue import Entry, ModelFile, is_weights
from support.loopback import LoopbackServer, Reply, Seen

COMMIT = "5" * 40
MODEL = "makers/tiny"
GOOD = "good-token"

Bend = Callable[[Seen, Reply], Reply]


def safetensors(floats: int = 64) -> bytes:
    """Return a safetensors file of one tensor."""
    header = json.dumps({"w": {"dtype": "F32", "shape": [floats], "data_offsets": [0, 4 * floats]}}).encode()
    return (
        struct.pack("<Q", len(header)) + header + bytes(range(256)) * (4 * floats // 256) + b"\0" * (4 * floats % 256)
    )


def files(*, floats: int = 64) -> dict[str, bytes]:
    """Return a whole model: config, tokenizer and weights."""
    return {
        "config.json": b'{"model_type": "t5"}',
        "tokenizer.json": b'{"version": "1.0"}',
        "model.safetensors": safetensors(floats),
    }


def entry_of(held: dict[str, bytes], **changed: Any) -> Entry:
    """Return the catalogue's entry of `held`, all files pinned."""
    listed = tuple(
        ModelFile(name=name, bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
        for name, content in held.items()
    )
    row: dict[str, Any] = {
        "name": "tiny",
        "hub": MODEL,
        "revision": COMMIT,
        "family": "t5",
        "licence": "MIT",
        "parameters": 64,
        "speed": "small-cpu",
        "files": listed,
    }
    return Entry(**(row | changed))


class ModelHub:
    """Serves `held` as model MODEL at COMMIT; weights are sent on to a second server, as hubs do.

    `bend` may change the second server's answers; `gated` asks for GOOD at the first; the lists `hub.seen` and
    `store.seen` hold what each was asked.
    """

    def __init__(self, held: dict[str, bytes], *, gated: bool = False, bend: Bend | None = None) -> None:
        self.hub, self.store = LoopbackServer(), LoopbackServer()
        self.held, self.gated, self.bend = held, gated, bend
        self.revisions = ["main", COMMIT]

    def __enter__(self) -> Self:
        self.hub.__enter__()
        self.store.__enter__()
        for name in self.held:
            self.store.add(f"/blobs/{name}", self._stored(name))
            self.hub.add(f"/{MODEL}/resolve/{COMMIT}/{name}", self._sent_on(name))
        for revision in self.revisions:
            self.hub.add(f"/api/models/{MODEL}/revision/{revision}", self._told)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.__exit__(kind, error, trace)
        self.hub.__exit__(kind, error, trace)

    @property
    def url(self) -> str:
        """What HF_ENDPOINT is set to."""
        return self.hub.url("").rstrip("/")

    def ranges(self) -> list[str]:
        """The byte ranges the second server was asked for, in order; "" for a whole file."""
        return [seen.headers.get("range", "") for seen in self.store.seen]

    def _let_in(self, seen: Seen) -> bool:
        return not self.gated or seen.headers.get("authorization") == f"Bearer {GOOD}"

    def _sent_on(self, name: str) -> Callable[[Seen], Reply]:
        def answer(seen: Seen) -> Reply:
            if not self._let_in(seen):
                return Reply(status=401, body=b"gated")
            if not is_weights(name):
                return Reply(body=self.held[name], content_type="text/plain")
            place = self.store.url(f"/blobs/{name}?signature=secret-in-query")
            return Reply(status=302, headers={"Location": place})

        return answer

    def _stored(self, name: str) -> Callable[[Seen], Reply]:
        def answer(seen: Seen) -> Reply:
            reply = ranged(self.held[name], seen)
            return self.bend(seen, reply) if self.bend else reply

        return answer

    def _told(self, seen: Seen) -> Reply:
        if not self._let_in(seen):
            return Reply(status=401, body=b"gated")
        told = {"sha": COMMIT, "gated": self.gated, "siblings": [sibling(n, c) for n, c in self.held.items()]}
        return Reply(body=json.dumps(told).encode(), content_type="application/json")


def sibling(name: str, content: bytes) -> dict[str, Any]:
    """Return what a hub tells of a file: weights by their SHA-256, small files by their name in Git."""
    git = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
    told: dict[str, Any] = {"rfilename": name, "size": len(content), "blobId": git}
    if is_weights(name):
        told["lfs"] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "pointerSize": 134}
    return told


def ranged(content: bytes, seen: Seen) -> Reply:
    """Return the part of `content` a request asks for."""
    asked = seen.headers.get("range", "")
    if not asked:
        return Reply(body=content, content_type="application/octet-stream")
    start = int(asked.removeprefix("bytes=").removesuffix("-"))
    if start >= len(content):
        return Reply(status=416, headers={"Content-Range": f"bytes */{len(content)}"})
    where = f"bytes {start}-{len(content) - 1}/{len(content)}"
    return Reply(
        status=206, body=content[start:], headers={"Content-Range": where}, content_type="application/octet-stream"
    )


def first(count: int, bent: Reply | Bend) -> Bend:
    """Answer the first `count` requests with `bent`, the others as they should be."""
    left: Iterable[int] = iter(range(count))
    numbers = iter(left)

    def bend(seen: Seen, reply: Reply) -> Reply:
        if next(numbers, None) is None:
            return reply
        return bent(seen, reply) if callable(bent) else bent

    return bend
