"""HTTP servers that strangers may call: of a request nothing reaches a log, nor an answer but by its handler."""

import asyncio
import logging
from collections.abc import Mapping

from aiohttp import web

HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Server": "entente"}
_NOTHING = {"Content-Security-Policy": "default-src 'none'"}
_SILENT = logging.getLogger("bot.listening")
_SILENT.setLevel(logging.CRITICAL + 1)


def plain(status: int, *, text: str = "", headers: Mapping[str, str] | None = None) -> web.Response:
    """Return a short text; of `headers` only Retry-After and Allow."""
    kept = {name: value for name, value in (headers or {}).items() if name in ("Retry-After", "Allow")}
    return web.Response(status=status, text=text, headers=HEADERS | _NOTHING | kept)


class _Talk(web.RequestHandler):
    """One connection. What is no HTTP gets no word back, and none of it reaches a log."""

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002 - the hook's shape
        status: int = 500,
        exc: BaseException | None = None,  # noqa: ARG002
        message: str | None = None,  # noqa: ARG002
    ) -> web.StreamResponse:
        """Name the status alone."""
        answer = plain(status)
        answer.force_close()
        return answer


class QuietServer(web.Server):
    """The server around a handler: bodies come as they were sent, since their signatures are over that."""

    def __call__(self) -> web.RequestHandler:
        """Return the handler of a new connection."""
        return _Talk(
            self,
            loop=asyncio.get_running_loop(),
            access_log=_SILENT,
            logger=_SILENT,
            auto_decompress=False,
            keepalive_timeout=75.0,
            lingering_time=1.0,
        )
