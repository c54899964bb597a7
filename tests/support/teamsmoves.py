"""A Teams channel with alerts while a report is taken back, told as JSON: run inside a loopback-only namespace.

On Monday a contract is told at once; hours later its article is about a memorandum only, and what stands is edited.
Readers use Teams' own thumbs, hand the subscription on, and take an answer along as a file.
"""

import asyncio
import json
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.chat.slack.namespace import bring_up_loopback, inside_loopback_namespace
from support.botconnector import BotConnector, bot_connector
from support.botconnector_world import ANNA, BEN, Stands
from support.lifeday import MONDAY, MOVED, SLOT
from support.lifehouse import edition
from support.teamshouse import DEALS, TeamsHouse, buttons, replies, roots, teams_house, words
from support.teamswire import feedback, mention

FIRST = ("poland-korea-k2-second-contract", "norway-type-26")
TYPED = "subscribe everything at 07:30 Europe/Warsaw daily alerts on"
TAKEN_BACK = MOVED.model_copy(
    update={
        "hours_ago": 5,
        "title": "Norway and United Kingdom sign memorandum on five Type 26 frigates",
        "body": (
            "Norway and the United Kingdom have signed a memorandum of understanding on five Type 26 frigates from BAE "
            "Systems. No contract has been signed yet. Both governments announced the memorandum in Oslo.\n\n"
            "The first ship would be delivered in 2029. Norway selected the British Type 26 design earlier."
        ),
    }
)


async def begun(home: TeamsHouse) -> Stands:
    """Subscribe, let the first morning come; return the story of the frigates."""
    await home.read(edition(*FIRST))
    await home.presses("Confirm", on=await home.says(TYPED, answer="Subscribe to this?"))
    await home.until(lambda: [one for one in home.channel() if "subscribed" in words(one)])
    await home.turn(SLOT)

    def told() -> Stands | None:
        first = roots(home.channel())[:1]
        return next((one for root in first for one in replies(home.channel(), root) if "Type 26" in words(one)), None)

    story: Stands = await home.until(told)
    return story


async def alerted(home: TeamsHouse, story: Stands) -> dict[str, Any]:
    """Let a contract come at noon; return the alert and what the old thread was told."""
    home.hand.put(MONDAY + timedelta(hours=6))
    await home.read(edition("norway-type-26", aged=6, more=[MOVED]))
    alert = (await home.until(lambda: [one for one in roots(home.channel()) if "Alert" in words(one)]))[0]
    grown = await home.until(lambda: _under(home, story, "selected → contract"))
    return {"alert": words(alert), "said": alert.said, "reply": words(grown[-1])}


async def corrected(home: TeamsHouse, story: Stands) -> dict[str, Any]:
    """Let the article be another one; return what became of the two messages, and what the log says."""
    grown = _under(home, story, "selected → contract")[-1]
    posted = len(home.channel())
    home.hand.put(MONDAY + timedelta(hours=9))
    await home.read(edition("norway-type-26", aged=9, more=[TAKEN_BACK]))
    alert = next(one for one in roots(home.channel()) if "contract signed" in words_of(one, 0))
    await home.until(lambda: len(alert.versions) > 1 and len(grown.versions) > 1)
    said = await home.until(lambda: [one for one in home.channel()[posted:] if one.root == story.root])
    log = await home.says("corrections", answer="stage was contract")
    return {
        "alert": words(alert),
        "reply": words(grown),
        "thread": [words(one) for one in said],
        "log": words(log),
        "versions": [len(alert.versions), len(grown.versions)],
    }


async def judged(home: TeamsHouse, story: Stands) -> dict[str, Any]:
    """Use the thumbs that Teams draws; return what was answered."""
    told = {}
    for name, reaction, typed, holds in (
        ("liked", "like", "", "useful"),
        ("disliked", "dislike", "wrong country", "wrong country"),
        ("asked", "dislike", "hm", "What was wrong with it?"),
    ):
        known = len(home.chat(ANNA))
        await home.hears(feedback(reaction, text=typed, message_id=story.id, root=story.root))
        told[name] = words(await home.answered(ANNA, holds, known=known))
    return told


async def handed_on(home: TeamsHouse) -> str:
    """Give the subscription to somebody by mentioning them; return what the channel is told."""
    said = mention("", said="<at>Entente</at> transfer 1 to <at>Ben Berg</at>", channel=DEALS)
    whom = {"type": "mention", "text": "<at>Ben Berg</at>", "mentioned": {"id": BEN, "name": "Ben Berg"}}
    await home.hears({**said, "entities": [*said["entities"], whom]})
    return words((await home.until(lambda: [one for one in home.channel() if "gave this" in words(one)]))[0])


async def taken_along(home: TeamsHouse) -> dict[str, Any]:
    """Ask in one's chat and take the answer along; return the file that is offered."""
    await home.writes("Norway United Kingdom", answer="Type 26")

    def ended() -> Stands | None:
        whole = (
            one for one in reversed(home.chat(ANNA)) if any("Markdown" in each["title"] for each in buttons(one.card))
        )
        return next(whole, None)

    await home.presses("Markdown", on=await home.until(ended))

    def offered() -> list[dict[str, Any]]:
        shown = [each for one in home.chat(ANNA) for each in one.activity.get("attachments") or ()]
        return [each for each in shown if str(each["contentType"]).endswith("file.consent")]

    return dict((await home.until(offered))[0])


def words_of(message: Stands, version: int) -> str:
    """Return what a message said in an earlier version."""
    return words(Stands(message.id, message.conversation, message.root, [message.versions[version]], message.at))


def _under(home: TeamsHouse, story: Stands, holds: str) -> list[Stands]:
    return [one for one in home.channel() if one.root == story.root and holds in words(one)]


async def live(teams: BotConnector, folder: Path) -> dict[str, Any]:
    """Live the day; return what happened."""
    async with teams_house(folder, teams, start=MONDAY) as home:
        story = await begun(home)
        told: dict[str, Any] = {"alerted": await alerted(home, story), "corrected": await corrected(home, story)}
        told |= {"judged": await judged(home, story), "handed_on": await handed_on(home)}
        told["file"] = await taken_along(home)
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
