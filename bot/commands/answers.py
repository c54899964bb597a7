"""What `brief` and `explain` do: read the archive and print."""

import sys
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console

from bot.app.building import reading
from bot.app.desk.explaining import facts_of
from bot.app.reading import labels_of
from bot.briefing.whynot import why_lines
from bot.chat.console import ConsoleRenderer
from bot.chat.platform import Payload
from bot.commands.explained import lines_of
from bot.commands.explaining import explain, record_of
from bot.commands.jsonl import write_record
from bot.domain.brief import BriefKey
from bot.domain.delivery import ROOT, DeliveryKey
from bot.domain.ids import SubscriptionId
from bot.settings import Settings
from bot.store import Store


async def print_brief(settings: Settings, name: str, *, now: datetime) -> int:
    """Print the brief that subscription `name` would get now; nothing is posted or stored."""
    console = Console()
    async with reading(settings) as archive:
        subscription = await archive.store.subscription(SubscriptionId(name))
        if subscription is None:
            listed = ", ".join(each.id for each in await archive.store.subscriptions()) or "none"
            print(f"entente: there is no subscription {name!r}; known: {listed}", file=sys.stderr)  # noqa: T201
            return 1
        date = now.astimezone(ZoneInfo(subscription.timezone)).date().isoformat()
        key = BriefKey(subscription_id=subscription.id, local_date=date, slot="preview")
        brief = await archive.look.brief(subscription, key=key, end=now)
        renderer = ConsoleRenderer(labels_of())
        _print(console, renderer.root(brief, DeliveryKey(brief=key, part=ROOT)))
        for item in brief.items:
            _print(console, renderer.reply(brief, item, DeliveryKey(brief=key, part=item.story_id)))
        _print(console, renderer.receipt(brief))
    return 0


async def print_explanation(settings: Settings, name: str, *, as_json: bool = False) -> int:
    """Print everything decided about an article, named by address or id; return 1 where it is not known."""
    console = Console()
    async with reading(settings) as archive:
        explanation = await explain(archive.store, name, look=archive.look)
        never = await _never_seen(archive.store, name) if explanation is None else ()
    if explanation is None:
        print("\n".join(never) or f"entente: nothing is known of {name!r}", file=sys.stderr)  # noqa: T201
        return 1
    if as_json:
        write_record(sys.stdout, record_of(explanation, labels_of()))
        return 0
    for line in lines_of(explanation, labels_of(), width=console.width):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    return 0


async def _never_seen(store: Store, name: str) -> tuple[str, ...]:
    """Return why nothing is known of an address, as chat says it; nothing for what is no address."""
    if not name.startswith(("http://", "https://")):
        return ()
    return why_lines(await facts_of(store, name, channel=None), (), zone="UTC")


def _print(console: Console, payload: Payload) -> None:
    console.print(payload.body["plain"], markup=False, highlight=False)
    console.print()
