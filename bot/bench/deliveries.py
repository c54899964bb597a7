"""Briefs through the gateway to a Web API on this machine: what order, rate and the ledger cost beside bare posts."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

from bot.app.reading import labels_of
from bot.bench.ledger import Press, post_all
from bot.bench.materials import Materials
from bot.bench.ticks import child
from bot.bench.timing import Case, Contender, Measured
from bot.chat.platform import Platform
from bot.chat.slack.gateway import SlackGateway
from bot.chat.slack.network import SlackNetwork, slack_clients
from bot.chat.slack.render import SlackRenderer
from bot.delivery.outbound import Outbound, parts
from bot.delivery.pacing import Pacer
from bot.domain.brief import Brief
from bot.domain.delivery import ROOT, DeliveryKey
from bot.domain.moments import system_clock
from bot.store import open_store

SAYS = """Briefs of 9 items (10 messages) go to 20 channels at once, without the second that Slack wants between two
messages of a channel, to a server on this machine that accepts everything and is a process of its own. `delivered` is
the way of `entente run`: rendered, claimed in the ledger (SQLite, WAL), paced, checked against Slack's limits, posted,
and marked with its link. `through the gateway` renders, checks and posts without a ledger. `bare slack_sdk` posts the
same payloads, rendered before, with one shared session, and remembers nothing."""
ITEMS, CHANNELS = 9, 20
_NAMES = ("delivered", "through the gateway", "bare slack_sdk")


@contextmanager
def cases(materials: Materials, *, channels: int = CHANNELS) -> Iterator[tuple[Case, ...]]:
    """Yield the case of a brief to each of `channels` channels a round."""
    press = Press(materials.articles(ITEMS), now=materials.now)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(child("slackserver"))
        network = SlackNetwork(api_url=f"http://127.0.0.1:{server.line()}/api/")
        runner = stack.enter_context(asyncio.Runner())
        opened = _opened(network, folder)
        bench = runner.run(opened.__aenter__())
        stack.callback(lambda: runner.run(opened.__aexit__(None, None, None)))
        yield (_case(runner, bench, press, channels=channels),)


@asynccontextmanager
async def _opened(network: SlackNetwork, folder: Path) -> AsyncIterator["_Bench"]:
    async with slack_clients(network, bot_token="xoxb-bench") as clients:  # noqa: S106  (any token is taken)
        store = await open_store(f"sqlite:///{folder / 'bench.db'}")
        platform = Platform(name="slack", renderer=SlackRenderer(labels_of()), gateway=SlackGateway(clients.bot))
        pacer = Pacer(interval=0)
        outbound = Outbound(ledger=store, platform=platform, owner="bench", clock=system_clock, pacer=pacer)
        try:
            yield _Bench(clients.bot, outbound)
        finally:
            await store.close()


class _Bench:
    """Everything a round needs."""

    def __init__(self, client: AsyncWebClient, outbound: Outbound) -> None:
        self.client, self.outbound, self.renderer = client, outbound, outbound.platform.renderer

    async def delivered(self, brief: Brief) -> None:
        report = await self.outbound.deliver_brief(brief)
        if not report.complete:
            raise RuntimeError("the server of the bench lost a message")

    async def posted(self, brief: Brief) -> None:
        await post_all(brief, self.outbound.platform)

    def rendered(self, brief: Brief) -> Sequence[dict[str, object]]:
        items = {str(item.story_id): item for item in brief.items}
        payloads = []
        for part in parts(brief):
            key = DeliveryKey(brief=brief.key, part=part)
            shown = self.renderer.root(brief, key) if part == ROOT else self.renderer.reply(brief, items[part], key)
            payloads.append({"text": shown.text, "blocks": shown.body["blocks"]})
        return payloads

    async def bare(self, brief: Brief, payloads: Sequence[dict[str, object]]) -> None:
        root, *replies = payloads
        sent = await self.client.chat_postMessage(channel=brief.channel, **root)  # type: ignore[arg-type]
        for reply in replies:
            await self.client.chat_postMessage(channel=brief.channel, thread_ts=sent["ts"], **reply)  # type: ignore[arg-type]


def _case(runner: asyncio.Runner, bench: _Bench, press: Press, *, channels: int) -> Case:
    def briefs() -> list[Brief]:
        return [replace(press.brief(), channel=f"C{number}") for number in range(channels)]

    def at_once(send: Callable[[Brief], Awaitable[None]]) -> Callable[[], object]:
        async def send_all() -> None:
            await asyncio.gather(*(send(brief) for brief in briefs()))

        return lambda: runner.run(send_all())

    made = [(brief, bench.rendered(brief)) for brief in briefs()]

    async def all_bare() -> None:
        await asyncio.gather(*(bench.bare(brief, payloads) for brief, payloads in made))

    def notes(measured: Measured) -> tuple[str, ...]:
        ledger, bare = measured.overhead(_NAMES[1]), measured.overhead(_NAMES[2])
        cost = f"Ledger, order and rate cost {ledger.median:.2f} ms a message ({ledger.low:.2f}–{ledger.high:.2f})"
        return (
            f"{cost} beyond the gateway, all {bare.median:.2f} ms ({bare.low:.2f}–{bare.high:.2f}) beyond a bare post.",
        )

    return Case(
        on=f"{channels} briefs of {ITEMS} items a round",
        unit="messages",
        units=channels * (ITEMS + 1),
        contenders=(
            Contender(name=_NAMES[0], run=at_once(bench.delivered)),
            Contender(name=_NAMES[1], run=at_once(bench.posted)),
            Contender(name=_NAMES[2], run=lambda: runner.run(all_bare())),
        ),
        notes=notes,
    )
