"""The safe client against a server that misbehaves, over real sockets."""

import gzip
import itertools
import time
from collections.abc import AsyncIterator, Iterator, Sequence

import pytest

from bot.domain.article import DropReason
from bot.errors import FetchError
from bot.ingest.answers import Fetched, NotModified
from bot.ingest.http import FEED, PAGE, ROBOTS, FetchRules, SafeClient
from support.fetching import loopback_client, no_names
from support.loopback import LoopbackServer, Reply, Seen


@pytest.fixture(scope="module")
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer() as running:
        yield running


@pytest.fixture
async def client(server: LoopbackServer) -> AsyncIterator[SafeClient]:
    async with loopback_client(server) as opened:
        yield opened


async def refused(client: SafeClient, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await client.fetch(url)
    return caught.value


async def test_an_honest_answer_comes_whole_with_what_it_says_of_itself(
    server: LoopbackServer, client: SafeClient
) -> None:
    headers = {
        "ETag": 'W/"a\'b"',
        "Last-Modified": "yesterday, says the server",
        "Cache-Control": "max-age=600",
        "Content-Encoding": "gzip",
        "Set-Cookie": "track=1",
    }
    body = "Große Fregatte".encode("cp1252")
    url = server.add(
        "/honest", Reply(body=gzip.compress(body), content_type="text/XML; charset=cp1252", headers=headers)
    )
    for _ in range(2):
        got = await client.fetch(url)
    assert isinstance(got, Fetched)
    assert (got.body, got.content_type, got.charset, got.max_age) == (body, "text/xml", "cp1252", 600.0)
    assert (got.etag, got.last_modified) == ('W/"a\'b"', "yesterday, says the server")
    seen = server.seen[-1].headers
    assert seen["user-agent"].startswith("Entente/")
    assert seen["user-agent"].endswith("(+https://example.invalid/bot)")
    assert seen["accept-encoding"] == "gzip"
    assert not {"cookie", "referer", "authorization"} & set(seen)


async def test_validators_go_back_verbatim_and_304_is_an_answer(server: LoopbackServer, client: SafeClient) -> None:
    def answer(request: Seen) -> Reply:
        if request.headers.get("if-none-match") == 'W/"odd"':
            return Reply(status=304, headers={"ETag": 'W/"odder"'})
        return Reply(body=b"new")

    url = server.add("/conditional", answer)
    got = await client.fetch(url, etag='W/"odd"', last_modified="then")
    assert isinstance(got, NotModified)
    assert got.etag == 'W/"odder"'
    assert server.seen[-1].headers["if-modified-since"] == "then"
    assert isinstance(await client.fetch(url), Fetched)
    assert "if-none-match" not in server.seen[-1].headers


@pytest.mark.parametrize(
    ("reply", "reason", "says"),
    [
        (Reply(status=500), DropReason.FETCH_FAILED, "500"),
        (Reply(status=404), DropReason.FETCH_FAILED, "404"),
        (Reply(status=403, headers={"cf-mitigated": "challenge"}), DropReason.BLOCKED, "bot wall"),
        (Reply(status=503, headers={"X-DataDome": "protected"}), DropReason.BLOCKED, "bot wall"),
        (
            Reply(body=gzip.compress(b"\0" * 50_000_000), headers={"Content-Encoding": "gzip"}),
            DropReason.TOO_LARGE,
            "more",
        ),
        (
            Reply(body=gzip.compress(gzip.compress(b"\0" * 9_000_000)), headers={"Content-Encoding": "gzip, gzip"}),
            DropReason.FETCH_FAILED,
            "coding",
        ),
        (Reply(body=b"text", headers={"Content-Encoding": "br"}), DropReason.FETCH_FAILED, "coding"),
        (
            Reply(body=gzip.compress(b"text")[:-6], headers={"Content-Encoding": "gzip"}),
            DropReason.FETCH_FAILED,
            "truncated",
        ),
        (Reply(body=b"junk", headers={"Content-Encoding": "gzip"}), DropReason.FETCH_FAILED, "damaged"),
        (Reply(body=b"short", length=500_000_000), DropReason.TOO_LARGE, "more than"),
        (Reply(body=b"short", length=500), DropReason.FETCH_FAILED, ""),
        (Reply(body=b"x" * 10_000_001), DropReason.TOO_LARGE, "more than"),
        (
            Reply(status=302, headers={"Location": "http://169.254.169.254/latest"}),
            DropReason.FORBIDDEN_ADDRESS,
            "169.254",
        ),
        (Reply(status=302, headers={"Location": "http://localhost/"}), DropReason.FORBIDDEN_ADDRESS, "localhost"),
        (Reply(status=301, headers={"Location": "http://[::ffff:127.0.0.1]/"}), DropReason.FORBIDDEN_ADDRESS, "public"),
        (Reply(status=302, headers={"Location": "http://0x7f000001/"}), DropReason.FORBIDDEN_ADDRESS, "public"),
        (Reply(status=302, headers={"Location": "http://2130706433/"}), DropReason.FORBIDDEN_ADDRESS, "public"),
        (Reply(status=302, headers={"Location": "http://0/"}), DropReason.FORBIDDEN_ADDRESS, "public"),
        (Reply(status=302, headers={"Location": "http://[fe80::1]/"}), DropReason.FORBIDDEN_ADDRESS, "public"),
        (Reply(status=302, headers={"Location": "http://100.64.0.9/"}), DropReason.FORBIDDEN_ADDRESS, "public"),
        (Reply(status=302, headers={"Location": "http://[64:ff9b::7f00:1]/"}), DropReason.FORBIDDEN_ADDRESS, "public"),
        (Reply(status=302, headers={"Location": "http://93.184.216.34:22/"}), DropReason.FORBIDDEN_ADDRESS, "port 22"),
        (Reply(status=302, headers={"Location": "file:///etc/passwd"}), DropReason.FORBIDDEN_ADDRESS, "only http"),
        (Reply(status=302, headers={"Location": "http://[broken"}), DropReason.FORBIDDEN_ADDRESS, ""),
        (Reply(status=302, headers={"Location": "http://u:p@93.184.216.34/"}), DropReason.FETCH_FAILED, "user part"),
        (Reply(status=302, headers={"Location": "/around"}), DropReason.FETCH_FAILED, "redirects"),
    ],
)
async def test_a_bad_answer_has_its_reason(
    reply: Reply, reason: DropReason, says: str, server: LoopbackServer, client: SafeClient
) -> None:
    server.add("/around", Reply(status=302, headers={"Location": "/around"}))
    error = await refused(client, server.add("/bad", reply))
    assert error.reason is reason
    assert says in error.problem
    assert error.url == server.url("/bad")


async def test_gone_and_slow_down_tell_the_schedule(server: LoopbackServer, client: SafeClient) -> None:
    gone = await refused(client, server.add("/gone", Reply(status=410)))
    assert (gone.permanent, gone.status) == (True, 410)
    busy = await refused(client, server.add("/busy", Reply(status=429, headers={"Retry-After": "900"})))
    assert (busy.permanent, busy.retry_after, busy.reason) == (False, 900.0, DropReason.FETCH_FAILED)


async def test_a_name_that_stands_for_a_private_address_is_refused_and_asks_nobody(server: LoopbackServer) -> None:
    async def inside(_host: str, _port: int) -> Sequence[str]:
        return "93.184.216.34", "10.0.0.1"

    before = len(server.seen)
    async with SafeClient(FetchRules(contact_url="https://example.invalid"), resolver=inside) as client:
        assert (await refused(client, "http://news.example/")).reason is DropReason.FORBIDDEN_ADDRESS
        assert (await refused(client, server.url("/honest"))).reason is DropReason.FORBIDDEN_ADDRESS
    assert len(server.seen) == before


async def test_a_redirect_within_the_rules_is_followed(server: LoopbackServer, client: SafeClient) -> None:
    server.add("/end", Reply(body=b"here"))
    url = server.add("/start", Reply(status=308, headers={"Location": "end"}))
    got = await client.fetch(url)
    assert isinstance(got, Fetched)
    assert (got.url, got.body) == (server.url("/end"), b"here")


async def test_an_endless_body_ends_at_its_cap_and_robots_keep_the_beginning(
    server: LoopbackServer, client: SafeClient
) -> None:
    url = server.add("/endless", Reply(chunks=itertools.repeat(b"x" * 65_536)))
    with pytest.raises(FetchError) as caught:
        await client.fetch(url, limits=PAGE)
    assert caught.value.reason is DropReason.TOO_LARGE
    got = await client.fetch(url, limits=ROBOTS)
    assert isinstance(got, Fetched)
    assert len(got.body) == ROBOTS.max_bytes


@pytest.mark.parametrize("kind", ["drip", "silence"])
async def test_a_slow_server_is_left_in_time(kind: str, server: LoopbackServer) -> None:
    pause = 0.05 if kind == "drip" else 30.0
    url = server.add(f"/{kind}", Reply(chunks=itertools.repeat(b"x"), pause=pause))
    started = time.monotonic()
    async with loopback_client(server, total=0.6, read=0.4) as client:
        error = await refused(client, url)
    assert error.reason is DropReason.TIMEOUT
    assert time.monotonic() - started < 5


async def test_nobody_listening_is_a_plain_failure(client: SafeClient, server: LoopbackServer) -> None:
    rules = FetchRules(contact_url="https://example.invalid", allow=frozenset({("127.0.0.1", 9)}))
    async with SafeClient(rules, resolver=no_names) as other:
        assert (await refused(other, "http://127.0.0.1:9/")).reason is DropReason.FETCH_FAILED


async def test_a_proxy_gets_the_requests_and_still_no_private_ones(server: LoopbackServer) -> None:
    server.add("/a", Reply(body=b"by proxy"))
    rules = FetchRules(
        contact_url="https://example.invalid",
        host_gap=0,
        proxy_url=server.url(""),
        proxied_hosts=frozenset({"news.example"}),
        no_proxy=("direct.example",),
    )
    async with SafeClient(rules, resolver=no_names) as client:
        got = await client.fetch("http://news.example/a", limits=FEED)
        assert isinstance(got, Fetched)
        assert got.body == b"by proxy"
        assert server.seen[-1].target == "http://news.example/a"
        for url in ("http://127.0.0.1/", "http://localhost/", "http://0x7f.1/", "http://news.example:25/"):
            assert (await refused(client, url)).reason is DropReason.FORBIDDEN_ADDRESS

    async def inside(_host: str, _port: int) -> Sequence[str]:
        return ("10.0.0.1",)

    before = len(server.seen)
    async with SafeClient(rules, resolver=inside) as client:
        assert (await refused(client, "http://www.direct.example/")).reason is DropReason.FORBIDDEN_ADDRESS
    assert len(server.seen) == before


async def test_the_gap_holds_for_hosts_that_are_not_opened_by_hand(server: LoopbackServer) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    rules = FetchRules(
        contact_url="https://example.invalid",
        host_gap=2.0,
        proxy_url=server.url(""),
        proxied_hosts=frozenset({"one.example", "two.example"}),
    )
    server.add("/a", Reply(body=b"a"))
    async with SafeClient(rules, resolver=no_names, sleep=sleep, monotonic=lambda: 50.0) as client:
        for host in ("one.example", "one.example", "two.example"):
            await client.fetch(f"http://{host}/a")
    assert slept == [2.0]


@pytest.mark.parametrize(
    "address",
    [
        "http://xn--a/",
        "http://xn--/",
        "http://x.org/\ud800",
        "http://\ud800.org/",
        "http://a..b/",
        "http://%zz/",
        "http://[::1",
    ],
)
async def test_an_address_that_cannot_be_spelled_is_a_refusal_and_no_bug(
    address: str, server: LoopbackServer, client: SafeClient
) -> None:
    assert (await refused(client, address)).url == address
    if address.isascii():
        assert await refused(client, server.add("/leads", Reply(status=302, headers={"Location": address})))


async def test_validators_no_header_can_hold_are_neither_kept_nor_sent(
    server: LoopbackServer, client: SafeClient
) -> None:
    url = server.add("/odd", Reply(body=b"x", headers={"ETag": '"\u00e9"', "Last-Modified": "x" * 1001}))
    got = await client.fetch(url, etag='"\u00e9"', last_modified="a\nb")
    assert (got.etag, got.last_modified) == (None, None)
    assert not {"if-none-match", "if-modified-since"} & set(server.seen[-1].headers)
