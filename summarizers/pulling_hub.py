"""The hub models are pulled from, over HTTP: redirects are followed by hand, and the token goes to the hub alone."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import httpx

from summarizers.errors import ModelError

DEFAULT_URL = "https://huggingface.co"
BY_HAND = (
    "without a way out: pull on a machine that has one, copy the folder here, and run: entente models list --verify"
)
_HOPS = 6
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


class TryAgain(Exception):
    """Something that may pass: a broken connection, a busy hub. `wait` is what the hub asked for, in seconds."""

    def __init__(self, problem: str, *, wait: float | None = None) -> None:
        """Keep what was met and how long to wait."""
        super().__init__(problem)
        self.problem, self.wait = problem, wait


def _direct(url: str) -> str | None:
    """Reach every address without a proxy."""
    del url
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """Where models are fetched: `url` as in HF_ENDPOINT, the token for gated ones, the proxy and certificates.

    `proxy_for` names the proxy an address is reached by; `seconds` bounds each wait for the network, not the download.
    """

    url: str = DEFAULT_URL
    token: str | None = field(default=None, repr=False)
    proxy_for: Callable[[str], str | None] = _direct
    ca_bundle: Path | None = None
    seconds: float = 30.0

    def __post_init__(self) -> None:
        """Refuse an address that would be asked, and shown the token, in the clear; raise ModelError."""
        url = _parsed(self.url)
        if url is None or not url.host or url.userinfo or url.query or url.fragment:
            raise ModelError("HF_ENDPOINT is no plain address such as https://huggingface.co; a token goes in HF_TOKEN")
        if url.scheme != "https" and not _loopback(url):
            raise ModelError(f"HF_ENDPOINT: {url.host} is asked without encryption; write https://")

    @property
    def host(self) -> str:
        """The hub's host name, as errors show it."""
        return httpx.URL(self.url).host

    def resolve(self, model: str, *, revision: str, name: str) -> str:
        """Return the address of a file of `model` at a commit."""
        return f"{self.url.rstrip('/')}/{model}/resolve/{quote(revision, safe='')}/{name}"

    def about(self, model: str, *, revision: str) -> str:
        """Return the address where the hub tells commit and files of `model`."""
        return f"{self.url.rstrip('/')}/api/models/{model}/revision/{quote(revision, safe='')}?blobs=true"


class HubClient:
    """Asks a hub; a context manager. Errors name the host and never a query, which may hold a signature."""

    def __init__(self, hub: Hub) -> None:
        """Ask `hub`; raise ModelError where its certificates cannot be read."""
        self._hub = hub
        try:
            self._tls = ssl.create_default_context(cafile=str(hub.ca_bundle)) if hub.ca_bundle else True
        except (OSError, ssl.SSLError) as error:
            raise ModelError(f"ca_bundle: {hub.ca_bundle} cannot be read as certificates") from error
        self._clients: dict[str | None, httpx.Client] = {}

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections."""
        for client in self._clients.values():
            client.close()

    @contextmanager
    def opened(self, address: str, *, start: int = 0) -> Iterator[httpx.Response]:
        """Yield the answer (200, 206 or 416) at `address`, from byte `start`; raise TryAgain or ModelError."""
        try:
            with self._followed(httpx.URL(address), start=start) as response:
                self._judge(response, model=address)
                yield response
        except httpx.TransportError as error:
            raise TryAgain(f"{self._hub.host} cannot be reached ({type(error).__name__})") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ModelError(f"{self._hub.host}: the answer cannot be read ({type(error).__name__})") from error

    def small(self, address: str, *, limit: int) -> bytes:
        """Return the whole answer at `address`; raise ModelError where it is over `limit` bytes, or TryAgain."""
        content = bytearray()
        with self.opened(address) as response:
            for chunk in response.iter_bytes():
                content += chunk
                if len(content) > limit:
                    raise ModelError(f"{self._hub.host}: an answer is over {limit} bytes; this is not the hub's")
        return bytes(content)

    @contextmanager
    def _followed(self, url: httpx.URL, *, start: int) -> Iterator[httpx.Response]:
        for _hop in range(_HOPS):
            with self._client(url).stream("GET", url, headers=self._headers(url, start=start)) as response:
                if not response.has_redirect_location:
                    yield response
                    return
                url = self._target(url, response.headers["location"])
        raise ModelError(f"{self._hub.host}: sends from address to address without end; try again later")

    def _target(self, url: httpx.URL, location: str) -> httpx.URL:
        target = url.join(location)
        if target.scheme != "https" and not (_loopback(target) and _loopback(httpx.URL(self._hub.url))):
            raise ModelError(f"{self._hub.host}: sends to {target.host} without encryption, which is not followed")
        return target

    def _headers(self, url: httpx.URL, *, start: int) -> dict[str, str]:
        headers = {"Accept-Encoding": "identity", "User-Agent": "entente"}
        if start:
            headers["Range"] = f"bytes={start}-"
        if self._hub.token and _origin(url) == _origin(httpx.URL(self._hub.url)):
            headers["Authorization"] = f"Bearer {self._hub.token}"
        return headers

    def _client(self, url: httpx.URL) -> httpx.Client:
        proxy = self._hub.proxy_for(str(url.copy_with(query=None)))
        if proxy not in self._clients:
            # trust_env=False: neither a proxy nor a .netrc of the machine decides what is fetched from where
            self._clients[proxy] = httpx.Client(
                trust_env=False, timeout=self._hub.seconds, proxy=proxy, verify=self._tls, follow_redirects=False
            )
        return self._clients[proxy]

    def _judge(self, response: httpx.Response, *, model: str) -> None:
        status, host = response.status_code, self._hub.host
        if status in _AGAIN:
            raise TryAgain(f"{host} said {status}", wait=_seconds(response))
        if status in (401, 403):
            held = "HF_TOKEN is not let in" if self._hub.token else "set HF_TOKEN to a token that may read it"
            raise ModelError(
                f"{host} said {status}: there is no such model, or its licence must be accepted on its page; {held}"
            )
        if status == httpx.codes.NOT_FOUND:
            place = httpx.URL(model).path
            raise ModelError(f"{host} has no {place}; check the name and revision, or HF_ENDPOINT if it is a mirror")
        if status not in (200, 206, 416):
            raise ModelError(f"{host} said {status}; try again later or set HF_ENDPOINT to a mirror")


def _parsed(address: str) -> httpx.URL | None:
    try:
        return httpx.URL(address)
    except httpx.InvalidURL:
        return None


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _loopback(url: httpx.URL) -> bool:
    return url.scheme in ("http", "https") and url.host in _LOOPBACK


def _seconds(response: httpx.Response) -> float | None:
    stated = response.headers.get("retry-after", "")
    return float(stated) if stated.isascii() and stated.isdigit() else None
