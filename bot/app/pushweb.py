"""The push listener: hubs verify by GET and deliver by POST at /websub/{token}. It says no more than hubs must know.

It stands behind the operator's TLS proxy. Whatever is sent: a known token or 404, a bounded body in bounded time, and
no word of the request in answer or log but the challenge of a hub that asks what we asked it for.
"""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from bot.app.pusharrivals import WAITING, Arrival, Arrivals
from bot.domain.moments import Clock
from bot.domain.push import Push
from bot.ingest.websub import CALLBACK_PATH, answered, is_trusted, read_intent, signed
from bot.listening import Buckets, body_of, plain
from bot.log import get_logger
from bot.store import Store

_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")
_CHARSET = re.compile(r"[A-Za-z0-9._:-]{1,40}")
_STRANGERS = "strangers"
log = get_logger("push")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebLimits:
    """Bytes and seconds of a body, how many are read at once, calls at once per token, seconds until one more."""

    max_bytes: int = 5_000_000
    body_seconds: float = 10.0
    bodies_at_once: int = 4
    calls: int = 30
    call_seconds: float = 2.0


class Listener:
    """Answers hubs."""

    def __init__(
        self,
        store: Store,
        arrivals: Arrivals,
        *,
        clock: Clock,
        chance: Callable[[], float],
        limits: WebLimits | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store, self._arrivals, self._clock, self._chance = store, arrivals, clock, chance
        self._limits = limits or WebLimits()
        self._bodies = asyncio.Semaphore(self._limits.bodies_at_once)
        self._buckets = Buckets(size=self._limits.calls, seconds=self._limits.call_seconds, monotonic=monotonic)
        self._known: set[str] = set()

    def expect(self, token: str) -> None:
        """Give the token a rate of its own from now on: a hub may call before it is found by its first call."""
        self._known.add(token)

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a call: in a word at most, as plain text that no browser takes for anything else."""
        try:
            answer = await self._answer(request)
        except web.HTTPException as refusal:
            answer = plain(refusal.status, headers=refusal.headers)
            answer.force_close()
        except Exception as error:
            problem = type(error).__name__
            log.error("a hub's call failed", problem=problem)  # noqa: TRY400 - a trace may quote what was sent
            answer = plain(500)
            answer.force_close()
        return answer

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        path, _, token = request.path.rpartition("/")
        if path + "/" != CALLBACK_PATH or not _TOKEN.fullmatch(token):
            raise web.HTTPNotFound
        if request.method not in ("GET", "POST"):
            raise web.HTTPMethodNotAllowed(request.method, ("GET", "POST"))
        push = await self._push(token)
        return await (self._verify if request.method == "GET" else self._deliver)(push, request)

    async def _verify(self, push: Push, request: web.BaseRequest) -> web.Response:
        intent = read_intent(request.query.items())
        now = self._clock()
        after = answered(push, intent, now=now, chance=self._chance()) if intent is not None else None
        if intent is None or after is None:
            raise web.HTTPNotFound
        if after != push:
            await self._store.save_push(after)
        if after.state == "denied":
            await self._store.mark_pushed([push.source_id], None)
        log.info("hub answered", source=push.source_id, state=after.state)
        return plain(200, text="" if intent.mode == "denied" else intent.challenge)

    async def _deliver(self, push: Push, request: web.BaseRequest) -> web.Response:
        if push.state == "leaving":
            raise web.HTTPGone
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise web.HTTPUnsupportedMediaType
        if self._bodies.locked() or self._arrivals.waiting >= WAITING:
            raise _busy()
        async with self._bodies:
            body = await body_of(request, most=self._limits.max_bytes, seconds=self._limits.body_seconds)
        if not is_trusted(push) or not signed(push.secret, request.headers.get("X-Hub-Signature"), body):
            log.warning("unsigned or unasked content was ignored", source=push.source_id)
        elif not self._arrivals.take(Arrival(push=push, body=body, charset=_charset(request))):
            raise _busy()
        return plain(202)

    async def _push(self, token: str) -> Push:
        """Return the push behind the token. Strangers share one bucket, so that guessing costs the database little."""
        if not self._buckets.take(token if token in self._known else _STRANGERS):
            raise web.HTTPTooManyRequests(headers={"Retry-After": "60"})
        push = await self._store.push_by_token(token)
        if push is None:
            raise web.HTTPNotFound
        self._known.add(token)
        return push


def _busy() -> web.HTTPServiceUnavailable:
    return web.HTTPServiceUnavailable(headers={"Retry-After": "60"})


def _charset(request: web.BaseRequest) -> str | None:
    named = request.charset
    return named if named is not None and _CHARSET.fullmatch(named) else None
