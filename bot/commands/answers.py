"""What `ask`, `brief` and `explain` do: read the archive and print."""

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console

from bot.app.building import reading
from bot.app.reading import labels_of
from bot.briefing.dossier import MAX_COUNTRIES
from bot.chat.console import ConsoleRenderer
from bot.chat.platform import Payload
from bot.domain.analysis import Analysis, Evidence
from bot.domain.brief import BriefKey
from bot.domain.delivery import ROOT, DeliveryKey
from bot.domain.ids import ArticleId, SubscriptionId, article_id
from bot.ingest.urls import canonical
from bot.settings import Settings


async def print_answer(settings: Settings, question: str) -> int:
    """Print the dossier of the one or two countries named; return 1 where none or more were."""
    console = Console()
    async with reading(settings) as archive:
        countries = archive.find_countries(question)
        if not 0 < len(countries) <= MAX_COUNTRIES:
            named = ", ".join(countries) or "none"
            print(f"entente: name one or two countries, such as Pakistan Türkiye; recognised: {named}", file=sys.stderr)  # noqa: T201
            return 1
        for payload in ConsoleRenderer(labels_of()).dossier(await archive.look.dossier(countries)):
            _print(console, payload)
    return 0


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


async def print_explanation(settings: Settings, name: str) -> int:
    """Print everything decided about an article, named by address or id; return 1 where it is not known."""
    console = Console()
    async with reading(settings) as archive:
        store = archive.store
        articles = await store.articles([ArticleId(name), article_id(canonical(name))])
        lines = await store.why(articles[0].url if articles else name)
        if not lines:
            print(f"entente: nothing is known of {name!r}", file=sys.stderr)  # noqa: T201
            return 1
        analyses = await store.analyses([article.id for article in articles])
        for line in (*lines, *(line for analysis in analyses for line in proofs(analysis))):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    return 0


def proofs(analysis: Analysis) -> Iterator[str]:
    """Yield a line per tag and fact, with the words that prove it and the number of their sentence (0 is the title)."""
    for party in analysis.parties:
        yield f"party {party.country}, {party.role}: {_quoted(party.evidence)}"
    for sector in analysis.sectors:
        yield f"sector {sector.sector} ({sector.weight:.2f}): {_quoted(sector.evidence)}"
    for type_ in analysis.types:
        yield f"type {type_.type} ({type_.weight:.2f}): {_quoted(type_.evidence)}"
    if analysis.stage:
        yield f"stage {analysis.stage.stage}: {_quoted(analysis.stage.evidence)}"
    if analysis.certainty:
        yield f"certainty {analysis.certainty}"
    for fact in analysis.facts:
        yield f"{fact.kind} {fact.value}: {_quoted((fact.evidence,))}"


def _quoted(evidence: Sequence[Evidence]) -> str:
    return ", ".join(f"“{each.quote}” in sentence {each.sentence}" for each in evidence)


def _print(console: Console, payload: Payload) -> None:
    console.print(payload.body["plain"], markup=False, highlight=False)
    console.print()
