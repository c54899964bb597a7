"""Reservations against text and data mining that a site declares at one place (`/.well-known/tdmrep.json`)."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.domain.moments import Clock
from bot.errors import FetchError
from bot.ingest.answers import Fetched
from bot.ingest.charset import decode
from bot.ingest.http import SafeClient
from bot.ingest.rules import Limits

RESERVATIONS = Limits(max_bytes=512_000, accept="application/json, */*;q=0.5")
_PATH = "/.well-known/tdmrep.json"
_KEEP = timedelta(hours=24)
_KEEP_UNREACHED = timedelta(hours=1)
_RULES = 1_000
_LONGEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """A place of a site, as robots.txt writes paths (`*` and a final `$`), and whether it is reserved."""

    location: str
    reserved: bool

    def covers(self, path: str) -> bool:
        """Return whether `path`, its query included, is at this place."""
        first, *pieces = self.location.removesuffix("$").split("*")
        if not path.startswith(first):
            return False
        rest = path[len(first) :]
        last = pieces.pop() if pieces and self.location.endswith("$") else None
        for piece in pieces:
            _, found, after = rest.partition(piece) if piece else ("", "*", rest)
            if not found:
                return False
            rest = after
        if last is not None:
            return rest.endswith(last)
        return not (self.location.endswith("$") and rest)


def read_reservations(text: str) -> tuple[Reservation, ...]:
    """Return the rules in a tdmrep.json, those that can be read, 1,000 at most; none for what is no such file."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    rules = told if isinstance(told, list) else [told]
    return tuple(rule for one in rules[:_RULES] if (rule := _rule(one)) is not None)


def is_reserved(rules: Sequence[Reservation], path: str) -> bool:
    """Return whether the most specific rule for `path`, the one with the longest location, reserves it.

    Where two are as long, the reservation holds.
    """
    matching = [rule for rule in rules if rule.covers(path)]
    best = max(matching, key=lambda rule: (len(rule.location), rule.reserved), default=None)
    return best is not None and best.reserved


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    rules: tuple[Reservation, ...]
    until: datetime


class Reservations:
    """Says which pages a site reserves; asks each origin once a day."""

    def __init__(self, client: SafeClient, *, clock: Clock) -> None:
        self._client, self._clock = client, clock
        self._known: dict[str, _Known] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def reserved(self, url: str) -> bool:
        """Return whether the site of `url` reserves it; a declaration that cannot be had reserves nothing.

        Pages can reserve themselves as well, in their headers and their head. One that could not be reached is asked
        for again after an hour.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        async with self._locks.setdefault(origin, asyncio.Lock()):
            known = self._known.get(origin)
            if known is None or known.until <= self._clock():
                known = self._known[origin] = await self._learn(origin)
        return is_reserved(known.rules, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))

    async def _learn(self, origin: str) -> _Known:
        try:
            answer = await self._client.fetch(origin + _PATH, limits=RESERVATIONS)
        except FetchError as error:
            absent = error.status is not None and 400 <= error.status < 500 and error.status != 429
            return _Known(rules=(), until=self._clock() + (_KEEP if absent else _KEEP_UNREACHED))
        if not isinstance(answer, Fetched):
            return _Known(rules=(), until=self._clock() + _KEEP_UNREACHED)
        return _Known(rules=read_reservations(decode(answer.body, answer.charset)), until=self._clock() + _KEEP)


def _rule(value: object) -> Reservation | None:
    if not isinstance(value, dict):
        return None
    location, reserved = value.get("location"), value.get("tdm-reservation")
    if not isinstance(location, str) or not 0 < len(location) <= _LONGEST:
        return None
    if str(reserved).strip() not in {"0", "1"}:
        return None
    place = location if location.startswith(("/", "*")) else f"/{location}"
    return Reservation(location=place, reserved=str(reserved).strip() == "1")
