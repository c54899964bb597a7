"""The safe client: the one door by which anything is fetched.

Bounded in time, size and redirects; every hop is checked; no cookies, no environment, one request per host at a time,
none at all to a publisher that asked for silence. httpx's own client is left out between its requests and its
transport: what it adds (cookies, credentials, redirects, environment) is what must not happen here.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlencode

import httpcore
import httpx

from bot import __version__
from bot.domain.article import DropReason
from bot.domain.moments import Clock, system_clock
from bot.errors import FetchError
from bot.ingest import answers
from bot.ingest.addresses import AddressRule, ForbiddenAddressError, Resolver, resolve
from bot.ingest.answers import Fetched, NotModified
from bot.ingest.domains import registrable
from bot.ingest.hosts import HostGates, Sleep
from bot.ingest.inflate import Body, BodyError
from bot.ingest.routes import Routes
from bot.ingest.rules import FEED, MAX_REDIRECTS, PAGE, ROBOTS, FetchRules, Limits
from bot.ingest.silences import Silences
from bot.ingest.targets import Target, joined, target_of
from bot.ingest.transport import WIRE_BYTES, SafeTransport

__all__ = ["FEED", "MAX_REDIRECTS", "PAGE", "ROBOTS", "FetchRules", "Limits", "SafeClient"]

_AT_ONCE = 256
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LASTING = frozenset({301, 308})
_GONE = 410
_HUB = Limits(max_bytes=65_536)
_TOLD = 200
_CORE_ERRORS = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, httpcore.UnsupportedProtocol)
AnswerT = TypeVar("AnswerT")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Redirect:
    location: str
    lasting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """What is asked: the first address (for messages), what may come, and what is sent; a `form` makes it a POST."""

    url: str
    limits: Limits
    headers: Mapping[str, str]
    form: bytes | None = None


_Reader = Callable[[httpx.Response, Target, _Question], Awaitable[AnswerT]]


class SafeClient:
    """Fetches within the rules. Use it as `async with`; one client per event loop."""

    def __init__(
        self,
        rules: FetchRules,
        *,
        resolver: Resolver = resolve,
        sleep: Sleep = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        clock: Clock = system_clock,
    ) -> None:
        self.rules = rules
        self.user_agent = f"Entente/{__version__} (+{rules.contact_url})"
        self._rule = AddressRule(allow=frozenset((host.strip("[]").lower(), port) for host, port in rules.allow))
        self._clock = clock
        self._gates = HostGates(rules.host_gap, sleep=sleep, monotonic=monotonic)
        self._silences = Silences()
        self._room = asyncio.Semaphore(_AT_ONCE)
        waits = {"connect": rules.connect, "read": rules.read, "write": rules.read, "pool": rules.total}
        self._timeout: Mapping[str, float] = waits
        self._transport = SafeTransport(
            Routes(
                rule=self._rule,
                proxied=rules.proxy_url is not None,
                hosts=rules.proxied_hosts,
                no_proxy=rules.no_proxy,
            ),
            resolver=resolver,
            proxy_url=rules.proxy_url,
            ca_bundle=rules.ca_bundle,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._transport.aclose()

    def slow_down(self, host: str, gap: float) -> None:
        """Keep at least `gap` seconds (60 at most) between requests to `host` from now on."""
        self._gates.slow_down(host, gap)

    async def fetch(
        self, url: str, *, limits: Limits = FEED, etag: str | None = None, last_modified: str | None = None
    ) -> Fetched | NotModified:
        """Return the answer at the end of at most five redirects; raise FetchError with its reason.

        `etag` and `last_modified` are sent back verbatim, as the server gave them before, where a header can hold them.
        A registrable domain that answered 429 is left alone meanwhile: FetchError, `retry_after` is what is left.
        """
        headers = {"Accept": limits.accept}
        if etag := answers.validator(etag):
            headers["If-None-Match"] = etag
        if last_modified := answers.validator(last_modified):
            headers["If-Modified-Since"] = last_modified
        question = _Question(url=url, limits=limits, headers=headers)
        left, here, lasting = self.rules.total, url, True
        for hop in range(MAX_REDIRECTS + 1):
            target = target_of(here, asked=url)
            answer, spent = await self._turn(target, question, self._read, seconds=left)
            if not isinstance(answer, _Redirect):
                return replace(answer, moved_to=str(target.url)) if hop and lasting else answer
            left, here, lasting = left - spent, joined(target.url, answer.location), lasting and answer.lasting
        raise FetchError(url, f"more than {MAX_REDIRECTS} redirects")

    async def submit(self, url: str, form: Mapping[str, str]) -> int:
        """POST `form` to `url` and return the status of the answer, whatever it is; its body is not read.

        The rules are those of `fetch`, but no redirect is followed; raise FetchError where there is no answer.
        """
        headers = {"Accept": "*/*", "Content-Type": "application/x-www-form-urlencoded"}
        question = _Question(url=url, limits=_HUB, headers=headers, form=urlencode(form).encode("ascii"))
        status, _spent = await self._turn(target_of(url, asked=url), question, _status, seconds=self.rules.total)
        return status

    async def _turn(
        self, target: Target, question: _Question, read: _Reader[AnswerT], *, seconds: float
    ) -> tuple[AnswerT, float]:
        """Wait for the host's turn, ask, and return what was made of the answer and the seconds that asking took."""
        lifted = self._rule.lifted(target.host, target.port)
        domain = f"{target.host}:{target.port}" if lifted else registrable(target.host)

        def may_be_asked() -> None:
            left = self._silences.left(domain, self._clock())
            if left > 0:
                told = f"{domain} asked for silence, which lasts another {left:.0f} s"
                raise FetchError(question.url, told, retry_after=left)

        may_be_asked()
        async with self._gates.turn(target.host, free=lifted, ready=may_be_asked), self._room:
            started = time.monotonic()
            answer = await self._within(seconds, target, question, read=read, domain=domain)
            return answer, time.monotonic() - started

    async def _within(
        self, seconds: float, target: Target, question: _Question, *, read: _Reader[AnswerT], domain: str
    ) -> AnswerT:
        """Ask within the time left and give every failure its reason."""
        url = question.url
        try:
            async with asyncio.timeout(max(seconds, 0.001)):
                response = await self._transport.handle_async_request(self._request(target, question))
                try:
                    self._note(domain, response)
                    return await read(response, target, question)
                finally:
                    await response.aclose()
        except (TimeoutError, httpx.TimeoutException, httpcore.TimeoutException) as error:
            raise FetchError(url, "no full answer in time", reason=DropReason.TIMEOUT) from error
        except ForbiddenAddressError as error:
            raise FetchError(url, str(error), reason=DropReason.FORBIDDEN_ADDRESS) from error
        except BodyError as error:
            raise FetchError(url, error.problem, reason=error.reason) from error
        except (httpx.HTTPError, httpx.InvalidURL, *_CORE_ERRORS) as error:
            raise FetchError(url, (str(error) or type(error).__name__)[:_TOLD]) from error
        except ValueError as error:  # what a server wrote cannot be read, or not be sent back: headers, addresses
            told = f"the answer cannot be read: {error}"[:_TOLD]
            raise FetchError(url, told, reason=DropReason.UNREADABLE) from error

    def _request(self, target: Target, question: _Question) -> httpx.Request:
        return httpx.Request(
            "GET" if question.form is None else "POST",
            target.url,
            headers={"User-Agent": self.user_agent, "Accept-Encoding": "gzip", **question.headers},
            content=question.form,
            extensions={"timeout": self._timeout, WIRE_BYTES: question.limits.wire_bytes},
        )

    def _note(self, domain: str, response: httpx.Response) -> None:
        now = self._clock()
        asked = answers.retry_after(response.headers.get("retry-after"), now)
        self._silences.note(domain, status=response.status_code, retry_after=asked, now=now)

    async def _read(
        self, response: httpx.Response, target: Target, question: _Question
    ) -> Fetched | NotModified | _Redirect:
        status, headers, now = response.status_code, response.headers, self._clock()
        if status == 304:
            async for _nothing in response.aiter_raw():  # to its end, so that the connection can be used again
                pass
            return NotModified(
                url=str(target.url),
                etag=answers.validator(headers.get("etag")),
                last_modified=answers.validator(headers.get("last-modified")),
                max_age=answers.max_age(headers, now),
            )
        if status in _REDIRECTS and headers.get("location"):
            return _Redirect(location=headers["location"], lasting=status in _LASTING)
        if not 200 <= status < 300:
            raise self._refusal(question.url, response)
        return Fetched(
            url=str(target.url),
            status=status,
            body=await _read_body(response, question.limits),
            content_type=headers.get("content-type", "").split(";")[0].strip().lower(),
            charset=response.charset_encoding,
            etag=answers.validator(headers.get("etag")),
            last_modified=answers.validator(headers.get("last-modified")),
            max_age=answers.max_age(headers, now),
            opted_out=answers.opted_out(headers),
        )

    def _refusal(self, url: str, response: httpx.Response) -> FetchError:
        wall = answers.is_wall(response.status_code, response.headers)
        return FetchError(
            url,
            f"the server answered {response.status_code}" + (" by a bot wall" if wall else ""),
            reason=DropReason.BLOCKED if wall else DropReason.FETCH_FAILED,
            retry_after=answers.retry_after(response.headers.get("retry-after"), self._clock()),
            permanent=response.status_code == _GONE,
            status=response.status_code,
        )


async def _status(response: httpx.Response, _target: Target, _question: _Question) -> int:
    return response.status_code


async def _read_body(response: httpx.Response, limits: Limits) -> bytes:
    declared = response.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limits.max_bytes and not limits.truncate:
        raise BodyError(f"more than {limits.max_bytes} bytes", reason=DropReason.TOO_LARGE)
    body = Body(response.headers.get("content-encoding", ""), limit=limits.max_bytes, truncate=limits.truncate)
    async for chunk in response.aiter_raw():
        body.feed(chunk)
        if body.full:
            break
    return body.finish()
