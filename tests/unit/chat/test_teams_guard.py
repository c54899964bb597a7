"""What the guard decides: no change of a good request is admitted that touches what it stands on."""

import asyncio
import copy
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.chat.teams.bodies import Unreadable, read_object
from bot.chat.teams.guard import Admitted, Caller, Guard, Refusal, Rules, event_of, is_served_at, judged
from bot.chat.teams.keys import Keys
from bot.settings import Settings
from support.botconnector_tokens import ISSUER, Signing
from support.teamswire import APP_ID, SERVICE, TENANT, mention

SIGNING = Signing()
SIGNING.add("web-only", endorsements=["webchat"])
HOSTS = frozenset({"smba.trafficmanager.net", "127.0.0.1:8080"})
NOW = datetime.now(UTC).replace(microsecond=0)
RULES = Rules(APP_ID, frozenset({TENANT}), HOSTS)
GOOD = mention("hello", timestamp=NOW.isoformat())
CLAIMS = {
    "iss": ISSUER,
    "aud": APP_ID,
    "serviceurl": SERVICE,
    "nbf": int(NOW.timestamp()) - 60,
    "exp": int(NOW.timestamp()) + 3600,
}
CALLER = Caller(CLAIMS, frozenset({"msteams"}))


async def fetch(url: str) -> bytes:
    metadata = {"jwks_uri": "https://login.example/keys"}
    return json.dumps(metadata if url.endswith("openid") else SIGNING.key_set()).encode()


GUARD = Guard(
    Keys(fetch, "https://login.example/openid"),
    app_id=APP_ID,
    issuer=ISSUER,
    tenants=[TENANT.upper()],
    service_hosts=HOSTS,
    clock=lambda: NOW,
)


async def decided(token: str, activity: Any, **headers: str) -> Admitted | Refusal:
    given = {"Authorization": f"Bearer {token}", **headers}
    return await GUARD.check(given, activity if isinstance(activity, bytes) else json.dumps(activity).encode())


TOKEN = SIGNING.token(CLAIMS)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
GONE = object()
"""Stands for a field that is taken away."""
GUARDED = (
    ("serviceUrl",),
    ("channelId",),
    ("recipient",),
    ("recipient", "id"),
    ("conversation",),
    ("conversation", "tenantId"),
    ("channelData",),
    ("channelData", "tenant"),
    ("channelData", "tenant", "id"),
    ("timestamp",),
)


def changed(whole: Mapping[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    made: Any = copy.deepcopy(dict(whole))
    inner = made
    for name in path[:-1]:
        inner = inner[name]
    if value is GONE:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    read: dict[str, Any] = made
    return read


def near(text: str) -> st.SearchStrategy[Any]:
    """Return what looks like `text`, and what does not at all."""
    cut = st.integers(0, len(text)).map(lambda at: text[:at] + text[at + 1 :])
    put = st.tuples(st.integers(0, len(text)), st.characters()).map(
        lambda one: text[: one[0]] + one[1] + text[one[0] :]
    )
    wrapped = st.sampled_from(
        [[text], {"id": text}, f" {text}", f"{text}.", f"{text}\n", f"{text}\x00", f"{text},{text}"]
    )
    return cut | put | wrapped | ANYTHING | st.just(GONE)


def the_same(path: tuple[str, ...], value: Any) -> bool:
    """Whether a changed field still says what the good one said."""
    good: Any = GOOD
    for name in path:
        good = good[name]
    if path == ("timestamp",):
        try:
            at = datetime.fromisoformat(value)
            return at.tzinfo is not None and NOW - timedelta(hours=1) <= at <= NOW + timedelta(minutes=5)
        except (TypeError, ValueError, OverflowError):
            return False
    if path == ("serviceUrl",):
        return isinstance(value, str) and value.rstrip("/") == SERVICE.rstrip("/")
    if path[-1] in ("id", "tenantId") and isinstance(value, str):
        return bool(value.lower() == good.lower())
    return bool(value == good)


@given(st.data())
async def test_no_change_of_what_an_activity_stands_on_is_admitted(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(GUARDED))
    good: Any = GOOD
    for name in path:
        good = good[name]
    value = data.draw(near(good) if isinstance(good, str) else ANYTHING | st.just(GONE))
    outcome = judged(changed(GOOD, path, value), CALLER, RULES, now=NOW)
    assert isinstance(outcome, Admitted) == (value is not GONE and the_same(path, value))


@given(st.data())
async def test_no_change_of_a_claim_is_admitted(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["iss", "aud", "serviceurl", "exp"]))
    good = CLAIMS[name]
    number = st.integers(max_value=int(NOW.timestamp()) - 3600) | ANYTHING
    value = data.draw(near(good) if isinstance(good, str) else number | st.just(GONE))
    try:
        token = SIGNING.token({key: one for key, one in {**CLAIMS, name: value}.items() if one is not GONE})
    except (ValueError, TypeError):  # what cannot be said in JSON, or not as an issuer
        return
    said = jwt.decode(token, options={"verify_signature": False}).get(name)
    outcome = await decided(token, GOOD)
    same = said == good or (name == "serviceurl" and isinstance(said, str) and said.rstrip("/") == SERVICE.rstrip("/"))
    if name == "exp":
        same = isinstance(said, int | float) and said > NOW.timestamp() - 300
    assert isinstance(outcome, Admitted) == same


@given(st.integers(0, len(TOKEN) - 1), st.characters(min_codepoint=33, max_codepoint=126), st.booleans())
async def test_no_change_of_a_token_is_admitted(at: int, character: str, put: bool) -> None:
    token = TOKEN[:at] + character + TOKEN[at if put else at + 1 :]
    outcome = await decided(token, GOOD)
    assert not isinstance(outcome, Admitted) or read_alike(token)
    if isinstance(outcome, Refusal):
        assert outcome.status == 401


def read_alike(token: str) -> bool:
    """Whether a token says the same by the same signature: its last letter has bits that nobody reads."""
    one, other = (
        jwt.api_jws.PyJWS().decode_complete(said, options={"verify_signature": False}) for said in (TOKEN, token)
    )
    return one == other


@given(st.binary(max_size=60) | st.recursive(st.just(b"1"), lambda inner: inner.map(lambda x: b"[" + x + b"]")))
async def test_no_bytes_break_the_guard(body: bytes) -> None:
    outcome = await decided(TOKEN, body)
    assert isinstance(outcome, Refusal)
    assert outcome.reason.isprintable()


@given(st.text(max_size=200))
async def test_no_header_breaks_the_guard(said: str) -> None:
    for header in (said, f"Bearer {said}", f"bearer {said}.e30.e30"):
        outcome = await GUARD.check({"authorization": header}, json.dumps(GOOD).encode())
        assert isinstance(outcome, Refusal)
        assert outcome.status == 401


@given(st.dictionaries(st.sampled_from([path[0] for path in GUARDED]), ANYTHING))
async def test_no_activity_breaks_the_guard(fields: dict[str, Any]) -> None:
    assert isinstance(judged({**GOOD, **fields}, CALLER, RULES, now=NOW), Admitted | Refusal)


async def test_the_good_request_is_admitted_as_it_is() -> None:
    outcome = await decided(TOKEN, GOOD)
    assert isinstance(outcome, Admitted)
    assert (outcome.activity, outcome.claims, outcome.at) == (GOOD, CLAIMS, NOW)


async def test_nothing_said_is_shown_of_a_decision() -> None:
    outcome = await decided(TOKEN, GOOD)
    caller = await GUARD.caller([f"Bearer {TOKEN}"])
    assert "hello" not in repr(outcome)
    assert ISSUER not in repr(outcome) + repr(caller)


async def test_many_requests_at_once_are_decided_each_by_its_own_key() -> None:
    tokens = [SIGNING.token(CLAIMS, kid=kid) for kid in ("key-1", "web-only") * 20]
    outcomes = await asyncio.gather(*(decided(token, GOOD) for token in tokens))
    assert [isinstance(outcome, Admitted) for outcome in outcomes] == [True, False] * 20


@pytest.mark.parametrize(
    ("url", "served"),
    [
        ("https://smba.trafficmanager.net/emea/", True),
        ("https://smba.trafficmanager.net", True),
        ("https://smba.trafficmanager.net/emea/7e000000-0000-4000-8000-000000000001/", True),
        ("http://127.0.0.1:8080/emea/", True),
        ("http://smba.trafficmanager.net/emea/", False),
        ("https://127.0.0.1/", False),
        ("http://127.0.0.1:8081/", False),
        ("https://SMBA.trafficmanager.net/", False),
        ("HTTPS://smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net./", False),
        ("https://smba.trafficmanager.net:443/", False),
        ("https://smba.trafficmanager.net:/", False),
        ("https://a@smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net@evil.example/", False),
        ("https://smba.trafficmanager.net\\@evil.example/", False),
        ("https://smba.trafficmanager.net#@evil.example/", False),
        ("https://evil.example/?smba.trafficmanager.net/", False),
        ("https://evil.example/#smba.trafficmanager.net", False),
        ("https://evil-smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net.evil.example/", False),
        ("https://smbа.trafficmanager.net/", False),
        ("https://smba.traffic\tmanager.net/", False),
        ("\nhttps://smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net/\n", False),
        ("https://smba.trafficmanager.net/?to=evil", False),
        ("//smba.trafficmanager.net/", False),
        ("file://smba.trafficmanager.net/", False),
        ("", False),
    ],
)
def test_the_bots_token_goes_to_named_hosts_alone(url: str, served: bool) -> None:
    assert is_served_at(url, HOSTS) is served


@pytest.mark.parametrize(
    ("minutes", "admitted"), [(0, True), (-59, True), (-60, True), (-61, False), (5, True), (6, False), (-1440, False)]
)
def test_an_activity_is_of_the_last_hour(minutes: int, admitted: bool) -> None:
    told = {**GOOD, "timestamp": (NOW + timedelta(minutes=minutes)).isoformat()}
    assert isinstance(judged(told, CALLER, RULES, now=NOW), Admitted) is admitted


def test_an_activity_of_no_tenant_is_told_from_one_of_another() -> None:
    nowhere = changed(changed(GOOD, ("channelData",), GONE), ("conversation", "tenantId"), GONE)
    assert judged(nowhere, CALLER, RULES, now=NOW) == Refusal(403, "the activity names no tenant")
    other = Rules(APP_ID, frozenset({"another"}), HOSTS)
    assert judged(GOOD, CALLER, other, now=NOW) == Refusal(403, "the tenant is not served", TENANT)


def test_a_host_that_is_not_allowed_is_named_for_the_operator() -> None:
    for url, host in (("https://smba.example/x/", "smba.example"), ("https://a b/", "")):
        refused = judged({**GOOD, "serviceUrl": url}, Caller({"serviceurl": url}, CALLER.endorsements), RULES, now=NOW)
        assert refused == Refusal(403, "the service's host is not allowed", host)


def test_an_activity_is_called_the_same_each_time_and_by_its_tenant() -> None:
    again = changed(GOOD, ("conversation", "id"), "19:channel-desk@thread.tacv2;messageid=7")
    assert event_of(GOOD) == event_of(again)
    assert f":{TENANT}:" in event_of(GOOD)
    assert event_of(changed(GOOD, ("id",), "2")) != event_of(GOOD)


@pytest.mark.parametrize(
    "raw", [b"", b"  ", b"null", b"1", b'"a"', b"[]", b"{", b'{"a":1,"a":2}', b'{"a":{"b":1,"b":1}}', b'{"a":NaN}']
)
def test_what_could_be_read_in_two_ways_is_not_read(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read_object(raw)


def test_the_endpoint_is_bound_to_this_machine_unless_it_is_told_otherwise() -> None:
    assert Settings().teams_listen == "127.0.0.1:3978"
    with pytest.raises(ValidationError):
        Settings(teams_listen="3978")
