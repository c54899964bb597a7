"""A dossier as a value: the answer about a pair, with every section, made by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.asked import Asked
from bot.domain.brief import Citation, PartyLine
from bot.domain.dossier import (
    DealRow,
    Dossier,
    Line,
    MonthCount,
    PartnerCount,
    Section,
    SectionKind,
    Series,
    StagePoint,
)
from bot.domain.ids import DealId, StoryId
from bot.domain.vocabulary import Certainty, PartyRole, Sector, Stage
from support.values import NOW, make_evidence

THREAD = "https://example.invalid/archives/C1/p1700000000000100"
PAIR = Asked(countries=("PK", "TR"))


def make_dossier(**fields: Any) -> Dossier:
    """Return the answer on Pakistan and Türkiye: three stories, two deals, most sections."""
    defaults: dict[str, Any] = {
        "asked": PAIR,
        "title": "Pakistan–Türkiye",
        "understood": "Pakistan–Türkiye",
        "sections": sections(),
        "deals": (deal_row(), deal_row("s-3", title="Patrol boats", designation="", stage=Stage.TALKS)),
        "citations": tuple(citation(number) for number in range(1, 5)),
        "stories": (StoryId("s-1"), StoryId("s-2"), StoryId("s-3")),
        "since": NOW - timedelta(days=365),
        "until": NOW,
        "asked_at": NOW,
        "archive_since": NOW - timedelta(days=400),
        "sources_covering": 3,
        "series": series(),
        "wish": "Pakistan Türkiye",
    }
    return Dossier(**{**defaults, **fields})


def empty_dossier(**fields: Any) -> Dossier:
    """Return the answer where nothing was found, with two pairs nearby."""
    nearby = (
        Line(text="Pakistan–China: 4 stories", stories=(StoryId("s-8"),)),
        Line(text="Azerbaijan–Türkiye: 2 stories", stories=(StoryId("s-9"),)),
    )
    defaults: dict[str, Any] = {
        "sections": (Section(kind=SectionKind.NEAREST, title="Nearest", lines=nearby),),
        "deals": (),
        "citations": (),
        "stories": (),
        "series": Series(),
        "nearest": ("Pakistan–China", "Azerbaijan–Türkiye"),
    }
    return make_dossier(**{**defaults, **fields})


def citation(number: int, **fields: Any) -> Citation:
    """Return the article behind a number."""
    defaults: dict[str, Any] = {
        "number": number,
        "outlet": ("Defence ministry", "Trade press", "Agency", "Daily")[(number - 1) % 4],
        "url": f"https://example.invalid/news/{number}",
        "title": f"Article {number}",
        "published": datetime(2026, 11, 1 + number % 28, 9, tzinfo=UTC),
        "source": "wire",
    }
    return Citation(**{**defaults, **fields})


def deal_row(name: str = "d-1", **fields: Any) -> DealRow:
    """Return the order of trainers as a record."""
    defaults: dict[str, Any] = {
        "id": name,
        "title": "Trainer aircraft",
        "designation": "Hürkuş",
        "parties": (
            PartyLine(country="TR", name="Türkiye", role=PartyRole.SUPPLIER, organisations=("TAI",)),
            PartyLine(country="PK", name="Pakistan", role=PartyRole.RECIPIENT),
        ),
        "sectors": (Sector.TRANSPORT_TRAINER_AIRCRAFT,),
        "stage": Stage.CONTRACT,
        "previous_stage": Stage.TALKS,
        "aside": None,
        "certainty": Certainty.BOTH_PARTIES,
        "quantity": "12",
        "value": "about US$300m",
        "first_seen": NOW - timedelta(days=200),
        "last_changed": NOW - timedelta(days=3),
        "stories": (StoryId("s-1"),),
        "cites": (1, 2),
        "proofs": (make_evidence(),),
    }
    return DealRow(**{**defaults, **fields})


def sections() -> tuple[Section, ...]:
    """Return sections of most kinds, a line or two in each."""
    trainers = "Türkiye supplies Pakistan, Hürkuş: contract, 12, about US$300m, both parties' word"
    return (
        Section(
            kind=SectionKind.STATE,
            title="State of play",
            lines=(_line("Furthest: contract for trainer aircraft, Nov 2026", 1),),
        ),
        Section(
            kind=SectionKind.CHANGED,
            title="Since you last asked",
            lines=(_line("Trainer aircraft: talks → contract", 1, 2),),
        ),
        Section(
            kind=SectionKind.DEALS,
            title="Deals",
            lines=(
                _line(trainers, 1, 2, link=THREAD, deal=DealId("d-1")),
                _line("Patrol boats: talks, one party's word", 3),
            ),
            left_out=3,
        ),
        Section(kind=SectionKind.TIMELINE, title="By month", lines=(_line("Nov 2026: 2 stories"),)),
        Section(kind=SectionKind.DISAGREEMENTS, title="Sources differ", lines=(_line("Number: 12 against 10", 1, 4),)),
        Section(kind=SectionKind.GAPS, title="Gaps", lines=(_line("Nothing seen since 20 Nov 2026; 3 sources"),)),
    )


def series() -> Series:
    """Return the numbers behind the pictures."""
    return Series(
        stages=(StagePoint(deal="d-1", title="Trainer aircraft", at=NOW - timedelta(days=3), stage=Stage.CONTRACT),),
        partners=(PartnerCount(country="TR", stories=3, earlier=1, later=2, furthest=Stage.CONTRACT),),
        months=(
            MonthCount(month="2026-11", sector=None, stories=3),
            MonthCount(month="2026-11", sector=Sector.TRANSPORT_TRAINER_AIRCRAFT, stories=2),
            MonthCount(month="2026-11", sector=Sector.SURFACE_SHIPS, stories=1),
        ),
    )


def _line(text: str, *cites: int, **fields: Any) -> Line:
    return Line(text=text, cites=cites, stories=(StoryId("s-1"),), **fields)
