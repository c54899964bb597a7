"""What happens between briefs over a real archive: a desk that also reacts, whose messages have links and bodies."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.analysis.analyser import Analyser
from bot.analysis.clustering import Clusterer
from bot.analysis.lexicon import Lexicon
from bot.chat.platform import Directory, Payload, Renderer
from bot.domain.article import Article
from bot.domain.delivery import MessageRef
from bot.domain.desk import Follow
from bot.domain.ids import ArticleId, StoryId
from bot.domain.people import Person, Place
from bot.domain.story import Story
from bot.domain.vocabulary import Relevance
from bot.errors import ChannelUnavailable
from bot.steps.look import look_of
from bot.steps.reacting import Reacting
from bot.steps.understand import Understand
from support.chatfake import FakeGateway, Posted
from support.telling import Desk
from support.values import HOUR, make_article, make_change, make_story

CONTRACT_TITLE = "Poland and South Korea sign second K2 tank contract"


class LinkedGateway(FakeGateway):
    """Names a link for every message, and keeps what each looks like."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self.bodies: dict[str, Mapping[str, Any]] = {}

    async def post(
        self, channel: str, payload: Payload, *, thread: MessageRef | None = None, broadcast: bool = False
    ) -> MessageRef:
        """Take a message, or behave as scripted."""
        reference = await super().post(channel, payload, thread=thread, broadcast=broadcast)
        self.bodies[reference.message_id] = payload.body
        return replace(reference, permalink=link_of(reference.message_id))

    def texts(self, channel: str) -> list[str]:
        """Return what was posted in a channel, in order."""
        return [message.text for message in self.messages(channel)]

    def messages(self, channel: str) -> list[Posted]:
        """Return the messages of a channel, in order."""
        return [message for message in self.log.read() if message.channel == channel]


@dataclass
class FakeDirectory:
    """People who are all reachable, in UTC, unless they are named otherwise."""

    people: dict[str, Person] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)

    async def person(self, user: str) -> Person:
        """Return what is known of a person."""
        return self.people.get(user, Person(id=user, zone="UTC"))

    async def place(self, channel: str) -> Place:
        """Return what is known of a channel."""
        return Place(id=channel)

    async def is_member(self, channel: str, user: str) -> bool | None:
        """Return whether a person is in a channel."""
        return True

    async def direct(self, user: str) -> str:
        """Return the channel of direct messages."""
        if user in self.lost:
            raise ChannelUnavailable(user, "direct messages are turned off")
        return f"D-{user}"

    async def group(self, group: str) -> tuple[str, ...]:
        """Return the people of a group."""
        return ()

    def changed(self, channel: str) -> None:
        """Know what there is to know."""


@dataclass
class Living(Desk):
    """A desk that reacts; `renderer` draws where it is another than the fake one."""

    directory: FakeDirectory = field(default_factory=FakeDirectory)
    renderer: Renderer | None = None

    async def open(self, folder: Path) -> None:
        """Open the archive in `folder`."""
        await super().open(folder)
        outbound = self.tell.parts.outbound["console"]
        directory: Directory = self.directory
        platform = replace(outbound.platform, directory=directory)
        if self.renderer is not None:
            platform = replace(platform, renderer=self.renderer)
        self.tell = replace(
            self.tell, parts=replace(self.tell.parts, outbound={"console": replace(outbound, platform=platform)})
        )

    async def due(self) -> list[tuple[str, str, str, str]]:
        """Return what is to be posted now."""
        parts = self.tell.parts
        return await Reacting(parts, look_of(parts)).react()

    async def react(self) -> dict[str, dict[str, str]]:
        """React as after a cycle of stories, and deliver; return how each part went, by slot."""
        found = {}
        for subscription, date, slot, _channel in await self.due():
            parts = await self.tell.compose(subscription, date, slot, self.now.isoformat())
            found[slot] = {part: await self.tell.deliver(subscription, date, slot, part) for part in parts}
        return {slot: outcomes for slot, outcomes in found.items() if outcomes}

    async def follow(self, user: str, name: str, *, channel: str = "C-desk", **fields: Any) -> Follow:
        """Let somebody press Follow under a story."""
        stories = await self.store.stories([StoryId(name)])
        deal = stories[0].deal_id if stories else None
        values = {"story_id": StoryId(name), "deal_id": deal, "at": self.now, "channel": channel, **fields}
        made = Follow(platform="console", workspace="", user=user, **values)
        await self.store.save_follow(made)
        return made

    async def reread(self, name: str, **fields: Any) -> Story:
        """Let the first article of a story be read again, so that the story is what `fields` say, no news in it."""
        story = make_story(name, **{"last_changed": self.now, "first_seen": self.now, **fields})
        change = make_change(story, material=False)
        await self.store.save_changes([change], heard=story.article_ids[:1])
        return story

    async def hear(self, lexicon: Lexicon, name: str, title: str, text: str, *, edited: bool = False) -> Story:
        """Let an article come, or its edit, that is analysed and grouped; return its story."""
        parts = replace(self.tell.parts, clusterer=Clusterer(timedelta(hours=72), model=lexicon.weights.event))
        article: Article = make_article(name, title=title, text=text, published=self.now - HOUR, fetched_at=self.now)
        if edited:
            (stored,) = await self.store.articles([article.id])
            article = replace(stored, title=title, text=text)
        (analysis,) = Analyser(lexicon, None).analyse([article])
        await self.store.save_articles("run", [] if edited else [article], edited=[article] if edited else [])
        await self.store.save_analyses("run", [replace(analysis, relevance=Relevance.CORE)], [])
        await Understand(parts).group()
        placed = await self.store.stories_of([ArticleId(f"article-{name}")])
        (story,) = await self.store.stories(list(placed.values()))
        return story


@asynccontextmanager
async def living(
    folder: Path, *, renderer: Renderer | None = None, gateway: LinkedGateway | None = None
) -> AsyncIterator[tuple[Living, LinkedGateway]]:
    """Open a desk that reacts, over an empty archive in `folder`."""
    gateway = gateway or LinkedGateway()
    made = Living(gateway, renderer=renderer)
    await made.open(folder)
    try:
        yield made, gateway
    finally:
        await made.store.close()


def link_of(message_id: str) -> str:
    """Return the link of a message."""
    return f"https://chat.example.invalid/{message_id}"
