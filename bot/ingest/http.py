"""The safe client: the one door by which anything is fetched.

Bounded in time, size and redirects; every hop is checked; no cookies, no environment, one request per host at a time.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import httpcore
import httpx

from bot import __version__
from bot.domain.article import DropReason
from bot.domain.moments import Clock, system_clock
from bot.errors import FetchError
from bot.ingest import answers
from bot.ingest.addresses import AddressRule, ForbiddenAddressError, Resolver, resolve
from bot.ingest.answers import Fetched, NotModified
from bot.ingest.hosts import HostGates, Sleep
from bot.ingest.inflate import Body, BodyError
from bot.ingest.transport import SafeTransport

MAX_REDIRECTS = 5
_MAX_URL = 4096
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = 410


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much may come: `max_bytes` after inflating; `truncate` keeps the beginning instead of refusing."""

    max_bytes: int
    accept: str = "*/*"
    truncate: bool = False


FEED = Limits(
    max_bytes=10_000_000,
    accept="application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
)
PAGE = Limits(max_bytes=3_000_000, accept="text/html, application/xhtml+xml;q=0.9, */*;q=0.5")
ROBOTS = Limits(max_bytes=512_000, accept="text/plain, */*;q=0.5", truncate=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRules:
    """How to fetch. Times in seconds; `total` covers all hops of one fetch, waiting for the host's turn aside.

    `allow` lifts address, port and gap rules for exactly these (host, port).
    """

    contact_url: str
    host_gap: float = 2.0
    allow: frozenset[tuple[str, int]] = frozenset()
    proxy_url: str | None = None
    no_proxy: tuple[str, ...] = ()
    ca_bundle: Path | None = None
    connect: float = 5.0
    read: float = 10.0
    total: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Redirect:
    location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """What is asked: the first address (for messages), limits and validators."""

    url: str
    limits: Limits
    etag: str | None
    last_modified: str | None

    def headers(self) -> dict[str, str]:
        found = {"Accept": self.limits.accept}
        if etag := answers.validator(self.etag):
            found["If-None-Match"] = etag
        if last_modified := answers.validator(self.last_modified):
            found["If-Modified-Since"] = last_modified
        return found


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
        self._client = httpx.AsyncClient(
            transport=SafeTransport(
                self._rule,
                resolver=resolver,
                proxy_url=rules.proxy_url,
                no_proxy=rules.no_proxy,
                ca_bundle=rules.ca_bundle,
            ),
            headers={"User-Agent": self.user_agent, "Accept-Encoding": "gzip"},
            cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
            timeout=httpx.Timeout(rules.read, connect=rules.connect, pool=rules.total),
            follow_redirects=False,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    def slow_down(self, host: str, gap: float) -> None:
        """Keep at least `gap` seconds (60 at most) between requests to `host` from now on."""
        self._gates.slow_down(host, gap)

    async def fetch(
        self, url: str, *, limits: Limits = FEED, etag: str | None = None, last_modified: str | None = None
    ) -> Fetched | NotModified:
        """Return the answer at the end of at most five redirects; raise FetchError with its reason.

        `etag` and `last_modified` are sent back verbatim, as the server gave them before, where a header can hold them.
        """
        question = _Question(url=url, limits=limits, etag=etag, last_modified=last_modified)
        left, here = self.rules.total, url
        for _hop in range(MAX_REDIRECTS + 1):
            target, port = self._target(here, question)
            async with self._gates.turn(target.host, free=self._rule.lifted(target.host, port)):
                started = time.monotonic()
                answer = await self._within(left, target, question)
                left -= time.monotonic() - started
            if not isinstance(answer, _Redirect):
                return answer
            here = _joined(str(target), answer.location)
        raise FetchError(url, f"more than {MAX_REDIRECTS} redirects")

    def _target(self, here: str, question: _Question) -> tuple[httpx.URL, int]:
        """Return the address and its port; every part of it is read here once, since reading one may fail."""
        try:
            target = httpx.URL(here if len(here) <= _MAX_URL else "").copy_with(fragment=None)
            port = target.port or (443 if target.scheme == "https" else 80)
            host, user = target.host, target.userinfo
        except (httpx.InvalidURL, ValueError) as error:  # idna's errors and UnicodeError are ValueErrors
            raise FetchError(question.url, "is not a valid address") from error
        if target.scheme not in {"http", "https"} or not host:
            raise FetchError(question.url, "only http and https are fetched", reason=DropReason.FORBIDDEN_ADDRESS)
        if user:
            raise FetchError(question.url, "an address with a user part is not fetched")
        return target, port

    async def _within(
        self, seconds: float, target: httpx.URL, question: _Question
    ) -> Fetched | NotModified | _Redirect:
        """Ask within the time left and give every failure its reason."""
        url = question.url
        try:
            async with asyncio.timeout(max(seconds, 0.001)):
                return await self._ask(target, question)
        except (TimeoutError, httpx.TimeoutException, httpcore.TimeoutException) as error:
            raise FetchError(url, "no full answer in time", reason=DropReason.TIMEOUT) from error
        except ForbiddenAddressError as error:
            raise FetchError(url, str(error), reason=DropReason.FORBIDDEN_ADDRESS) from error
        except BodyError as error:
            raise FetchError(url, error.problem, reason=error.reason) from error
        except (httpx.HTTPError, httpx.InvalidURL, *_CORE_ERRORS) as error:
            raise FetchError(url, str(error) or type(error).__name__) from error
        except ValueError as error:  # what a server wrote cannot be read, or not be sent back: headers, addresses
            raise FetchError(url, f"the answer cannot be read: {error}", reason=DropReason.UNREADABLE) from error

    async def _ask(self, target: httpx.URL, question: _Question) -> Fetched | NotModified | _Redirect:
        async with self._client.stream("GET", target, headers=question.headers()) as response:
            status, headers, now = response.status_code, response.headers, self._clock()
            if status == 304:
                return NotModified(
                    url=str(target),
                    etag=answers.validator(headers.get("etag")),
                    last_modified=answers.validator(headers.get("last-modified")),
                    max_age=answers.max_age(headers, now),
                )
            if status in _REDIRECTS and headers.get("location"):
                return _Redirect(location=headers["location"])
            if not 200 <= status < 300:
                raise self._refusal(question.url, response)
            return Fetched(
                url=str(target),
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


_CORE_ERRORS = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, httpcore.UnsupportedProtocol)


def _joined(base: str, location: str) -> str:
    """Return where a redirect leads; "" for what is no address at all, refused at the next hop."""
    try:
        return urljoin(base, location)
    except ValueError:
        return ""


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
