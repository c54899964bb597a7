"""One question to the model server: bounded in time, tries and bytes, and not put to a server known to be down."""

import asyncio
import email.utils
import random
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from summarizers.breaker import Breaker
from summarizers.remote_answer import Answer, answer_of
from summarizers.remote_server import AskError, Server

_ANSWER_BYTES = 2**20
_LONGEST_WAIT = 20.0
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_TOO_LONG = frozenset({400, 413})
_REQUESTS_OWN = frozenset({400, 413, 422, 429})
_HINTS = {
    400: "; is the model's name right, or the text too long?",
    401: "; set its key",
    403: "; set its key",
    404: "; set its address up to and with /v1 and the model's name",
    429: " (too many requests)",
}
Body = dict[str, Any]
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What asking needs beside the server; `jitter` gives the part, from 0 to 1, by which waits vary."""

    sleep: Sleep = asyncio.sleep
    jitter: Callable[[], float] = random.random
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


async def ask(server: Server, body: Callable[[int], Body], *, breaker: Breaker, means: Means, seconds: float) -> Answer:
    """Return the answer. `body(chars)` makes the request with at most that much of the articles.

    Raises AskError within `seconds`, all tries and waits included.
    """
    where = server.endpoint()
    try:
        async with asyncio.timeout(seconds), server.client() as client:
            asking = _Asking(server=server, client=client, where=where, breaker=breaker, means=means, seconds=seconds)
            try:
                return await asking.tries(body(server.chars))
            except AskError as error:
                if not error.too_long:
                    raise
                return await asking.tries(body(server.chars // 2))
    except TimeoutError:
        raise AskError(f"the summary took the model server over {server.seconds:g} s in all") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    server: Server
    client: httpx.AsyncClient
    where: httpx.URL
    breaker: Breaker
    means: Means
    seconds: float

    async def tries(self, body: Body) -> Answer:
        """Ask until there is an answer, or none is to be had; waits grow, and what the server names is kept to."""
        start = self.means.clock()
        for attempt in range(1, self.server.tries + 1):
            try:
                return await self._once(body)
            except AskError as error:
                times = f"{error}, {attempt} times" if attempt > 1 else str(error)
                if not error.again or attempt == self.server.tries:
                    raise _again(error, times) from None
                wait = self._wait(attempt, named=error.wait)
                if wait > min(_LONGEST_WAIT, self.seconds - (self.means.clock() - start)):
                    raise _again(error, f"{times}, and is to be asked again only in {wait:.0f} s") from None
            await self.means.sleep(wait)
        raise AskError("the model server is to be asked not even once; set its tries to 1 or more")

    async def _once(self, body: Body) -> Answer:
        leave = self.breaker.ask()
        if not leave.given:
            raise AskError(f"the model server failed again and again; it is left alone for {leave.wait:.0f} s")
        alive = False
        try:
            answer = await self._answer(body)
            alive = True
        except AskError as error:
            alive = error.alive
            raise
        finally:
            self.breaker.tell(leave, ok=alive)
        return answer

    async def _answer(self, body: Body) -> Answer:
        try:
            async with self.client.stream("POST", self.where, json=body) as response:
                _check(response, now=self.means.now())
                content = await _bounded(response)
        except httpx.HTTPError as error:
            raise _unanswered(error) from None
        return answer_of(content, media_type=response.headers.get("content-type", "").strip().lower())

    def _wait(self, attempt: int, *, named: float | None) -> float:
        varied = self.means.jitter()
        grown: float = min(_LONGEST_WAIT, 2.0 ** (attempt - 1) * (0.5 + varied))
        return grown if named is None else max(grown, named + varied)


def _again(error: AskError, problem: str) -> AskError:
    return AskError(problem, alive=error.alive, passing=error.passing, too_long=error.too_long)


def _check(response: httpx.Response, *, now: datetime) -> None:
    """Raise AskError unless the response is one to read."""
    status = response.status_code
    if status == httpx.codes.OK:
        if response.headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
            raise AskError("the model server's answer is compressed, which was not asked for")
        return
    if response.is_redirect:
        raise AskError(f"the model server said {status} and pointed elsewhere; set the address it is to be asked at")
    own = status in _REQUESTS_OWN
    raise AskError(
        f"the model server said {status}{_HINTS.get(status, '')}",
        alive=own,
        passing=not own or status == httpx.codes.TOO_MANY_REQUESTS,
        again=status in _AGAIN,
        too_long=status in _TOO_LONG,
        wait=_named_wait(response.headers.get("retry-after", ""), now=now),
    )


async def _bounded(response: httpx.Response) -> bytes:
    content = bytearray()
    async for part in response.aiter_raw():
        content += part
        if len(content) > _ANSWER_BYTES:
            raise AskError(f"the model server's answer is over {_ANSWER_BYTES} bytes")
    return bytes(content)


def _named_wait(stated: str, *, now: datetime) -> float | None:
    """Return the seconds a Retry-After names, as a number or as a date (RFC 9110, 10.2.3)."""
    stated = stated.strip()
    if stated.isascii() and stated.isdigit():
        return float(stated[:9])
    try:
        moment = email.utils.parsedate_to_datetime(stated)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


def _unanswered(error: httpx.HTTPError) -> AskError:
    """Say what kept the server from answering, in words that hold nothing of the request."""
    causes = list(_causes(error))
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return AskError("the model server's name is not known here", again=True)
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return AskError("no secure connection to the model server: its certificate or its TLS is not accepted")
    silent = isinstance(error, httpx.ReadTimeout | httpx.WriteTimeout)
    # A server that is slow is not asked again: it may still be at work on the first request.
    unfit = isinstance(error, httpx.UnsupportedProtocol | httpx.LocalProtocolError | httpx.ProxyError)
    again = isinstance(error, httpx.TransportError) and not silent and not unfit
    return AskError(f"the model server did not answer ({type(error).__name__})", again=again)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__
