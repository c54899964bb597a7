"""A day of the whole bot on local-slack, told as JSON: run inside a loopback-only namespace.

The clock posts a brief at its local time, a reader asks for one at once and about a pair, and clicks for the receipt.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console

from bot.app.service import running, serve
from bot.chat.slack.standin import BOT_USER, CHANNEL, USER, StandIn, local_slack, screenshot
from bot.commands.rounds import QUICK
from bot.commands.sampling import demo_wishes, served
from bot.commands.slackdemo import slack_settings
from bot.domain.ids import SubscriptionId
from bot.domain.moments import system_clock
from bot.domain.topic import WEEKDAYS, Subscription
from bot.errors import BotError

_ZONE = "Asia/Tokyo"
_SECONDS = 110.0
Messages = list[dict[str, Any]]


def due_soon() -> Subscription:
    """Return a subscription whose slot is the next full minute, in a zone that is not the machine's."""
    soon = system_clock().astimezone(ZoneInfo(_ZONE)) + timedelta(seconds=75)
    return Subscription(
        id=SubscriptionId("morning"),
        platform="slack",
        channel=CHANNEL,
        timezone=_ZONE,
        slots=(soon.strftime("%H:%M"),),
        weekdays=WEEKDAYS,
        max_stories=40,
    )


async def until(desk: StandIn, found: Callable[[Messages], Any]) -> Any:
    """Return what `found` finds in the channel, as soon as it finds something."""
    async with asyncio.timeout(_SECONDS):
        while not (result := found(await desk.messages())):  # noqa: ASYNC110  (nobody tells when a message comes)
            await asyncio.sleep(0.2)
    return result


def roots(messages: Messages) -> Messages:
    """Return the briefs' first messages: they start a thread and carry a delivery key."""
    return [
        each
        for each in messages
        if _key(each).startswith("entente-") and each.get("thread_ts", each["ts"]) == each["ts"]
    ]


def _key(message: dict[str, Any]) -> str:
    blocks = message.get("blocks") or [{}]
    return str(blocks[0].get("block_id", ""))


def replies(messages: Messages, ts: str) -> Messages:
    """Return the bot's messages under `ts`."""
    return [m for m in messages if m.get("thread_ts") == ts and m["ts"] != ts and m.get("user") == BOT_USER]


async def day(desk: StandIn, folder: Path, artefacts: Path) -> dict[str, Any]:
    """Return what happened."""
    told: dict[str, Any] = {}
    subscription = due_soon()
    settings = slack_settings(folder, desk.network.api_url).model_copy(update={"admin_channel": CHANNEL})
    async with served(0) as (edition, published):
        wishes = demo_wishes(published, console=Console(quiet=True))
        async with running(settings, wishes=wishes, slack=True, pace=QUICK) as bot:
            sources = edition.sources(published.base_url)
            service = asyncio.create_task(serve(bot, subscriptions=[subscription], sources=sources))
            try:
                told["slot"] = subscription.slots[0]
                root = (await until(desk, roots))[0]
                told["thread"] = [m["text"] for m in await until(desk, lambda m: _complete(m, root["ts"]))]
                told["root"] = root["text"]
                told["root_blocks"] = root["blocks"]
                await desk.control("command", channel=CHANNEL, user=USER, command="/entente", text="now")
                told["now"] = (await until(desk, lambda m: roots(m)[1:]))[0]["text"]
                said = await desk.control("message", channel=CHANNEL, user=USER, text=f"<@{BOT_USER}> Pakistan Türkiye")
                asked = said.get("ts") or said["message"]["ts"]
                told["answer"] = [m["text"] for m in await until(desk, lambda m: replies(m, asked))]
                await bot.notices.tell("A test notice.")
                told["notice"] = bool(await until(desk, lambda m: [x for x in m if "A test notice." in x["text"]]))
                told["drawn"] = await _draw(desk, root["ts"], artefacts)
            finally:
                service.cancel()
                await asyncio.gather(service, return_exceptions=True)
    return told


def _complete(messages: Messages, ts: str) -> Messages:
    found = replies(messages, ts)
    return found if len(found) >= 13 else []


async def _draw(desk: StandIn, ts: str, artefacts: Path) -> str:
    try:
        await screenshot(desk.page(thread=ts), artefacts / "slack-day.png")
    except BotError as error:
        return str(error)
    return ""


async def main(binary: Path, artefacts: Path) -> None:
    """Print what happened as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        await asyncio.to_thread(artefacts.mkdir, exist_ok=True)
        async with local_slack(binary) as desk:
            json.dump(await day(desk, Path(folder), artefacts), sys.stdout)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
