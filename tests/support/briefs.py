"""The illustration of the design as values: a brief with a changed and a new story, and the labels to show it."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.briefing.labels import Labels, labels_from
from bot.domain.brief import Brief, BriefItem, Citation, CitedText, FailedSource, ItemKind, PartyLine, SummaryTally
from bot.domain.vocabulary import Certainty, CooperationType, FactKind, PartyRole, Sector, Stage
from bot.settings import shipped
from support.values import make_brief, make_item, make_receipt

EARLIER = "https://example.invalid/archives/C1/p1700000000000100"


def shipped_labels() -> Labels:
    """Return the labels of the shipped taxonomy."""
    return labels_from(shipped("taxonomy.yaml"), {})


def cite(number: int, outlet: str, *, day: int, title: str = "") -> Citation:
    """Return a citation published in November 2026."""
    return Citation(
        number=number,
        outlet=outlet,
        url=f"https://example.invalid/news/{number}?id={day}",
        title=title or f"Article {number}",
        published=datetime(2026, 11, day, 9, tzinfo=UTC),
    )


def changed_item() -> BriefItem:
    """Return the K2 story of the illustration."""
    return make_item(
        "k2",
        revision=2,
        kind=ItemKind.CHANGED,
        parties=(
            PartyLine(country="PL", name="Poland", role=PartyRole.RECIPIENT),
            PartyLine(country="KR", name="South Korea", role=PartyRole.SUPPLIER),
        ),
        types=(),
        facts=(
            CitedText(text="180 K2", citations=(1,), kind=FactKind.QUANTITY),
            CitedText(text="about US$6.5bn", citations=(1,), kind=FactKind.VALUE),
            CitedText(text="part built in Poland", citations=(2,), kind=FactKind.LOCAL_SHARE),
        ),
        summary=(
            CitedText(text="The two sides signed for 180 tanks worth about US$6.5bn.", citations=(1,)),
            CitedText(text="Part of the order will be built in Poland", citations=(2,), verbatim=True),
            CitedText(text="Sources differ on the number: 180 (Buyer's ministry) against 116.", citations=(1, 2)),
        ),
        unknown=("workshare value", "licence terms"),
        citations=(
            cite(1, "Buyer's ministry", day=21, title="Poland and South Korea sign second K2 tank contract"),
            cite(2, "Trade press", day=22),
        ),
        earlier=EARLIER,
        why="Second supplier of armoured vehicles to Poland in our archive since 3 Nov 2025, after Germany.",
    )


def new_item() -> BriefItem:
    """Return the aircraft story of the illustration, on one party's word."""
    return make_item(
        "aircraft",
        headline="Islamabad says joint aircraft work discussed",
        parties=(
            PartyLine(country="PK", name="Pakistan", role=PartyRole.PARTNER),
            PartyLine(country="TR", name="Türkiye", role=PartyRole.PARTNER),
        ),
        sectors=(Sector.COMBAT_AIRCRAFT,),
        types=(CooperationType.CO_DEVELOPMENT,),
        stage=Stage.TALKS,
        previous_stage=None,
        certainty=Certainty.ONE_PARTY,
        facts=(),
        summary=(CitedText(text="Talks were held in Islamabad.", citations=(1,)),),
        unknown=("workshare",),
        citations=(cite(1, "Gazette", day=22),),
        why="Third Pakistan–Türkiye story in our archive since 1 Sep.",
    )


def illustrated_brief() -> Brief:
    """Return the brief of the illustration."""
    return make_brief(
        title="PL–KR K2 tanks: talks → contract. 1 changed, 1 new.",
        items=(new_item(), changed_item()),
        receipt=make_receipt(
            polled=52,
            answered=48,
            seen=1240,
            kept=2,
            dropped={"not_relevant": 1201, "near_copy": 37},
            failed=tuple(FailedSource(name=f"Source {n}", reason="timeout") for n in range(1, 5)),
            summaries=SummaryTally(
                quoted=1, written={"tiny-1": 1}, replaced=1, fell_back={"the model server did not answer": 1}
            ),
        ),
    )


def with_items(brief: Brief, *items: BriefItem) -> Brief:
    """Return `brief` with other items."""
    return replace(brief, items=items)
