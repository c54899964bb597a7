"""Publishes the sample edition on loopback, on a port of the system's choice."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.sample.documents import documents
from bot.sample.edition import Edition

_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Where the edition is served: `host` and `port` are what `--allow-address` must name."""

    host: str
    port: int

    @property
    def base_url(self) -> str:
        """The address below which feeds and pages stand."""
        return f"http://{self.host}:{self.port}"


@asynccontextmanager
async def publish(edition: Edition, *, now: datetime, port: int = 0) -> AsyncIterator[Published]:
    """Serve `edition`, dated relative to `now`, until the block ends; `port` 0 lets the system choose one."""
    app = web.Application()
    runner = web.AppRunner(app, access_log=None)

    async def answer(request: web.Request) -> web.StreamResponse:
        document = made_documents.get(request.path)
        if document is None:
            raise web.HTTPNotFound
        content_type, _, charset = document.content_type.partition("; charset=")
        return web.Response(body=document.body, content_type=content_type, charset=charset or None)

    app.router.add_get("/{path:.*}", answer)
    await runner.setup()
    try:
        site = web.TCPSite(runner, _HOST, port, reuse_address=True)
        await site.start()
        published = Published(host=_HOST, port=int(runner.addresses[0][1]))
        made_documents = documents(edition, base_url=published.base_url, now=now)
        yield published
    finally:
        await runner.cleanup()
