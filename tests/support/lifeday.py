"""Days of the whole bot on local-slack, lived in a browser and told as JSON: run inside a loopback-only namespace.

Monday morning a channel subscribes by what somebody types, three zones get their briefs at one frozen moment, readers
follow, copy, complain and ask why; on Tuesday a deal moves in its old thread; then a pause, a catch-up, a lost channel.
"""

import asyncio
import sys
from collections import deque
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.chat.slack.standin import StandIn
from bot.domain.ids import SubscriptionId
from bot.domain.topic import WEEKDAYS, Subscription
from bot.sample.edition import SampleItem
from support.browser import Reader, reader
from support.faultproxy import FaultProxy, fault_proxy
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
    replies,
    roots,
    thread_of,
    told_of,
    words,
)

MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SLOT = datetime(2026, 11, 23, 6, 30, 5, tzinfo=UTC)
TUESDAY, TUESDAY_SLOT = datetime(2026, 11, 24, 5, 45, tzinfo=UTC), datetime(2026, 11, 24, 6, 31, tzinfo=UTC)
FRIDAY_SLOT, SATURDAY_SLOT = datetime(2026, 11, 27, 6, 31, tzinfo=UTC), datetime(2026, 11, 28, 7, 50, tzinfo=UTC)
FIRST = ("poland-korea-k2-second-contract", "gliwice-k2pl-assembly", "norway-type-26", "australia-mogami")
TYPED = "subscribe Poland–South Korea, Norway, Australia at 07:30 Europe/Warsaw daily"
MOVED = SampleItem(
    slug="norway-type-26-signed",
    feed="rss",
    hours_ago=2,
    expect="kept",
    title="Norway and United Kingdom sign contract for five Type 26 frigates",
    body=(
        "Norway and the United Kingdom have signed the contract for five Type 26 frigates from BAE Systems, worth "
        "about £10 billion. Both governments announced the signing in Oslo.\n\n"
        "The first ship is to be delivered in 2029. Norway selected the British Type 26 design earlier."
    ),
)


def managed() -> list[Subscription]:
    """Return two channels that other zones read, due at the same moment as Warsaw's 07:30, and one that is lost."""
    zones = {TOKYO: ("Asia/Tokyo", "15:30"), KATHMANDU: ("Asia/Kathmandu", "12:15"), GONE: ("Europe/Istanbul", "09:30")}
    return [
        Subscription(
            id=SubscriptionId(channel.lower()),
            channel=channel,
            timezone=zone,
            slots=(slot,),
            weekdays=WEEKDAYS,
            owners=(BEA,),
        )
        for channel, (zone, slot) in zones.items()
    ]


async def subscribe(home: House, seat: Reader | None) -> dict[str, Any]:
    """Type a subscription, look at the preview, confirm it; return what was shown."""
    if seat is not None:
        await seat.open(DEALS)
        await seat.type(f"/entente {TYPED}")
        await seat.sees("Subscribe to this?")
        await seat.draw("life-1-preview")
    preview = await home.says(TYPED, answer="Subscribe to this?")
    await press(home, "Confirm", text="Subscribe to this?")
    await home.until(DEALS, lambda found: [one for one in found if "subscribed" in words(one).casefold()])
    listed = await home.says("list", answer="Subscriptions here")
    return {"preview": preview, "listed": listed}


async def press(home: House, label: str, *, text: str, channel: str = DEALS, user: str = ALEX) -> None:
    """Press the button `label` of the newest message that says `text`."""

    def has(messages: list[Message]) -> Any:
        for message in reversed(messages):
            for element in _elements(message) if text in words(message) else ():
                if element["type"] == "button" and element["text"]["text"] == label:
                    return message, element
        return None

    message, element = await home.until(channel, has)
    action = {name: element.get(name) for name in ("type", "action_id", "value")}
    await home.desk.control("interact", channel=channel, messageTs=message["ts"], user=user, action=action)


async def choose(home: House, label: str, *, of: Message, channel: str = DEALS, user: str = ALEX) -> None:
    """Choose from the menu under a story."""
    menu = next(element for element in _elements(of) if element["type"] == "overflow")
    option = next(one for one in menu["options"] if label in one["text"]["text"])
    action = {"type": "overflow", "action_id": menu["action_id"], "selected_option": option}
    await home.desk.control("interact", channel=channel, messageTs=of["ts"], user=user, action=action)


def _elements(message: Message) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for block in message.get("blocks") or []:
        found += block.get("elements", []) if block["type"] == "actions" else []
        found += [block["accessory"]] if "accessory" in block else []
    return found


async def morning(home: House, seat: Reader | None) -> dict[str, Any]:
    """Let 07:30 come; return each channel's thread."""
    await home.turn(SLOT)
    told: dict[str, Any] = {}
    for channel in (DEALS, TOKYO, KATHMANDU):
        root = (await home.until(channel, roots))[0]
        thread = await _thread(home, channel, root, 3)
        thread = (await thread_of(home, channel, root))[1:]
        told[channel] = {"root": words(root), "replies": [words(one) for one in thread], "text": root["text"]}
    if seat is not None:
        root = roots(await home.desk.messages(DEALS))[0]
        await seat.open(DEALS, thread=root["ts"])
        await seat.sees("Why it matters" if "Why it matters" in words(root) else "Follow")
        await seat.draw("life-2-morning")
        await seat.draw_phone("life-2-morning-390")
    return told


async def _thread(home: House, channel: str, root: Message, number: int) -> list[Message]:
    """Return the replies under `root` as soon as there are `number`."""

    def whole(found: list[Message]) -> list[Message]:
        under = replies(found, root)
        return under if len(under) >= number else []

    thread: list[Message] = await home.until(channel, whole)
    return thread


async def react(home: House, seat: Reader | None) -> dict[str, Any]:
    """Follow, copy, complain, ask why; return the answers."""
    root = roots(await home.desk.messages(DEALS))[0]
    story = next(one for one in replies(await home.desk.messages(DEALS), root) if "Type 26" in words(one))
    told: dict[str, Any] = {}
    await press(home, "Follow", text="Type 26", user=BEA)
    told["follow"] = await _answer(home, "follow")
    await press(home, "Copy", text="Type 26")
    told["copy"] = await _answer(home, "Machine-compiled from public sources, as of")
    await choose(home, "Not useful", of=story)
    told["asked"] = await _answer(home, "Wrong stage")
    await press(home, "Wrong stage", text="Wrong stage")
    await choose(home, "Why", of=story)
    told["why"] = await _answer(home, "Why this", newer=True)
    await press(home, "Details", text="sources answered")
    told["details"] = await _answer(home, "polled")
    told["url"] = await home.says(f"why {_link(story)}", answer="\n")
    told["feedback"] = await home.says("feedback", answer="rong stage")
    if seat is not None:
        await seat.open(DEALS)
        await seat.draw("life-3-answers")
    return told


async def _answer(home: House, text: str, *, newer: bool = False) -> str:
    def last(found: list[Message]) -> str:
        whispered = [words(one) for one in found if one.get("subtype") == "ephemeral"]
        return next((one for one in reversed(whispered[-1:] if newer else whispered) if text in one), "")

    return str(await home.until(DEALS, last))


def _link(message: Message) -> str:
    text = words(message)
    return text[text.index("http") :].split("|")[0].split(">")[0]


async def moved(home: House, seat: Reader | None) -> dict[str, Any]:
    """Let Tuesday come with a contract: the old thread is told, the new root names it, the follower hears once."""
    home.hand.put(TUESDAY)
    await home.read(edition(*FIRST, aged=23.5, more=[MOVED]))
    await home.turn(TUESDAY_SLOT)
    first = roots(await home.desk.messages(DEALS))[0]
    second = (await home.until(DEALS, lambda found: roots(found)[1:]))[0]
    thread = await _thread(home, DEALS, first, 4)
    if seat is not None:
        await seat.open(DEALS, thread=first["ts"])
        await seat.draw("life-4-tuesday")
        await seat.draw_phone("life-4-tuesday-390", thread=True)
    told = [words(one) for one in await _in_person(home)]
    return {"root": words(second), "reply": words(thread[-1]), "under_new": len(replies(thread, second)), "dm": told}


async def _in_person(home: House) -> list[Message]:
    """Return what was told by direct message."""
    response = await home.desk.session.get(f"{home.desk.url}/_control/state")
    state = await response.json()
    ids = [one["id"] for one in state.get("channels", []) if str(one.get("id", "")).startswith("D")]
    return [message for name in ids for message in await home.desk.messages(name)]


async def paused(home: House, seat: Reader | None) -> dict[str, Any]:
    """Pause for three days: silence, then one catch-up that says so."""
    said = await home.says("pause 3 days", answer="aused")
    known = len(roots(await home.desk.messages(DEALS)))
    await home.turn(FRIDAY_SLOT)
    await asyncio.sleep(2)
    silent = len(roots(await home.desk.messages(DEALS))) == known
    await home.turn(SATURDAY_SLOT)
    back = (await home.until(DEALS, lambda found: roots(found)[known:]))[0]
    await home.turn(SATURDAY_SLOT.replace(hour=11))
    await asyncio.sleep(2)
    again = len(roots(await home.desk.messages(DEALS))) - known
    if seat is not None:
        await seat.open(DEALS)
        await seat.draw("life-5-back")
        await seat.home()
        await seat.sees("Norway")
        await seat.draw("life-6-home")
    return {"said": said, "silent": silent, "back": words(back), "again": again}


async def lost(home: House, proxy: FaultProxy) -> dict[str, Any]:
    """Return how the bot took it that it is not in a channel any more: paused, and its owner told once."""
    stored = await home.bot.steps.parts.store.subscription(SubscriptionId(GONE.lower()))
    return {
        "note": stored.pause_note if stored else "",
        "paused": bool(stored and stored.paused_until),
        "posts": sum(call.get("channel") == GONE for call in proxy.called("chat.postMessage")),
        "told": sum("#gone" in words(one) or GONE in words(one) for one in await _in_person(home)),
    }


async def live(desk: StandIn, folder: Path, mode: str, pictures: Path | None) -> dict[str, Any]:
    """Live the days; return what happened."""
    told: dict[str, Any] = {}
    async with AsyncExitStack() as stack:
        proxy = await stack.enter_async_context(fault_proxy(f"{desk.url}/api/"))
        proxy.script.posts[GONE] = deque(["not-in-channel"])
        started = house(folder, desk, mode=mode, api_url=proxy.url, start=MONDAY, managed=managed())
        home = await stack.enter_async_context(started)
        seat = await stack.enter_async_context(reader(desk, pictures)) if pictures else None
        await home.read(edition(*FIRST))
        for name, scene in (("subscribed", subscribe), ("morning", morning), ("reacted", react), ("moved", moved)):
            told[name] = await scene(home, seat)
        told["paused"] = await paused(home, seat)
        told["lost"] = await lost(home, proxy)
        told["refused"] = proxy.refused
    return told


if __name__ == "__main__":
    asyncio.run(told_of(live, sys.argv[1:]))
