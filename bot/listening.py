"""HTTP servers that strangers may call: of a request nothing reaches a log, nor an answer but by its handler."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot.errors import ConfigError

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


class Listening:
    """Listens at `listen`, host and port, as `setting` says; `backlog` connections may wait to be taken."""

    def __init__(
        self,
        listen: str,
        handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]],
        *,
        setting: str,
        backlog: int = 128,
    ) -> None:
        self._listen, self._handler, self._setting, self._backlog = listen, handler, setting, backlog
        self._runner: web.ServerRunner | None = None

    @property
    def address(self) -> tuple[str, int]:
        """Host and port that are listened on, once started."""
        if self._runner is None:
            raise RuntimeError("the server is not started")
        host, port = self._runner.addresses[0][:2]
        return str(host), int(port)

    async def start(self) -> None:
        """Listen; raise ConfigError where that cannot be done."""
        host, _, port = self._listen.rpartition(":")
        self._runner = web.ServerRunner(QuietServer(self._handler))
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host.strip("[]"), int(port), backlog=self._backlog).start()
        except (OSError, OverflowError) as error:
            await self.stop()
            raise ConfigError(self._setting, f"{self._listen} cannot be listened on ({error})") from error

    async def stop(self) -> bool:
        """Stop listening, and let what is being answered be answered; return whether it listened."""
        if self._runner is None:
            return False
        await self._runner.cleanup()
        self._runner = None
        return True


async def body_of(request: web.BaseRequest, *, most: int, seconds: float) -> bytes:
    """Return a body of at most `most` bytes that comes within `seconds`; raise the HTTP error that says otherwise."""
    if request.content_length is not None and request.content_length > most:
        raise web.HTTPRequestEntityTooLarge(max_size=most, actual_size=request.content_length)
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > most:
                    raise web.HTTPRequestEntityTooLarge(max_size=most, actual_size=len(body))
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error
    return bytes(body)


class Buckets:
    """Each key has `size` calls, and one more every `seconds`. Keys are never forgotten: name only known ones."""

    def __init__(self, *, size: int, seconds: float, monotonic: Callable[[], float]) -> None:
        self._size, self._seconds, self._monotonic = size, seconds, monotonic
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> bool:
        """Take one call of `key`; return False where none is left."""
        now = self._monotonic()
        left, since = self._left.get(key, (float(self._size), now))
        left = min(left + (now - since) / self._seconds, float(self._size))
        allowed = left >= 1
        self._left[key] = (left - 1 if allowed else left, now)
        return allowed
