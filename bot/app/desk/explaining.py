"""What became of an article, for whoever asks in chat."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.app.desk.permits import Act
from bot.app.desk.room import Room
from bot.briefing.whynot import Facts, thread_of, why_lines
from bot.chat.commands import WhyCommand
from bot.chat.heard import Heard
from bot.domain.ids import SourceId, article_id
from bot.domain.source import Source
from bot.ingest.domains import registrable
from bot.ingest.urls import canonical
from bot.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Explaining:
    """Answers `why URL`."""

    room: Room

    async def why(self, heard: Heard, command: WhyCommand) -> None:
        """Say in three lines whether and why it was kept, in which story it stands, and whether this channel heard."""
        room = self.room
        if not await room.may(heard, Act.READ):
            return
        url = command.url.strip()
        if not _host(url):
            await room.whisper(heard, "That is no address. Say: why https://…")
            return
        facts = await facts_of(room.parts.store, url, channel=heard.channel)
        listed = await room.listed(heard)
        zone = listed[0].timezone if listed else "UTC"
        lines = why_lines(facts, listed, zone=zone, country=room.parts.labels.country)
        links = [""] * (len(lines) - 1) + [thread_of(facts)]
        await room.whisper(heard, *lines, f"Times are {zone}.", title="Why, or why not", links=links)


async def facts_of(store: Store, url: str, *, channel: str | None) -> Facts:
    """Return what is stored about an address, and what was told of it in `channel`, or anywhere where it is None."""
    at_home = canonical(url)
    seen, left_out = await store.sightings(url)
    if at_home != url and not seen and not left_out:
        seen, left_out = await store.sightings(at_home)
    known = [article_id(at_home), *await store.articles_at(url), *await store.articles_at(at_home)]
    articles = await store.articles(list(dict.fromkeys(known)))
    article = articles[0] if articles else None
    analyses = await store.analyses([article.id]) if article else ()
    placed = await store.stories_of([article.id]) if article else {}
    stories = await store.stories(list(placed.values()))
    story = stories[0] if stories else None
    sources = {source.id: source for source in await store.sources()}
    covering = [source for source in sources.values() if _covers(source, _host(at_home))]
    return Facts(
        host=_host(at_home),
        sources={str(name): source for name, source in sources.items()},
        sightings=seen,
        drops=left_out,
        article=article,
        analysis=analyses[0] if analyses else None,
        story=story,
        tellings=await store.story_tellings([story.id], channel=channel) if story else (),
        covering=covering,
        polls=await store.last_polls([SourceId(source.id) for source in covering]),
    )


def _covers(source: Source, host: str) -> bool:
    """Whether a source stands on the site of `host`, under whatever name below its domain."""
    return source.enabled and bool(host) and registrable(_host(source.url)) == registrable(host)


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.hostname or "" if parts.scheme in {"http", "https"} else ""
