"""The sample brief in a process that may be killed: `python -m support.demoworker PLATFORM FOLDER PORT [API]`."""

import asyncio
import sys
from pathlib import Path

from rich.console import Console

from bot.app.service import running
from bot.commands.rounds import QUICK
from bot.commands.sampling import DEMO, brief_sample, demo_settings, demo_wishes, served
from bot.commands.slackdemo import slack_settings, slack_subscription
from bot.domain.topic import Subscription


async def work(platform: str, folder: Path, *, port: int, api_url: str) -> None:
    """Brief the sample edition on `platform`; what an earlier process began is completed."""
    if platform == "slack":
        settings, subscription = slack_settings(folder, api_url), slack_subscription()
    else:
        settings = demo_settings(folder)
        subscription = Subscription(id=DEMO, platform="console", channel="terminal", max_stories=40)
    async with served(port) as (edition, published):
        wishes = demo_wishes(published, console=Console(quiet=True))
        async with running(settings, wishes=wishes, slack=platform == "slack", pace=QUICK) as bot:
            brief = await brief_sample(bot, edition=edition, published=published, subscription=subscription)
    assert brief is not None


if __name__ == "__main__":
    name, target, number, *rest = sys.argv[1:]
    asyncio.run(work(name, Path(target), port=int(number), api_url=rest[0] if rest else ""))
