"""Many briefs to many channels through the fake Bot Connector that fails: real delivery, gateway and renderer.

Each channel is driven by a task of its own, as the engine drives its briefs: a part until it is not waiting any more,
then the next. Where the platform says that a channel or an installation is lost, the run goes on as after the bot was
added again. All of it runs on a loop whose time is its own, so that every wait and every limit is as in life.
"""

import asyncio
import itertools
import random
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.chat.platform import Platform
from bot.chat.teams.gateway import TeamsGateway
from bot.chat.teams.holds import Holds
from bot.chat.teams.network import TeamsNetwork, teams_clients
from bot.chat.teams.render import TeamsRenderer
from bot.chat.windows import TEAMS_RATES
from bot.delivery.outbound import Outbound, parts
from bot.delivery.outcome import Lost, Outcome, Verdict
from bot.delivery.pacing import Pacer
from bot.domain.brief import Brief, BriefItem, ItemKind
from bot.domain.delivery import CONTINUED, ROOT, DeliveryKey, MessageRef, reopened_story, thread_part
from bot.domain.ids import StoryId
from support.botconnector import BotConnector, Call, bot_connector
from support.botconnector_places import known
from support.botconnector_script import KINDS
from support.botconnector_world import APP_ID, SECRET, TENANT, Stands
from support.briefs import new_item, shipped_labels
from support.ledgerfake import MemoryLedger
from support.values import make_brief, make_key

TIMEOUT = 20.0
MOMENT = 1e-6
"""Seconds that are none: what is left of sums of fractions."""
BEGIN = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
_MAX_TRIES = 60
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is sent, and how often a call goes wrong."""

    tenants: int = 4
    channels: int = 200
    messages: int = 10
    faults: float = 0.1
    seed: int = 8

    @property
    def names(self) -> tuple[str, ...]:
        """The channels."""
        return tuple(f"19:channel-{number:04d}@thread.tacv2" for number in range(self.channels))

    def tenant(self, channel: str) -> str:
        """Return the tenant of a channel."""
        return f"{TENANT[:-2]}{number_of(channel) % self.tenants + 10}"


@dataclass
class Run:
    """What came of it, in the seconds of the run's own time."""

    size: Size
    calls: list[Call] = field(default_factory=list)
    standing: list[Stands] = field(default_factory=list)
    refused: list[tuple[str, ...]] = field(default_factory=list)
    overruns: list[Call] = field(default_factory=list)
    briefs: dict[str, Brief] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    reopened: set[str] = field(default_factory=set)
    continued: set[str] = field(default_factory=set)
    lost: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    tokens: int = 0

    @property
    def posts(self) -> list[Call]:
        """Every call that would post."""
        return [call for call in self.calls if call.route in ("send", "reply")]

    def faults(self) -> Counter[str]:
        """Return how often each fault was met."""
        return Counter(call.fault for call in self.calls if call.fault)

    def told(self) -> Mapping[str, Sequence[str]]:
        """Return per channel the keys of what stands, in the order in which it was posted."""
        found: dict[str, list[str]] = {}
        for message in sorted(self.standing, key=lambda message: int(message.id)):
            found.setdefault(message.conversation, []).append(self.key_of(message))
        return found

    def expected(self, channel: str) -> list[str]:
        """Return the keys of a channel's messages in the order they are to stand in, a new root before its replies."""
        brief = self.briefs[channel]
        keys = []
        second = _key(brief, CONTINUED)
        for part in parts(brief):
            keys += [key for key in (_key(brief, thread_part(StoryId(part))),) if key in self.reopened]
            keys.append(_key(brief, part))
            keys += [second] if part == ROOT and second in self.continued else []
        return keys

    def key_of(self, message: Stands) -> str:
        """Return the key of a message; one that went out as plain text is known by its words."""
        if message.key:
            return message.key
        brief = self.briefs[message.conversation]
        if brief.title in message.said:
            return _key(brief, CONTINUED if "Continued:" in message.said else ROOT)
        told = next((item for item in brief.items if item.headline in message.said), None)
        if told is None:
            return ""
        return _key(brief, str(told.story_id) if message.root else thread_part(told.story_id))

    def gaps(self) -> Iterator[float]:
        """Yield the seconds between two posts as they arrived in a channel."""
        arrived: dict[str, list[float]] = {}
        for call in self.posts:
            arrived.setdefault(call.conversation, []).append(call.at)
        for times in arrived.values():
            yield from (later - sooner for sooner, later in itertools.pairwise(times))

    def busiest(self) -> int:
        """Return the most calls that arrived from one tenant within a second."""
        arrived: dict[str, list[float]] = {}
        for call in self.calls:
            if call.conversation:
                arrived.setdefault(self.size.tenant(call.conversation), []).append(call.at)
        return max(_most_within(times, 1.0) for times in arrived.values())

    def said(self) -> str:
        """Return the figures on one line."""
        verdicts = Counter(outcome.verdict.value for outcome in self.outcomes.values())
        return (
            f"{len(self.posts)} posts in {self.seconds:.0f} s, {dict(verdicts)}, least gap {min(self.gaps()):.3f} s,"
            f" {self.busiest()} a second at most in a tenant, {len(self.overruns)} too fast, {self.tokens} tokens,"
            f" faults {sum(self.faults().values())} {dict(self.faults())}, lost {dict(self.lost)}"
        )


def _most_within(times: Sequence[float], seconds: float) -> int:
    """Return the most of these growing times that lie within `seconds`."""
    return max(bisect_left(times, start + seconds - MOMENT) - first for first, start in enumerate(times))


def number_of(channel: str) -> int:
    """Return the number of a channel."""
    return int(channel.partition("-")[2][:4])


def network_of(teams: BotConnector, *, timeout: float = TIMEOUT) -> TeamsNetwork:
    """Return how the connector is reached; `timeout` is in seconds."""
    return TeamsNetwork(
        login_url=teams.login_url,
        openid_url=teams.openid_url,
        service_url=teams.url,
        hosts=frozenset({teams.host}),
        timeout=timeout,
    )


async def deliver_all(size: Size) -> Run:
    """Deliver a brief to every channel at once and return what came of it."""
    loop, run, ledger = asyncio.get_running_loop(), Run(size), MemoryLedger()
    chance = random.Random(size.seed)

    def clock() -> datetime:
        return BEGIN + timedelta(seconds=loop.time())

    async with bot_connector(clock=loop.time) as teams:
        _settle(teams, size)
        for channel in size.names:
            run.briefs[channel] = _brief(channel, size)
            await _lived(teams, ledger, run.briefs[channel])
        before = len(teams.messages)
        async with teams_clients(network_of(teams), app_id=APP_ID, secret=SECRET, tenant=TENANT) as clients:
            holds = Holds(monotonic=loop.time, share=chance.random)
            gateway = TeamsGateway(clients, known(teams), app_id=APP_ID, holds=holds, clock=clock)
            outbound = Outbound(
                ledger=ledger,
                platform=Platform(name="teams", renderer=TeamsRenderer(shipped_labels()), gateway=gateway),
                owner="node-1",
                clock=clock,
                pacer=Pacer(rates=TEAMS_RATES, monotonic=loop.time),
            )
            started = loop.time()
            await asyncio.gather(*(_drive(outbound, brief, run) for brief in run.briefs.values()))
            run.seconds = loop.time() - started
        run.calls, run.standing, run.tokens = teams.record, teams.messages[before:], len(teams.tokens.requests)
        run.refused, run.overruns = teams.refused, teams.overruns
        run.reopened = {key.block_id for key in ledger.rows if reopened_story(key.part) is not None}
        run.continued = {key.block_id for key in ledger.rows if key.part == CONTINUED}
        return run


async def _drive(outbound: Outbound, brief: Brief, run: Run) -> None:
    """Deliver a brief as the engine does: nothing hangs on a root that is not out."""
    for part in parts(brief):
        root = run.outcomes.get(_key(brief, ROOT))
        if root is not None and root.verdict is not Verdict.SENT:
            run.outcomes[_key(brief, part)] = root
            continue
        run.outcomes[_key(brief, part)] = await _patiently(outbound, brief, part, run)


async def _patiently(outbound: Outbound, brief: Brief, part: str, run: Run) -> Outcome:
    for _ in range(_MAX_TRIES):
        outcome = await outbound.deliver_part(brief, part)
        if outcome.verdict is Verdict.WAITING:
            await asyncio.sleep(outcome.seconds)
        elif outcome.lost in (Lost.CHANNEL, Lost.WORKSPACE):
            run.lost[str(outcome.lost)] += 1
        else:
            return outcome
    return outcome


def _settle(teams: BotConnector, size: Size) -> None:
    """Let every channel stand in a team of its tenant, and calls go wrong there."""
    chance, kinds = random.Random(size.seed), tuple(KINDS)
    for channel in size.names:
        tenant = size.tenant(channel)
        team = f"19:team-{tenant}@thread.tacv2"
        if team not in teams.world.teams:
            teams.world.add_team(team, tenant=tenant)
        teams.world.add_channel(channel, name=f"Desk {number_of(channel)}", team=team)
        teams.script.posts[channel] = deque(
            chance.choice(kinds) if chance.random() < size.faults else "" for _ in range(4 * size.messages)
        )


def _key(brief: Brief, part: str) -> str:
    return DeliveryKey(brief=brief.key, part=part).block_id


def _brief(channel: str, size: Size) -> Brief:
    """Return the brief of a channel; its fourth item changed where the channel was told before."""
    items = [_item(channel, number) for number in range(size.messages - 1)]
    if len(items) > 3 and _told_before(channel):
        items[3] = replace(items[3], kind=ItemKind.CHANGED, revision=2)
    return make_brief(
        make_key(f"sub-{number_of(channel)}", date=BEGIN.date().isoformat()),
        title=f"The brief of desk {number_of(channel):04d}.",
        channel=channel,
        workspace=size.tenant(channel),
        platform="teams",
        items=tuple(items),
    )


def _item(channel: str, number: int) -> BriefItem:
    name = f"{number_of(channel):04d}-{number}"
    return replace(new_item(), story_id=StoryId(f"story-{name}"), headline=f"Joint work {name} discussed", revision=1)


def _told_before(channel: str) -> bool:
    return number_of(channel) % 10 in (3, 7)


def thread_gone(channel: str) -> bool:
    """Whether the thread in which a channel met its fourth story was deleted since."""
    return number_of(channel) % 10 == 7


async def _lived(teams: BotConnector, ledger: MemoryLedger, brief: Brief) -> None:
    """Let a channel have met its fourth story yesterday, in a thread that stands or was deleted since."""
    channel = brief.channel
    if not _told_before(channel) or len(brief.items) < 4:
        return
    now, story = BEGIN - _DAY, brief.items[3].story_id
    root = teams.world.post(channel, "", {"type": "message", "text": "yesterday"}, at=0.0)
    if thread_gone(channel):
        teams.world.delete(root)
    key = make_key(f"sub-{number_of(channel)}", date=now.date().isoformat())
    for part, told in ((ROOT, None), (str(story), story)):
        claim = await ledger.claim(
            DeliveryKey(brief=key, part=part),
            channel=channel,
            owner="node-1",
            now=now,
            lease=timedelta(minutes=2),
            story_id=told,
            revision=1 if told else None,
        )
        await ledger.mark(claim.delivery.sent(MessageRef(channel=channel, message_id=root.id), now))
