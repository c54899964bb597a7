"""Questions to the whole bot on local-slack, over an archive with a past; told as JSON, drawn in a browser.

Run inside a loopback-only namespace. Monday a channel asks about a pair, goes on asking in the thread, looks for words,
takes the answer along; somebody asks for themselves alone; on Tuesday the pair has moved; then an article is forgotten.
"""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.async_api import ViewportSize

from bot.chat.slack.standin import BOT_USER, StandIn
from bot.sample.edition import SampleItem
from support.askpast import PERSON, past
from support.browser import Reader, reader
from support.faultproxy import FaultProxy, fault_proxy
from support.lifeday import press
from support.lifehouse import (
    ALEX,
    BEA,
    DEALS,
    GONE,
    KATHMANDU,
    TOKYO,
    House,
    Message,
    edition,
    house,
    roots,
    told_of,
    words,
)

MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
_WHOLE: ViewportSize = {"width": 1200, "height": 1900}  # the whole answer at once
QUESTION = "What is going on between Pakistan and Türkiye since 2025?"
MOVED = SampleItem(
    slug="pakistan-turkiye-hurjet-contract",
    feed="rss",
    hours_ago=2,
    expect="kept",
    title="Pakistan and Türkiye sign contract to produce Hürjet trainers in Kamra",
    body=(
        "Pakistan and Türkiye have signed a contract for the joint production of 24 Hürjet jet trainers in Kamra, "
        "worth about $900 million. Both governments announced the signing.\n\n"
        "Turkish Aerospace and Pakistan Aeronautical Complex will open the line in 2028."
    ),
)


async def fill(folder: Path) -> str:
    """Read the past into the archive, as an operator does before the first start; return what was printed."""
    source = folder / "past.jsonl"
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in past())
    await asyncio.to_thread(source.write_text, lines, encoding="utf-8")
    return await operator(folder, "backfill", "jsonl", str(source))


async def operator(folder: Path, *arguments: str) -> str:
    """Run a command of the terminal on the bot's data; return what it printed."""
    environment = {**os.environ, "ENTENTE_DATA_DIR": str(folder), "OMP_NUM_THREADS": "1"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(printed.decode())
    return printed.decode()


async def asks(home: House, text: str, *, channel: str = DEALS, user: str = ALEX, thread: str = "") -> Message:
    """Name the bot in a message, in a thread where one is given; return the message."""
    more = {"thread_ts": thread} if thread else {}
    said = await home.desk.control("message", channel=channel, user=user, text=f"<@{BOT_USER}> {text}", **more)
    return dict(said["message"]) if "message" in said else dict(said)


async def answers(home: House, root: str, *, known: int = 0, channel: str = DEALS, holds: str = "") -> list[str]:
    """Return the bot's messages under `root` beyond the first `known`, as soon as one holds the words."""

    def under(found: Sequence[Message]) -> list[Message]:
        thread = [one for one in found if one.get("thread_ts") == root and one["ts"] != root]
        return [one for one in thread if one.get("user") in {BOT_USER, None} or one.get("bot_id")][known:]

    def holding(found: list[Message]) -> list[str]:
        told = [words(one) for one in under(found) if one.get("blocks") or one.get("files")]  # else it grows still
        return told if any(holds in one for one in told) else []

    return list(await home.until(channel, holding))


async def channel(home: House, seat: Reader | None) -> dict[str, Any]:
    """Ask in a channel, go on in the thread, once by a private follow-up; return what was answered."""
    said = await asks(home, QUESTION)
    root = said["ts"]
    told: dict[str, Any] = {"root": root, "answer": await answers(home, root, holds="Akıncı")}
    told["pictures"] = await _pictures(home, root)
    if seat is not None:
        await seat.open(DEALS, thread=root)
        await seat.sees("Akıncı")
        await seat.page.set_viewport_size(_WHOLE)
        await seat.draw("ask-1-answer")
        await seat.draw_phone("ask-1-answer-390", thread=True)
    for name, text, holds in (
        ("narrowed", "only combat aircraft", "Hürjet"),
        ("another", "and with Azerbaijan?", "Azerbaijan"),
        ("dated", "since August 2026", "Aug"),
    ):
        known = len(await answers(home, root))
        await asks(home, text, thread=root)
        told[name] = await answers(home, root, known=known, holds=holds)
    if seat is not None:
        await seat.open(DEALS, thread=root)
        await seat.draw("ask-2-follow-up")
    return told


async def _pictures(home: House, root: str) -> list[str]:
    """Return the names of the files in a thread."""

    def files(found: Sequence[Message]) -> list[str]:
        return [
            file.get("name", "") for one in found if one.get("thread_ts") == root for file in one.get("files") or []
        ]

    return list(await home.until(DEALS, files))


async def elsewhere(home: House, seat: Reader | None) -> dict[str, Any]:
    """Ask for oneself alone, by direct message, by search; return the answers and what other channels saw."""
    told: dict[str, Any] = {}
    told["private"] = await home.says("privately Poland Sweden", channel=TOKYO, user=BEA, answer="Gripen")
    told["seen"] = [words(one) for name in (DEALS, KATHMANDU, GONE) for one in await home.desk.messages(name)]
    told["kinds"] = [one.get("subtype") for one in await home.desk.messages(TOKYO) if "Gripen" in words(one)]
    told["search"] = await home.says("search corvette Istanbul", answer="Milgem")
    told["nothing"] = await home.says("Fiji Nepal since 2025", channel=KATHMANDU, answer="Fiji")
    told["bad"] = {
        text: await home.says(text, channel=GONE, answer=holds)
        for text, holds in (("Ruritania drones", "Ruritania"), ("Pakistan Pakistan", "Pakistan"))
    }
    if seat is not None:
        await seat.open(KATHMANDU)
        await seat.draw("ask-3-nothing")
    return told


async def taken_along(home: House, seat: Reader | None, root: str) -> dict[str, Any]:
    """Take the first answer as a file and subscribe to its question; return what came."""
    known = set(await _pictures(home, root))
    await press(home, "Watch", text="Akıncı")
    preview = await home.until(
        DEALS, lambda found: next((words(one) for one in found if "Subscribe to this?" in words(one)), "")
    )
    if seat is not None:
        await seat.open(DEALS)
        await seat.draw("ask-4-subscribe")
    return {"preview": preview, "files": sorted(known)}


async def moved(home: House, seat: Reader | None) -> dict[str, Any]:
    """Let Tuesday bring a contract, and ask the same again; return the answer."""
    home.hand.put(TUESDAY)
    await home.read(edition(more=[MOVED]))
    said = await asks(home, QUESTION)
    answer = await answers(home, said["ts"], holds="Hürjet")
    if seat is not None:
        await seat.open(DEALS, thread=said["ts"])
        await seat.draw("ask-5-tuesday")
    briefs = [words(one) for one in roots(await home.desk.messages(DEALS))]
    return {"answer": answer, "briefs": briefs}


async def forgotten(home: House, folder: Path) -> dict[str, Any]:
    """Forget an article beside the running bot, and ask for it again; return what is answered."""
    printed = await operator(folder, "forget", "--yes", PERSON["url"])
    answer = await home.says("privately Poland Sweden", channel=TOKYO, user=ALEX, answer="Understood")
    return {"printed": printed, "answer": answer, "export": await operator(folder, "ask", "Poland Sweden")}


async def live(desk: StandIn, folder: Path, mode: str, pictures: Path | None) -> dict[str, Any]:
    """Live the days; return what happened."""
    told: dict[str, Any] = {"filled": await fill(folder)}
    async with AsyncExitStack() as stack:
        proxy: FaultProxy = await stack.enter_async_context(fault_proxy(f"{desk.url}/api/"))
        if mode == "events":  # by socket answers are posted
            proxy.slack.live.streams = proxy.slack.live.assistant = True
        home = await stack.enter_async_context(house(folder, desk, mode=mode, api_url=proxy.url, start=MONDAY))
        seat = await stack.enter_async_context(reader(desk, pictures)) if pictures else None
        told["channel"] = await channel(home, seat)
        told["elsewhere"] = await elsewhere(home, seat)
        told["taken"] = await taken_along(home, seat, told["channel"]["root"])
        told["moved"] = await moved(home, seat)
        told["forgotten"] = await forgotten(home, folder)
        told["refused"] = proxy.refused
    return told


if __name__ == "__main__":
    asyncio.run(told_of(live, sys.argv[1:]))
