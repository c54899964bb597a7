"""The main job on the sample edition and on bad input, through every room, on the console."""

import asyncio
import html
import io
import json
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot import settings as configuration
from bot.app.building import Wishes
from bot.app.service import running
from bot.commands.rounds import QUICK, round_trip
from bot.commands.sampling import DEMO, demo_settings, demo_wishes, on_console, served
from bot.domain.asked import Asked
from bot.domain.brief import Brief, BriefKey
from bot.domain.ids import SourceId, SubscriptionId
from bot.domain.moments import system_clock
from bot.domain.source import Source
from bot.domain.topic import WEEKDAYS, Subscription
from bot.sample.edition import edition_from
from bot.steps.dossiers import dossiers_of
from support.loopback import LoopbackServer, Reply


def transcript(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "transcript.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def port() -> int:
    with LoopbackServer() as probe:
        return probe.address[1]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, port: int) -> Path:
    """A data folder after the demo ran to its end."""
    folder = tmp_path_factory.mktemp("demo")
    assert asyncio.run(on_console(data_dir=folder, port=port)) == 0
    return folder


def test_the_brief_is_a_root_and_one_reply_per_story(told: Path) -> None:
    root, *replies = transcript(told)
    assert root["thread"] is None
    assert {reply["thread"] for reply in replies} == {root["id"]}
    kept = [item for item in edition_from(configuration.shipped("sample/edition.yaml")).items if item.expect == "kept"]
    assert len(replies) == len(kept) - 1  # two of the kept articles tell of one event
    assert len({reply["key"] for reply in replies}) == len(replies)


def test_each_reply_carries_flags_tags_stage_and_numbered_sources(told: Path) -> None:
    _, *replies = transcript(told)
    for reply in replies:
        text = reply["text"]
        assert re.search("(?m)^[\U0001f1e6-\U0001f1ff]{4,} ", text), text
        assert "Stage: " in text
        assert "[1] Sample " in text
        assert "/articles/" in text


def test_a_second_run_tells_nothing_twice(told: Path, port: int) -> None:
    before = transcript(told)
    assert asyncio.run(on_console(data_dir=told, port=port)) == 0
    assert transcript(told) == before


async def test_what_must_be_dropped_is_dropped_for_its_reason(tmp_path: Path) -> None:
    async with served(0) as (edition, published):
        wishes = demo_wishes(published, console=Console(quiet=True))
        async with running(demo_settings(tmp_path), wishes=wishes, slack=False, pace=QUICK) as bot:
            subscription = Subscription(id=DEMO, platform="console", channel="t", max_stories=40)
            sources = edition.sources(published.base_url)
            brief = await round_trip(bot, sources=sources, subscription=subscription, slot="one")
            assert brief is not None
            expected = Counter(item.expect for item in edition.items if item.expect != "kept")
            assert brief.receipt.dropped == expected
            assert brief.receipt.kept == sum(item.expect == "kept" for item in edition.items)
            assert brief.receipt.seen == len(edition.items)
            # Under another slot the channel is told that nothing is new.
            again = await round_trip(bot, sources=sources, subscription=subscription, slot="two")
            assert again is not None
            assert again.items == ()
            # A slot that passed 45 minutes ago ends its window there, and says that it is late.
            due = system_clock() - timedelta(minutes=45)
            late = subscription.model_copy(update={"slots": (due.strftime("%H:%M"),), "weekdays": WEEKDAYS})
            await bot.steps.parts.store.upsert_managed([late])
            slot, date = due.strftime("%H%M"), due.date().isoformat()
            assert await bot.steps.compose(late.id, date, slot, system_clock().isoformat()) == ["root"]
            told_late = await bot.steps.parts.store.brief(BriefKey(subscription_id=late.id, local_date=date, slot=slot))
            assert told_late is not None
            assert told_late.late
            assert told_late.window_end == due.replace(second=0, microsecond=0)
            # The archive answers for a pair.
            dossier = await dossiers_of(bot.steps.parts).dossier(Asked(countries=("KR", "PL")))
            assert [row.stage for row in dossier.deals] != []
            assert any("K2" in f"{row.title} {row.designation}" for row in dossier.deals)


HOSTILE_TITLE = "Poland *and* <!channel> South Korea & <https://evil.example|sign> `K2` _tank_ contract ~now~"
GOOD = """<?xml version="1.0"?><rss version="2.0"><channel><title>Good</title>
<item><title>{title}</title><link>{link}</link><guid>one</guid>
<description>Poland and South Korea have signed a contract for 180 K2 tanks worth $6.5 billion, the Polish Armament
Agency said. Hyundai Rotem will supply the tanks and part of them will be assembled in Poland.</description></item>
</channel></rss>"""


def source(server: LoopbackServer, path: str) -> Source:
    name = path.strip("/").replace(".", "-")
    return Source(id=SourceId(name), name=f"Feed {name}", url=server.url(path), country="INT")


async def bad_input_brief(folder: Path) -> tuple[Brief, str]:
    """Return what eight sources yield of which one is good, and what was printed."""
    with LoopbackServer() as server:
        server.add("/page.html", Reply(body=b""))
        good = GOOD.format(title=html.escape(HOSTILE_TITLE), link=server.url("/page.html"))
        server.add("/good.xml", Reply(body=good.encode(), content_type="application/rss+xml"))
        server.add("/broken.xml", Reply(body=b"this is no feed at all"))
        server.add("/error.xml", Reply(status=500, body=b"oops"))
        server.add("/empty.xml", Reply(body=b""))
        server.add("/junk.xml", Reply(body=b"\x00\xff<junk>" * 1_300_000))
        server.add("/slow.xml", Reply(chunks=iter([b"<rss>", b" ", b" "]), pause=12))
        paths = ("/good.xml", "/broken.xml", "/error.xml", "/empty.xml", "/junk.xml", "/slow.xml", "/missing.xml")
        console = Console(record=True, width=120, file=io.StringIO())
        wishes = Wishes(allow=frozenset({server.address}), force=True, console=console)
        async with running(demo_settings(folder), wishes=wishes, slack=False, pace=QUICK) as bot:
            subscription = Subscription(id=SubscriptionId("bad"), platform="console", channel="t")
            sources = [source(server, path) for path in paths]
            brief = await round_trip(bot, sources=sources, subscription=subscription, slot="one")
        assert brief is not None
        return brief, console.export_text()


async def test_bad_input_costs_one_item_and_leaves_a_reason(tmp_path: Path) -> None:
    brief, printed = await bad_input_brief(tmp_path)
    assert [item.headline for item in brief.items] != []
    assert {party.country for party in brief.items[0].parties} == {"PL", "KR"}
    assert (brief.receipt.polled, brief.receipt.answered) == (7, 1)
    failed = {each.name: each.reason for each in brief.receipt.failed}
    assert set(failed) == {f"Feed {name}-xml" for name in ("broken", "error", "empty", "junk", "slow", "missing")}
    assert all(failed.values())
    assert "500" in failed["Feed error-xml"]
    assert "tank" in printed
