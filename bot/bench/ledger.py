"""The delivery ledger: what it costs per message that none is lost or doubled."""

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from bot.app.reading import labels_of
from bot.bench.materials import BASE_URL, Materials
from bot.bench.timing import Case, Contender, Measured
from bot.chat.console import ConsoleRenderer
from bot.chat.platform import Gateway, Payload, Platform
from bot.delivery.outbound import Outbound, parts
from bot.delivery.pacing import Pacer
from bot.domain.article import Article
from bot.domain.brief import Brief, BriefItem, BriefKey, Citation, CitedText, ItemKind, PartyLine, Receipt
from bot.domain.delivery import ROOT, DeliveryKey, MessageRef
from bot.domain.ids import StoryId, SubscriptionId
from bot.domain.moments import system_clock
from bot.domain.vocabulary import Certainty, CooperationType, PartyRole, Sector, Stage
from bot.store import open_store

SAYS = """Briefs of 20 items (21 messages) go to a gateway that accepts everything at once and sends nothing, with no
pause between messages. `with the ledger` claims every message in SQLite (a file in the temporary folder, WAL), posts
and marks it; `without` renders and posts only. A platform such as Slack takes one message a second in a channel:
against that second the milliseconds below are to be held."""
ITEMS = 20
BRIEFS = 3
_CHANNEL = "bench"


class NullGateway:
    """Accepts every message at once and keeps only their number."""

    def __init__(self) -> None:
        """Start at none."""
        self.posted = 0

    @property
    def can_look_up(self) -> bool:
        """Nothing is kept that could be found."""
        return False

    async def post(
        self,
        channel: str,
        payload: Payload,  # noqa: ARG002
        *,
        thread: MessageRef | None = None,  # noqa: ARG002
        broadcast: bool = False,  # noqa: ARG002
    ) -> MessageRef:
        """Count the message and name it by its number."""
        self.posted += 1
        return MessageRef(channel=channel, message_id=str(self.posted))

    async def edit(self, message: MessageRef, payload: Payload) -> None:
        """Change nothing: nothing is kept."""

    async def delete(self, message: MessageRef) -> None:
        """Take nothing away."""

    async def tell(self, channel: str, user: str, payload: Payload, *, thread: MessageRef | None = None) -> None:
        """Show nothing."""

    async def look_up(
        self,
        channel: str,  # noqa: ARG002
        key: DeliveryKey,  # noqa: ARG002
        *,
        since: datetime,  # noqa: ARG002
        thread: MessageRef | None = None,  # noqa: ARG002
    ) -> MessageRef | None:
        """Return None: nothing is kept."""
        return None


@contextmanager
def cases(materials: Materials, *, briefs: int = BRIEFS) -> Iterator[tuple[Case, ...]]:
    """Yield the case of `briefs` briefs a round, over a store that lives in a temporary folder until the end."""
    press = Press(materials.articles(ITEMS), now=materials.now)
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        store = runner.run(open_store(f"sqlite:///{Path(folder) / 'bench.db'}"))
        try:
            outbound = Outbound(
                ledger=store,
                platform=console_over(NullGateway()),
                owner="bench",
                clock=system_clock,
                pacer=Pacer(interval=0),
            )
            yield (_case(runner, outbound, press, briefs=briefs),)
        finally:
            runner.run(store.close())


def console_over(gateway: Gateway) -> Platform:
    """Return the console's messages on `gateway`."""
    return Platform(name="console", renderer=ConsoleRenderer(labels_of()), gateway=gateway)


def _case(runner: asyncio.Runner, outbound: Outbound, press: "Press", *, briefs: int) -> Case:
    async def with_ledger() -> None:
        for _ in range(briefs):
            report = await outbound.deliver_brief(press.brief())
            if not report.complete:
                raise RuntimeError("the null gateway lost a message")

    async def without() -> None:
        for _ in range(briefs):
            await post_all(press.brief(), outbound.platform)

    def notes(measured: Measured) -> tuple[str, ...]:
        cost = measured.overhead("without")
        return (f"The ledger costs {cost.median:.2f} ms a message ({cost.low:.2f}–{cost.high:.2f}).",)

    return Case(
        on=f"{briefs} briefs of {ITEMS} items a round",
        unit="messages",
        units=briefs * (ITEMS + 1),
        contenders=(
            Contender(name="with the ledger", run=lambda: runner.run(with_ledger())),
            Contender(name="without", run=lambda: runner.run(without())),
        ),
        notes=notes,
    )


async def post_all(brief: Brief, platform: Platform) -> None:
    """Render and post every part of `brief`, remembering nothing."""
    items = {str(item.story_id): item for item in brief.items}
    root: MessageRef | None = None
    for part in parts(brief):
        key = DeliveryKey(brief=brief.key, part=part)
        if part == ROOT:
            root = await platform.gateway.post(brief.channel, platform.renderer.root(brief, key))
        else:
            payload = platform.renderer.reply(brief, items[part], key)
            await platform.gateway.post(brief.channel, payload, thread=root)


class Press:
    """Makes briefs, each with a key and stories of its own, so that the ledger has told none of them before."""

    def __init__(self, articles: Sequence[Article], *, now: datetime) -> None:
        """Tell `articles`; briefs are dated `now`."""
        self._articles, self._now, self._made = articles, now, 0

    def brief(self) -> Brief:
        """Return the next brief."""
        self._made += 1
        return Brief(
            key=BriefKey(
                subscription_id=SubscriptionId("bench"),
                local_date=self._now.date().isoformat(),
                slot=f"{self._made:04d}",
            ),
            channel=_CHANNEL,
            title=f"{len(self._articles)} new",
            timezone="UTC",
            window_start=self._now - timedelta(days=1),
            window_end=self._now,
            composed_at=self._now,
            items=tuple(self._item(article) for article in self._articles),
            receipt=Receipt(polled=1, answered=1, seen=len(self._articles), kept=len(self._articles), dropped={}),
        )

    def _item(self, article: Article) -> BriefItem:
        return BriefItem(
            story_id=StoryId(f"{article.id}-{self._made}"),
            revision=1,
            kind=ItemKind.NEW,
            headline=article.title,
            parties=(PartyLine(country="PL", name="Poland", role=PartyRole.RECIPIENT),),
            sectors=(Sector.ARMOURED_VEHICLES,),
            types=(CooperationType.PROCUREMENT,),
            stage=Stage.CONTRACT,
            previous_stage=None,
            certainty=Certainty.BOTH_PARTIES,
            facts=(),
            summary=(CitedText(text=article.text[:300], citations=(1,), verbatim=True),),
            unknown=(),
            citations=(
                Citation(
                    number=1, outlet="Sample", url=f"{BASE_URL}/{article.id}", title=article.title, published=None
                ),
            ),
            last_changed=self._now,
        )
