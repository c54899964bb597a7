"""Connections at rest: each in one hand at a time, few, and not for long."""

import httpcore
import pytest

from bot.domain.article import DropReason
from bot.ingest.connections import Connections, Line, Origin
from bot.ingest.inflate import BodyError
from bot.ingest.metering import Meter, MeteredBackend

ONE: Origin = ("http", "one.example", 80)
TWO: Origin = ("http", "two.example", 80)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfour"


async def used(origin: Origin = ONE, *, answer: bytes = ANSWER, read: bool = True, allow: int = 1000) -> Line:
    """Return a connection after a request, its answer read or left."""
    meter = Meter()
    carrier = httpcore.AsyncHTTPConnection(
        httpcore.Origin(b"http", origin[1].encode(), 80),
        network_backend=MeteredBackend(httpcore.AsyncMockBackend([answer]), meter),
    )
    meter.allow(allow)
    async with carrier.stream("GET", f"http://{origin[1]}/") as response:
        if read:
            await response.aread()
    return Line(origin=origin, carrier=carrier, meter=meter)


def closed(line: Line) -> bool:
    assert isinstance(line.carrier, httpcore.AsyncHTTPConnection)
    return line.carrier.is_closed()


async def test_a_connection_comes_back_to_its_own_origin_and_to_one_hand_only() -> None:
    resting = Connections()
    line = await used()
    await resting.give(line)
    assert await resting.take(TWO) is None
    assert await resting.take(("https", "one.example", 443)) is None
    assert await resting.take(ONE) is line
    assert await resting.take(ONE) is None


async def test_an_answer_left_unread_ends_its_connection() -> None:
    resting = Connections()
    line = await used(read=False)
    await resting.give(line)
    assert closed(line)
    assert len(resting) == 0


async def test_the_oldest_go_when_there_are_too_many_or_they_rested_too_long() -> None:
    now = 100.0
    resting = Connections(kept=2, seconds=15.0, monotonic=lambda: now)
    first, second, third = await used(), await used(), await used(TWO)
    for line in (first, second, third):
        await resting.give(line)
        now += 10
    assert [closed(line) for line in (first, second, third)] == [True, False, False]
    assert await resting.take(ONE) is None
    assert closed(second)
    assert await resting.take(TWO) is third


async def test_what_comes_back_after_the_end_is_closed() -> None:
    resting = Connections()
    early, late = await used(), await used()
    await resting.give(early)
    await resting.aclose()
    await resting.give(late)
    assert closed(early)
    assert closed(late)


@pytest.mark.parametrize("allow", [0, 41])
async def test_more_on_the_wire_than_allowed_is_refused_headers_included(allow: int) -> None:
    assert len(ANSWER) == 42
    with pytest.raises(BodyError) as caught:
        await used(allow=allow)
    assert caught.value.reason is DropReason.TOO_LARGE


async def test_the_wire_is_counted_anew_for_each_request() -> None:
    meter = Meter()
    for _request in range(3):
        meter.allow(10)
        meter.count(10)
    with pytest.raises(BodyError):
        meter.count(1)


async def test_unix_sockets_stay_closed() -> None:
    with pytest.raises(NotImplementedError):
        await MeteredBackend(httpcore.AsyncNetworkBackend(), Meter()).connect_unix_socket("/run/some.sock")
