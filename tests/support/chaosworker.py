"""A process that posts briefs and is killed while it does: `python chaosworker.py FOLDER BRIEFS [PLAN]`.

It posts the briefs 1 to BRIEFS of two subscriptions through the real engine, store and delivery: `asked` on a chat
service that can be looked up, `blind` on one that cannot. PLAN is where it dies by SIGKILL: `after:0.31` seconds from
the launch on, or `<subscription>:<point>:<n>` at the n-th passage of a point of the last brief.
"""

import asyncio
import json
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.delivery.outbound import Outbound, parts
from bot.delivery.pacing import Pacer
from bot.domain.brief import Brief, BriefKey
from bot.domain.delivery import Delivery
from bot.domain.ids import SubscriptionId
from bot.domain.moments import system_clock
from bot.engine import Engine, Pace
from bot.store import Store, open_store
from support.chatfake import FakeGateway, FileLog, fake_platform
from support.values import make_brief, make_item

SUBSCRIPTIONS = ("asked", "blind")
REPLIES = 6
POINTS = ("claimed", "posting", "posted", "marked")


def brief_key(subscription: str, number: int) -> BriefKey:
    """Return the key of a subscription's brief; each has a date of its own."""
    date = (datetime(2026, 1, 1) + timedelta(days=number)).date()  # noqa: DTZ001  # a date only
    return BriefKey(subscription_id=SubscriptionId(subscription), local_date=date.isoformat(), slot="0730")


def brief_of(key: BriefKey) -> Brief:
    """Return the brief under `key`: six stories nobody was told before."""
    names = [f"{key.subscription_id}-{key.local_date}-{number}" for number in range(REPLIES)]
    return make_brief(key, items=tuple(make_item(name) for name in names))


def die() -> None:
    """Die as by `kill -9`: nothing is flushed, closed or caught."""
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Fate:
    """Where to die, counted from the moment it is armed."""

    plan: str
    seen: Counter[str] = field(default_factory=Counter)
    armed: bool = False

    def pass_(self, subscription: str, point: str) -> None:
        """Note a passage, and die if this is the one."""
        if self.armed:
            place = f"{subscription}:{point}"
            self.seen[place] += 1
            if self.plan == f"{place}:{self.seen[place]}":
                die()


class MortalLedger:
    """The store's ledger, passing points of `fate` on the way."""

    def __init__(self, store: Store, *, subscription: str, fate: Fate) -> None:
        self._store, self._subscription, self._fate = store, subscription, fate
        self.take_over, self.delivery, self.told = store.take_over, store.delivery, store.told

    async def claim(self, *args: object, **named: object) -> object:
        """Claim, then pass."""
        claim = await self._store.claim(*args, **named)  # type: ignore[arg-type]
        self._fate.pass_(self._subscription, "claimed")
        return claim

    async def mark(self, delivery: Delivery) -> None:
        """Mark, then pass."""
        await self._store.mark(delivery)
        self._fate.pass_(self._subscription, "marked")


class BriefSteps:
    """The two steps of a brief; the others are not asked for."""

    def __init__(self, store: Store, outbound: dict[str, Outbound]) -> None:
        self._store, self._outbound = store, outbound

    async def compose(self, subscription_id: str, local_date: str, slot: str, now: str) -> list[str]:
        """Compose and store, once."""
        key = BriefKey(subscription_id=SubscriptionId(subscription_id), local_date=local_date, slot=slot)
        brief = await self._store.brief(key)
        if brief is None:
            brief = brief_of(key)
            await self._store.save_brief(brief)
        return list(parts(brief))

    async def deliver(self, subscription_id: str, local_date: str, slot: str, part: str) -> str:
        """Deliver one part."""
        key = BriefKey(subscription_id=SubscriptionId(subscription_id), local_date=local_date, slot=slot)
        brief = await self._store.brief(key)
        assert brief is not None
        return str(await self._outbound[subscription_id].deliver_part(brief, part))


def outbound_of(subscription: str, store: Store, *, folder: Path, fate: Fate) -> Outbound:
    """Return the delivery of a subscription, with points of death around every step."""
    gateway = FakeGateway(FileLog(folder / f"{subscription}.jsonl"), can_look_up=subscription == "asked")
    gateway.before_post = lambda: fate.pass_(subscription, "posting")
    gateway.after_post = lambda: fate.pass_(subscription, "posted")
    ledger = MortalLedger(store, subscription=subscription, fate=fate)
    return Outbound(
        ledger=ledger,  # type: ignore[arg-type]  # passes its arguments on as they are
        platform=fake_platform(gateway),
        owner="local",
        clock=system_clock,
        pacer=Pacer(interval=0.0),
    )


def watch_network(report: Path) -> None:
    """Note every address this process connects or binds to: the engine must keep to itself."""

    def hook(event: str, args: tuple[object, ...]) -> None:
        if event in {"socket.connect", "socket.bind", "socket.getaddrinfo"}:
            with report.open("a") as file:
                file.write(f"{event} {args[1:]}\n")

    sys.addaudithook(hook)


async def run(folder: Path, *, briefs: int, plan: str) -> None:
    """Post all briefs up to `briefs`, or die on the way."""
    fate = Fate(plan)
    store = await open_store(f"sqlite:///{folder / 'app.db'}", migrate=not (folder / "app.db").exists())
    outbound = {name: outbound_of(name, store, folder=folder, fate=fate) for name in SUBSCRIPTIONS}
    steps = BriefSteps(store, outbound)
    pace = Pace(queue_seconds=0.02)
    engine = Engine(f"sqlite:///{folder / 'engine.db'}", steps=steps, executor_id="local", pace=pace)  # type: ignore[arg-type]
    await engine.launch()
    if plan.startswith("after:"):
        timer = threading.Timer(float(plan.removeprefix("after:")), die)
        timer.daemon = True
        timer.start()
    results: dict[str, object] = {}
    for number in range(1, briefs + 1):
        fate.armed = number == briefs
        keys = [brief_key(name, number) for name in SUBSCRIPTIONS]
        ids = [await engine.enqueue_brief(key.subscription_id, key.local_date, key.slot) for key in keys]
        results |= {name: await engine.wait(name) for name in ids}
    (folder / "results.json").write_text(json.dumps(results))
    await engine.shutdown()
    await store.close()


def main(arguments: Sequence[str]) -> None:
    """Run as told on the command line."""
    folder, briefs, *plan = arguments
    watch_network(Path(folder) / "network.txt")
    asyncio.run(run(Path(folder), briefs=int(briefs), plan=plan[0] if plan else ""))


if __name__ == "__main__":
    main(sys.argv[1:])
