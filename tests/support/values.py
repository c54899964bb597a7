"""Builders of domain values with plain defaults; name only what a test is about.

Every builder takes keyword arguments that replace the fields of the value it makes. Names given in place of ids
(`make_article("ankara-drones")`) are kept readable, so that a failing test says which value it means.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.analysis import Analysis, Evidence, Fact, Party, SectorTag, StageReading, TypeTag
from bot.domain.article import Article, Drop, DropReason, Entry, PageKind
from bot.domain.brief import Brief, BriefItem, BriefKey, Citation, CitedText, FailedSource, ItemKind, PartyLine, Receipt
from bot.domain.deal import Deal, DealStep, deal_id
from bot.domain.delivery import ROOT, Delivery, DeliveryKey, DeliveryState, MessageRef
from bot.domain.ids import ArticleId, EntryId, SourceId, StoryId, SubscriptionId
from bot.domain.question import Question
from bot.domain.source import FetchState, Source
from bot.domain.story import ChangeKind, Story, StoryChange, StorySummary, SummarySentence
from bot.domain.topic import Pair, Subscription, Topic
from bot.domain.vocabulary import Certainty, CooperationType, FactKind, PartyRole, Relevance, Sector, Stage

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
"""The tests' present: Monday 23 November 2026, 06:30 UTC."""

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def make_source(name: str = "wire", /, **fields: Any) -> Source:
    """Return a feed of the trade press named `name`."""
    defaults: dict[str, Any] = {
        "id": SourceId(name),
        "name": name.replace("-", " ").title(),
        "url": f"http://127.0.0.1/{name}.xml",
        "country": "INT",
    }
    return Source(**{**defaults, **fields})


def make_fetch_state(source: str = "wire", /, **fields: Any) -> FetchState:
    """Return the state of a source that answered an hour ago."""
    defaults: dict[str, Any] = {
        "source_id": SourceId(source),
        "etag": '"v1"',
        "last_modified": "Mon, 23 Nov 2026 05:30:00 GMT",
        "next_poll_at": NOW + HOUR,
        "last_success_at": NOW - HOUR,
    }
    return FetchState(**{**defaults, **fields})


def make_entry(name: str = "k2-contract", /, **fields: Any) -> Entry:
    """Return a dated entry of the source `wire`."""
    source = fields.get("source_id", SourceId("wire"))
    defaults: dict[str, Any] = {
        "id": EntryId(f"entry-{name}"),
        "source_id": source,
        "url": f"http://127.0.0.1/{source}/{name}",
        "title": "Poland and South Korea sign second K2 tank contract",
        "text": "Warsaw and Seoul signed a contract for 180 K2 tanks.",
        "published": NOW - 3 * HOUR,
        "author": "A. Writer",
        "language": "en",
        "categories": ("defence", "land"),
    }
    return Entry(**{**defaults, **fields})


def make_article(name: str = "k2-contract", /, **fields: Any) -> Article:
    """Return the article behind `make_entry(name)`."""
    source = fields.get("source_id", SourceId("wire"))
    defaults: dict[str, Any] = {
        "id": ArticleId(f"article-{name}"),
        "entry_id": EntryId(f"entry-{name}"),
        "source_id": source,
        "url": f"http://127.0.0.1/{source}/{name}",
        "title": "Poland and South Korea sign second K2 tank contract",
        "text": "Warsaw and Seoul signed a contract for 180 K2 tanks worth US$6.5 billion. Part is built in Poland.",
        "fetched_at": NOW - 2 * HOUR,
        "published": NOW - 3 * HOUR,
        "author": "A. Writer",
        "language": "en",
        "kind": PageKind.ARTICLE,
    }
    return Article(**{**defaults, **fields})


def make_drop(name: str = "stock-tip", /, **fields: Any) -> Drop:
    """Return an item of `wire` left out as not relevant."""
    source = fields.get("source_id", SourceId("wire"))
    defaults: dict[str, Any] = {
        "source_id": source,
        "url": f"http://127.0.0.1/{source}/{name}",
        "title": "Five shares to watch",
        "reason": DropReason.NOT_RELEVANT,
        "detail": "stock tip",
    }
    return Drop(**{**defaults, **fields})


def make_evidence(article: str = "article-k2-contract", /, **fields: Any) -> Evidence:
    """Return proof in the title of `article`."""
    defaults: dict[str, Any] = {
        "article_id": ArticleId(article),
        "sentence": 0,
        "start": 0,
        "end": 6,
        "quote": "Poland",
    }
    return Evidence(**{**defaults, **fields})


def make_party(country: str = "PL", role: PartyRole = PartyRole.RECIPIENT, **fields: Any) -> Party:
    """Return a party with one piece of evidence."""
    defaults: dict[str, Any] = {"country": country, "role": role, "evidence": (make_evidence(),)}
    return Party(**{**defaults, **fields})


def make_parties(*countries: str) -> tuple[Party, ...]:
    """Return one partner per country code."""
    return tuple(make_party(country, PartyRole.PARTNER) for country in countries)


def make_fact(kind: FactKind = FactKind.QUANTITY, **fields: Any) -> Fact:
    """Return the fact of 180 tanks."""
    defaults: dict[str, Any] = {"kind": kind, "value": "180", "amount": 180.0, "evidence": make_evidence()}
    return Fact(**{**defaults, **fields})


def make_analysis(name: str = "k2-contract", /, **fields: Any) -> Analysis:
    """Return the core reading of `make_article(name)`."""
    article = ArticleId(f"article-{name}")
    proof = (make_evidence(article),)
    defaults: dict[str, Any] = {
        "article_id": article,
        "relevance": Relevance.CORE,
        "score": 0.97,
        "reasons": ("two parties", "a deal word in the lead"),
        "language": "en",
        "settled_by": "words",
        "parties": (
            make_party("PL", PartyRole.RECIPIENT, evidence=proof),
            make_party("KR", PartyRole.SUPPLIER, evidence=proof, organisations=("Hyundai Rotem",)),
        ),
        "sectors": (SectorTag(sector=Sector.ARMOURED_VEHICLES, weight=0.9, evidence=proof),),
        "types": (TypeTag(type=CooperationType.PROCUREMENT, weight=0.8, evidence=proof),),
        "stage": StageReading(stage=Stage.CONTRACT, evidence=proof),
        "certainty": Certainty.BOTH_PARTIES,
        "facts": (make_fact(evidence=proof[0]),),
        "fingerprint": (11, 22, 33, 2**60),
    }
    return Analysis(**{**defaults, **fields})


def make_story(name: str = "k2", /, **fields: Any) -> Story:
    """Return the first revision of a story of one article, seen two hours ago."""
    defaults: dict[str, Any] = {
        "id": StoryId(f"story-{name}"),
        "revision": 1,
        "title": "Poland and South Korea sign second K2 tank contract",
        "article_ids": (ArticleId(f"article-{name}"),),
        "first_seen": NOW - 2 * HOUR,
        "last_changed": NOW - 2 * HOUR,
        "parties": make_analysis().parties,
        "sectors": (Sector.ARMOURED_VEHICLES,),
        "types": (CooperationType.PROCUREMENT,),
        "stage": Stage.CONTRACT,
        "previous_stage": Stage.TALKS,
        "certainty": Certainty.BOTH_PARTIES,
        "facts": (make_fact(),),
    }
    return Story(**{**defaults, **fields})


def make_change(story: Story | None = None, **fields: Any) -> StoryChange:
    """Return the change that created `story`."""
    defaults: dict[str, Any] = {"kind": ChangeKind.CREATED, "story": story or make_story(), "material": True}
    return StoryChange(**{**defaults, **fields})


def make_summary(name: str = "k2", /, **fields: Any) -> StorySummary:
    """Return a summary of two sentences of the first revision of `make_story(name)`."""
    article = ArticleId(f"article-{name}")
    defaults: dict[str, Any] = {
        "story_id": StoryId(f"story-{name}"),
        "revision": 1,
        "headline": "Poland and South Korea sign second K2 tank contract",
        "sentences": (
            SummarySentence(text="The contract covers 180 K2 tanks.", sources=(article,), verbatim=True),
            SummarySentence(text="Some are built in Poland.", sources=(article,), verbatim=False),
        ),
        "backend": "extractive",
        "fallbacks": ("generative",),
    }
    return StorySummary(**{**defaults, **fields})


def make_step(story: str = "a", **fields: Any) -> DealStep:
    """Return what a story says of its deal."""
    defaults: dict[str, Any] = {
        "story_id": StoryId(f"story-{story}"),
        "programme": "k2",
        "countries": ("KR", "PL"),
        "sectors": (Sector.ARMOURED_VEHICLES,),
        "stage": Stage.CONTRACT,
        "began": NOW - 30 * DAY,
        "changed": NOW,
    }
    return DealStep(**{**defaults, **fields})


def make_deal(**fields: Any) -> Deal:
    """Return a deal."""
    history = fields.get("history", (make_step(),))
    defaults: dict[str, Any] = {
        "id": deal_id("k2", history[0].story_id),
        "countries": ("KR", "PL"),
        "programme": "k2",
        "sectors": (Sector.ARMOURED_VEHICLES,),
        "history": history,
        "stage": Stage.CONTRACT,
    }
    return Deal(**{**defaults, **fields})


def make_topic(**fields: Any) -> Topic:
    """Return a topic; by default Poland with South Korea, armoured vehicles."""
    defaults: dict[str, Any] = {
        "pairs": (Pair(first="KR", second="PL", directed=True),),
        "sectors": (Sector.ARMOURED_VEHICLES,),
        "min_stage": Stage.TALKS,
    }
    return Topic(**{**defaults, **fields})


def make_subscription(name: str = "desk", /, **fields: Any) -> Subscription:
    """Return a subscription to everything, posted at 07:30 Warsaw time on the console."""
    defaults: dict[str, Any] = {
        "id": SubscriptionId(name),
        "platform": "console",
        "channel": f"C-{name}",
        "timezone": "Europe/Warsaw",
    }
    return Subscription(**{**defaults, **fields})


def make_key(subscription: str = "desk", *, date: str = "2026-11-23", slot: str = "0730") -> BriefKey:
    """Return the key of the tests' morning brief."""
    return BriefKey(subscription_id=SubscriptionId(subscription), local_date=date, slot=slot)


def make_item(name: str = "k2", /, **fields: Any) -> BriefItem:
    """Return `make_story(name)` as told in a brief."""
    published = NOW - 3 * HOUR
    defaults: dict[str, Any] = {
        "story_id": StoryId(f"story-{name}"),
        "revision": 1,
        "kind": ItemKind.NEW,
        "headline": "Poland and South Korea sign second K2 tank contract",
        "parties": (
            PartyLine(country="PL", name="Poland", role=PartyRole.RECIPIENT),
            PartyLine(country="KR", name="South Korea", role=PartyRole.SUPPLIER, organisations=("Hyundai Rotem",)),
        ),
        "sectors": (Sector.ARMOURED_VEHICLES,),
        "types": (CooperationType.PROCUREMENT,),
        "stage": Stage.CONTRACT,
        "previous_stage": Stage.TALKS,
        "certainty": Certainty.BOTH_PARTIES,
        "facts": (CitedText(text="180 K2 tanks", citations=(1,)),),
        "summary": (CitedText(text="The contract covers 180 K2 tanks.", citations=(1,), verbatim=True),),
        "unknown": ("workshare value",),
        "citations": (
            Citation(number=1, outlet="Wire", url=f"http://127.0.0.1/wire/{name}", title="Second", published=published),
        ),
        "last_changed": NOW - 2 * HOUR,
    }
    return BriefItem(**{**defaults, **fields})


def make_receipt(**fields: Any) -> Receipt:
    """Return the receipt of two sources, one of which failed."""
    defaults: dict[str, Any] = {
        "polled": 2,
        "answered": 1,
        "seen": 20,
        "kept": 1,
        "dropped": {"not_relevant": 18, "duplicate": 1},
        "failed": (FailedSource(name="Slow Journal", reason="timeout"),),
    }
    return Receipt(**{**defaults, **fields})


def make_brief(key: BriefKey | None = None, **fields: Any) -> Brief:
    """Return the morning brief of `make_subscription()` with one item."""
    key = key or make_key()
    defaults: dict[str, Any] = {
        "key": key,
        "channel": f"C-{key.subscription_id}",
        "title": "Poland–South Korea: talks → contract. 1 new.",
        "timezone": "Europe/Warsaw",
        "window_start": NOW - 3 * DAY,
        "window_end": NOW,
        "composed_at": NOW,
        "items": (make_item(),),
        "receipt": make_receipt(),
    }
    return Brief(**{**defaults, **fields})


def make_delivery_key(part: str = ROOT, *, brief: BriefKey | None = None) -> DeliveryKey:
    """Return the key of a part of the morning brief."""
    return DeliveryKey(brief=brief or make_key(), part=part)


def make_message(message_id: str = "1700000000.000100", /, *, channel: str = "C-desk") -> MessageRef:
    """Return a message reference with a link."""
    return MessageRef(channel=channel, message_id=message_id, permalink=f"http://127.0.0.1/{channel}/{message_id}")


def make_delivery(key: DeliveryKey | None = None, **fields: Any) -> Delivery:
    """Return a root's row, being sent by `node-1` since now with a minute's lease."""
    defaults: dict[str, Any] = {
        "key": key or make_delivery_key(),
        "channel": "C-desk",
        "state": DeliveryState.SENDING,
        "attempt": 1,
        "owner": "node-1",
        "claimed_until": NOW + timedelta(minutes=1),
        "first_claimed_at": NOW,
    }
    return Delivery(**{**defaults, **fields})


def make_question(name: str = "Ev1", /, **fields: Any) -> Question:
    """Return a question about a pair, asked now on the console."""
    defaults: dict[str, Any] = {
        "id": name,
        "platform": "console",
        "channel": "C-desk",
        "text": "Pakistan Türkiye",
        "asked_at": NOW,
    }
    return Question(**{**defaults, **fields})
