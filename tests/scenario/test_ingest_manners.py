"""Manners over real sockets: silence where asked for, permanent moves, forms for hubs, one at a time per host."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.article import DropReason
from bot.errors import FetchError
from bot.ingest.answers import Fetched, NotModified
from bot.ingest.http import FetchRules, SafeClient
from support.fetching import loopback_client, no_names
from support.loopback import LoopbackServer, Reply, Seen
from support.streams import listening

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Hand:
    """A clock set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@asynccontextmanager
async def outside(server: LoopbackServer, clock: Hand, *, gap: float = 0.0) -> AsyncIterator[SafeClient]:
    """A client that sees `server` as every host of three publishers: it stands where the proxy is."""
    rules = FetchRules(
        contact_url="https://example.invalid",
        host_gap=gap,
        proxy_url=server.url(""),
        proxied_hosts=frozenset({"example.org", "example.net", "feedburner.com"}),
    )
    async with SafeClient(rules, resolver=no_names, clock=clock) as client:
        yield client


async def refused(client: SafeClient, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await client.fetch(url)
    return caught.value


@pytest.mark.parametrize(
    ("reply", "seconds"),
    [
        (Reply(status=429, headers={"Retry-After": "600"}), 600),
        (Reply(status=429, headers={"Retry-After": "Mon, 23 Nov 2026 12:20:00 GMT"}), 1200),
        (Reply(status=429), 900),
        (Reply(status=503, headers={"Retry-After": "120"}), 120),
    ],
)
async def test_a_publisher_who_asks_for_silence_is_asked_nothing_on_any_of_his_hosts(
    reply: Reply, seconds: float
) -> None:
    clock = Hand()
    async with LoopbackServer() as server, outside(server, clock) as client:
        server.add("/busy", reply)
        server.add("/ok", Reply(body=b"fine"))
        server.add("/away", Reply(status=302, headers={"Location": "http://www.example.org/ok"}))
        assert (await refused(client, "http://feeds.example.org/busy")).status == reply.status
        clock.wait(10)
        error = await refused(client, "http://www.example.org/ok")
        assert (error.retry_after, error.status, error.reason) == (seconds - 10, None, DropReason.FETCH_FAILED)
        assert "example.org" in error.problem
        assert (await refused(client, "http://news.example.net/away")).retry_after == seconds - 10
        assert isinstance(await client.fetch("http://news.example.net/ok"), Fetched)
        with pytest.raises(FetchError, match="silence"):
            await client.submit("http://hub.example.org/ok", {})
        assert server.paths() == ["/busy", "/away", "/ok"]
        clock.wait(seconds - 10)
        assert isinstance(await client.fetch("http://www.example.org/ok"), Fetched)


async def test_a_plain_failure_silences_nobody() -> None:
    async with LoopbackServer() as server, outside(server, Hand()) as client:
        server.add("/down", Reply(status=503))
        server.add("/ok", Reply(body=b"fine"))
        assert (await refused(client, "http://feeds.example.org/down")).status == 503
        assert isinstance(await client.fetch("http://feeds.example.org/ok"), Fetched)


async def test_who_was_waiting_for_the_host_when_silence_was_asked_for_leaves_without_asking() -> None:
    async with LoopbackServer() as server, outside(server, Hand(), gap=0.05) as client:
        server.add("/busy", Reply(status=429))
        urls = [f"http://feeds.example.org/busy?{number}" for number in range(6)]
        await asyncio.gather(*(refused(client, url) for url in urls))
        assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [([301], True), ([308, 301], True), ([302], False), ([301, 302], False), ([307, 308], False), ([], False)],
)
async def test_a_move_is_learned_where_every_step_of_it_is_permanent(statuses: list[int], moved: bool) -> None:
    async with LoopbackServer() as server, loopback_client(server) as client:
        for hop, status in enumerate(statuses):
            server.add(f"/{hop}", Reply(status=status, headers={"Location": f"/{hop + 1}#part"}))

        def answer(request: Seen) -> Reply:
            return Reply(status=304) if "if-none-match" in request.headers else Reply(body=b"here")

        last = server.add(f"/{len(statuses)}", answer)
        for etag, kind in ((None, Fetched), ('"one"', NotModified)):
            got = await client.fetch(server.url("/0"), etag=etag)
            assert isinstance(got, kind)
            assert (got.url, got.moved_to) == (last, last if moved else None)


@pytest.mark.parametrize("status", [202, 204, 400, 404, 500])
async def test_a_form_is_sent_to_a_hub_and_its_status_comes_back(status: int) -> None:
    async with LoopbackServer() as server, loopback_client(server) as client:
        url = server.add("/hub", Reply(status=status, body=b"x" * 1000))
        form = {"hub.mode": "subscribe", "hub.topic": "https://news.example.org/a?b=c&d=ü"}
        assert await client.submit(url, form) == status
        seen = server.seen[0]
        assert (seen.method, seen.headers["content-type"]) == ("POST", "application/x-www-form-urlencoded")
        assert seen.body == b"hub.mode=subscribe&hub.topic=https%3A%2F%2Fnews.example.org%2Fa%3Fb%3Dc%26d%3D%C3%BC"
        assert seen.headers["user-agent"].startswith("Entente/")


async def test_a_form_follows_no_redirect_and_goes_nowhere_it_may_not() -> None:
    async with LoopbackServer() as server, loopback_client(server) as client:
        url = server.add("/hub", Reply(status=307, headers={"Location": "/other"}))
        assert await client.submit(url, {}) == 307
        assert server.paths() == ["/hub"]
        for forbidden in ("http://127.0.0.1/", "http://10.0.0.8/", "ftp://hub.example/", "http://hub.example:25/"):
            with pytest.raises(FetchError) as caught:
                await client.submit(forbidden, {})
            assert caught.value.reason is DropReason.FORBIDDEN_ADDRESS


async def test_an_endless_answer_to_a_form_is_not_waited_for() -> None:
    async with LoopbackServer() as server, loopback_client(server) as client:
        url = server.add("/hub", Reply(status=202, chunks=iter(lambda: b"x" * 65_536, b""), pause=0.01))
        async with asyncio.timeout(10):
            assert await client.submit(url, {}) == 202


async def test_no_cookie_is_kept_neither_for_its_host_nor_for_another() -> None:
    async with LoopbackServer() as server, outside(server, Hand()) as client:
        server.add("/a", Reply(body=b"a", headers={"Set-Cookie": "who=you; Path=/; Domain=example.org"}))
        server.add("/b", Reply(status=302, headers={"Location": "/a", "Set-Cookie": "step=1"}))
        for url in ("http://a.example.org/a", "http://a.example.org/b", "http://b.example.org/a"):
            await client.fetch(url)
        assert len(server.seen) == 4
        assert all("cookie" not in request.headers for request in server.seen)


async def test_a_host_is_never_asked_twice_at_once_and_an_opened_address_is() -> None:
    open_now: dict[str, int] = {}
    most: dict[str, int] = {}

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            host = head.split("\r\nhost: ")[1].split("\r\n")[0]
            open_now[host] = open_now.get(host, 0) + 1
            most[host] = max(most.get(host, 0), open_now[host])
            await asyncio.sleep(0.02)
            open_now[host] -= 1
            writer.write(b"HTTP/1.1 304 Not Modified\r\n\r\n")

    async with listening(talk) as port:
        rules = FetchRules(
            contact_url="https://example.invalid",
            host_gap=0,
            allow=frozenset({("127.0.0.1", port)}),
            proxy_url=f"http://127.0.0.1:{port}",
            proxied_hosts=frozenset({"example.org"}),
        )
        own = f"127.0.0.1:{port}"
        urls = [f"http://{host}/{number}" for number in range(6) for host in ("a.example.org", "b.example.org", own)]
        async with SafeClient(rules, resolver=no_names) as client:
            await asyncio.gather(*(client.fetch(url, etag='"x"') for url in urls))
    assert (most["a.example.org"], most["b.example.org"]) == (1, 1)
    assert most[own] > 1


async def test_an_unchanged_feed_is_asked_for_again_over_the_same_connection() -> None:
    opened = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        opened += 1
        while True:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n')

    async with listening(talk) as port:
        rules = FetchRules(contact_url="https://example.invalid", allow=frozenset({("127.0.0.1", port)}))
        async with SafeClient(rules, resolver=no_names) as client:
            for number in range(5):
                assert isinstance(await client.fetch(f"http://127.0.0.1:{port}/{number}", etag='"x"'), NotModified)
    assert opened == 1
