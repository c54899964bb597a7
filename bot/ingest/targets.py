"""Addresses as they are asked for: read once, whole, so that nothing about them can fail later. Pure."""

from dataclasses import dataclass
from urllib.parse import urljoin

import httpx

from bot.domain.article import DropReason
from bot.errors import FetchError
from bot.ingest.transport import port_of

_MAX_URL = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One address of a fetch: the first, or one that a redirect led to."""

    url: httpx.URL
    host: str
    port: int


def target_of(here: str, *, asked: str) -> Target:
    """Return the address `here`, its fragment dropped; raise FetchError, which names `asked`, where it is none."""
    try:
        url = httpx.URL(here if len(here) <= _MAX_URL else "")
        if url.fragment:
            url = url.copy_with(fragment=None)
        port, host, user = port_of(url), url.host, url.userinfo
    except (httpx.InvalidURL, ValueError) as error:  # idna's errors and UnicodeError are ValueErrors
        raise FetchError(asked, "is not a valid address") from error
    if url.scheme not in {"http", "https"} or not host:
        raise FetchError(asked, "only http and https are fetched", reason=DropReason.FORBIDDEN_ADDRESS)
    if user:
        raise FetchError(asked, "an address with a user part is not fetched")
    return Target(url=url, host=host, port=port)


def joined(base: httpx.URL, location: str) -> str:
    """Return where a redirect leads; "" for what is no address at all, refused at the next hop."""
    try:
        return urljoin(str(base), location)
    except ValueError:
        return ""
