"""One deal out of its stories: what, how many, for how much and by whose figure, each with its proof. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.briefing.dossier_book import Book
from bot.briefing.dossier_own import is_own, names
from bot.briefing.dossier_programmes import Programme
from bot.briefing.items import party_lines
from bot.domain.analysis import Evidence, Fact
from bot.domain.brief import PartyLine
from bot.domain.story import Story
from bot.domain.vocabulary import FactKind, PartyRole

_TITLE = 90
_ROLES = (PartyRole.SUPPLIER, PartyRole.RECIPIENT, PartyRole.HOST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A programme as its stories tell it: `stories` begin with the one that got furthest; facts are None if unknown."""

    programme: Programme
    stories: tuple[Story, ...]
    title: str
    parties: tuple[PartyLine, ...]
    designation: Fact | None
    quantity: Fact | None
    value: Fact | None

    @property
    def lead(self) -> Story:
        """The story that got furthest, of those that may be told."""
        return self.stories[0]

    @property
    def named(self) -> str:
        """What it is about in a line: "MILGEM", else its headline in quotation marks."""
        return self.designation.value if self.designation else f"“{self.title}”"

    @property
    def short(self) -> str:
        """What it is about in a few words: "12 Bayraktar Akıncı", "MILGEM", else its title in quotation marks."""
        if self.quantity is not None and self.designation is not None and names(self.quantity, self.designation):
            return self.quantity.value
        return self.named


def told_of(programme: Programme, book: Book) -> Told | None:
    """Return `programme` as its stories tell it; None where none of them may be told."""
    ordered = (programme.lead, *(lean for lean in reversed(programme.leans) if lean is not programme.lead))
    stories = book.stories(ordered)
    if not stories:
        return None
    designation = first_fact(stories, FactKind.DESIGNATION, book)
    return Told(
        programme=programme,
        stories=stories,
        title=_clipped(designation.value if designation else _headline(stories[0], book)),
        parties=tuple(party_lines(_with_roles(stories), book.labels)),
        designation=designation,
        quantity=first_fact(stories, FactKind.QUANTITY, book, named=designation),
        value=first_fact(stories, FactKind.VALUE, book, named=designation),
    )


def first_fact(stories: Iterable[Story], kind: FactKind, book: Book, *, named: Fact | None = None) -> Fact | None:
    """Return the first fact of `kind` whose article is kept: of the whole deal before one of a part of it.

    Of quantities one that counts the thing `named` goes before others; figures of another thing are left out.
    """
    found = [
        fact
        for story in stories
        for fact in story.facts
        if fact.kind is kind and book.holds(fact.evidence) and is_own(fact, named, story)
    ]
    whole = [fact for fact in found if fact.scope is None] or found
    counting = [fact for fact in whole if named is not None and kind is FactKind.QUANTITY and names(fact, named)]
    return next(iter((*counting, *whole)), None)


def proofs_of(told: Told, book: Book) -> tuple[Evidence, ...]:
    """Return the words that prove how far a programme got, its facts, whose word it is and its parties."""
    facts = (fact.evidence for fact in (told.value, told.quantity, told.designation) if fact is not None)
    parties = (proof for party in _with_roles(told.stories).parties for proof in party.evidence[:1])
    lead = told.lead
    return (*book.stage_proofs(lead)[:2], *facts, *book.word_proofs(lead)[:1], *parties)


def _with_roles(stories: Sequence[Story]) -> Story:
    """Return the first story that says who gives or gets; else the first."""
    return next((s for s in stories if any(party.role in _ROLES for party in s.parties)), stories[0])


def _headline(story: Story, book: Book) -> str:
    summary = book.material.summaries.get(story.id)
    return (summary.headline if summary else "") or story.title


def _clipped(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _TITLE else f"{line[: _TITLE - 1].rsplit(' ', 1)[0]}…"
