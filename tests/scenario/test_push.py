"""A hub and the push desk over real sockets: from the request to the stored entry, and to the end of it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app.push import PushDesk, PushRules, Submits, push_rules, unpush
from bot.domain.ids import SourceId
from bot.domain.push import Push
from bot.domain.source import FetchState, Source
from bot.errors import ConfigError
from bot.ingest.http import FetchRules, SafeClient
from bot.ingest.workers import InlineWorkers, PoolRules, WorkerPool, Workers
from bot.settings import Settings
from bot.store import Store, open_store
from support import values
from support.archive import poll
from support.fakehub import FakeHub
from support.feedtext import Item, rss
from support.fetching import no_names
from support.stores import copy_sqlite, sqlite_template
from support.values import DAY, HOUR, NOW

__all__ = ["sqlite_template"]
PUBLIC = "https://bot.example"
TOPIC = "https://wire.example/feed"
WIRE = SourceId("wire")


@dataclass
class House:
    """A store, a hub, and desks with a clock that tests set."""

    store: Store
    hub: FakeHub
    client: SafeClient
    now: datetime = NOW

    def desk(
        self,
        *sources: Source,
        listen: str = "127.0.0.1:0",
        workers: Workers | None = None,
        client: Submits | None = None,
    ) -> PushDesk:
        rules = PushRules(callback=PUBLIC, listen=listen, plain_hubs=frozenset({self.hub.address}))
        return PushDesk(
            rules,
            store=self.store,
            client=client or self.client,
            workers=workers or InlineWorkers(),
            sources=sources,
            clock=lambda: self.now,
            chance=lambda: 0.5,
        )

    async def polled(self, name: str = "wire", *, hub: str | None = None) -> Source:
        """Return a source whose feed names the hub."""
        source = values.make_source(name)
        state = values.make_fetch_state(name, hub=hub or self.hub.url, topic=TOPIC, next_poll_at=NOW + DAY)
        await poll(self.store, run=f"poll-{name}", source=source, state=state)
        return source

    async def push(self, name: str = "wire") -> Push:
        found = await self.store.push_of(SourceId(name))
        assert found is not None
        return found

    async def state(self, name: str = "wire") -> FetchState:
        return (await self.store.fetch_states())[SourceId(name)]

    async def titles(self, name: str = "wire") -> list[str]:
        return [entry.title for entry in await self.store.pending_entries(SourceId(name))]


@pytest.fixture
async def house(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[House]:
    store = await open_store(copy_sqlite(sqlite_template, tmp_path), migrate=False, clock=lambda: NOW)
    async with FakeHub(public=PUBLIC) as hub:
        wanted = FetchRules(contact_url="https://example.invalid/bot", allow=frozenset({hub.address}))
        async with SafeClient(wanted, resolver=no_names, clock=lambda: made.now) as client:
            made = House(store, hub, client)
            yield made
    await store.close()


def feed(*names: str, days_old: int = 0) -> bytes:
    items = [
        Item(guid=name, url=f"https://wire.example/{name}", title=f"About {name}", published=NOW - days_old * DAY)
        for name in names
    ]
    return rss(items).encode()


async def test_the_whole_way_from_the_request_to_the_denial(house: House) -> None:
    desk = house.desk(await house.polled())
    await desk.start()
    house.hub.listener = desk.address
    assert await desk.renew(NOW) == 1
    assert [form["hub.mode"] for form in house.hub.asked] == ["subscribe"]
    assert [said.status for said in await house.hub.verify()] == [200]
    assert (await house.push()).state == "active"
    assert await desk.renew(NOW + HOUR) == 0
    assert (await house.state()).pushed_until is None, "a lease is a promise, only content is proof"

    assert [said.status for said in await house.hub.deliver(TOPIC, feed("one", "two"))] == [202]
    await desk.stop()
    assert await house.titles() == ["About one", "About two"]
    assert (await house.state()).pushed_until == NOW + 10 * DAY
    assert (await house.state()).etag == '"v1"'

    house.now = NOW + 8 * DAY
    await desk.start()
    house.hub.listener = desk.address
    assert await desk.renew(house.now) == 1
    assert [said.status for said in await house.hub.verify()] == [200]
    renewed = await house.push()
    assert renewed.lease_until == NOW + 18 * DAY
    assert house.hub.asked[0] == house.hub.asked[1]

    (callback,) = house.hub.subscribed
    denied = await house.hub.deny(callback, TOPIC)
    assert (denied.status, denied.body) == (200, "")
    assert (await house.push()).state == "denied"
    assert (await house.state()).pushed_until is None
    signed = house.hub.signed(renewed.secret, feed("three"))
    assert (await house.hub.call("POST", callback, body=feed("three"), headers=signed)).status == 202
    await desk.stop()
    assert await house.titles() == ["About one", "About two"]


async def test_the_same_content_again_is_stored_once(house: House) -> None:
    desk = house.desk(await house.polled())
    await desk.start()
    house.hub.listener = desk.address
    await desk.renew(NOW)
    await house.hub.verify()
    for _ in range(3):
        await house.hub.deliver(TOPIC, feed("one"))
    await desk.stop()
    assert await house.titles() == ["About one"]
    receipt = await house.store.receipt(NOW - HOUR, NOW)
    assert receipt.seen == 1


HOSTILE = {
    "nothing": b"",
    "nul": b"\x00" * 1000,
    "a page": b'<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/rss.xml">'
    b"<title>Wire</title></head><body><p>Hello</p></body></html>",
    "half a feed": feed("half")[:-90],
    "nested entities": b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><rss><channel><title>&j;</title></channel></rss>",
    "a file": b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item>'
    b"<guid>x</guid><title>&x;</title></item></channel></rss>",
    "depth": b"<rss><channel>" + b"<a>" * 50_000,
    "wrong encoding": '<?xml version="1.0" encoding="utf-16"?><rss><channel/></rss>'.encode("cp500"),
    "packed": b"\x1f\x8b\x08\x00" + b"\xff" * 500,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_body_costs_itself_alone(house: House, body: bytes) -> None:
    desk = house.desk(await house.polled())
    await desk.start()
    house.hub.listener = desk.address
    await desk.renew(NOW)
    await house.hub.verify()
    assert [said.status for said in await house.hub.deliver(TOPIC, body)] == [202]
    assert [said.status for said in await house.hub.deliver(TOPIC, feed("good"))] == [202]
    await desk.stop()
    assert "About good" in await house.titles()
    assert "root:" not in "".join(await house.titles())


async def test_a_page_in_place_of_a_feed_proves_nothing(house: House) -> None:
    desk = house.desk(await house.polled())
    await desk.start()
    house.hub.listener = desk.address
    await desk.renew(NOW)
    await house.hub.verify()
    await house.hub.deliver(TOPIC, HOSTILE["a page"])
    await desk.stop()
    assert (await house.state()).pushed_until is None


async def test_a_worker_that_dies_of_a_body_leaves_the_next_to_another(house: House) -> None:
    async with WorkerPool(PoolRules(size=1, feed_seconds=0.0)) as hopeless:
        desk = house.desk(await house.polled(), workers=hopeless)
        await desk.start()
        house.hub.listener = desk.address
        await desk.renew(NOW)
        await house.hub.verify()
        await house.hub.deliver(TOPIC, feed("lost"))
        await desk.stop()
    async with WorkerPool(PoolRules(size=1)) as workers:
        desk = house.desk(await house.polled(), workers=workers)
        await desk.start()
        house.hub.listener = desk.address
        await house.hub.deliver(TOPIC, feed("lost"))
        await desk.stop()
    assert await house.titles() == ["About lost"]


async def test_an_edit_that_is_pushed_replaces_what_was_pushed_before(house: House) -> None:
    desk = house.desk(await house.polled())
    await desk.start()
    house.hub.listener = desk.address
    await desk.renew(NOW)
    await house.hub.verify()
    await house.hub.deliver(TOPIC, feed("one"))
    await house.hub.deliver(TOPIC, feed("one").replace(b"About one", b"All about one"))
    await desk.stop()
    assert await house.titles() == ["All about one"]


async def test_what_is_older_than_a_poll_would_take_is_left_out(house: House) -> None:
    desk = house.desk(await house.polled())
    await desk.start()
    house.hub.listener = desk.address
    await desk.renew(NOW)
    await house.hub.verify()
    await house.hub.deliver(TOPIC, feed("old", days_old=5))
    await desk.stop()
    assert await house.titles() == []


async def test_two_sources_with_one_topic_are_pushed_apart(house: House) -> None:
    desk = house.desk(await house.polled("wire"), await house.polled("mirror"))
    await desk.start()
    house.hub.listener = desk.address
    assert await desk.renew(NOW) == 2
    await house.hub.verify()
    first, second = await house.push("wire"), await house.push("mirror")
    assert first.token != second.token
    assert len(await house.hub.deliver(TOPIC, feed("one"))) == 2
    crossed = house.hub.signed(first.secret, feed("two"))
    assert (await house.hub.call("POST", f"{PUBLIC}/websub/{second.token}", body=feed("two"), headers=crossed)).status
    await desk.stop()
    assert await house.titles("wire") == await house.titles("mirror") == ["About one"]


@pytest.mark.parametrize("altered", [{"topic": TOPIC + "x"}, {"mode": "unsubscribe"}, {"lease_seconds": "60"}])
async def test_a_hub_that_asks_for_something_else_is_not_agreed_with(house: House, altered: dict[str, str]) -> None:
    desk = house.desk(await house.polled())
    await desk.start()
    house.hub.listener = desk.address
    await desk.renew(NOW)
    assert [(said.status, said.body) for said in await house.hub.verify(**altered)] == [(404, "")]
    await desk.stop()
    assert (await house.push()).state == "asked"
    assert house.hub.subscribed == {}


@pytest.mark.parametrize("status", [400, 404, 429, 500, 302])
async def test_a_hub_that_refuses_is_asked_ever_more_seldom(house: House, status: int) -> None:
    house.hub.status = status
    desk = house.desk(await house.polled())
    asked = []
    for minutes in (0, 59, 60, 120, 179):
        house.now = NOW + timedelta(minutes=minutes)
        assert await desk.renew(house.now) == 0
        assert (await house.push()).state == "denied"
        asked.append(len(house.hub.asked))
    assert asked == [1, 1, 2, 2, 2]
    house.hub.status, house.now = 202, NOW + 3 * HOUR
    assert await desk.renew(house.now) == 1


class HastyHub:
    """A hub that verifies while it is being asked, and then fails to answer well."""

    def __init__(self, hub: FakeHub) -> None:
        self.hub = hub

    async def submit(self, url: str, form: Mapping[str, str]) -> int:
        words = {"mode": "subscribe", "topic": TOPIC, "challenge": "c", "lease_seconds": "864000"}
        said = await self.hub.call("GET", form["hub.callback"], query=words)
        assert said.body == "c"
        return 500


async def test_a_hub_that_agreed_before_it_failed_is_taken_at_its_word(house: House) -> None:
    desk = house.desk(await house.polled(), client=HastyHub(house.hub))
    await desk.start()
    house.hub.listener = desk.address
    assert await desk.renew(NOW) == 0
    await desk.stop()
    assert (await house.push()).state == "active"


async def test_a_hub_that_cannot_be_reached_costs_its_own_source_alone(house: House) -> None:
    lost, good = await house.polled("lost", hub="https://127.0.0.1:1/hub"), await house.polled()
    assert await house.desk(lost, good).renew(NOW) == 1
    assert (await house.push("lost")).state == "denied"
    assert (await house.push()).state == "asked"


async def test_a_source_taken_out_is_unsubscribed_and_forgotten(house: House) -> None:
    desk = house.desk(await house.polled())
    await desk.start()
    house.hub.listener = desk.address
    await desk.renew(NOW)
    await house.hub.verify()
    await house.hub.deliver(TOPIC, feed("one"))
    await desk.stop()
    (callback,) = house.hub.subscribed

    emptied = house.desk()
    await emptied.start()
    house.hub.listener = emptied.address
    assert await emptied.renew(NOW + HOUR) == 0
    assert (await house.state()).pushed_until is None
    assert house.hub.asked[-1] == {"hub.mode": "unsubscribe", "hub.topic": TOPIC, "hub.callback": callback}
    late = house.hub.signed((await house.push()).secret, feed("two"))
    assert (await house.hub.call("POST", callback, body=feed("two"), headers=late)).status == 410
    assert [said.status for said in await house.hub.verify()] == [200]
    assert house.hub.subscribed == {}
    await emptied.renew(NOW + 11 * DAY)
    assert await house.store.pushes() == ()
    assert (await house.hub.call("GET", callback, query={"mode": "subscribe", "topic": TOPIC})).status == 404
    await emptied.stop()


async def test_what_may_have_been_pushed_while_nobody_listened_is_polled_for(house: House) -> None:
    desk = house.desk(await house.polled())
    await desk.start()
    house.hub.listener = desk.address
    await desk.renew(NOW)
    await house.hub.verify()
    await desk.stop()
    assert (await house.state()).next_poll_at == NOW + DAY
    house.now = NOW + HOUR
    await desk.start()
    await desk.stop()
    assert (await house.state()).next_poll_at == NOW + HOUR


async def test_without_a_listener_sources_are_polled_at_their_own_pace_again(house: House) -> None:
    await house.polled()
    await house.store.mark_pushed([WIRE], NOW + DAY)
    assert await unpush(house.store) == 1
    assert (await house.state()).pushed_until is None
    assert await unpush(house.store) == 0


async def test_a_place_that_is_taken_is_a_setting_gone_wrong(house: House) -> None:
    host, port = house.hub.address
    with pytest.raises(ConfigError, match=r"websub_listen: .* cannot be listened on"):
        await house.desk(listen=f"{host}:{port}").start()


def test_nothing_listens_unless_a_public_address_is_set() -> None:
    assert push_rules(Settings()) is None
    rules = push_rules(Settings(websub_callback_url="https://bot.example", websub_listen="[::1]:9000"))
    assert rules == PushRules(callback="https://bot.example", listen="[::1]:9000")


async def test_two_renewals_at_once_are_one(house: House) -> None:
    desk = house.desk(await house.polled())
    assert sorted(await asyncio.gather(desk.renew(NOW), desk.renew(NOW))) == [0, 1]
    assert len(house.hub.asked) == 1
