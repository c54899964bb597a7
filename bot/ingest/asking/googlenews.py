"""Google News search feeds: leads to stories, never read themselves. Their links are opaque and lead back to Google."""

from dataclasses import replace

from bot.domain.source import FetchState, Source
from bot.ingest.asking.feed import ask_feed
from bot.ingest.asking.tools import Asked, Tools
from bot.ingest.values import FeedEntry


async def ask_google_news(tools: Tools, source: Source, state: FetchState) -> Asked:
    """Return the headlines found, each with its publisher as author and without text, which is a list of links."""
    answer, feed = await ask_feed(tools, source, state)
    if feed is None:
        return answer, None
    return answer, replace(feed, entries=tuple(_lead(entry) for entry in feed.entries))


def _lead(entry: FeedEntry) -> FeedEntry:
    title, mark, publisher = entry.title.rpartition(" - ")
    if not mark:
        return replace(entry, text="")
    return replace(entry, title=title.strip(), author=publisher.strip() or entry.author, text="")
