"""A poller and a collector over real workers and a server on this machine, for sources of any kind."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.source import FetchState, Source
from bot.ingest.collecting import Collector
from bot.ingest.poll import Poller, SourceReading
from bot.ingest.workers import WorkerPool
from support import sourcekinds as make
from support.fetching import loopback_client
from support.loopback import LoopbackServer, Reply
from support.sourcekinds import NOW

SINCE = NOW - timedelta(hours=48)
EARLIER = NOW - timedelta(hours=1)
STAMP = "20261123114500"


@dataclass(frozen=True, slots=True)
class Field:
    """What a test of a kind needs."""

    server: LoopbackServer
    poller: Poller
    collector: Collector

    def source(self, kind: str, path: str, **more: Any) -> Source:
        """Return a row of this kind at `path`."""
        row = {"id": "one", "name": "One", "kind": kind, "url": self.server.url(path), "country": "INT", **more}
        return Source.model_validate(row)

    async def read(self, source: Source, state: FetchState | None = None) -> SourceReading:
        """Poll it, from two days ago on."""
        return await self.poller.read(source, state, since=SINCE)

    def say(self, path: str, body: bytes, **more: Any) -> str:
        """Let the server answer `path` so; return the address."""
        return self.server.add(path, Reply(body=body, **more))

    def gdelt(self, packed: bytes, *, stamp: str = STAMP, md5: str | None = None) -> None:
        """Let the server have one file of GDELT's, and the list that names it."""
        self.say(make.FILE.format(stamp=stamp), packed)
        self.say("/gdeltv2/lastupdate.txt", make.last_update(self.server.url(""), stamp, packed, md5=md5))


@pytest.fixture
async def kind_field() -> AsyncIterator[Field]:
    """Open them for one test."""
    async with LoopbackServer() as server, loopback_client(server) as client, WorkerPool() as workers:
        poller = Poller(client, workers, lambda: NOW, chance=lambda: 0.5)
        yield Field(server, poller, Collector(client, workers, lambda: NOW))
