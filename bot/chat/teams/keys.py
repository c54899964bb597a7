"""The keys Teams signs its requests with: fetched once for all who wait, kept for a day, refreshed in the background.

No request waits for the network but the first, and one a minute that names a key not known yet.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import jwt

from bot.errors import ConfigError
from bot.log import get_logger

FRESH_SECONDS = 24 * 3600.0
KEPT_SECONDS = 7 * FRESH_SECONDS
UNKNOWN_SECONDS = 60.0
NONE_SECONDS = 5.0
FETCH_SECONDS = 10.0
MAX_BYTES = 1_000_000
MAX_KEYS = 500
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_SHORTEST = 2048
log = get_logger("teams")


class KeysUnavailable(Exception):
    """There are no keys to check a token with: they could not be fetched, or not for a week."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key by its id, and the channels it may sign for."""

    id: str
    key: Any
    endorsements: frozenset[str]


class Keys:
    """The keys named by the OpenID metadata at `url`. `fetch` returns what stands at an address.

    Where it cannot it raises, an OSError with words for the log, or anything else, of which the log has the name.
    """

    def __init__(
        self, fetch: Callable[[str], Awaitable[bytes]], url: str, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Keep both; raise ConfigError where `url` is neither https nor on this machine."""
        if not _is_safe(url):
            raise ConfigError("teams_openid_url", f"{url} is not an https address", hint="http is for loopback alone")
        self._fetch, self._url, self._monotonic = fetch, url, monotonic
        self._keys: Mapping[str, Key] = {}
        self._fetched = self._tried = -KEPT_SECONDS
        self._fetching: asyncio.Task[None] | None = None

    async def warm(self) -> bool:
        """Fetch the keys if there are none; return whether there are. A failure is logged, and tried again later."""
        if not self._held():
            await self._fresh(NONE_SECONDS)
        return bool(self._held())

    def known(self, kid: str) -> Key | None:
        """Return a key that is at hand."""
        return self._held().get(kid)

    async def find(self, kid: str) -> Key | None:
        """Return a key, None where nobody signs with it; raise KeysUnavailable where that cannot be told."""
        if not self._held():
            await self._fresh(NONE_SECONDS)
        elif self._monotonic() - self._fetched >= FRESH_SECONDS:
            self._begin(UNKNOWN_SECONDS)  # nobody waits for it: the old keys do until it is there
        if self._held() and kid not in self._held():
            await self._fresh(UNKNOWN_SECONDS)
        if not self._held():
            raise KeysUnavailable
        return self.known(kid)

    async def close(self) -> None:
        """End a fetch that is under way."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)

    def _held(self) -> Mapping[str, Key]:
        """Return the keys, none where no refresh came through for so long that some may have been revoked."""
        return self._keys if self._monotonic() - self._fetched < KEPT_SECONDS else {}

    async def _fresh(self, pace: float) -> None:
        task = self._begin(pace)
        if task is not None:
            await asyncio.wait({task})  # who no longer waits ends it for nobody

    def _begin(self, pace: float) -> asyncio.Task[None] | None:
        """Return the fetch that is under way; begin one if the last began `pace` seconds ago."""
        if self._fetching is None or self._fetching.done():
            if self._monotonic() - self._tried < pace:
                return None
            self._tried = self._monotonic()
            self._fetching = asyncio.create_task(self._refresh(), name="teams-keys")
        return self._fetching

    async def _refresh(self) -> None:
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                address = _keys_address(await self._fetch(self._url), self._url)
                self._keys = read_keys(await self._fetch(address))
            self._fetched = self._monotonic()
        except Exception as error:
            said = str(error) if type(error) in (ValueError, OSError) else type(error).__name__
            kept = len(self._held())
            log.warning("the keys of Teams could not be fetched", problem=said, kept=kept, address=self._url)


def read_keys(raw: bytes) -> Mapping[str, Key]:
    """Return the RSA signing keys of a JWK set by their ids; raise ValueError where it holds none."""
    listed = _object(raw, "the key set").get("keys")
    if not isinstance(listed, list):
        raise ValueError("the key set holds no list of keys")  # noqa: TRY004 - it is what was sent that is wrong
    found: dict[str, Key] = {}
    for entry in listed[:MAX_KEYS]:
        key = _key(entry)
        if key is not None:
            found.setdefault(key.id, key)
    if not found:
        raise ValueError("the key set holds no key that could be used")
    return found


def _key(entry: object) -> Key | None:
    """Return a key of the set, None where it cannot check a signature by RS256."""
    if not isinstance(entry, dict) or entry.get("kty") != "RSA" or entry.get("use", "sig") != "sig":
        return None
    kid, endorsed = entry.get("kid"), entry.get("endorsements")
    if not isinstance(kid, str) or not kid or entry.get("alg", "RS256") != "RS256":
        return None
    try:
        public = jwt.PyJWK(entry, "RS256").key
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    if public.key_size < _SHORTEST or hasattr(public, "private_numbers"):
        return None
    names = endorsed if isinstance(endorsed, list) else []
    return Key(kid, public, frozenset(name for name in names if isinstance(name, str)))


def _keys_address(raw: bytes, metadata: str) -> str:
    """Return where the metadata says the keys are; raise ValueError unless that is where the metadata itself is."""
    address = _object(raw, "the OpenID metadata").get("jwks_uri")
    if not isinstance(address, str):
        raise ValueError("the OpenID metadata names no keys")  # noqa: TRY004 - it is what was sent that is wrong
    here, there = urlsplit(metadata), urlsplit(address)
    if (here.scheme, here.netloc) != (there.scheme, there.netloc):
        raise ValueError("the OpenID metadata names keys at another host")
    return address


def _object(raw: bytes, what: str) -> Mapping[str, Any]:
    if len(raw) > MAX_BYTES:
        raise ValueError(f"{what} is too long")
    try:
        read = json.loads(raw)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise ValueError(f"{what} is not a JSON object")  # noqa: TRY004 - it is what was sent that is wrong
    return read


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    if parts.username is not None or not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
