"""Answers on local-slack, told as JSON: one that grows, a picture and a file in the thread, drawn by a browser.

Run as a module inside a loopback-only namespace. local-slack streams nothing and shows no status: the fault server
before it does, so that the bot meets a workspace that offers everything.
"""

import asyncio
import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.chat.platform import Prompt, Upload
from bot.chat.slack.gateway import SlackGateway
from bot.chat.slack.live import SlackLive
from bot.chat.slack.network import SlackNetwork, slack_clients
from bot.chat.slack.standin import BOT_TOKEN, BOT_USER, CHANNEL, USER, StandIn, local_slack
from bot.domain.delivery import MessageRef
from bot.domain.moments import system_clock
from bot.log import configure
from support.faultproxy import FaultProxy, fault_proxy
from support.localslack import draw
from support.pictures import striped_png
from support.slackanswer import KEY, LAST, PIECES

FILES = (
    Upload(name="months.png", title="Stories by month", content=striped_png(), alt="Stories by month: May 2, June 4"),
    Upload(name="answer.csv", title="The answer as a table", content=b"country,stories\nPK,2\n"),
)


async def asked(desk: StandIn) -> MessageRef:
    """Let a reader ask in the channel; return the question."""
    await desk.control("message", channel=CHANNEL, user=USER, text=f"<@{BOT_USER}> Pakistan Türkiye")
    return MessageRef(channel=CHANNEL, message_id=str((await desk.messages())[-1]["ts"]))


async def answer(desk: StandIn, proxy: FaultProxy) -> dict[str, Any]:
    """Answer a question with everything there is; return what stands in the thread."""
    question = await asked(desk)
    async with slack_clients(SlackNetwork(api_url=proxy.url), bot_token=BOT_TOKEN) as clients:
        live = SlackLive(clients.bot, clients, team="T0DEMO")
        await live.thinking(CHANNEL, "is looking through the archive …", thread=question)
        streamed = await live.stream(CHANNEL, PIECES, LAST, thread=question, user=USER)
        await live.upload(CHANNEL, FILES, thread=question)
        await live.suggest("D0", [Prompt(title="What can you do?", message="help")])
        proxy.slack.live.streams = False
        fallback = await live.stream(CHANNEL, PIECES, LAST, thread=question, user=USER)
        found = await SlackGateway(clients.bot, history=True).look_up(
            CHANNEL, KEY, since=system_clock() - timedelta(minutes=2), thread=question
        )
    messages = [one for one in await desk.messages() if one.get("thread_ts") == question.message_id]
    return {
        "question": question.message_id,
        "streamed": streamed.message_id if streamed else None,
        "found": found.message_id if found else None,
        "fallback": fallback is None,
        "texts": [one.get("text", "") for one in messages],
        "files": [[one["ts"], *_told(each)] for one in messages for each in one.get("files") or ()],
        "statuses": [each["status"] for each in proxy.slack.live.shown],
        "prompts": len(proxy.slack.live.prompts),
        "refused": proxy.refused,
    }


def _told(file: dict[str, Any]) -> list[Any]:
    return [file.get(name) for name in ("name", "title", "size", "alt_txt")]


async def everything(binary: Path, artefacts: Path) -> dict[str, Any]:
    """Answer and draw."""
    async with local_slack(binary) as desk:
        await desk.control("reset")
        async with fault_proxy(f"{desk.url}/api/") as proxy:
            proxy.slack.live.streams = proxy.slack.live.assistant = True
            told = await answer(desk, proxy)
        told["drawn"] = await draw(desk.page(thread=told["question"]), artefacts / "slack-answer.png")
    return told


if __name__ == "__main__":
    configure()
    Path(sys.argv[2]).mkdir(parents=True, exist_ok=True)
    json.dump(asyncio.run(everything(Path(sys.argv[1]), Path(sys.argv[2]))), sys.stdout)
