"""Slack over HTTP: signed requests at /slack/events, installing at /slack/install, and whether the bot is well.

It stands behind the operator's TLS proxy. Nothing is parsed before its signature is found right, bodies are bounded in
bytes and seconds, and no word of a request reaches an answer or a log.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.chat.slack.bodies import read_body
from bot.errors import ConfigError
from bot.listening import HEADERS, Buckets, body_of, plain
from bot.log import get_logger

EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH, HEALTH_PATH = (
    "/slack/events",
    "/slack/install",
    "/slack/oauth_redirect",
    "/healthz",
)
_PAGE_HEADERS = HEADERS | {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src https:; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
_REMEMBERED = 10_000
_PAGES = "pages"
log = get_logger("slack")


class Pages(Protocol):
    """The pages by which a workspace installs the app."""

    async def install(self, request: AsyncBoltRequest) -> web.Response:
        """Return the page that leads to Slack."""

    async def redirect(self, request: AsyncBoltRequest) -> web.Response:
        """Return the page that Slack leads back to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpLimits:
    """Bytes and seconds of a body, how many are read at once, pages at once and seconds until one more."""

    max_bytes: int = 1_000_000
    body_seconds: float = 3.0
    bodies_at_once: int = 500
    pages: int = 60
    page_seconds: float = 1.0


class SlackWeb:
    """Answers what comes in. Without an `app` only the pages are served: events come over the socket then."""

    def __init__(
        self,
        *,
        app: AsyncApp | None = None,
        signing_secret: str = "",
        limits: HttpLimits | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the app; raise ConfigError where its requests could not be told from forged ones."""
        if app is not None and not signing_secret:
            raise ConfigError(
                "slack_signing_secret",
                "is not set, and HTTP mode needs it",
                hint="set SLACK_SIGNING_SECRET (Basic Information of the app), or slack_mode: socket",
            )
        self._app, self._verifier = app, SignatureVerifier(signing_secret or "none")
        self._limits = limits or HttpLimits()
        self._bodies = asyncio.Semaphore(self._limits.bodies_at_once)
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._buckets = Buckets(size=self._limits.pages, seconds=self._limits.page_seconds, monotonic=monotonic)
        self.pages: Pages | None = None
        self.ready = False

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request."""
        try:
            return await self._answer(request)
        except web.HTTPException as refusal:
            answer = plain(refusal.status, headers=refusal.headers)
        except Exception as error:
            log.error("a request failed", problem=type(error).__name__)  # noqa: TRY400 - a trace may quote it
            answer = plain(500)
        answer.force_close()
        return answer

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        match request.path:
            case "/slack/events" if self._app is not None:
                _only(request, "POST")
                return await self._event(self._app, request)
            case "/slack/install" | "/slack/oauth_redirect" as path:
                _only(request, "GET")
                return await self._page(path, request)
            case "/healthz":
                _only(request, "GET")
                return plain(200, text="ok") if self.ready else plain(503, text="starting")
            case _:
                raise web.HTTPNotFound

    async def _event(self, app: AsyncApp, request: web.BaseRequest) -> web.StreamResponse:
        if self._bodies.locked():
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "1"})
        async with self._bodies:
            body = await body_of(request, most=self._limits.max_bytes, seconds=self._limits.body_seconds)
        headers = request.headers
        stamp, signature = headers.get("X-Slack-Request-Timestamp", ""), headers.get("X-Slack-Signature", "")
        if not self._is_signed(body, stamp, signature):
            log.warning("a request without a right signature was refused")
            raise web.HTTPUnauthorized
        try:
            text = body.decode()
        except UnicodeDecodeError as error:
            raise web.HTTPBadRequest from error
        try:
            read = read_body(text, headers.get("Content-Type", ""))
        except (ValueError, RecursionError) as error:
            raise web.HTTPBadRequest from error
        named = read.get("event_id")
        event = named if isinstance(named, str) else ""
        if event and event in self._seen:
            return plain(200)  # Slack did not hear the first answer
        # As from the socket: it is signed and read by now, and Bolt would do both once more.
        made = AsyncBoltRequest(body=read, query=request.query_string, headers=_lists(headers), mode="socket_mode")
        answer = await to_aiohttp_response(await app.async_dispatch(made))
        if event and answer.status == 200:
            self._seen[event] = None
            if len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)
        answer.headers.update(HEADERS)
        return answer

    def _is_signed(self, body: bytes, stamp: str, signature: str) -> bool:
        """Whether Slack signed it within the last five minutes."""
        try:
            return stamp.isascii() and signature.isascii() and self._verifier.is_valid(body, stamp, signature)
        except ValueError:  # a time that is no number, a body that is no text
            return False

    async def _page(self, path: str, request: web.BaseRequest) -> web.StreamResponse:
        if self.pages is None:
            raise web.HTTPNotFound
        if not self._buckets.take(_PAGES):  # anyone may ask for them, and each installing is a row
            raise web.HTTPTooManyRequests(headers={"Retry-After": "10"})
        made = AsyncBoltRequest(body="", query=request.query_string, headers=_lists(request.headers))
        answer = await (self.pages.install(made) if path == INSTALL_PATH else self.pages.redirect(made))
        answer.headers.update(_PAGE_HEADERS)
        return answer


def _only(request: web.BaseRequest, method: str) -> None:
    if request.method != method:
        raise web.HTTPMethodNotAllowed(request.method, (method,))


def _lists(headers: Mapping[str, str]) -> dict[str, str | Sequence[str]]:
    return {name: [value] for name, value in headers.items()}
