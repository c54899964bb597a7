"""WebSub, the subscriber's side (W3C Recommendation): what is asked of a hub, and what is believed of it. Pure.

A hub is believed when it repeats what was asked (verification of intent) and signs what it sends. Clock, chance and
unguessable words are passed in or made by `secrets`; nothing here fetches or stores.
"""

import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from bot.domain.ids import SourceId
from bot.domain.push import Push

LEASE = timedelta(days=10)
"""What is asked for; the hub decides."""
SHORTEST_LEASE, LONGEST_LEASE = timedelta(hours=2), timedelta(days=30)
"""A shorter lease would lapse between two renewals and is declined; a longer one is renewed as if it ended here."""
CALLBACK_PATH = "/websub/"
METHODS = frozenset({"sha1", "sha256", "sha384", "sha512"})
_RENEW_AT, _JITTER = 0.8, 0.1
_PATIENCE = timedelta(hours=24)
_FIRST_WAIT, _LONGEST_WAIT = timedelta(hours=1), timedelta(days=7)
_DENIED_WAIT = timedelta(days=1)
_MOST = 2_000
_ASKED = ("hub.mode", "hub.topic", "hub.challenge", "hub.lease_seconds")

Mode = Literal["subscribe", "unsubscribe"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What a hub's GET says; "" for what it does not say."""

    mode: str
    topic: str
    challenge: str = ""
    lease_seconds: str = ""


def hub_address(url: str, *, plain: frozenset[tuple[str, int]] = frozenset()) -> str | None:
    """Return the address to ask the hub `url` at, None where it cannot be asked.

    The secret travels in the request, so a hub named with http is asked over https; one at a port of its own cannot be.
    `plain` are hosts and ports opened by hand, which are asked as they are.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or len(url) > _MOST or parts.username is not None or not url.isprintable() or " " in url:
        return None
    if parts.scheme == "https" or (parts.scheme == "http" and (host, port or 80) in plain):
        return url
    if parts.scheme == "http" and port in (None, 80):
        return parts._replace(scheme="https", netloc=parts.netloc.removesuffix(":80")).geturl()
    return None


def new_push(source: SourceId, *, hub: str, topic: str, now: datetime) -> Push:
    """Return a push to be asked for at once, with a token and a secret nobody can guess."""
    return Push(
        source_id=source,
        hub=hub,
        topic=topic,
        token=secrets.token_urlsafe(24),
        secret=secrets.token_urlsafe(32),
        state="asked",
        asked_at=now,
        due_at=now,
    )


def asking(push: Push, now: datetime, chance: float) -> Push:
    """Return the push as it stands while the hub is asked: to be stored before, since a hub may verify at once.

    Silence counts as a failure from the start: unless the hub says yes, it is asked again after 1 h, then after twice
    as long each time, up to a week. What was granted before stays until it ends.
    """
    failures = push.failures + 1
    return replace(
        push,
        state="active" if _granted(push, now) else "asked",
        asked_at=now,
        failures=failures,
        due_at=now + _spread(min(_FIRST_WAIT * 2 ** min(failures - 1, 8), _LONGEST_WAIT), chance),
    )


def refused(push: Push) -> Push:
    """Return the push after the hub turned the request down; when to ask again was settled when it was asked."""
    return push if push.state in ("active", "leaving") else replace(push, state="denied", lease_until=None)


def leaving(push: Push, now: datetime) -> Push:
    """Return the push as it stands while the hub is asked to stop; it can be forgotten when it is due."""
    return replace(push, state="leaving", asked_at=now, due_at=max(push.lease_until or now, now + _FIRST_WAIT))


def form(push: Push, *, callback: str) -> Mapping[str, str]:
    """Return the fields of the request that `push` stands for; `callback` is the public address of the listener."""
    mode: Mode = "unsubscribe" if push.state == "leaving" else "subscribe"
    fields = {
        "hub.mode": mode,
        "hub.topic": push.topic,
        "hub.callback": callback.rstrip("/") + CALLBACK_PATH + push.token,
    }
    if mode == "subscribe":
        fields |= {"hub.lease_seconds": str(int(LEASE.total_seconds())), "hub.secret": push.secret}
    return fields


def read_intent(query: Iterable[tuple[str, str]]) -> Intent | None:
    """Return what a hub says in the query of its GET, None where it says something twice, too much or nothing."""
    said: dict[str, str] = {}
    for name, value in query:
        if name in said or (name in _ASKED and len(value) > _MOST):
            return None
        if name in _ASKED:
            said[name] = value
    mode, topic, challenge, lease_seconds = (said.get(name, "") for name in _ASKED)
    return Intent(mode=mode, topic=topic, challenge=challenge, lease_seconds=lease_seconds) if mode and topic else None


def answered(push: Push, intent: Intent, *, now: datetime, chance: float) -> Push | None:
    """Return the push after a hub's GET, None where that is not what was asked for; its challenge is to be echoed.

    A hub repeats a question whose answer it did not get, so the same yes is given for a day after asking.
    """
    if intent.topic != push.topic:
        return None
    if intent.mode == "denied":
        return push if push.state == "leaving" else _denied(push, now, chance)
    if not intent.challenge or now - push.asked_at > _PATIENCE:
        return None
    if intent.mode == "unsubscribe":
        return push if push.state == "leaving" else None
    lease = _lease(intent.lease_seconds)
    if intent.mode != "subscribe" or push.state not in ("asked", "active") or lease is None:
        return None
    return replace(
        push,
        state="active",
        lease_until=now + lease,
        failures=0,
        due_at=now + lease * (_RENEW_AT - _JITTER * chance),
    )


def signed(secret: str, header: str | None, body: bytes) -> bool:
    """Return whether `header` (X-Hub-Signature) signs `body` with `secret` by a method the Recommendation names."""
    method, _, given = (header or "").strip().lower().partition("=")
    if method not in METHODS:
        return False
    right = hmac.digest(secret.encode(), body, method).hex()
    return hmac.compare_digest(right.encode(), given.encode(errors="replace"))


def is_trusted(push: Push) -> bool:
    """Return whether signed content is taken: once the hub's question was answered, until it denies or is left."""
    return push.state == "active"


def _granted(push: Push, now: datetime) -> bool:
    return push.state == "active" and push.lease_until is not None and push.lease_until > now


def _denied(push: Push, now: datetime, chance: float) -> Push:
    wait = min(_DENIED_WAIT * 2 ** min(max(push.failures - 1, 0), 4), _LONGEST_WAIT)
    return replace(
        push,
        state="denied",
        lease_until=None,
        failures=max(push.failures, 1),
        due_at=now + _spread(wait, chance),
    )


def _lease(seconds: str) -> timedelta | None:
    if not (seconds.isascii() and seconds.isdigit()) or len(seconds) > 15:
        return None
    lease = timedelta(seconds=min(int(seconds), LONGEST_LEASE.total_seconds()))
    return lease if lease >= SHORTEST_LEASE else None


def _spread(wait: timedelta, chance: float) -> timedelta:
    return wait * (1 + _JITTER * (2 * chance - 1))
