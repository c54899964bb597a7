"""A process that reacts to news and is killed while it does: `python livingworker.py FOLDER ROUNDS [PLAN]`.

Each round a contract is learnt, which alerts a channel, and then the report behind it is taken back, which corrects
what was posted. All of it goes through the real engine, store, steps and delivery, to a chat
service that can be looked up. PLAN is where it dies by SIGKILL in the last round: `after:0.31` seconds from its start
on, or `<point>:<n>` at the n-th passage of a point.
"""

import asyncio
import json
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.chat.platform import Payload
from bot.delivery.outbound import Outbound
from bot.delivery.pacing import Pacer
from bot.domain.delivery import MessageRef
from bot.domain.desk import Change
from bot.domain.ids import ArticleId, StoryId
from bot.domain.moments import system_clock
from bot.domain.story import Story
from bot.domain.vocabulary import Stage
from bot.engine import Engine, Pace
from bot.steps.correcting import key_of
from bot.steps.look import look_of
from bot.steps.parts import Parts
from bot.steps.reacting import Reacting
from bot.steps.tell import Tell
from bot.store import Store, open_store
from support.briefs import shipped_labels
from support.chaosworker import Fate, die, watch_network
from support.chatfake import FakeGateway, FileLog, fake_platform
from support.living import FakeDirectory
from support.values import make_article, make_change, make_source, make_story, make_subscription

POINTS = ("posting", "posted", "editing", "edited")
_UNUSED: Any = None
_LAST = 1_000


class MortalGateway(FakeGateway):
    """Posts and edits into files, passing points of `fate` on the way."""

    def __init__(self, folder: Path, fate: Fate) -> None:
        super().__init__(FileLog(folder / "chat.jsonl"))
        self._edits, self._fate = folder / "edits.jsonl", fate
        self.before_post = lambda: fate.pass_("chat", "posting")
        self.after_post = lambda: fate.pass_("chat", "posted")

    async def edit(self, message: MessageRef, payload: Payload) -> None:
        """Keep what a message reads like now."""
        self._fate.pass_("chat", "editing")
        with self._edits.open("a", encoding="utf-8") as file:
            file.write(json.dumps([message.message_id, payload.text]) + "\n")
        self._fate.pass_("chat", "edited")


class LivingSteps:
    """The steps of a cycle in which nothing is polled, and those of briefs."""

    def __init__(self, parts: Parts) -> None:
        self._tell, self._reacting = Tell(parts), Reacting(parts, look_of(parts))
        self.compose, self.deliver = self._tell.compose, self._tell.deliver

    async def poll(self, run_id: str, source_ids: Sequence[str]) -> int:
        """Poll nothing."""
        return 0

    async def collect(self, run_id: str, source_ids: Sequence[str]) -> int:
        """Collect nothing."""
        return 0

    async def analyse(self, run_id: str, limit: int) -> int:
        """Analyse nothing."""
        return 0

    async def group(self, run_id: str) -> int:
        """Group nothing."""
        return 0

    async def summarise(self, run_id: str, limit: int) -> int:
        """Summarise nothing."""
        return 0

    async def react(self, run_id: str) -> list[tuple[str, str, str, str]]:
        """React to what is stored."""
        return await self._reacting.react()


def story_of(number: int, **fields: Any) -> Story:
    """Return the story of a round; a channel hears of five, since what a channel gets in an hour is bounded."""
    now = system_clock()
    return make_story(f"r{number}", **{"first_seen": now, "last_changed": now, **fields})


def channel_of(number: int) -> str:
    """Return the channel that hears of a round's story."""
    return f"C-desk{number // 5}"


async def learn(store: Store, number: int) -> None:
    """Let the contract of a round come, with a subscription that it concerns, once."""
    if await store.stories([StoryId(f"story-r{number}")]):
        return
    name = f"desk{number // 5}"
    hour = system_clock() - timedelta(hours=1)
    topic = {"words": [f"round{number}"]}
    own = make_subscription(f"{name}-{number}", channel=channel_of(number), timezone="UTC", alerts=True, topic=topic)
    await store.add_subscription(own)
    entry = Change(
        at=hour, platform="console", workspace="", channel=own.channel, user="U0", subscription_id=own.id,
        action="subscribe", detail="made",
    )  # fmt: skip
    await store.save_change(entry)
    article = make_article(f"r{number}", url=f"http://127.0.0.1/wire/r{number}", fetched_at=system_clock())
    await store.save_articles("run", [article])
    story = story_of(number, title=f"Contract round{number}", article_ids=(ArticleId(article.id),))
    await store.save_changes([make_change(story)])


async def take_back(store: Store, number: int) -> None:
    """Let the report of a round be taken back, once."""
    (story,) = await store.stories([StoryId(f"story-r{number}")])
    if story.stage is Stage.CONTRACT:
        now = replace(story, stage=Stage.MOU)
        await store.save_changes([make_change(now, material=False)], heard=story.article_ids)


def parts_of(store: Store, gateway: FakeGateway) -> Parts:
    """Return what the steps need, over one chat service."""
    platform = replace(fake_platform(gateway), directory=FakeDirectory())
    outbound = Outbound(ledger=store, platform=platform, owner="local", clock=system_clock, pacer=Pacer(interval=0.0))
    return Parts(
        store=store,
        poller=_UNUSED,
        collector=_UNUSED,
        analyser=_UNUSED,
        clusterer=_UNUSED,
        summarizer=_UNUSED,
        outbound={"console": outbound},
        labels=shipped_labels(),
        clock=system_clock,
    )


async def cycle(engine: Engine, tick: str) -> None:
    """Run a cycle to its end."""
    for name in await engine.enqueue_poll(["wire"], tick):
        await engine.wait(name)


async def one_round(engine: Engine, store: Store, number: int) -> None:
    """Alert, follow and correct, each to its end."""
    await learn(store, number)
    await cycle(engine, f"{number}-news")
    learnt = await store.learnt_at(StoryId(f"story-r{number}"))
    assert learnt is not None
    name = f"desk{number // 5}-{number}"
    await engine.wait(f"brief:{name}:{learnt.astimezone(UTC).date()}:alert-story-r{number}-1")
    await take_back(store, number)
    for turn in range(_LAST):
        await cycle(engine, f"{number}-back-{turn}")
        left = await store.open_corrections()
        if not left:
            return
        for correction in left:
            await engine.wait(f"brief:{key_of(correction)}")


async def run(folder: Path, *, rounds: int, plan: str) -> None:
    """Live through all rounds, or die in the last."""
    point = plan if plan.startswith("after:") or not plan else f"chat:{plan}"
    fate = Fate(point)
    store = await open_store(f"sqlite:///{folder / 'app.db'}", migrate=not (folder / "app.db").exists())
    await store.upsert_sources([make_source()])
    steps = LivingSteps(parts_of(store, MortalGateway(folder, fate)))
    pace = Pace(queue_seconds=0.02)
    engine = Engine(f"sqlite:///{folder / 'engine.db'}", steps=steps, executor_id="local", pace=pace)  # type: ignore[arg-type]
    await engine.launch()
    for number in range(1, rounds + 1):
        fate.armed = number == rounds
        if fate.armed and plan.startswith("after:"):
            timer = threading.Timer(float(plan.removeprefix("after:")), die)
            timer.daemon = True
            timer.start()
        await one_round(engine, store, number)
    (folder / "ended").write_text(datetime.now(UTC).isoformat())
    await engine.shutdown()
    await store.close()


def main(arguments: Sequence[str]) -> None:
    """Run as told on the command line."""
    folder, rounds, *plan = arguments
    watch_network(Path(folder) / "network.txt")
    asyncio.run(run(Path(folder), rounds=int(rounds), plan=plan[0] if plan else ""))


if __name__ == "__main__":
    main(sys.argv[1:])
