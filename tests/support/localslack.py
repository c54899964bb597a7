"""What is tried on local-slack, told as JSON on standard output: run as a module inside a loopback-only namespace.

A brief goes out as a thread, a reader asks for things through the workspace's own control, the bot answers over Socket
Mode, requests go wrong on the way, the workspace is restarted, and a browser draws what there is to see.
"""

import asyncio
import contextlib
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.chat.commands import AskCommand, Command
from bot.chat.heard import Heard, Press
from bot.chat.slack.app import SlackEdge
from bot.chat.slack.gateway import SlackGateway
from bot.chat.slack.network import SlackClients, SlackNetwork, slack_clients
from bot.chat.slack.render import SlackRenderer
from bot.chat.slack.standin import APP_TOKEN, BOT_TOKEN, BOT_USER, CHANNEL, USER, StandIn, local_slack, screenshot
from bot.domain.brief import Brief
from bot.domain.delivery import MessageRef
from bot.domain.moments import system_clock
from bot.errors import BotError, DeliveryError
from support.briefs import illustrated_brief, shipped_labels
from support.deskfake import NotingDesk
from support.dossiers import make_dossier
from support.faultproxy import RATE_LIMITED, Fault, fault_proxy
from support.values import make_delivery_key

RENDERER = SlackRenderer(shipped_labels())


@dataclass(kw_only=True)
class Bot(NotingDesk):
    """A bot of the least kind: it answers questions with one story and shows receipts."""

    gateway: SlackGateway
    brief: Brief
    kept: list[list[str]] = field(default_factory=list)

    async def command(self, heard: Heard, command: Command) -> None:
        """Answer a question with one story, in the thread where one is; keep everything else."""
        if not isinstance(command, AskCommand):
            return await self.keep(type(command).__name__.removesuffix("Command").lower(), heard)
        for payload in RENDERER.dossier(make_dossier(asked=command.asked)):
            await self.gateway.post(heard.channel, payload, thread=_thread(heard))
        return await self.keep("ask", heard, *command.asked.countries)

    async def press(self, heard: Heard, press: Press) -> None:
        """Show the receipt to the one who clicked."""
        await self.gateway.tell(heard.channel, heard.user, RENDERER.receipt(self.brief), thread=_thread(heard))
        await self.keep("details", heard, press.value)

    async def keep(self, name: str, heard: Heard, *more: str) -> None:
        """Keep what was handed on."""
        self.kept.append([name, heard.channel, heard.user, heard.thread or "", *more])
        self._note(name, heard)

    async def until(self, name: str) -> list[str]:
        """Wait until something of this name was handed on; return it."""
        async with asyncio.timeout(20):
            while True:
                for each in self.kept:
                    if each[0] == name:
                        return each
                self.changed.clear()
                await self.changed.wait()


async def deliver(gateway: SlackGateway, brief: Brief) -> tuple[MessageRef, list[MessageRef]]:
    """Post `brief` as a thread."""
    root = await gateway.post(CHANNEL, RENDERER.root(brief, make_delivery_key()))
    replies = []
    for item in brief.items:
        payload = RENDERER.reply(brief, item, make_delivery_key(item.story_id))
        replies.append(await gateway.post(CHANNEL, payload, thread=root))
    return root, replies


def _thread(heard: Heard) -> MessageRef | None:
    return MessageRef(channel=heard.channel, message_id=heard.thread) if heard.thread else None


async def read_back(clients: SlackClients, root: MessageRef, *, since: datetime) -> dict[str, Any]:
    """Return the thread as the Web API gives it, and where look-ups find its keys."""
    response = await clients.bot.conversations_replies(channel=CHANNEL, ts=root.message_id)
    gateway, brief = SlackGateway(clients.bot, history=True), illustrated_brief()
    found = [await gateway.look_up(CHANNEL, make_delivery_key(), since=since)]
    parts = [make_delivery_key(item.story_id) for item in brief.items]
    found += [await gateway.look_up(CHANNEL, part, since=since, thread=root) for part in parts]
    missing = await gateway.look_up(CHANNEL, make_delivery_key("never"), since=since, thread=root)
    return {
        "thread": [{"ts": m["ts"], "text": m["text"], "blocks": m["blocks"]} for m in response["messages"]],
        "found": [ref.message_id if ref else None for ref in found],
        "missing": missing is None,
    }


async def converse(desk: StandIn, bot: Bot, root: MessageRef) -> dict[str, Any]:
    """Let a reader command, mention and click; return what the bot heard and answered."""
    await desk.control("command", channel=CHANNEL, user=USER, command="/entente", text="now")
    mention = f"<@{BOT_USER}> Pakistan Türkiye"
    said = await desk.control("message", channel=CHANNEL, user=USER, text=mention)
    action = {"type": "button", "action_id": "entente_details", "block_id": "b", "value": str(bot.brief.key)}
    await desk.control("interact", channel=CHANNEL, messageTs=root.message_id, user=USER, action=action)
    heard = {name: await bot.until(name) for name in ("now", "ask", "details")}
    texts = [message.get("text", "") for message in await desk.messages()]
    return {"heard": heard, "said": said, "texts": texts, "noted": len(bot.kept)}


async def stumble(desk: StandIn) -> dict[str, Any]:
    """Post through a server that spoils requests; return what came of it."""
    since = system_clock() - timedelta(minutes=2)
    payload, key = RENDERER.notice("spoilt"), make_delivery_key("spoilt")
    lost = RENDERER.reply(illustrated_brief(), illustrated_brief().items[0], key)
    outcome: dict[str, Any] = {}
    async with fault_proxy(f"{desk.url}/api/") as proxy:
        async with slack_clients(SlackNetwork(api_url=proxy.url), bot_token=BOT_TOKEN) as clients:
            gateway = SlackGateway(clients.bot, history=True)
            proxy.plan("chat.postMessage", RATE_LIMITED, Fault(drop=True, after=True))
            outcome["limited"] = await _failing(lambda: gateway.post(CHANNEL, payload))
            outcome["lost"] = await _failing(lambda: gateway.post(CHANNEL, lost))
            found = await gateway.look_up(CHANNEL, key, since=since)
            outcome["found"] = found is not None
        outcome["refused"] = proxy.refused
    outcome["times"] = sum(
        any(block.get("block_id") == key.block_id for block in message.get("blocks") or ())
        for message in await desk.messages()
    )
    return outcome


async def _failing(call: Callable[[], Any]) -> str:
    try:
        await call()
    except DeliveryError as error:
        return type(error).__name__
    return "posted"


async def reconnect(binary: Path, edge: SlackEdge, bot: Bot) -> dict[str, Any]:
    """Start the workspace again after it ended; the socket must find it and hear a command."""
    bot.kept.clear()
    async with local_slack(binary) as desk:
        async with asyncio.timeout(40):
            while not bot.kept:
                if await edge.connected():
                    await desk.control("command", channel=CHANNEL, user=USER, command="/entente", text="list")
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(bot.changed.wait(), timeout=0.3)
                bot.changed.clear()
    return {"heard": bot.kept[0][0]}


async def draw(page: str, target: Path) -> str:
    """Draw the page; return why not, or ""."""
    try:
        await screenshot(page, target)
    except BotError as error:
        return str(error)
    return ""


async def everything(binary: Path, artefacts: Path) -> dict[str, Any]:
    """Try all of it, and return what happened."""
    since, brief = system_clock() - timedelta(minutes=2), illustrated_brief()
    result: dict[str, Any] = {}
    async with slack_clients(
        SlackNetwork(api_url="http://127.0.0.1:4300/api/"), bot_token=BOT_TOKEN, app_token=APP_TOKEN
    ) as clients:
        bot = Bot(gateway=SlackGateway(clients.bot, history=True), brief=brief)
        edge = SlackEdge(clients, bot)
        try:
            async with local_slack(binary) as desk:
                await desk.control("reset")
                result["workspace"] = await edge.start()
                root, replies = await deliver(bot.gateway, brief)
                result["posted"] = [ref.message_id for ref in (root, *replies)]
                result["permalinks"] = [ref.permalink for ref in (root, *replies)]
                result["read"] = await read_back(clients, root, since=since)
                result["drawn"] = await draw(desk.page(thread=root.message_id), artefacts / "slack-thread.png")
                result["talk"] = await converse(desk, bot, root)
                result["faults"] = await stumble(desk)
            result["again"] = await reconnect(binary, edge, bot)
        finally:
            await edge.stop()
    return result


if __name__ == "__main__":
    Path(sys.argv[2]).mkdir(parents=True, exist_ok=True)
    json.dump(asyncio.run(everything(Path(sys.argv[1]), Path(sys.argv[2]))), sys.stdout)
