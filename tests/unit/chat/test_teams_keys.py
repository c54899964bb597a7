"""Keys are fetched once for all who wait, kept for a day, refreshed beside requests, and few guesses cost a fetch."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from structlog.testing import capture_logs

from bot.chat.teams.keys import FRESH_SECONDS, KEPT_SECONDS, MAX_BYTES, Keys, KeysUnavailable, read_keys
from bot.chat.teams.network import TeamsNetwork, teams_clients
from bot.errors import ConfigError
from support.botconnector import bot_connector
from support.botconnector_tokens import Signing
from support.botconnector_world import APP_ID, SECRET, TENANT
from support.forwardproxy import forward_proxy

URL = "https://login.example/v1/.well-known/openidconfiguration"
SET = "https://login.example/v1/.well-known/keys"
SIGNING = Signing()
LONG = json.dumps({"jwks_uri": SET, **SIGNING.key_set()}).encode() + b" " * MAX_BYTES


class Served:
    """What stands at the addresses, and which were asked for; `gate` holds an answer up."""

    def __init__(self, address: str = SET) -> None:
        self.metadata: Any = {"issuer": "https://api.botframework.com", "jwks_uri": address}
        self.signing: Any = SIGNING.key_set()
        self.asked: list[str] = []
        self.gate: asyncio.Event | None = None
        self.fails: Exception | None = None
        self.now = 1000.0
        self.keys = Keys(self.fetch, URL, monotonic=lambda: self.now)

    async def fetch(self, url: str) -> bytes:
        self.asked.append(url)
        if self.gate is not None:
            await self.gate.wait()
        if self.fails is not None:
            raise self.fails
        given = self.metadata if url == URL else self.signing
        return given if isinstance(given, bytes) else json.dumps(given).encode()

    @property
    def fetches(self) -> int:
        return self.asked.count(URL)

    async def settled(self) -> None:
        """Let what was begun in the background come to its end."""
        await asyncio.gather(*(task for task in asyncio.all_tasks() if task.get_name() == "teams-keys"))


def renamed(kid: str) -> dict[str, Any]:
    return {"keys": [{**SIGNING.key_set()["keys"][0], "kid": kid}]}


async def test_keys_come_with_their_endorsements() -> None:
    served = Served()
    key = await served.keys.find("key-1")
    assert key is not None
    assert (key.id, sorted(key.endorsements)) == ("key-1", ["msteams", "webchat"])
    assert key.key.public_numbers() == SIGNING.keys["key-1"].public_key().public_numbers()
    assert served.asked == [URL, SET]


async def test_many_who_wait_cost_one_fetch() -> None:
    served = Served()
    served.gate = asyncio.Event()
    waiting = [asyncio.create_task(served.keys.find("key-1")) for _ in range(50)]
    await asyncio.sleep(0)
    served.gate.set()
    assert all(key is not None for key in await asyncio.gather(*waiting))
    assert served.fetches == 1


async def test_one_who_no_longer_waits_takes_the_fetch_from_nobody() -> None:
    served = Served()
    served.gate = asyncio.Event()
    first, second = (asyncio.create_task(served.keys.find("key-1")) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    served.gate.set()
    assert await second is not None


async def test_warm_keys_are_not_fetched_again_for_a_day() -> None:
    served = Served()
    assert await served.keys.warm()
    served.now += FRESH_SECONDS - 1
    assert await served.keys.find("key-1") is not None
    assert served.fetches == 1


async def test_after_a_day_they_are_refreshed_while_the_old_ones_serve() -> None:
    served = Served()
    await served.keys.warm()
    served.now += FRESH_SECONDS
    served.gate = asyncio.Event()
    assert await served.keys.find("key-1") is not None  # though the fetch does not end
    served.gate.set()
    served.signing = renamed("key-2")
    await served.settled()
    assert (served.keys.known("key-1"), served.fetches) == (None, 2)
    assert served.keys.known("key-2") is not None


async def test_unknown_keys_cost_a_fetch_a_minute() -> None:
    served = Served()
    await served.keys.warm()
    for second in range(0, 180, 10):
        served.now = 1000.0 + second
        assert await served.keys.find(f"guess-{second}") is None
    assert served.fetches == 3  # at the start, after one minute, after two


async def test_a_new_key_is_found() -> None:
    served = Served()
    await served.keys.warm()
    served.now += 61
    served.signing = renamed("key-2")
    assert await served.keys.find("key-2") is not None


async def test_a_failing_refresh_keeps_the_old_keys_and_is_told() -> None:
    served = Served()
    await served.keys.warm()
    served.now += FRESH_SECONDS
    served.fails = OSError("login.example answered 503")
    with capture_logs() as lines:
        assert await served.keys.find("key-1") is not None
        await served.settled()
        assert await served.keys.find("key-1") is not None
    assert [(line["problem"], line["kept"]) for line in lines] == [("login.example answered 503", 1)]
    served.fails = None
    served.now += 60
    await served.keys.find("key-1")
    await served.settled()
    assert served.fetches == 3


async def test_keys_that_could_not_be_refreshed_for_a_week_are_no_keys() -> None:
    served = Served()
    await served.keys.warm()
    served.fails = OSError()
    served.now += KEPT_SECONDS
    with pytest.raises(KeysUnavailable):
        await served.keys.find("key-1")


async def test_without_keys_it_cannot_be_told_and_is_tried_again_soon() -> None:
    served = Served()
    served.fails = OSError()
    assert not await served.keys.warm()
    for _ in range(3):
        with pytest.raises(KeysUnavailable):
            await served.keys.find("key-1")
    assert served.fetches == 1
    served.fails, served.now = None, served.now + 5
    assert await served.keys.find("key-1") is not None


async def test_a_fetch_that_is_under_way_can_be_ended() -> None:
    served = Served()
    served.gate = asyncio.Event()
    waiting = asyncio.create_task(served.keys.warm())
    await asyncio.sleep(0)
    await served.keys.close()
    assert not await waiting
    with pytest.raises(KeysUnavailable):
        await served.keys.find("key-1")


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/keys",
        "http://login.example/v1/.well-known/keys",
        "https://login.example:8443/keys",
        "https://login.example@evil.example/keys",
        "https://login.example.evil.example/keys",
        "file:///etc/passwd",
        "//evil.example/keys",
        "",
        7,
    ],
)
async def test_keys_of_another_host_are_not_fetched(address: Any) -> None:
    served = Served(address)
    with capture_logs() as lines:
        assert not await served.keys.warm()
    assert served.asked == [URL]
    assert len(lines) == 1
    assert "evil" not in str(lines)


@pytest.mark.parametrize("given", [b"", b"[]", b"\xff", b"{", b"[" * 100_000, LONG, {"keys": []}])
@pytest.mark.parametrize("which", ["metadata", "signing"])
async def test_what_is_no_metadata_or_key_set_is_told_in_our_words(which: str, given: Any) -> None:
    served = Served()
    setattr(served, which, given)
    with capture_logs() as lines:
        assert not await served.keys.warm()
    assert len(lines) == 1
    assert str(lines[0]["problem"]).startswith("the ")


def changed(**fields: Any) -> dict[str, Any]:
    one = {**SIGNING.key_set()["keys"][0], "kid": "changed", **fields}
    return {name: value for name, value in one.items() if value is not None}


def made(bits: int, *, private: bool) -> dict[str, Any]:
    """Return a new key, whole or its public part."""
    key = generate_private_key(public_exponent=65537, key_size=bits)
    shown: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(key if private else key.public_key(), as_dict=True)
    return {name: value for name, value in shown.items() if name != "key_ops"}


@pytest.mark.parametrize(
    "bad",
    [
        changed(kty="oct", k="AAAA"),
        changed(kid=None),
        changed(kid=7),
        changed(kid=""),
        changed(use="enc"),
        changed(alg="HS256"),
        changed(n="AQAB"),
        changed(n=None),
        changed(n=7),
        changed(n="%%%"),
        changed(**made(2048, private=True)),
        changed(**made(1024, private=False)),
        "a key",
        None,
        [],
    ],
)
def test_a_bad_key_costs_itself_alone(bad: Any) -> None:
    listed = [bad, SIGNING.key_set()["keys"][0]]
    assert sorted(read_keys(json.dumps({"keys": listed}).encode())) == ["key-1"]


@pytest.mark.parametrize(("endorsed", "read"), [(None, set()), ("msteams", set()), ([1, "msteams"], {"msteams"})])
def test_endorsements_that_are_no_list_are_none(endorsed: Any, read: set[str]) -> None:
    keys = read_keys(json.dumps({"keys": [changed(endorsements=endorsed)]}).encode())
    assert keys["changed"].endorsements == read


def test_of_two_keys_under_one_id_the_first_counts() -> None:
    listed = [changed(endorsements=["webchat"]), changed(endorsements=["msteams"])]
    assert read_keys(json.dumps({"keys": listed}).encode())["changed"].endorsements == {"webchat"}


async def test_keys_come_by_the_proxy_and_without_the_bots_token() -> None:
    async with bot_connector() as teams, forward_proxy() as proxy:
        network = TeamsNetwork(
            login_url=teams.login_url,
            openid_url=teams.openid_url,
            service_url=teams.url,
            hosts=frozenset({urlsplit(teams.url).netloc}),
            proxy_url=proxy.url,
        )
        async with teams_clients(network, app_id=APP_ID, secret=SECRET, tenant=TENANT) as clients:
            assert await Keys(clients.fetch, network.openid_url).find("key-1") is not None
        assert [call.route for call in teams.record] == ["openid", "keys"]
        assert proxy.asked[0].startswith("GET ")


@pytest.mark.parametrize(
    "url", ["http://login.example/x", "ftp://login.example/", "https://", "", "https://a@b.example/"]
)
def test_metadata_comes_by_https_or_from_this_machine(url: str) -> None:
    with pytest.raises(ConfigError, match="teams_openid_url"):
        Keys(never, url)
    Keys(never, "http://127.0.0.1:8080/v1/.well-known/openidconfiguration")


never: Callable[[str], Any] = Served  # it is not called
