"""Intents that no act followed, and milestones that passed without word of them. Pure."""

from collections.abc import Iterator, Sequence

from bot.briefing.dossier_book import Book
from bot.briefing.dossier_facts import Told, told_of
from bot.briefing.dossier_found import Found
from bot.briefing.dossier_milestones import Milestone, milestone_of
from bot.briefing.dossier_plan import MOST_STALE, Plan
from bot.briefing.dossier_programmes import Programme, rank
from bot.briefing.phrasing import MONTH, counted, day
from bot.domain.analysis import Fact
from bot.domain.dossier import Line, Section, SectionKind
from bot.domain.vocabulary import FactKind

TITLE = "Gone quiet"


def stale_section(plan: Plan, told: Sequence[Told], found: Found, book: Book) -> Section | None:
    """Return the intents without an act for a year, then the milestones of the deals told that passed silently."""
    lines = [line for one in plan.stale[:MOST_STALE] if (line := _intent_line(one, found, book))]
    left = len(plan.stale) - min(len(plan.stale), MOST_STALE)
    missed = [line for one in told for line in _missed_lines(one, found, book)]
    lines += missed[:MOST_STALE]
    left += max(0, len(missed) - MOST_STALE)
    return Section(kind=SectionKind.STALE, title=TITLE, lines=tuple(lines), left_out=left) if lines else None


def _intent_line(one: Programme, found: Found, book: Book) -> Line | None:
    story = book.story(one.lead.story_id)
    told = told_of(one, book)
    if story is None or told is None or one.stage is None:
        return None
    last = one.newest.last_changed
    months = int((found.now - last) / MONTH)
    stage = book.labels.stages[one.stage]
    text = f"{told.named}: {stage} on {day(book.stage_at(story))}, no act seen in {counted(months, 'month', 'months')}"
    word = book.word(story)
    return book.line(
        f"{text} ({word})" if word else text,
        told=(story,),
        proofs=book.stage_proofs(story)[:2],
        stories=(lean.story_id for lean in one.leans),
        deal=one.deal,
    )


def _missed_lines(told: Told, found: Found, book: Book) -> Iterator[Line]:
    seen: set[str] = set()
    for story in told.stories:
        for fact in story.facts:
            milestone = milestone_of(fact.value) if fact.kind is FactKind.DATE and book.holds(fact.evidence) else None
            if milestone is None or fact.value in seen or not _missed(milestone, fact, told, found, book):
                continue
            seen.add(fact.value)
            yield book.line(
                f"{told.named}: {_promise(milestone, fact)} passed, and no later stage was reported",
                told=(story,),
                proofs=(fact.evidence,),
                deal=told.programme.deal,
            )


def _missed(milestone: Milestone, fact: Fact, told: Told, found: Found, book: Book) -> bool:
    """Whether a step that was still to come when it was told is over by now without a stage that says it was taken."""
    article = book.material.articles[fact.evidence.article_id]
    if milestone.ends >= found.now.date() or milestone.ends <= article.moment.date() or milestone.stage is None:
        return False
    cancelled = told.programme.aside is not None
    reached = max(rank(lean.stage) for lean in told.programme.leans)
    return not cancelled and reached < milestone.stage.rank


def _promise(milestone: Milestone, fact: Fact) -> str:
    when = fact.value[len(milestone.step) :].strip().replace("/", " to ")
    return f"{milestone.step or 'a step'} {when}"
