"""The bot as it runs, at work on articles without a pause, with Slack heard over HTTP. Run as a module.

Arguments: the folder of its data, and the address of Slack's Web API.
It prints its port, and after a line on standard input how many cycles it went through, as JSON.
"""

import asyncio
import json
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from bot import settings as configuration
from bot.analysis.lexicon import Lexicon, build_lexicon
from bot.app.doors import Doors
from bot.app.reading import tables_of
from bot.app.service import Running, running
from bot.app.slack_door import door
from bot.bench.growth import stream_article
from bot.domain.article import Article
from bot.domain.ids import EntryId
from bot.log import configure
from bot.sample.edition import edition_from
from bot.settings import Settings
from support.slackhttp import SECRET
from support.values import make_article

LOT = 1024
"""Articles that come in together: one cycle of the bot analyses, groups and summarises them."""


@dataclass(slots=True, kw_only=True)
class Work:
    """What was done: cycles through the engine, and articles stored for them."""

    cycles: int = 0
    articles: int = 0


def edition() -> tuple[Article, ...]:
    """Return the articles of the sample edition, each once."""
    items = edition_from(configuration.shipped("sample/edition.yaml")).items
    now = datetime.now(UTC) - timedelta(hours=12)
    return tuple(
        make_article(f"{item.slug}", title=item.title, text=item.body, published=now) for item in items if item.body
    )


def lot(base: tuple[Article, ...], start: int, lexicon: Lexicon) -> list[Article]:
    """Return the next articles of a stream without end: other countries and figures each time round."""
    made = (stream_article(base, place, lexicon) for place in range(start, start + LOT))
    return [replace(one, entry_id=EntryId(f"entry-{one.id}"), url=f"{one.url}/{one.id}") for one in made]


async def work(bot: Running, done: Work) -> None:
    """Let the engine run one cycle after another, for ever; the next one waits in its queue already."""
    base = edition()
    lexicon = await asyncio.to_thread(lambda: build_lexicon(tables_of(configuration.load())))
    waiting: list[str] = []
    while True:
        articles = await asyncio.to_thread(lot, base, done.articles, lexicon)
        done.articles += LOT
        await bot.steps.parts.store.save_articles("busy", articles)
        waiting += await bot.engine.enqueue_poll(["none"], f"busy-{done.articles}")
        if len(waiting) > 1:
            await bot.engine.wait(waiting.pop(0))
            done.cycles += 1


def settings_at(folder: Path, slack: str) -> Settings:
    """Return the shipped settings, with a token that the stand-in at `slack` knows."""
    return configuration.load().model_copy(
        update={
            "data_dir": folder,
            "slack_mode": "http",
            "slack_listen": "127.0.0.1:0",
            "slack_api_url": slack,
            "slack_bot_token": SecretStr("xoxb-1"),
            "slack_signing_secret": SecretStr(SECRET),
        }
    )


async def main(folder: Path, slack: str) -> None:
    """Work until told to stop."""
    configure()
    done = Work()
    settings = settings_at(folder, slack)
    async with door(settings) as opened, running(settings, doors=Doors(slack=opened)) as bot:
        assert opened.server is not None
        busy = asyncio.create_task(work(bot, done))
        print(opened.server.address[1], flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        print(json.dumps(asdict(done)), flush=True)
        busy.cancel()
        with suppress(asyncio.CancelledError):
            await busy


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
