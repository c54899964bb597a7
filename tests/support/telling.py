"""The telling half of the house over a real archive: compose, deliver, and a clock that tests move."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.delivery.outbound import Outbound
from bot.delivery.pacing import Pacer
from bot.domain.article import Article
from bot.domain.ids import ArticleId, StoryId
from bot.domain.story import Story
from bot.domain.topic import Subscription
from bot.steps.parts import Parts
from bot.steps.tell import Tell
from bot.store import Store, open_store
from support.briefs import shipped_labels
from support.chatfake import FakeGateway, fake_platform
from support.values import NOW, make_article, make_change, make_source, make_story

_UNUSED: Any = None


@dataclass
class Desk:
    """One archive and one chat service; `now` is what every clock here says."""

    gateway: FakeGateway
    now: datetime = NOW
    notices: list[str] = field(default_factory=list)
    store: Store = field(init=False)
    tell: Tell = field(init=False)

    def clock(self) -> datetime:
        """Return the present moment."""
        return self.now

    async def learn(self, name: str, **fields: Any) -> Story:
        """Store a story that changed and was learnt of just now."""
        story = make_story(name, **{"last_changed": self.now, "first_seen": self.now, **fields})
        articles: list[Article] = [
            make_article(name, id=ArticleId(article), url=f"http://127.0.0.1/wire/{article}", fetched_at=self.now)
            for article in story.article_ids
        ]
        await self.store.save_articles("run", articles)
        await self.store.save_changes([make_change(story)])
        return story

    async def subscribe(self, *subscriptions: Subscription) -> None:
        """Make these the managed subscriptions."""
        await self.store.upsert_managed(subscriptions)

    async def brief(self, slot: str, *, subscription: str = "desk") -> dict[str, str]:
        """Compose the brief of a slot of the day and deliver it; return how each part went, {} for silence."""
        date = self.now.date().isoformat()
        outcomes = {}
        for part in await self.tell.compose(subscription, date, slot, self.now.isoformat()):
            outcomes[part] = await self.tell.deliver(subscription, date, slot, part)
        return outcomes

    async def _notify(self, text: str) -> None:
        self.notices.append(text)

    async def open(self, folder: Path) -> None:
        """Open the archive in `folder`."""
        self.store = await open_store(f"sqlite:///{folder / 'archive.db'}", clock=self.clock)
        await self.store.upsert_sources([make_source()])
        pacer = Pacer(interval=0.0)
        outbound = Outbound(
            ledger=self.store, platform=fake_platform(self.gateway), owner="node-1", clock=self.clock, pacer=pacer
        )
        self.tell = Tell(
            Parts(
                store=self.store,
                poller=_UNUSED,
                collector=_UNUSED,
                analyser=_UNUSED,
                clusterer=_UNUSED,
                summarizer=_UNUSED,
                outbound={"console": outbound},
                labels=shipped_labels(),
                clock=self.clock,
                first_poll=timedelta(hours=48),
                notify=self._notify,
            )
        )


@asynccontextmanager
async def desk(folder: Path, gateway: FakeGateway | None = None) -> AsyncIterator[Desk]:
    """Open a desk over an empty archive in `folder`."""
    made = Desk(gateway or FakeGateway())
    await made.open(folder)
    try:
        yield made
    finally:
        await made.store.close()


def part(name: str) -> StoryId:
    """Return the part of a brief that tells the story `name`."""
    return StoryId(f"story-{name}")
