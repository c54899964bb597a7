"""Articles of a made-up archive with their readings: every span stands where it says. Pure but for the chance given."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from bot.analysis.tables import Equipment
from bot.bench import asktexts as texts
from bot.domain.analysis import Analysis, Evidence, Fact, Party, SectorTag, StageReading, TypeTag
from bot.domain.article import Article, Entry
from bot.domain.ids import ArticleId, StoryId, article_id, entry_id
from bot.domain.vocabulary import Certainty, CooperationType, FactKind, PartyRole, Relevance, Sector, Stage
from bot.store.filling import Seen

if TYPE_CHECKING:
    from bot.bench.askarchive import World

_CERTAINTIES = (*([Certainty.ONE_PARTY] * 5), *([Certainty.BOTH_PARTIES] * 3), *Certainty)
_DISAGREE = 0.3
_BILLION, _MILLION = 1_000_000_000, 1_000_000
_LEAD = (
    "{recipient} {stage} {quantity} {designation} made by {firm} of {supplier}, {certainty}.",
    "{certainty} that {recipient} {stage} {quantity} {designation}, which {firm} of {supplier} builds.",
)
_TITLES = ("{recipient} {stage} {designation} from {supplier}", "{recipient} {stage} {supplier} {designation}")


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a deal is about; `value` is in whole units of money, `share` in percent, 0 where nobody tells it."""

    supplier: str
    recipient: str
    third: str
    equipment: Equipment
    firm: str
    types: tuple[CooperationType, ...]
    quantity: int
    value: int
    year: int
    share: int

    @property
    def sector(self) -> Sector:
        """What the equipment is."""
        return self.equipment.sector or Sector.UAS


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An article with its reading, and the entry by which it came."""

    article: Article
    analysis: Analysis
    entry: Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figures:
    quantity: int
    amount: int
    value: str
    currency: str


def told(about: About, stage: Stage, story: StoryId, nth: int, *, at: datetime, world: "World", by: Random) -> Said:
    """Return the `nth` article that tells of `about` at `stage`, published `at`."""
    source = world.sources[int(len(world.sources) * by.random() ** 2)]
    url = f"https://{source.id}.example/{at:%Y/%m}/{story}-{nth}"
    name, sure = article_id(url), by.choice(_CERTAINTIES)
    figures = _figures(about, by, other=nth > 0 and by.random() < _DISAGREE)
    draft = _draft(about, stage, sure, figures, world=world, by=by)
    title, _, text = "".join(draft.parts).partition("\n\n")
    seen_at = at + timedelta(minutes=5 + int(by.random() * 90))
    entry = Entry(id=entry_id(source.id, url), source_id=source.id, url=url, title=title, text=text[:300], published=at)
    article = Article(
        id=name,
        entry_id=entry.id,
        source_id=source.id,
        url=url,
        title=title,
        text=text,
        fetched_at=seen_at,
        published=at,
        language="en",
    )
    analysis = _reading(about, stage, sure, name, draft, figures=figures)
    return Said(article=article, analysis=analysis, entry=Seen(entry=entry, at=seen_at, article_id=name))


def _figures(about: About, by: Random, *, other: bool) -> _Figures:
    quantity, amount = about.quantity, about.value
    if other:
        quantity += by.randrange(0, 2) * by.randrange(1, 40)
        amount += by.randrange(1, 40) * 10_000_000
    sign, currency, behind = texts.CURRENCIES[about.value // 100_000 % len(texts.CURRENCIES)]
    scale, word = (_BILLION, "billion") if amount >= _BILLION else (_MILLION, "million")
    number = f"{amount / scale:.1f}"
    return _Figures(
        quantity=quantity,
        amount=round(float(number) * scale),
        value=f"{sign}{number} {word}{behind}",
        currency=currency,
    )


def _draft(
    about: About, stage: Stage, sure: Certainty, figures: _Figures, *, world: "World", by: Random
) -> texts.Draft:
    label = world.labels
    slots = {
        "recipient": label.country(about.recipient),
        "supplier": label.country(about.supplier),
        "third": label.country(about.third),
        "stage": by.choice(texts.STAGES[stage]),
        "designation": about.equipment.designation,
        "quantity": str(figures.quantity),
        "value": figures.value,
        "firm": about.firm or "a state company",
        "sector": label.sectors[about.sector],
        "type": texts.TYPES[about.types[0]],
        "certainty": by.choice(texts.CERTAINTIES[sure]),
        "date": str(about.year),
        "share": f"{about.share} percent",
    }
    draft = texts.Draft()
    draft.say(by.choice(_TITLES), slots)
    draft.say(by.choice(_LEAD), slots, before="\n\n")
    for template in _core(about, by):
        draft.say(template, slots, before=" ")
    texts.padded(draft, world.words, by)
    return draft


def _core(about: About, by: Random) -> list[str]:
    chosen = [by.choice(texts.SECTOR_SENTENCES), "It is described as {type} between the two countries."]
    chosen += [by.choice(texts.VALUE_SENTENCES)] if by.random() < 0.8 else []
    chosen += [by.choice(texts.DATE_SENTENCES)] if by.random() < 0.5 else []
    chosen += [by.choice(texts.SHARE_SENTENCES)] if about.share else []
    chosen += ["{third} takes part as a partner and hosts a line of its own."] if about.third else []
    by.shuffle(chosen)
    return chosen


def _reading(
    about: About, stage: Stage, sure: Certainty, name: ArticleId, draft: texts.Draft, *, figures: _Figures
) -> Analysis:
    def proofs(*slots: str) -> tuple[Evidence, ...]:
        return draft.proofs(name, *slots)

    parties = [
        Party(country=about.recipient, role=PartyRole.RECIPIENT, evidence=proofs("recipient")),
        Party(
            country=about.supplier,
            role=PartyRole.SUPPLIER,
            evidence=proofs("supplier"),
            organisations=(about.firm,) if about.firm else (),
        ),
    ]
    if about.third:
        parties.append(Party(country=about.third, role=PartyRole.PARTNER, evidence=proofs("third")))
    return Analysis(
        article_id=name,
        relevance=Relevance.CORE,
        score=0.97,
        reasons=("two parties", "words: 0.97"),
        language="en",
        settled_by="words",
        parties=tuple(sorted(parties, key=lambda party: party.country)),
        sectors=(SectorTag(sector=about.sector, weight=0.9, evidence=proofs("sector", "designation")),),
        types=tuple(TypeTag(type=one, weight=0.8, evidence=proofs("type")) for one in about.types),
        stage=StageReading(stage=stage, evidence=proofs("stage")),
        certainty=sure,
        certainty_evidence=proofs("certainty"),
        facts=tuple(_facts(about, figures, name, draft)),
    )


def _facts(about: About, figures: _Figures, name: ArticleId, draft: texts.Draft) -> list[Fact]:
    def proof(slot: str) -> Evidence | None:
        return next(iter(draft.proofs(name, slot, most=1)), None)

    facts = []
    if here := proof("designation"):
        facts.append(Fact(kind=FactKind.DESIGNATION, value=about.equipment.designation, evidence=here))
    if here := proof("quantity"):
        value = f"{figures.quantity} {about.equipment.designation}"
        facts.append(Fact(kind=FactKind.QUANTITY, value=value, amount=float(figures.quantity), evidence=here))
    if here := proof("value"):
        amount = float(figures.amount)
        facts.append(
            Fact(kind=FactKind.VALUE, value=figures.value, evidence=here, amount=amount, currency=figures.currency)
        )
    if here := proof("date"):
        facts.append(Fact(kind=FactKind.DATE, value=f"first delivery {about.year}", evidence=here))
    if here := proof("share"):
        value = f"{about.share} percent"
        facts.append(Fact(kind=FactKind.LOCAL_SHARE, value=value, amount=float(about.share), evidence=here))
    if about.firm and (here := proof("firm")):
        facts.append(Fact(kind=FactKind.ORGANISATION, value=about.firm, evidence=here))
    return facts
