"""The deals of an answer: a line and a record for each, the furthest stage first. Pure."""

from collections.abc import Sequence

from bot.briefing.dossier_book import Book
from bot.briefing.dossier_differing import differs
from bot.briefing.dossier_facts import Told, proofs_of
from bot.briefing.labels import Labels
from bot.briefing.phrasing import apart, day, roles
from bot.domain.analysis import Fact
from bot.domain.dossier import DealRow, Section, SectionKind
from bot.domain.ids import StoryId
from bot.domain.vocabulary import CooperationType, FactScope, Stage

TITLE = "Deals, the furthest first"
_PER_PARTY, _MOST_NAMED = 2, 4
_SCOPE = {
    FactScope.PER_UNIT: "per unit",
    FactScope.PART: "of a part",
    FactScope.OPTION: "as an option",
    FactScope.PER_YEAR: "a year",
}


def deals_section(told: Sequence[Told], book: Book, *, total: int) -> tuple[Section | None, tuple[DealRow, ...]]:
    """Return the deals told, as lines and as records; `total` is how many there are."""
    rows, lines = [], []
    for one in told:
        line = book.line(
            deal_text(one, book),
            told=one.stories[:1],
            proofs=proofs_of(one, book),
            stories=(*(lean.story_id for lean in one.programme.counted),),
            deal=one.programme.deal,
        )
        lines.append(line)
        rows.append(_row(one, book, cites=line.cites))
    if not lines:
        return None, ()
    section = Section(kind=SectionKind.DEALS, title=TITLE, lines=tuple(lines), left_out=max(0, total - len(lines)))
    return section, tuple(rows)


def deal_text(told: Told, book: Book) -> str:
    """Return a deal in one line: what, who, how many, for how much, how far, whose word, when."""
    pieces = [
        _who(told),
        _how(told, book.labels),
        "" if told.designation else _about(told, book.labels),
        figure(told.quantity) if told.quantity else "",
        value_text(told, book),
        stage_text(told, book.labels),
        book.word(told.lead),
        day(book.stage_at(told.lead)),
    ]
    return f"{told.named}: {' · '.join(filter(None, pieces))}"


def value_text(told: Told, book: Book) -> str:
    """Return what a deal is worth and whose figure that is, and whether others differ; "" where no figure is known."""
    if told.value is None:
        return ""
    outlet = book.outlet(told.value.evidence.article_id)
    apart = "; others differ" if differs(told, told.value, book) else ""
    return f"{figure(told.value)} ({outlet}{apart})"


def figure(fact: Fact) -> str:
    """Return a figure as told, bound and all, with what it covers where its own words do not say so."""
    words = fact.value
    return f"{words} {_SCOPE[fact.scope]}" if fact.scope and _unsaid(fact, words.casefold()) else words


def stage_text(told: Told, labels: Labels) -> str:
    """Return how far a deal got: "talks → contract, now delayed"."""
    programme = told.programme
    if programme.stage is None:
        return "stage unknown"
    moved = f"{labels.stages[programme.previous]} → " if programme.previous else ""
    aside = programme.aside
    return f"{moved}{labels.stages[programme.stage]}{_now(aside, labels) if aside is not programme.stage else ''}"


def _now(aside: Stage | None, labels: Labels) -> str:
    return f", now {labels.stages[aside]}" if aside else ""


def _unsaid(fact: Fact, said: str) -> bool:
    """Whether the scope of a figure is not among its words: "each" and "a unit" say it too."""
    words = {
        FactScope.PER_UNIT: ("per ", "each", "apiece", "a unit"),
        FactScope.PER_YEAR: ("per year", "a year", "annual"),
        FactScope.OPTION: ("option",),
        FactScope.PART: ("part", "first", "batch"),
    }
    return fact.scope is not None and not any(word in said for word in words[fact.scope])


def _who(told: Told) -> str:
    """Return the parties with what they do, and the first of the bodies and firms that act for them."""
    named = (name for party in told.parties for name in apart(party.organisations)[:_PER_PARTY])
    acting = ", ".join(apart(tuple(named))[:_MOST_NAMED])
    return f"{roles(told.parties)}{f' ({acting})' if acting else ''}"


def _how(told: Told, labels: Labels) -> str:
    """Return in what way they cooperate, but for plain purchases, which the roles say."""
    ways = [way for way in told.lead.types if way is not CooperationType.PROCUREMENT]
    return ", ".join(labels.types[way] for way in ways[:2])


def _about(told: Told, labels: Labels) -> str:
    return ", ".join(labels.sectors[sector] for sector in told.lead.sectors[:2])


def _row(told: Told, book: Book, *, cites: tuple[int, ...]) -> DealRow:
    programme = told.programme
    ids: tuple[StoryId, ...] = programme.story_ids
    return DealRow(
        id=programme.key,
        title=told.title,
        designation=told.designation.value if told.designation else "",
        parties=told.parties,
        sectors=told.lead.sectors,
        stage=programme.stage,
        previous_stage=programme.previous,
        aside=programme.aside,
        certainty=told.lead.certainty,
        quantity=figure(told.quantity) if told.quantity else "",
        value=figure(told.value) if told.value else "",
        first_seen=programme.first_seen,
        last_changed=programme.newest.last_changed,
        stories=ids,
        cites=cites,
        proofs=tuple(proof for proof in proofs_of(told, book) if book.holds(proof)),
    )
