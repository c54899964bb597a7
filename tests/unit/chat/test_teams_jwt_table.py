"""The table of tokens and requests that are refused: over real HTTP, by status, with one line that tells nothing."""

import base64
import gzip
import hashlib
import hmac
import io
import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from structlog.testing import capture_logs

from support.botconnector_tokens import new_key
from support.teamsguard import Endpoint, endpoint
from support.teamswire import APP_ID, ELSEWHERE, TENANT, Answered, mention

ENTRA, LOGIN = "https://sts.windows.net/", "https://login.microsoftonline.com/"
AGENT_365 = "5a807f24-c9de-44ee-a3a7-329e88a00ffc"
STRANGER = new_key()
KEYS = "http://127.0.0.1:9/keys"


@dataclass
class Sent:
    """A request before it is sent, good until it is changed."""

    activity: dict[str, Any]
    token: str | None
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)


Change = Callable[[Endpoint, Sent], None]


@pytest.fixture
async def at() -> AsyncIterator[Endpoint]:
    async with endpoint(warm=False) as one:
        one.teams.signing.add("web-only", endorsements=["webchat"])
        one.teams.signing.add("unendorsed", endorsements=None)
        await one.keys.warm()
        yield one


def good(at: Endpoint) -> Sent:
    return Sent(mention("hello, a secret question", service_url=at.teams.url), at.teams.token())


async def post(at: Endpoint, sent: Sent) -> Answered:
    raw = sent.body if sent.body is not None else json.dumps(sent.activity).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", **sent.headers}
    if sent.token is not None:
        headers["Authorization"] = f"Bearer {sent.token}"
    async with (
        aiohttp.ClientSession() as session,
        session.post(at.url, data=io.BytesIO(raw), headers=headers) as response,
    ):
        return Answered(response.status, await response.text(), dict(response.headers), 0.0)


def claims(**changed: Any) -> Change:
    """Sign other claims; numbers of `exp` and `nbf` are seconds from now."""

    def change(at: Endpoint, sent: Sent) -> None:
        now = int(time.time())
        timed = {name: now + value for name, value in changed.items() if name in ("exp", "nbf", "iat") and value}
        sent.token = at.teams.token(**{**changed, **timed})

    return change


def token(make: Callable[[Endpoint], str | None]) -> Change:
    def change(at: Endpoint, sent: Sent) -> None:
        sent.token = make(at)

    return change


def said(*path: str, to: Any = None) -> Change:
    """Change a field of the body; None takes it away."""

    def change(_at: Endpoint, sent: Sent) -> None:
        inner: Any = sent.activity
        for name in path[:-1]:
            inner = inner[name]
        if to is None:
            del inner[path[-1]]
        else:
            inner[path[-1]] = to

    return change


def body(make: Callable[[Sent], bytes], **headers: str) -> Change:
    def change(_at: Endpoint, sent: Sent) -> None:
        sent.body = make(sent)
        sent.headers |= {name.replace("_", "-"): value for name, value in headers.items()}

    return change


def both(*changes: Change) -> Change:
    def change(at: Endpoint, sent: Sent) -> None:
        for one in changes:
            one(at, sent)

    return change


def _service(url: str) -> Change:
    """Let body and token agree on another service."""
    return both(claims(serviceurl=url), said("serviceUrl", to=url))


def _tenant(tenant: str) -> Change:
    return both(said("conversation", "tenantId", to=tenant), said("channelData", "tenant", "id", to=tenant))


def _header(raw: bytes) -> str:
    """Return what looks like a token, with a header that may be no JSON."""
    return f"{base64.urlsafe_b64encode(raw).rstrip(b'=').decode()}.e30.e30"


def _signed(algorithm: str, **header: Any) -> Callable[[Endpoint], str]:
    """Sign with the right key, in another way."""
    return lambda at: jwt.encode(
        _payload(at), at.teams.signing.keys["key-1"], algorithm=algorithm, headers={"kid": "key-1", **header}
    )


def _encoded(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _payload(at: Endpoint) -> dict[str, Any]:
    return jwt.decode(at.teams.token(), options={"verify_signature": False})


def _without_algorithm(at: Endpoint) -> str:
    return f"{_encoded({'alg': 'none', 'kid': 'key-1'})}.{_encoded(_payload(at))}."


def _by_public_key(at: Endpoint) -> str:
    """Sign by HS256 with what everybody can read: the oldest trick."""
    public = at.teams.signing.keys["key-1"].public_key()
    secret = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed = f"{_encoded({'alg': 'HS256', 'typ': 'JWT', 'kid': 'key-1'})}.{_encoded(_payload(at))}"
    digest = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def _with_own_key(header: dict[str, Any]) -> Callable[[Endpoint], str]:
    return lambda at: jwt.encode(_payload(at), STRANGER, algorithm="RS256", headers={"kid": "key-1", **header})


def _jwk() -> dict[str, Any]:
    shown: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(STRANGER.public_key(), as_dict=True)
    return shown


def _stamp(**delta: float) -> str:
    return (datetime.now(UTC) + timedelta(**delta)).isoformat()


def _cut(at: Endpoint) -> str:
    return at.teams.token()[:-40]


def _twice(sent: Sent) -> bytes:
    return json.dumps(sent.activity).encode()[:-1] + b', "serviceUrl": "https://evil.example/"}'


REFUSED: dict[str, tuple[int, Change]] = {
    "no token": (401, token(lambda _: None)),
    "empty token": (401, token(lambda _: "")),
    "no token at all": (401, token(lambda _: "nonsense")),
    "a token of two parts": (401, token(lambda at: at.teams.token().rpartition(".")[0])),
    "a header that nests": (
        401,
        token(lambda _: _header(b"[" * 4_000)),
    ),
    "a header of line breaks": (
        401,
        token(lambda _: _header(rb'{"alg": "RS256", "kid": "a\nb"}')),
    ),
    "a very long token": (401, token(lambda at: at.teams.token(more="x" * 4_500))),
    "a cut signature": (401, token(_cut)),
    "wrong key": (401, token(lambda at: at.teams.token(kid="key-1", key=STRANGER))),
    "unknown key": (401, token(lambda at: at.teams.token(kid="key-9", key=STRANGER))),
    "no key named": (401, token(lambda at: jwt.encode(_payload(at), STRANGER, algorithm="RS256"))),
    "alg none": (401, token(_without_algorithm)),
    "HS256 with the public key": (401, token(_by_public_key)),
    "RS512": (
        401,
        token(_signed("RS512")),
    ),
    "its own key along": (401, token(_with_own_key({"jwk": _jwk()}))),
    "its own key elsewhere": (
        401,
        token(_with_own_key({"jku": KEYS, "x5u": KEYS})),
    ),
    "a critical header": (
        401,
        token(_signed("RS256", crit=["new"], new=1)),
    ),
    "audience": (401, claims(aud="6f000000-0000-4000-8000-00000000000f")),
    "audience of its URI": (401, claims(aud=f"api://{APP_ID}")),
    "two audiences": (401, claims(aud=[APP_ID, "another"])),
    "no audience": (401, claims(aud=None)),
    "issuer": (401, claims(iss="https://api.botframework.com.evil.example")),
    "issuer of another cloud": (401, claims(iss="https://api.botframework.us")),
    "no issuer": (401, claims(iss=None)),
    "Entra's issuer": (401, claims(iss=f"{ENTRA}{TENANT}/", tid=TENANT, appid=AGENT_365)),
    "Entra's second issuer": (
        401,
        claims(iss=f"{LOGIN}{TENANT}/v2.0", tid=TENANT, azp=AGENT_365),
    ),
    "expired": (401, claims(exp=-600)),
    "no expiry": (401, claims(exp=None)),
    "an expiry that is none": (401, both(token(lambda at: at.teams.token(exp="soon")))),
    "not yet valid": (401, claims(nbf=600)),
    "no serviceurl claim": (401, claims(serviceurl=None)),
    "serviceurl claim of another": (401, claims(serviceurl="https://smba.trafficmanager.net/emea/")),
    "serviceurl claim that is no text": (401, token(lambda at: at.teams.token(serviceurl=[at.teams.url]))),
    "no serviceUrl": (401, said("serviceUrl")),
    "serviceUrl of another": (401, said("serviceUrl", to="https://smba.trafficmanager.net/emea/")),
    "serviceUrl of a foreign host": (403, _service("https://evil.example/emea/")),
    "serviceUrl of a look-alike": (403, _service("https://smba.trafficmanager.net.evil.example/")),
    "serviceUrl with a user": (403, _service("https://smba.trafficmanager.net@evil.example/")),
    "serviceUrl with a port": (403, _service("https://smba.trafficmanager.net:8443/")),
    "serviceUrl in the clear": (403, _service("http://smba.trafficmanager.net/emea/")),
    "channel endorsement": (403, token(lambda at: at.teams.token(kid="web-only"))),
    "no endorsement": (403, token(lambda at: at.teams.token(kid="unendorsed"))),
    "channelId": (403, said("channelId", to="webchat")),
    "no channelId": (403, said("channelId")),
    "channelId in another case": (403, said("channelId", to="MSTeams")),
    "recipient": (403, said("recipient", "id", to="28:6f000000-0000-4000-8000-00000000000f")),
    "no recipient": (403, said("recipient")),
    "tenant": (
        403,
        _tenant(ELSEWHERE),
    ),
    "tenant of the conversation": (403, said("conversation", "tenantId", to=ELSEWHERE)),
    "tenant of the channel": (403, said("channelData", "tenant", "id", to=ELSEWHERE)),
    "no tenant of the conversation": (403, said("conversation", "tenantId")),
    "no tenant of the channel": (403, said("channelData")),
    "an old activity": (403, said("timestamp", to=_stamp(hours=-1, minutes=-1))),
    "an activity to come": (403, said("timestamp", to=_stamp(minutes=6))),
    "no moment": (403, said("timestamp")),
    "a moment of nowhere": (403, said("timestamp", to="2026-11-24T08:00:00")),
    "no id": (400, said("id")),
    "a long id": (400, said("id", to="1" * 600)),
    "no type": (400, said("type", to=7)),
    "no conversation": (403, said("conversation")),
    "an id of line breaks": (400, said("id", to="1\r\n2")),
    "empty body": (400, body(lambda _: b"")),
    "no JSON": (400, body(lambda _: b"{'a': 1}")),
    "no text": (400, body(lambda _: b"\xff\xfe{}")),
    "a list": (400, body(lambda _: b"[]")),
    "no finite number": (400, body(lambda sent: json.dumps(sent.activity | {"value": float("nan")}).encode())),
    "a very long number": (400, body(lambda _: b'{"a": ' + b"9" * 5_000 + b"}")),
    "half a character": (400, said("text", to="\ud83d")),
    "2 MB": (413, body(lambda sent: json.dumps(sent.activity | {"text": "x" * 2_000_000}).encode())),
    "deep nesting": (400, body(lambda _: b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}")),
    "nesting": (400, body(lambda _: b'{"a": ' + b"[" * 60 + b"]" * 60 + b"}")),
    "duplicate keys": (400, body(_twice)),
    "gzip": (415, body(lambda sent: gzip.compress(json.dumps(sent.activity).encode()), Content_Encoding="gzip")),
    "a form": (415, body(lambda _: b"a=1", Content_Type="application/x-www-form-urlencoded")),
    "another charset": (415, body(lambda _: b"{}", Content_Type="application/json; charset=utf-16")),
    "empty body without a token": (401, both(token(lambda _: None), body(lambda _: b""))),
    "no JSON without a token": (401, both(token(lambda _: None), body(lambda _: b"{"))),
    "2 MB without a token": (401, both(token(lambda _: None), body(lambda _: b"x" * 2_000_000))),
}


def _silent_about(told: str, sent: Sent) -> None:
    """Nothing of the token, of the question and of what strangers wrote is told."""
    parts = [part for part in (sent.token or "").split(".") if len(part) > 6]
    assert not [part for part in parts if part[:24] in told]
    assert "secret question" not in told
    assert "evil" not in told.replace("evil.example", "", 1)  # a host that Microsoft signed for is named, once


@pytest.mark.parametrize("name", REFUSED)
async def test_a_request_that_is_not_good_is_refused(
    at: Endpoint, name: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    status, change = REFUSED[name]
    sent = good(at)
    change(at, sent)
    caplog.set_level(logging.DEBUG)
    with capture_logs() as lines:
        answer = await post(at, sent)
    assert (answer.status, answer.body) == (status, "")
    assert at.hearing.heard == []
    assert [(line["event"], line["status"], line["log_level"]) for line in lines] == [
        ("a request of Teams was refused", status, "warning")
    ]
    assert all(str(value).isprintable() for line in lines for value in line.values())
    assert [record for record in caplog.records if record.levelno >= logging.INFO] == []
    _silent_about(str(lines) + caplog.text + "".join(capsys.readouterr()), sent)


ACCEPTED: dict[str, Change] = {
    "as it is": lambda _at, _sent: None,
    "expired for 2 minutes": claims(exp=-120),
    "valid in 2 minutes": claims(nbf=120, iat=120),
    "serviceUrl without its slash": lambda at, sent: said("serviceUrl", to=at.teams.url.rstrip("/"))(at, sent),
    "a real service": _service("https://smba.trafficmanager.net/emea/"),
    "a tenant in capitals": said("conversation", "tenantId", to=TENANT.upper()),
    "sent 50 minutes ago": said("timestamp", to=_stamp(minutes=-50)),
    "seven digits of a second": said("timestamp", to=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.1234567Z")),
    "fields nobody knows": said("entities", to=[{"type": "new", "deep": {"er": [1, 2, {"a": None}]}}]),
    "a whole emoji": said("text", to="\U0001f1f5\U0001f1f1"),
    "JSON without a charset": lambda _at, sent: sent.headers.update({"Content-Type": "application/json"}),
}


@pytest.mark.parametrize("name", ACCEPTED)
async def test_a_good_request_is_taken(at: Endpoint, name: str) -> None:
    sent = good(at)
    ACCEPTED[name](at, sent)
    with capture_logs() as lines:
        answer = await post(at, sent)
    assert (answer.status, answer.body, lines) == (200, "", [])
    assert [activity["id"] for activity in at.hearing.heard] == [sent.activity["id"]]


async def test_a_replay_is_refused(at: Endpoint) -> None:
    sent = good(at)
    assert (await post(at, sent)).status == 200
    with capture_logs() as lines:
        assert (await post(at, sent)).status == 403
    assert len(at.hearing.heard) == 1
    assert [line["reason"] for line in lines] == ["the activity was taken before"]
    _silent_about(str(lines), sent)


async def test_a_replay_with_another_good_token_or_thread_is_refused(at: Endpoint) -> None:
    sent = good(at)
    assert (await post(at, sent)).status == 200
    sent.token = at.teams.token(jti="another")
    sent.activity["conversation"]["id"] = sent.activity["conversation"]["id"].partition(";")[0] + ";messageid=1"
    assert (await post(at, sent)).status == 403
    assert len(at.hearing.heard) == 1
