"""How a source is treated over days: moves learned and unlearned, muting, rhythm, restarts. Over real sockets."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.ids import SourceId
from bot.domain.source import POLL_TICK, FetchState, Source
from bot.ingest.health import is_due
from bot.ingest.poll import Poller, SourceReading
from bot.ingest.workers import InlineWorkers
from bot.store import open_store
from support.archive import poll
from support.feedtext import Item, rss
from support.fetching import loopback_client
from support.loopback import LoopbackServer, Reply, Seen
from support.stores import copy_sqlite, sqlite_template
from support.values import DAY, HOUR, NOW

__all__ = ["sqlite_template"]


@dataclass
class Watch:
    """One source, polled whenever the test says."""

    server: LoopbackServer
    poller: Poller
    times: list[datetime] = field(default_factory=lambda: [NOW])
    state: FetchState | None = None
    path: str = "/feed"

    @property
    def now(self) -> datetime:
        return self.times[-1]

    @property
    def source(self) -> Source:
        return Source(id=SourceId("wire"), name="Wire", url=self.server.url(self.path), country="INT", poll_minutes=60)

    def publish(self, *moments: datetime, path: str = "/feed") -> None:
        items = [
            Item(guid=f"{at:%d%H%M}", url=self.server.url(f"/{at:%d%H%M}"), title=f"News of {at:%H:%M}", published=at)
            for at in moments
        ]
        self.server.add(path, Reply(body=rss(items, head="").encode()))

    def move(self, path: str, *, to: str, status: int = 301) -> None:
        self.server.add(path, Reply(status=status, headers={"Location": to}))

    async def poll(self, *, after: timedelta = timedelta(0)) -> SourceReading:
        """Let time pass, then poll as a cycle does, whether due or not."""
        self.times.append(self.now + after)
        reading = await self.poller.read(self.source, self.state, since=self.now - 2 * DAY)
        self.state = reading.state
        return reading

    def is_due(self) -> bool:
        return is_due(self.state, self.now, source=self.source)

    def asked(self) -> list[str]:
        """Return the paths asked for since the last look."""
        paths = self.server.paths()
        self.server.seen.clear()
        return paths


@pytest.fixture
async def watch() -> AsyncIterator[Watch]:
    times = [NOW]
    async with LoopbackServer() as server, loopback_client(server) as client:
        yield Watch(server, Poller(client, InlineWorkers(), lambda: times[-1], chance=lambda: 0.5), times)


@pytest.mark.parametrize("status", [301, 308])
async def test_a_move_that_lasts_is_learned_used_and_forgotten_when_it_fails(status: int, watch: Watch) -> None:
    watch.publish(NOW, path="/new")
    watch.move("/feed", to="/new", status=status)
    for after in (0 * DAY, DAY, DAY):
        assert (await watch.poll(after=after)).answered
    assert watch.asked() == ["/feed", "/new"] * 3
    await watch.poll(after=DAY)
    assert watch.state is not None
    assert watch.state.url == watch.server.url("/new")
    watch.asked()
    assert (await watch.poll(after=HOUR)).answered
    assert watch.asked() == ["/new"]

    watch.server.add("/new", Reply(status=404))
    watch.publish(NOW, path="/feed")
    for _ in range(3):
        assert not (await watch.poll(after=DAY)).answered
    assert watch.asked() == ["/new"] * 3
    assert (await watch.poll(after=DAY)).answered
    assert watch.asked() == ["/feed"]
    assert watch.state.url is None


async def test_a_move_that_is_not_for_good_or_changes_its_mind_is_never_learned(watch: Watch) -> None:
    for path in ("/new", "/newer"):
        watch.publish(NOW, path=path)
    for number in range(8):
        watch.move("/feed", to="/new", status=302)
        await watch.poll(after=DAY)
        assert watch.state is not None
        assert watch.state.moved_seen == 0
        watch.move("/feed", to="/new" if number % 2 else "/newer")
        await watch.poll(after=DAY)
        assert (watch.state.url, watch.state.moved_seen) == (None, 1)


async def test_a_source_that_is_gone_is_muted_until_its_row_names_another_address(watch: Watch) -> None:
    watch.server.add("/feed", Reply(status=410))
    await watch.poll()
    watch.times.append(NOW + 4000 * DAY)
    assert not watch.is_due()
    watch.publish(watch.now, path="/other")
    watch.path = "/other"
    assert watch.is_due()
    assert len((await watch.poll()).entries) == 1
    assert watch.state is not None
    assert not watch.state.gone


async def test_a_row_with_another_address_is_not_asked_with_what_the_old_one_gave(watch: Watch) -> None:
    for path in ("/feed", "/other"):
        body = rss([Item(guid="1", url=watch.server.url("/1"), title="One", published=NOW)]).encode()
        watch.server.add(path, Reply(body=body, headers={"ETag": '"one"', "Last-Modified": "then"}))
    await watch.poll()
    await watch.poll(after=HOUR)
    watch.path = "/other"
    reading = await watch.poll(after=HOUR)
    assert [seen.headers.get("if-none-match") for seen in watch.server.seen] == [None, '"one"', None]
    assert len(reading.entries) == 1, "an equal body under another address is read"


async def test_a_feed_that_only_names_one_that_is_gone_is_not_muted(watch: Watch) -> None:
    page = b"<html><head><link rel='alternate' type='application/rss+xml' href='/lost'></head></html>"
    watch.server.add("/feed", Reply(body=page))
    watch.server.add("/lost", Reply(status=410))
    reading = await watch.poll()
    assert (reading.answered, reading.state.gone) == (False, False)


async def test_a_burst_is_followed_closely_and_quiet_lets_go(watch: Watch) -> None:
    waits = []
    watch.publish(NOW)
    for number in range(3):
        watch.publish(NOW, *(NOW + (n + 0.5) * HOUR for n in range(number)))
        reading = await watch.poll(after=HOUR)
        assert reading.state.next_poll_at is not None
        waits.append(reading.state.next_poll_at - watch.now)
    assert waits == [HOUR, HOUR / 2, HOUR / 4]

    def unchanged(request: Seen) -> Reply:
        return Reply(status=304)

    watch.server.add("/feed", unchanged)
    for _ in range(20):
        reading = await watch.poll(after=HOUR)
        assert reading.not_modified
    assert reading.state.next_poll_at == watch.now + 4 * HOUR


async def test_validators_follow_each_200_even_where_the_body_stays(watch: Watch) -> None:
    body = rss([Item(guid="1", url=watch.server.url("/1"), title="One", published=NOW)]).encode()
    for tag in ('W/"a"', '"b"', "c"):
        watch.server.add("/feed", Reply(body=body, headers={"ETag": tag}))
        reading = await watch.poll(after=HOUR)
        assert reading.state.etag == tag
    assert reading.not_modified
    assert [seen.headers.get("if-none-match") for seen in watch.server.seen] == [None, 'W/"a"', '"b"']


async def test_what_a_feed_asks_for_holds_through_answers_without_a_feed(watch: Watch) -> None:
    head = "<ttl>300</ttl><skipHours><hour>20</hour></skipHours>"
    body = rss([Item(guid="1", url=watch.server.url("/1"), title="One", published=NOW)], head=head).encode()
    watch.server.add("/feed", Reply(body=body))
    await watch.poll()
    watch.server.add("/feed", Reply(status=304, headers={"Cache-Control": "max-age=60"}))
    watch.times.append(NOW.replace(hour=14, minute=59))
    reading = await watch.poll()
    assert reading.not_modified
    assert reading.state.next_poll_at is not None
    assert reading.state.next_poll_at >= watch.now + 5 * HOUR
    assert reading.state.next_poll_at.hour not in {19, 20}


async def test_a_restart_polls_nothing_that_is_not_due(watch: Watch, tmp_path: Path, sqlite_template: Path) -> None:
    url = copy_sqlite(sqlite_template, tmp_path)
    watch.publish(NOW)
    await watch.poll()
    assert watch.state is not None
    store = await open_store(url, migrate=False, clock=lambda: NOW)
    learned = replace(watch.state, url="https://news.example/new", skip_hours=(1, 2), ttl_minutes=30)
    await poll(store, run="r", source=watch.source, state=learned)
    await store.close()
    again = await open_store(url, migrate=False, clock=lambda: NOW)
    states = await again.fetch_states()
    await again.close()
    assert states == {watch.source.id: learned}
    watch.state = states[watch.source.id]
    assert not watch.is_due()
    watch.times.append(NOW + HOUR - POLL_TICK)
    assert not watch.is_due()
    watch.times.append(NOW + HOUR)
    assert watch.is_due()
