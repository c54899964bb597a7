"""What `ask`, `brief` and `explain` do: read the archive and print."""

import sys
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console

from bot.app.building import Wishes, build
from bot.chat.platform import Payload, Renderer
from bot.domain.brief import BriefKey
from bot.domain.delivery import ROOT, DeliveryKey
from bot.domain.ids import ArticleId, SubscriptionId
from bot.settings import Settings

_MOST_COUNTRIES = 2


async def print_answer(settings: Settings, question: str) -> int:
    """Print the dossier of the one or two countries named; return 1 where none or more were."""
    console = Console()
    async with build(settings, Wishes(console=console)) as steps:
        countries = steps.parts.find_countries(question)
        if not 0 < len(countries) <= _MOST_COUNTRIES:
            named = ", ".join(countries) or "none"
            print(f"entente: name one or two countries, such as Pakistan Türkiye; recognised: {named}", file=sys.stderr)  # noqa: T201
            return 1
        renderer = steps.parts.outbound["console"].platform.renderer
        for payload in renderer.dossier(await steps.tell.dossier(countries)):
            _print(console, payload)
    return 0


async def print_brief(settings: Settings, name: str, *, now: datetime) -> int:
    """Print the brief that subscription `name` would get now; nothing is posted or stored."""
    console = Console()
    async with build(settings, Wishes(console=console)) as steps:
        subscription = await steps.parts.store.subscription(SubscriptionId(name))
        if subscription is None:
            listed = ", ".join(each.id for each in await steps.parts.store.subscriptions()) or "none"
            print(f"entente: there is no subscription {name!r}; known: {listed}", file=sys.stderr)  # noqa: T201
            return 1
        date = now.astimezone(ZoneInfo(subscription.timezone)).date().isoformat()
        key = BriefKey(subscription_id=subscription.id, local_date=date, slot="preview")
        brief = await steps.tell.preview(subscription, key=key, end=now)
        renderer: Renderer = steps.parts.outbound["console"].platform.renderer
        _print(console, renderer.root(brief, DeliveryKey(brief=key, part=ROOT)))
        for item in brief.items:
            _print(console, renderer.reply(brief, item, DeliveryKey(brief=key, part=item.story_id)))
        _print(console, renderer.receipt(brief))
    return 0


async def print_explanation(settings: Settings, name: str) -> int:
    """Print everything decided about an article, named by address or id; return 1 where it is not known."""
    console = Console()
    async with build(settings, Wishes(console=console)) as steps:
        store = steps.parts.store
        articles = await store.articles([ArticleId(name)])
        lines = await store.why(articles[0].url if articles else name)
        if not lines:
            print(f"entente: nothing is known of {name!r}", file=sys.stderr)  # noqa: T201
            return 1
        for line in lines:
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    return 0


def _print(console: Console, payload: Payload) -> None:
    console.print(payload.body["plain"], markup=False, highlight=False)
    console.print()
