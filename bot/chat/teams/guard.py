"""Who may say something to the bot on Teams: the token first, then what a request says of itself. No I/O but for keys.

Every refusal is in words of ours: of a token or a body nothing is repeated but, once Microsoft has signed for it, the
tenant or the host an operator may want to allow. The token signs the service's address and not the body, so whoever
holds one may write what they like with it until it expires: that is why it goes nowhere, and why it is checked first.
"""

import logging
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from bot.chat.teams.bodies import Unreadable, read_object
from bot.chat.teams.keys import Key, Keys, KeysUnavailable
from bot.chat.teams.sdk import JwtValidationOptions, TokenValidator
from bot.domain.moments import Clock, system_clock

CHANNEL = "msteams"
OLDEST = timedelta(hours=1)
"""As long as a token lives: nobody sends an older activity again but one who recorded it. Far within the 24 h that
events are remembered for, so that none is forgotten while it would still be let in."""
AHEAD = timedelta(minutes=5)
"""How far Microsoft's clock may be ahead of ours: as for tokens."""
MAX_TOKEN = 6_000
MAX_ID = 500
_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*", re.ASCII)
_ADDRESS = re.compile(r"(https?)://((?:[a-z0-9.-]+|\[::1\])(?::[0-9]{1,5})?)(?:/[A-Za-z0-9._~%/-]*)?", re.ASCII)
_LOOPBACK = re.compile(r"(?:127\.0\.0\.1|\[::1\]|localhost):[0-9]+")
_SAYABLE = re.compile(r"[A-Za-z0-9.:-]{1,100}", re.ASCII)
_EDITS = frozenset({"messageUpdate", "messageDelete"})
_WHY: tuple[tuple[type[Exception], str], ...] = (
    (jwt.ExpiredSignatureError, "the token has expired"),
    (jwt.ImmatureSignatureError, "the token is not valid yet"),
    (jwt.InvalidAudienceError, "the token is for another app"),
    (jwt.InvalidIssuerError, "the token is not the Bot Framework's"),
    (jwt.InvalidSignatureError, "the token's signature is wrong"),
)
# It repeats parts of a token, and what strangers put into them.
logging.getLogger(TokenValidator.__module__).setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True)
class Refusal:
    """The HTTP status and why, in words of ours; `detail` is a tenant or a host, fit to be logged."""

    status: int
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Caller:
    """What a good token says, and the channels its key may sign for."""

    claims: Mapping[str, Any] = field(repr=False)
    endorsements: frozenset[str]


@dataclass(frozen=True, slots=True)
class Admitted:
    """An activity that may be taken; `event` names it the same each time it is sent, `at` is when it happened."""

    activity: Mapping[str, Any] = field(repr=False)
    claims: Mapping[str, Any] = field(repr=False)
    event: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Rules:
    """Whom we serve: the app's id, tenants in lower case, and hosts (HOST or HOST:PORT) that Teams may be served at."""

    app_id: str
    tenants: frozenset[str]
    hosts: frozenset[str]


class Guard:
    """Decides on requests. `issuer` is the Bot Framework's in the app's cloud: tokens of Entra itself are not taken."""

    def __init__(
        self,
        keys: Keys,
        *,
        app_id: str,
        issuer: str,
        tenants: Collection[str],
        service_hosts: Collection[str],
        clock: Clock = system_clock,
    ) -> None:
        self._keys, self._clock, self._issuer = keys, clock, issuer
        self._rules = Rules(app_id, _lower(tenants), _lower(service_hosts))
        self._options = JwtValidationOptions(valid_issuers=[issuer], valid_audiences=[app_id], jwks_uri=issuer)

    async def check(self, headers: Mapping[str, str], body: bytes) -> Admitted | Refusal:
        """Decide on a whole request."""
        caller = await self.caller([value for name, value in headers.items() if name.lower() == "authorization"])
        return caller if isinstance(caller, Refusal) else self.activity(caller, body)

    async def caller(self, authorization: Sequence[str]) -> Caller | Refusal:
        """Decide on the Authorization headers alone, before anything else is read."""
        token = _bearer(authorization)
        if isinstance(token, Refusal):
            return token
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, ValueError, RecursionError):
            return _malformed()
        kid = header.get("kid")
        if header.get("alg") != "RS256":
            return Refusal(401, "the token is not signed by RS256")
        if not isinstance(kid, str) or not kid:
            return Refusal(401, "the token names no key")
        try:
            key = await self._keys.find(kid)
        except KeysUnavailable:
            return Refusal(503, "the keys of Teams could not be fetched yet")
        return Refusal(401, "the token's key is not known") if key is None else await self._claimed(token, key)

    def activity(self, caller: Caller, body: bytes) -> Admitted | Refusal:
        """Decide on the body of a caller whose token is good."""
        try:
            read = read_object(body)
        except Unreadable as error:
            return Refusal(400, str(error))
        return judged(read, caller, self._rules, now=self._clock())

    async def _claimed(self, token: str, key: Key) -> Caller | Refusal:
        try:
            claims = await _Validator(self._options, key).validate_token(token)
        except (jwt.PyJWTError, ValueError, TypeError, ArithmeticError, RecursionError) as error:
            return Refusal(401, next((why for kind, why in _WHY if isinstance(error, kind)), _malformed().reason))
        expires = claims.get("exp")
        if not isinstance(expires, int | float):
            return Refusal(401, "the token never expires")
        if (claims.get("aud"), claims.get("iss")) != (self._rules.app_id, self._issuer):
            return Refusal(401, "the token is for others too")
        if not _text(claims, "serviceurl"):
            return Refusal(401, "the token names no service")
        return Caller(claims, key.endorsements)


class _Validator(TokenValidator):
    """The SDK's checks of one token with its key at hand: the SDK's own way to keys would hold up the event loop."""

    def __init__(self, options: JwtValidationOptions, key: Key) -> None:
        super().__init__(options)
        self._jwks_client = _AtHand(key)  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class _AtHand:
    """What the SDK asks for the key of the token."""

    key: Key

    def get_signing_key_from_jwt(self, _token: str) -> Key:
        """Return the key."""
        return self.key


def judged(activity: Mapping[str, Any], caller: Caller, rules: Rules, *, now: datetime) -> Admitted | Refusal:
    """Decide on an activity that came with a good token. Pure."""
    refused = (
        _service(activity, caller, rules)
        or _addressed(activity, caller, rules)
        or _tenant(activity, rules)
        or _identified(activity)
    )
    if refused is not None:
        return refused
    at = _moment(_text(activity, "timestamp"))
    if at is None or not now - OLDEST <= at <= now + AHEAD:
        return Refusal(403, "the activity is not of now")
    return Admitted(activity, caller.claims, event_of(activity), at)


def event_of(activity: Mapping[str, Any]) -> str:
    """Return what an activity is called each time it is sent; an edited message keeps its id, so the moment counts."""
    kind = _text(activity, "type")
    base = _text(activity, "conversation", "id").partition(";")[0]
    edit = f":{kind}:{_text(activity, 'timestamp')}" if kind in _EDITS else ""
    tenant = _text(activity, "conversation", "tenantId").lower()  # by it all of a tenant's is found, to be deleted
    return f"teams-request:{tenant}:{base}:{_text(activity, 'id')}{edit}"


def is_served_at(url: str, hosts: Collection[str]) -> bool:
    """Whether a service's address is one the bot's token may go to.

    Its host is one of `hosts` to the letter, so that no user part, port, trailing dot, other case or look-alike passes;
    https, or http where that host is this machine with its port.
    """
    parts = _ADDRESS.fullmatch(url)
    if parts is None or parts[2] not in hosts:
        return False
    return parts[1] == "https" or _LOOPBACK.fullmatch(parts[2]) is not None


def _service(activity: Mapping[str, Any], caller: Caller, rules: Rules) -> Refusal | None:
    said = _text(activity, "serviceUrl")
    if not said:
        return Refusal(401, "the activity names no service")
    if said.rstrip("/") != _text(caller.claims, "serviceurl").rstrip("/"):
        return Refusal(401, "the token is for another service")
    if not is_served_at(said, rules.hosts):
        parts = _ADDRESS.fullmatch(said)
        return Refusal(403, "the service's host is not allowed", _sayable(parts[2] if parts else ""))
    return None


def _addressed(activity: Mapping[str, Any], caller: Caller, rules: Rules) -> Refusal | None:
    if activity.get("channelId") != CHANNEL:
        return Refusal(403, "the activity is not of Teams")
    if CHANNEL not in caller.endorsements:
        return Refusal(403, "the token's key is not endorsed for Teams")
    if _text(activity, "recipient", "id").lower() != f"28:{rules.app_id}".lower():
        return Refusal(403, "the activity is for another bot")
    return None


def _tenant(activity: Mapping[str, Any], rules: Rules) -> Refusal | None:
    named = _text(activity, "channelData", "tenant", "id").lower()
    stands = _text(activity, "conversation", "tenantId").lower()
    if not named or not stands:
        return Refusal(403, "the activity names no tenant")
    if named != stands:
        return Refusal(403, "the activity names two tenants")
    if named not in rules.tenants:
        return Refusal(403, "the tenant is not served", _sayable(named))
    return None


def _identified(activity: Mapping[str, Any]) -> Refusal | None:
    ids = (_text(activity, "type"), _text(activity, "id"), _text(activity, "conversation", "id"))
    if not all(0 < len(one) <= MAX_ID and one.isprintable() for one in ids):
        return Refusal(400, "the activity has no type, id or conversation")
    return None


def _lower(names: Collection[str]) -> frozenset[str]:
    return frozenset(name.lower() for name in names)


def _bearer(authorization: Sequence[str]) -> str | Refusal:
    if not authorization:
        return Refusal(401, "there is no token")
    scheme, _, token = authorization[0].partition(" ")
    if len(authorization) > 1 or scheme.lower() != "bearer":
        return _malformed()
    return token if len(token) <= MAX_TOKEN and _TOKEN.fullmatch(token) else _malformed()


def _malformed() -> Refusal:
    return Refusal(401, "the token is malformed")


def _text(value: object, *path: str) -> str:
    """Return the text at a path of fields, "" where there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""


def _moment(said: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(said)
        return read.astimezone(UTC) if read.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _sayable(text: str) -> str:
    return text if _SAYABLE.fullmatch(text) else ""
