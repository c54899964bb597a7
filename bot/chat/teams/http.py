"""Teams over HTTP: activities at /api/messages, and whether the bot is well.

It stands behind the operator's TLS proxy. Headers are checked first, then the token, and only then is a body read, so
that a stranger costs little. What is refused is answered by its status alone and told in one line of the log, without
a word of the request; strangers who come too often are told to wait, and counted.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from aiohttp import web

from bot.chat.teams.guard import Admitted, Guard, Refusal
from bot.domain.moments import Clock, system_clock
from bot.listening import HEADERS, Buckets, body_of, plain
from bot.log import get_logger

MESSAGES_PATH, HEALTH_PATH = "/api/messages", "/healthz"
RESEND = timedelta(minutes=2)
"""For how long Teams may send again what it got no answer to: it waits 15 s and gives up after a few times."""
_REMEMBERED = 10_000
_STRANGERS, _KNOWN = "strangers", "known"
_TOLD_SECONDS = 60.0
log = get_logger("teams")


class Answer(Protocol):
    """What an invoke is answered: an HTTP status, and a body that can be JSON."""

    @property
    def status(self) -> int:
        """Return the HTTP status."""

    @property
    def body(self) -> Any:
        """Return the body."""


HandOn = Callable[[Mapping[str, Any]], Awaitable[Answer | None]]
"""Takes an activity and returns at once, with what an invoke is answered. It does nothing twice for one activity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebLimits:
    """Bytes and seconds of a body, how many are read at once, seconds an answer may take, and how often is refused.

    Of refusals `refusals` are told at once, and one more every `refusal_seconds`; beyond that they are but counted.
    """

    max_bytes: int = 1_000_000
    body_seconds: float = 3.0
    bodies_at_once: int = 100
    answer_seconds: float = 8.0
    refusals: int = 60
    refusal_seconds: float = 1.0


_Work = asyncio.Task[Answer | Refusal | None]
_FAILED = Refusal(500, "it could not be handed on")
_REPEATED = Refusal(403, "the activity was taken before")


class _Refused(Exception):
    def __init__(self, refusal: Refusal, *, by: str = _STRANGERS, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(refusal.reason)
        self.refusal, self.by, self.headers = refusal, by, headers or {}


class TeamsWeb:
    """Answers what comes in. `first_time` says of an event's name whether it is new, also to other processes."""

    def __init__(
        self,
        guard: Guard,
        hand_on: HandOn,
        *,
        first_time: Callable[[str], Awaitable[bool]] | None = None,
        limits: WebLimits | None = None,
        clock: Clock = system_clock,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._guard, self._hand_on, self._first_time = guard, hand_on, first_time
        self._limits, self._clock, self._monotonic = limits or WebLimits(), clock, monotonic
        self._bodies = asyncio.Semaphore(self._limits.bodies_at_once)
        self._taken: OrderedDict[str, _Work | None] = OrderedDict()  # None once the sender heard its answer
        self._running: set[asyncio.Task[Any]] = set()
        limit = self._limits
        self._buckets = Buckets(size=limit.refusals, seconds=limit.refusal_seconds, monotonic=monotonic)
        self._untold, self._told = 0, -_TOLD_SECONDS
        self.ready = False

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request."""
        try:
            return await self._answer(request)
        except _Refused as refused:
            answer = self._refused(refused)
        except web.HTTPException as error:  # of a body that is too long or too slow
            answer = self._refused(_Refused(Refusal(error.status, _REASONS.get(error.status, "it failed")), by=_KNOWN))
        except Exception as error:
            log.error("a request failed", problem=type(error).__name__)  # noqa: TRY400 - a trace may quote it
            answer = plain(500)
        answer.force_close()
        return answer

    async def drain(self) -> None:
        """Wait until everything that was let in is handed on."""
        while self._running:
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        match request.path:
            case "/api/messages":
                _only(request, "POST")
                return await self._activity(request)
            case "/healthz":
                _only(request, "GET")
                return plain(200, text="ok") if self.ready else plain(503, text="starting")
            case _:
                raise _Refused(Refusal(404, "nothing is served there"))

    async def _activity(self, request: web.BaseRequest) -> web.StreamResponse:
        if not self.ready:
            raise _Refused(Refusal(503, "the bot is still starting"), headers={"Retry-After": "5"})
        _check_kind(request)
        caller = await self._guard.caller(request.headers.getall("Authorization", []))
        if isinstance(caller, Refusal):
            raise _Refused(caller, headers={"Retry-After": "5"} if caller.status == 503 else None)
        admitted = self._guard.activity(caller, await self._body(request))
        if isinstance(admitted, Refusal):
            raise _Refused(admitted, by=_KNOWN)
        return await self._answered(request, admitted)

    async def _body(self, request: web.BaseRequest) -> bytes:
        if self._bodies.locked():
            raise _Refused(Refusal(503, "too many bodies come at once"), by=_KNOWN, headers={"Retry-After": "1"})
        async with self._bodies:
            return await body_of(request, most=self._limits.max_bytes, seconds=self._limits.body_seconds)

    async def _answered(self, request: web.BaseRequest, admitted: Admitted) -> web.StreamResponse:
        """Answer an activity: once it is handed on, or when that takes too long for Teams to wait."""
        work = self._take(admitted)
        invoke = admitted.activity.get("type") == "invoke"
        await asyncio.wait({work}, timeout=self._limits.answer_seconds)
        said = work.result() if work.done() else None
        if isinstance(said, Refusal):
            if said is _FAILED:  # which was told, and may be tried again
                return plain(said.status)
            raise _Refused(said, by=_KNOWN)
        if invoke and not work.done():  # it is answered when it is sent again
            raise _Refused(Refusal(503, "an answer took too long"), by=_KNOWN, headers={"Retry-After": "2"})
        answer = _json(said) if invoke else plain(200)
        if await _written(answer, request):
            self._taken[admitted.event] = None
        return answer

    def _take(self, admitted: Admitted) -> _Work:
        """Begin the work on an activity, once: what Teams sends again, having heard no answer, joins the first.

        Raises _Refused for one whose answer was heard: only who recorded it sends that again.
        """
        event = admitted.event
        known = self._taken.get(event)
        if known is None and event in self._taken:
            raise _Refused(_REPEATED, by=_KNOWN)
        if known is None:
            known = self._taken[event] = asyncio.create_task(self._work(admitted), name="teams-activity")
            self._keep(known)
            while len(self._taken) > _REMEMBERED:
                self._taken.popitem(last=False)
        return known

    async def _work(self, admitted: Admitted) -> Answer | Refusal | None:
        """Hand an activity on. A late one waits for word whether others saw it; what Teams may send again does not.

        Who saw that may have been another process, or this one before it was started anew, that ended before it
        answered: what hears it again sees to it that nothing is done twice.
        """
        try:
            if self._clock() - admitted.at <= RESEND:
                self._keep(asyncio.create_task(self._seen(admitted.event), name="teams-seen"))
            elif await self._seen(admitted.event):
                return _REPEATED
            return await self._hand_on(admitted.activity)
        except Exception as error:
            log.error("an activity of Teams could not be handed on", problem=type(error).__name__)  # noqa: TRY400 - a trace may quote it
            self._taken.pop(admitted.event, None)
            return _FAILED

    async def _seen(self, event: str) -> bool:
        """Note an activity, and return whether another process did so before."""
        try:
            return self._first_time is not None and not await self._first_time(event)
        except Exception as error:
            log.error("an activity of Teams could not be noted", problem=type(error).__name__)  # noqa: TRY400 - no trace
            return False

    def _keep(self, task: asyncio.Task[Any]) -> None:
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def _refused(self, refused: _Refused) -> web.Response:
        """Return the answer to a refusal, which is told in one line; where there are too many, they are counted."""
        refusal = refused.refusal
        if self._buckets.take(refused.by):
            told = {"tenant_or_host": refusal.detail} if refusal.detail else {}
            log.warning("a request of Teams was refused", status=refusal.status, reason=refusal.reason, **told)
            return plain(refusal.status, headers=refused.headers)
        self._untold += 1
        if self._monotonic() - self._told >= _TOLD_SECONDS:
            log.warning("many requests of Teams were refused", more=self._untold, reason=refusal.reason)
            self._untold, self._told = 0, self._monotonic()
        if refused.by == _STRANGERS:
            return plain(429, headers={"Retry-After": "60"})
        return plain(refusal.status, headers=refused.headers)


_REASONS = {413: "the body is too long", 408: "the body did not come in time"}


def _only(request: web.BaseRequest, method: str) -> None:
    if request.method != method:
        raise _Refused(Refusal(405, f"only {method} is served there"), headers={"Allow": method})


def _check_kind(request: web.BaseRequest) -> None:
    """Refuse what says of itself that it is no plain JSON."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise _Refused(Refusal(415, "the body is compressed"))
    if request.content_type != "application/json" or (request.charset or "utf-8").lower() != "utf-8":
        raise _Refused(Refusal(415, "the body is not said to be JSON in UTF-8"))


def _json(said: Answer | None) -> web.Response:
    """Return the answer to an invoke, which is JSON whatever it says."""
    status, body = (200, {}) if said is None else (said.status, said.body)
    return web.json_response({} if body is None else body, status=status, headers=HEADERS)


async def _written(answer: web.Response, request: web.BaseRequest) -> bool:
    """Send an answer, and return whether somebody was there to hear it."""
    try:
        if request.transport is None or request.transport.is_closing():
            return False
        await answer.prepare(request)
        await answer.write_eof()
    except ConnectionError:
        return False
    return True
