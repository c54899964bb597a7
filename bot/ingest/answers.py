"""What a server's answer says about itself: validators, freshness, waiting times, walls, opt-outs. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

RETRY_AFTER_CAP = 172_800.0
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)
_MAX_VALIDATOR = 1000
_WALLED = frozenset({403, 405, 429, 503})
# DataDome, AWS WAF, Imperva, Sucuri, PerimeterX; Akamai, DDoS-Guard and Qrator by the server's name.
_WALL_HEADERS = ("x-datadome", "x-amzn-waf-action", "x-iinfo", "x-sucuri-block", "x-px-block")
_WALL_SERVERS = ("akamaighost", "ddos-guard", "qrator", "sucuri")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A usable answer: `url` is the final one, `charset` what HTTP said, `max_age` in seconds.

    `opted_out` says that the publisher reserves the text against machine use (X-Robots-Tag noai, TDM reservation).
    `moved_to` is the final address where every redirect on the way was permanent (301, 308).
    """

    url: str
    status: int
    body: bytes
    content_type: str = ""
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    max_age: float | None = None
    opted_out: bool = False
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server says nothing changed; validators it sent anew replace the stored ones."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    max_age: float | None = None
    moved_to: str | None = None


def validator(value: str | None) -> str | None:
    """Return an ETag or Last-Modified that can be kept and sent back: printable ASCII of at most 1 kB, else None."""
    usable = value and len(value) <= _MAX_VALIDATOR and value.isascii() and value.isprintable()
    return value if usable else None


def moment(text: str | None) -> datetime | None:
    """Return an HTTP date in UTC, or None where it is not one."""
    try:
        found = parsedate_to_datetime(text or "")
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds Retry-After asks to wait (a number or a date), at most 172,800; None where unsaid."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        seconds = float(text[:9])
    else:
        until = moment(text)
        if until is None:
            return None
        seconds = (until - now).total_seconds()
    return min(max(seconds, 0.0), RETRY_AFTER_CAP)


def max_age(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds an answer stays fresh by Cache-Control or, without it, Expires; None where unsaid."""
    named = _MAX_AGE.search(headers.get("cache-control", ""))
    if named:
        return float(named.group(1))
    until = moment(headers.get("expires"))
    return None if until is None else max((until - now).total_seconds(), 0.0)


def is_wall(status: int, headers: Mapping[str, str]) -> bool:
    """Return whether a bot wall answered: one of the known vendors', by the headers they refuse with."""
    if status not in _WALLED:
        return False
    challenged = headers.get("cf-mitigated", "").strip().lower() == "challenge"
    server = headers.get("server", "").strip().lower()
    return challenged or server.startswith(_WALL_SERVERS) or any(name in headers for name in _WALL_HEADERS)


def opted_out(headers: Mapping[str, str]) -> bool:
    """Return whether the headers reserve the text against machine use."""
    rules = {rule.strip().rpartition(":")[2].strip().lower() for rule in headers.get("x-robots-tag", "").split(",")}
    return "noai" in rules or headers.get("tdm-reservation", "").strip() == "1"
