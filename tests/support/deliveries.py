"""Many briefs to many channels through the stand-in that fails: real ledger, real delivery, real gateway.

Each channel is driven by a task of its own, as the engine drives its briefs: a part until it is not waiting any more,
then the next. Where the platform says that a channel, an installation or a scope is lost, the run goes on as after the
bot was invited or installed again.
"""

import asyncio
import itertools
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from bot.chat.platform import Platform
from bot.chat.slack.gateway import SlackGateway
from bot.chat.slack.network import SlackNetwork, slack_clients
from bot.chat.slack.render import SlackRenderer
from bot.delivery.outbound import Outbound, parts
from bot.delivery.outcome import Lost, Outcome, Verdict
from bot.delivery.pacing import Pacer
from bot.delivery.recovery import Rules
from bot.domain.brief import Brief, BriefItem, ItemKind
from bot.domain.delivery import ROOT, DeliveryKey, MessageRef, thread_part
from bot.domain.ids import StoryId
from bot.domain.moments import system_clock
from bot.store import Store, open_store
from support.briefs import new_item, shipped_labels
from support.faultproxy_process import Orders, Record, own_process
from support.faultproxy_script import KINDS
from support.lowerbound import Policy, attempts, best_seconds, waiting_time
from support.values import make_brief, make_key

POLICY = Policy(interval=1.0, timeout=2.0, settle=5.0)
"""As in life, but for the time-out, which is 30 s there: a hanging call would make the run long and show no more."""
ROUND_TRIP, GRACE = 0.05, 0.5
"""Seconds in which a post under way may still arrive after a 429 was answered: mostly, and on a busy machine."""
_MAX_TRIES = 40
_LOOK_UP_FAULTS = ("limit-1", "limit-2", "gateway-page", "drop-before")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is sent, and how often a call goes wrong."""

    teams: int = 4
    channels: int = 200
    messages: int = 10
    faults: float = 0.1
    seed: int = 6

    @property
    def names(self) -> tuple[str, ...]:
        """The channels."""
        return tuple(f"C{number:04d}" for number in range(self.channels))

    def team(self, channel: str) -> str:
        """Return the workspace of a channel."""
        return f"T{int(channel[1:]) % self.teams}"


@dataclass
class Run:
    """What came of it. `seconds` is the wall clock's, from the first order to the last outcome.

    `starved` is the share of them in which the loop could have run, but the machine gave the core to others.
    """

    record: Record
    expected: dict[str, list[str]] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    starved: float = 0.0
    lost: Counter[str] = field(default_factory=Counter)
    size: Size = field(default_factory=Size)
    can_look_up: bool = True

    def standing(self) -> Mapping[str, Sequence[str]]:
        """Return per channel the keys of the messages that stand in the end, in the order in which they were posted."""
        found: dict[str, list[str]] = {}
        for message in sorted(self.record.standing, key=lambda message: float(message.ts)):
            found.setdefault(message.channel, []).append(message.key)
        return found

    def gaps(self) -> Iterator[float]:
        """Yield the seconds between two posts as they arrived in a channel."""
        arrived: dict[str, list[float]] = {}
        for call in self.record.calls:
            if call.method == "chat.postMessage":
                arrived.setdefault(call.channel, []).append(call.at)
        for times in arrived.values():
            yield from (later - sooner for sooner, later in itertools.pairwise(sorted(times)))

    def bounds(self) -> Mapping[str, float]:
        """Return per channel the seconds that the best client would have needed, by the faults that were met."""
        met = attempts(self.record.calls)
        policy = POLICY if self.can_look_up else replace(POLICY, settle=0.0)  # nobody waits for what he cannot see
        return {
            name: best_seconds(posts, holds=self.holds(self.size.team(name)), policy=policy)
            for name, posts in met.items()
        }

    def holds(self, team: str, *, grace: float = ROUND_TRIP) -> Sequence[tuple[float, float]]:
        """Return from when to when a workspace wanted no posts, as it said with a 429, in seconds from the first call.

        A hold counts from `grace` seconds after the answer: what was on its way then could not know.
        """
        posts = [call for call in self.record.calls if call.method == "chat.postMessage"]
        began = min(call.at for call in posts)
        asked = [(call.at - began, waiting_time(call.fault)) for call in posts if call.team == team]
        return [(at + grace, at + seconds) for at, seconds in asked if seconds]

    def disobeyed(self) -> int:
        """Return how many posts arrived while their workspace had asked to wait."""
        posts = [call for call in self.record.calls if call.method == "chat.postMessage"]
        began = min(call.at for call in posts)
        holds = {f"T{number}": self.holds(f"T{number}", grace=GRACE) for number in range(self.size.teams)}
        return sum(any(start <= call.at - began < end for start, end in holds[call.team]) for call in posts)

    def faults(self) -> Counter[str]:
        """Return how often each fault was met."""
        return Counter(call.fault for call in self.record.calls if call.fault)

    def said(self) -> str:
        """Return the figures on one line."""
        calls = Counter(call.method for call in self.record.calls)
        bound = max(self.bounds().values())
        parts = (
            f"{self.seconds:.1f} s, bound {bound:.1f} s, ratio {self.seconds / bound:.3f}",
            f"cpu {self.cpu_seconds:.1f} s, kept waiting for a core {self.starved:.1%}",
            f"least gap {min(self.gaps()):.4f} s, calls {dict(calls)}",
            f"faults {sum(self.faults().values())} {dict(self.faults())}, lost {dict(self.lost)}",
        )
        return ", ".join(parts)


async def deliver_all(folder: Path, *, size: Size, can_look_up: bool) -> Run:
    """Deliver a brief to every channel at once and return what came of it."""
    briefs = {name: _brief(name, size) for name in size.names}
    store = await open_store(f"sqlite:///{folder / 'ledger.db'}", clock=system_clock)
    roots = [root for number, name in enumerate(size.names) if (root := await _lived(store, name, number))]
    teams = {f"xoxb-{n}": {"team_id": f"T{n}", "url": f"https://t{n}.slack.com/"} for n in range(size.teams)}
    orders = Orders(teams=teams, posts=_faults(size), look_ups=_look_up_faults(size), roots=roots)
    try:
        with own_process(orders) as record:
            run = Run(record=record, size=size, can_look_up=can_look_up)
            async with AsyncExitStack() as stack:
                outbound = await _outbound(stack, store, record.url, size=size, can_look_up=can_look_up)
                started, cpu, delayed = time.monotonic(), time.process_time(), _delayed()
                await asyncio.gather(*(_drive(outbound, brief, run) for brief in briefs.values()))
                run.seconds, run.cpu_seconds = time.monotonic() - started, time.process_time() - cpu
                run.starved = (_delayed() - delayed) / run.seconds
        for brief in briefs.values():
            run.expected[brief.channel] = [key async for key in _expected(store, brief)]
        return run
    finally:
        await store.close()


def _delayed() -> float:
    """Return the seconds for which this thread had to wait for a core; 0 where the system does not say."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


async def _expected(store: Store, brief: Brief) -> AsyncIterator[str]:
    """Yield the keys of the messages of a brief in the order they are to stand in, a new root before its reply."""
    for part in parts(brief):
        reopened = DeliveryKey(brief=brief.key, part=thread_part(StoryId(part)))
        if await store.delivery(reopened) is not None:
            yield reopened.block_id
        yield DeliveryKey(brief=brief.key, part=part).block_id


async def _drive(outbound: Outbound, brief: Brief, run: Run) -> None:
    """Deliver a brief as the engine does: nothing hangs on a root that is not out."""
    for part in parts(brief):
        key = DeliveryKey(brief=brief.key, part=part)
        root = run.outcomes.get(DeliveryKey(brief=brief.key, part=ROOT).block_id)
        if root is not None and root.verdict is not Verdict.SENT:
            run.outcomes[key.block_id] = root
            continue
        run.outcomes[key.block_id] = await _patiently(outbound, brief, part, run)


async def _patiently(outbound: Outbound, brief: Brief, part: str, run: Run) -> Outcome:
    for _ in range(_MAX_TRIES):
        outcome = await outbound.deliver_part(brief, part)
        if outcome.verdict is Verdict.WAITING:
            await asyncio.sleep(outcome.seconds)
        elif outcome.lost in (Lost.CHANNEL, Lost.WORKSPACE) or "lacks" in outcome.reason:
            run.lost[str(outcome.lost) or "scope"] += 1
        else:
            return outcome
    return outcome


async def _outbound(stack: AsyncExitStack, store: Store, url: str, *, size: Size, can_look_up: bool) -> Outbound:
    renderer, network = SlackRenderer(shipped_labels()), SlackNetwork(api_url=url, timeout_seconds=POLICY.timeout)
    platforms = {}
    for number in range(size.teams):
        clients = await stack.enter_async_context(slack_clients(network, bot_token=f"xoxb-{number}"))
        gateway = SlackGateway(clients.bot, history=can_look_up)
        platforms[f"T{number}"] = Platform(name="slack", renderer=renderer, gateway=gateway)
    return Outbound(
        ledger=store,
        platform=replace(platforms["T0"], workspaces=platforms.__getitem__),
        owner="node-1",
        clock=system_clock,
        pacer=Pacer(interval=POLICY.interval),
        rules=Rules(settle_seconds=POLICY.settle),
    )


def _brief(channel: str, size: Size) -> Brief:
    """Return the brief of a channel; its fourth item changed where the channel was told before."""
    items = [_item(channel, number) for number in range(size.messages - 1)]
    if len(items) > 3 and _told_before(int(channel[1:])):
        items[3] = replace(items[3], kind=ItemKind.CHANGED, revision=2)
    key = make_key(f"sub-{channel}", date=system_clock().date().isoformat())
    return make_brief(key, channel=channel, workspace=size.team(channel), platform="slack", items=tuple(items))


def _item(channel: str, number: int) -> BriefItem:
    return replace(new_item(), story_id=StoryId(f"story-{channel}-{number}"), revision=1)


def _told_before(number: int) -> bool:
    return number % 10 in (3, 7)


def thread_gone(channel: str) -> bool:
    """Whether the thread in which a channel met its fourth story was deleted since."""
    return int(channel[1:]) % 10 == 7


async def _lived(store: Store, channel: str, number: int) -> str:
    """Let the channel have met its fourth story yesterday; return the root that stands, "" where it was deleted."""
    if not _told_before(number):
        return ""
    now, lease, story = system_clock() - timedelta(days=1), timedelta(minutes=2), _item(channel, 3).story_id
    key = make_key(f"sub-{channel}", date=now.date().isoformat())
    stamp = f"{int(now.timestamp())}.{number:06d}"
    for part, told in ((ROOT, None), (str(story), story)):
        claim = await store.claim(
            DeliveryKey(brief=key, part=part),
            channel=channel,
            owner="node-1",
            now=now,
            lease=lease,
            story_id=told,
            revision=1 if told else None,
        )
        await store.mark(claim.delivery.sent(MessageRef(channel=channel, message_id=stamp), now))
    return "" if thread_gone(channel) else stamp


def _faults(size: Size) -> Mapping[str, Sequence[str]]:
    chance, kinds = random.Random(size.seed), tuple(KINDS)
    return {
        name: [chance.choice(kinds) if chance.random() < size.faults else "" for _ in range(4 * size.messages)]
        for name in size.names
    }


def _look_up_faults(size: Size) -> Sequence[str]:
    chance = random.Random(size.seed + 1)
    return [chance.choice(_LOOK_UP_FAULTS) if chance.random() < size.faults else "" for _ in range(2_000)]
