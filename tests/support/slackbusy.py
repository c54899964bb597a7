"""A bot that analyses without a pause and listens to Slack over HTTP, told on standard output. Run as a module.

Arguments: the database file, and how many articles.
It prints its address, and after a line on standard input how many articles it read in how many seconds.
"""

import asyncio
import json
import sys
import time
from contextlib import suppress

from bot import settings as configuration
from bot.analysis.lexicon import build_lexicon
from bot.app.reading import analyser_of, tables_of
from bot.chat.slack.app import bolt_app
from bot.chat.slack.http import SlackServer, SlackWeb
from bot.chat.slack.network import SlackNetwork, slack_clients
from bot.domain.article import Article
from bot.sample.edition import edition_from
from bot.store import Store, open_store
from summarizers.encoder_quick import QuickEncoder
from support.deskfake import NotingDesk
from support.slackhttp import SECRET
from support.values import NOW, make_article


class StoringDesk(NotingDesk):
    """Notes what it hears, and keeps each event's id where the bot keeps it."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    async def first_time(self, event_id: str) -> bool:
        """Store an event's id."""
        return await self._store.first_time(event_id, NOW)


def articles(count: int) -> list[Article]:
    """Return the articles of the sample edition, over and over."""
    items = edition_from(configuration.shipped("sample/edition.yaml")).items
    texts = [(item.title, item.body) for item in items if item.body]
    return [make_article(f"a{n}", title=texts[n % len(texts)][0], text=texts[n % len(texts)][1]) for n in range(count)]


async def main(database: str, count: int) -> None:
    """Listen and analyse until told to stop."""
    settings = configuration.load()
    analyser = analyser_of(settings, build_lexicon(tables_of(settings)), QuickEncoder())
    read, batch = 0, articles(count)
    await asyncio.to_thread(analyser.analyse, batch[:64])  # the encoder is loaded by then
    store = await open_store(f"sqlite:///{database}")

    async def analyse() -> None:
        nonlocal read
        while True:
            for start in range(0, count, 64):
                read += len(await asyncio.to_thread(analyser.analyse, batch[start : start + 64]))

    async with slack_clients(SlackNetwork(api_url="http://127.0.0.1:9/api/"), bot_token="xoxb-1") as clients:
        app = bolt_app(clients, StoringDesk(store), bot_of=lambda *_: "UBOT", signing_secret=SECRET)
        server = SlackServer("127.0.0.1:0", SlackWeb(app=app, signing_secret=SECRET).answer)
        await server.start()
        print(server.address[1], flush=True)
        started, busy = time.monotonic(), asyncio.create_task(analyse())
        await asyncio.to_thread(sys.stdin.readline)
        print(json.dumps({"articles": read, "seconds": time.monotonic() - started}), flush=True)
        busy.cancel()
        with suppress(asyncio.CancelledError):
            await busy
        await server.stop()
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
