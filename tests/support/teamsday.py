"""Days of the whole bot on the fake Bot Connector, told as JSON: run inside a loopback-only namespace.

The same days as on Slack (`support.lifeday`): on Monday a channel subscribes by what somebody types, three zones get
their briefs at one moment, readers follow, copy, complain, ask why and ask about a pair; on Tuesday a deal moves in its
old thread; then a pause, a catch-up, a channel the bot was taken out of, and a team that takes it out.
"""

import asyncio
import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.chat.slack.namespace import bring_up_loopback, inside_loopback_namespace
from bot.domain.ids import SubscriptionId
from bot.domain.topic import WEEKDAYS, Subscription
from support.botconnector import BotConnector, bot_connector
from support.botconnector_world import ANNA, BEN, TEAM, Stands
from support.lifeday import FIRST, FRIDAY_SLOT, MONDAY, MOVED, SATURDAY_SLOT, SLOT, TUESDAY, TUESDAY_SLOT, TYPED
from support.lifehouse import edition
from support.teamshouse import DEALS, GONE, KATHMANDU, TOKYO, TeamsHouse, replies, roots, teams_house, words
from support.teamswire import installed, mention

SUNDAY_SLOT = datetime(2026, 11, 29, 6, 31, tzinfo=UTC)


def managed() -> list[Subscription]:
    """Return two channels that other zones read, due at the same moment as Warsaw's 07:30, and one that is lost."""
    zones = {TOKYO: ("Asia/Tokyo", "15:30"), KATHMANDU: ("Asia/Kathmandu", "12:15"), GONE: ("Europe/Istanbul", "09:30")}
    return [
        Subscription(
            id=SubscriptionId(channel.split(":")[1].split("@")[0]),
            platform="teams",
            channel=channel,
            timezone=zone,
            slots=(slot,),
            weekdays=WEEKDAYS,
            owners=(BEN,),
        )
        for channel, (zone, slot) in zones.items()
    ]


async def subscribe(home: TeamsHouse) -> dict[str, Any]:
    """Type a subscription, look at the preview, confirm it; return what was shown, and where."""
    preview = await home.says(TYPED, answer="Subscribe to this?")
    answered = await home.presses("Confirm", on=preview)
    await home.until(lambda: [one for one in home.channel() + home.chat(ANNA) if "subscribed" in words(one).casefold()])
    listed = await home.says("list", answer="Subscriptions here")
    return {
        "preview": words(preview),
        "pressed": answered.body,
        "listed": words(listed),
        "channel": [words(one) for one in home.channel()],
    }


async def morning(home: TeamsHouse) -> dict[str, Any]:
    """Let 07:30 come; return each channel's thread."""
    await home.turn(SLOT)
    told: dict[str, Any] = {}
    for channel in (DEALS, TOKYO, KATHMANDU):
        root = await first(home, channel)
        thread = await whole(home, channel, root, 3)
        told[channel] = {"root": words(root), "said": root.said, "replies": [words(one) for one in thread]}
    return told


async def first(home: TeamsHouse, channel: str) -> Stands:
    """Return the first brief of a channel as soon as it is there."""
    found: list[Stands] = await home.until(lambda: roots(home.channel(channel)))
    return found[0]


async def whole(home: TeamsHouse, channel: str, root: Stands, number: int) -> list[Stands]:
    """Return the replies under `root` as soon as there are `number`."""

    def there() -> list[Stands]:
        under = replies(home.channel(channel), root)
        return under if len(under) >= number else []

    thread: list[Stands] = await home.until(there)
    return thread


async def react(home: TeamsHouse) -> dict[str, Any]:
    """Follow, copy, complain, ask why; return the answers, all of them in people's own chats."""
    root = roots(home.channel())[0]
    story = next(one for one in replies(home.channel(), root) if "Type 26" in words(one))
    known = len(home.channel())
    told: dict[str, Any] = {}

    async def answer(label: str, on: Stands, holds: str, user: str = ANNA) -> Stands:
        before = len(home.chat(user))
        await home.presses(label, on=on, user=user)
        return await home.answered(user, holds, known=before)

    told["follow"] = words(await answer("Follow", story, "follow", BEN))
    told["copy"] = words(await answer("Copy", story, "Machine-compiled"))
    reasons = await answer("Not useful", story, "Wrong stage")
    await home.presses("Wrong stage", on=reasons)
    told["why"] = words(await answer("Why this?", story, "Why this"))
    told["details"] = words(await answer("Details", root, "polled"))
    told["feedback"] = words(await home.says("feedback", answer="rong stage"))
    told["help"] = words(await home.writes("help", answer="subscribe"))
    told["channel"] = len(home.channel()) - known
    return told


async def ask(home: TeamsHouse) -> dict[str, Any]:
    """Ask about a pair in a channel, go on in the thread; ask in a chat; return what was answered and how it grew."""
    said = mention("What is going on between Norway and the United Kingdom?", channel=DEALS)
    await home.hears(said)

    def under(holds: str) -> list[Stands]:
        thread = [one for one in home.channel() if one.root == said["id"]]
        return thread if any(holds in words(one) for one in thread) else []

    thread = await home.until(lambda: under("Type 26"))
    told: dict[str, Any] = {
        "answer": [words(one) for one in thread],
        "first": [str(version.get("text") or version.get("summary")) for version in thread[0].versions],
    }
    known = len(thread)
    await home.hears(mention("only submarines", channel=DEALS, root=said["id"]))
    followed = await home.until(lambda: [one for one in under("ubmarine")[known:] if "nderstood" in words(one)])
    told["narrowed"] = [words(one) for one in followed]
    told["alone"] = words(await home.writes("Poland South Korea", answer="K2"))
    return told


async def moved(home: TeamsHouse) -> dict[str, Any]:
    """Let Tuesday come with a contract: the old thread is told, the new root names it, the follower hears once."""
    home.hand.put(TUESDAY)
    await home.read(edition(*FIRST, aged=23.5, more=[MOVED]))
    await home.turn(TUESDAY_SLOT)
    first = roots(home.channel())[0]
    second = (await home.until(lambda: roots(home.channel())[1:]))[0]
    thread = await whole(home, DEALS, first, 4)
    await home.answered(BEN, "You follow this deal")
    return {
        "root": words(second),
        "reply": words(thread[-1]),
        "under_new": len(replies(home.channel(), second)),
        "dm": [words(one) for one in home.chat(BEN)],
    }


async def paused(home: TeamsHouse) -> dict[str, Any]:
    """Pause for three days: silence, then one catch-up that says so."""
    said = await home.says("pause 3 days", answer="aused")
    known = len(roots(home.channel()))
    await home.turn(FRIDAY_SLOT)
    await asyncio.sleep(2)
    silent = len(roots(home.channel())) == known
    await home.turn(SATURDAY_SLOT)
    back = (await home.until(lambda: roots(home.channel())[known:]))[0]
    await home.turn(SATURDAY_SLOT.replace(hour=11))
    await asyncio.sleep(2)
    return {"said": words(said), "silent": silent, "back": words(back), "again": len(roots(home.channel())) - known}


async def lost(home: TeamsHouse, teams: BotConnector) -> dict[str, Any]:
    """Return how the bot took it that it is not in a channel any more, then that a team took it out."""
    store = home.bot.steps.parts.store
    stored = await store.subscription(SubscriptionId("gone"))
    told: dict[str, Any] = {
        "note": stored.pause_note if stored else "",
        "paused": bool(stored and stored.paused_until),
        "posts": sum(call.conversation == GONE for call in teams.called("send", "create", "reply")),
        "told": sum("Paused: #Gone takes no more messages" in words(one) for one in home.chat(BEN)),
    }
    await home.hears(installed("remove", channel=DEALS, team=TEAM))
    teams.world.take_out(TEAM)

    async def off() -> bool:
        found = [one for place in (DEALS, TOKYO, KATHMANDU) for one in await store.subscriptions_in("teams", place)]
        return all(one.paused_until is not None for one in found)

    async with asyncio.timeout(30):
        while not await off():  # noqa: ASYNC110  (nobody tells)
            await asyncio.sleep(0.1)
    known = len(teams.called("send", "create", "reply"))
    await home.turn(SUNDAY_SLOT)
    await asyncio.sleep(1)
    told["after"] = [call.conversation for call in teams.called("send", "create", "reply")[known:]]
    return told


async def live(teams: BotConnector, folder: Path) -> dict[str, Any]:
    """Live the days; return what happened."""
    told: dict[str, Any] = {}
    async with teams_house(folder, teams, start=MONDAY, managed=managed()) as home:
        teams.world.conversations[GONE].roster = False
        await home.read(edition(*FIRST))
        for name, scene in (
            ("subscribed", subscribe),
            ("morning", morning),
            ("reacted", react),
            ("asked", ask),
            ("moved", moved),
            ("paused", paused),
        ):
            told[name] = await scene(home)
        told["lost"] = await lost(home, teams)
        told["refused"], told["overruns"] = teams.refused, [call.path for call in teams.overruns]
    return told


async def main() -> None:
    """Print what came of it."""
    if inside_loopback_namespace():
        bring_up_loopback()
    with tempfile.TemporaryDirectory() as folder:
        async with bot_connector() as teams:
            told = await live(teams, Path(folder))
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    asyncio.run(main())
