"""A story that changes: the old thread gets a reply that says what changed, and the next root names it in one line."""

import json
from datetime import timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.app.building import Wishes
from bot.app.service import running
from bot.commands.rounds import QUICK, round_trip
from bot.commands.sampling import demo_settings
from bot.domain.brief import Brief, ItemKind
from bot.domain.ids import SourceId, SubscriptionId
from bot.domain.moments import system_clock
from bot.domain.source import Source
from bot.domain.topic import Subscription
from bot.domain.vocabulary import Stage
from support.loopback import LoopbackServer, Reply

TALKS = (
    "talks",
    "Portugal in talks with Brazil's Embraer over six more KC-390 transports",
    """Portugal is in talks with Embraer of Brazil over six more KC-390 transport aircraft, the defence ministry in
    Lisbon said. The two sides are negotiating price and delivery dates for the KC-390 aircraft of the Portuguese Air
    Force.""",
)
CONTRACT = (
    "contract",
    "Portugal signs contract with Brazil's Embraer for six more KC-390 transports",
    """Portugal and Embraer of Brazil have signed a contract for six more KC-390 transport aircraft worth €600 million.
    The contract for the KC-390 of the Portuguese Air Force was signed in Lisbon by the ministry and Embraer.""",
)


def feed(*items: tuple[str, str, str], server: LoopbackServer) -> Reply:
    """Return a feed of items that were published an hour ago; their pages stand on the same server."""
    published = format_datetime(system_clock() - timedelta(hours=1))
    rows = []
    for slug, title, text in ((slug, title, " ".join(text.split())) for slug, title, text in items):
        page = f"<html><head><title>{escape(title)}</title></head><body><article><h1>{escape(title)}</h1>"
        server.add(f"/{slug}", Reply(body=f"{page}<p>{escape(text)}</p></article></body></html>".encode()))
        rows.append(
            f"<item><title>{escape(title)}</title><link>{server.url(f'/{slug}')}</link>"
            f"<pubDate>{published}</pubDate><description>{escape(text)}</description></item>"
        )
    body = f'<rss version="2.0"><channel><title>Wire</title>{"".join(rows)}</channel></rss>'
    return Reply(body=body.encode(), content_type="application/rss+xml")


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "transcript.jsonl").read_text(encoding="utf-8").splitlines()]


EDITED = ("talks", CONTRACT[1], CONTRACT[2])
"""The article on the talks once it was edited: same address, another story to tell."""


async def two_days(folder: Path, *, later: tuple[tuple[str, str, str], ...]) -> tuple[Brief, Brief]:
    """Return the brief on the talks, and the one after the source holds what it holds `later`."""
    with LoopbackServer() as server:
        source = Source(id=SourceId("wire"), name="Wire", url=server.url("/feed"), country="PT")
        wishes = Wishes(allow=frozenset({server.address}), force=True, console=Console(quiet=True))
        subscription = Subscription(id=SubscriptionId("desk"), platform="console", channel="desk")
        async with running(demo_settings(folder), wishes=wishes, slack=False, pace=QUICK) as bot:
            briefs = []
            for slot, items in (("one", (TALKS,)), ("two", later)):
                server.add("/feed", feed(*items, server=server))
                brief = await round_trip(bot, sources=[source], subscription=subscription, slot=slot)
                assert brief is not None
                briefs.append(brief)
    return briefs[0], briefs[1]


@pytest.mark.parametrize("later", [(CONTRACT, TALKS), (EDITED,)], ids=["a second article", "an edited article"])
async def test_a_change_is_told_in_the_old_thread_and_named_in_the_next_root(
    tmp_path: Path, later: tuple[tuple[str, str, str], ...]
) -> None:
    before, after = await two_days(tmp_path, later=later)
    assert [(item.kind, item.stage) for item in before.items] == [(ItemKind.NEW, Stage.TALKS)]
    assert [(item.kind, item.previous_stage, item.stage) for item in after.items] == [
        (ItemKind.CHANGED, Stage.TALKS, Stage.CONTRACT)
    ]
    assert after.items[0].story_id == before.items[0].story_id
    assert after.items[0].revision == before.items[0].revision + 1
    assert len(after.items[0].citations) == len(later), "an edit doubles nothing"
    new, receipt = len(later) - 1, after.receipt
    assert (receipt.seen, receipt.kept, dict(receipt.dropped)) == (new, new, {}), "an edited item was seen before"
    first_root, told, second_root, change = lines(tmp_path)
    assert told["thread"] == first_root["id"]
    assert change["thread"] == first_root["id"], "the change is told where the story lives"
    assert "talks → contract" in change["text"]
    assert "CHANGED" in second_root["text"]
    assert "↗" in second_root["text"]
