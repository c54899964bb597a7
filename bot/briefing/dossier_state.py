"""How things stand in one line, and what changed since the channel last asked. Pure."""

from collections.abc import Sequence
from datetime import timedelta

from bot.briefing.dossier_book import Book
from bot.briefing.dossier_counts import name_of, ways_text
from bot.briefing.dossier_facts import told_of
from bot.briefing.dossier_found import Found
from bot.briefing.dossier_plan import MOST_CHANGED, Plan
from bot.briefing.dossier_programmes import Programme, newest_first, rank
from bot.briefing.dossier_scope import ends_of, is_filtered
from bot.briefing.phrasing import counted, day
from bot.domain.archive import LeanStory
from bot.domain.dossier import Line, Section, SectionKind
from bot.domain.vocabulary import Stage

_PAIR = 2
YEAR_COVERED = timedelta(days=366)
"""How long the archive must have watched before a story of it may be called the first."""


def state_section(plan: Plan, found: Found, book: Book) -> Section | None:
    """Return one line: how many, how far the furthest, what moved last, which way."""
    newest = plan.newest
    if newest is None:
        return None
    leading = next((one for one in plan.programmes if book.story(one.lead.story_id)), None)
    pieces = [_counts(plan, found)]
    told = []
    if leading is not None and leading.stage is not None:
        story = book.story(leading.lead.story_id)
        first = _first(leading, plan, found)
        word = "now" if leading.stage.aside else "furthest"
        pieces.append(f"{word} {_how_far(leading, leading.lead, book)}{first}")
        told += [story] if story else []
    last = book.story(newest.newest.story_id)
    if last is not None and (not told or last.id != told[0].id):
        pieces.append(f"newest {_how_far(newest, newest.newest, book)}")
        told.append(last)
    ways = ways_text(found.leans, found, book.labels).strip(" ()")
    if ways:
        pieces.append(f"direction: {ways}")
    line = book.line(
        "; ".join(pieces) + ".",
        told=told,
        proofs=[proof for story in told for proof in (*book.stage_proofs(story)[:1], *book.word_proofs(story)[:1])],
        stories=(lean.story_id for lean in found.leans),
    )
    return Section(kind=SectionKind.STATE, title="State of play", lines=(line,))


def _counts(plan: Plan, found: Found) -> str:
    deals = sum(one.deal is not None for one in plan.programmes)
    stories = counted(found.stories, "story", "stories")
    sides = len(ends_of(found.asked, found.groups))
    stories += f" with at least two of the {sides} named" if sides > _PAIR else ""
    if found.capped and deals:
        return f"{stories}, {counted(deals, 'deal', 'deals')} among the newest {len(found.leans):,}"
    if not deals:
        return stories if found.capped else f"{stories}, none of a known deal"
    single = len(plan.programmes) - deals
    alone = f" and {counted(single, 'report', 'reports')} of no known deal" if single else ""
    return f"{counted(deals, 'deal', 'deals')}{alone} in {stories}"


def _how_far(programme: Programme, lean: LeanStory, book: Book) -> str:
    """Return how far a story got, of what, by whose word, when: "contract, K2 (Poland says, 3 Mar 2026)"."""
    stage = book.labels.stages[lean.stage] if lean.stage else ""
    story = book.story(lean.story_id)
    word = book.word(story) if story else ""
    told = told_of(programme, book)
    named = told.short if told is not None and lean is programme.lead else name_of(lean, book.labels)
    at = book.stage_at(story) if story and lean is programme.lead else lean.last_changed
    said = (word, "" if stage else "stage unknown", day(at))
    return f"{', '.join(filter(None, (stage, named)))} ({', '.join(filter(None, said))})"


def _first(leading: Programme, plan: Plan, found: Found) -> str:
    """Return that nothing got as far before in the archive, where it has watched for a year and nothing was left out.

    It is said of the two sides, never of a part of what is between them.
    """
    since = found.archive_since
    if since is None or found.capped or is_filtered(found.asked) or rank(leading.stage) < rank(Stage.MOU):
        return ""
    known = (*found.leans, *found.before)
    as_far = [lean for lean in known if rank(lean.stage) >= rank(leading.stage) and lean not in leading.leans]
    if as_far or leading.lead.first_seen - since < YEAR_COVERED or len(plan.programmes) < 2:
        return ""
    return f", the first to get so far in our archive since {day(since)}"


def changed_section(plan: Plan, found: Found, book: Book) -> Section | None:
    """Return what changed since the channel last asked the same; None where it never did, or nothing was found."""
    asked = found.last_asked
    if asked is None or not found.leans:
        return None
    title = f"Since this channel last asked, {day(asked)}"
    changed = plan.changed
    late = _learnt_since(found, book)
    if not changed and not late:
        quiet = Line(text="Nothing changed since: no story is new, and none moved")
        return Section(kind=SectionKind.CHANGED, title=title, lines=(quiet,))
    lines = [_changed_line(one, found, book) for one in changed[:MOST_CHANGED]]
    told = [line for line in lines if line is not None]
    if late:
        text = f"Older news that reached the archive since: {counted(len(late), 'story', 'stories')}"
        told.append(book.line(text, told=[story for lean in late[:3] if (story := book.story(lean.story_id))]))
    return Section(kind=SectionKind.CHANGED, title=title, lines=tuple(told), left_out=len(changed) - len(lines))


def _changed_line(one: Programme, found: Found, book: Book) -> Line | None:
    lean = one.counted[-1]
    story = book.story(lean.story_id)
    asked = found.last_asked
    if story is None or asked is None:
        return None
    known = [other for other in one.leans if other.last_changed <= asked]
    before = max((other.stage for other in known), key=rank, default=None)
    if story.first_seen <= asked and rank(before) < rank(story.previous_stage):
        before = story.previous_stage
    fresh = not known and story.first_seen > asked
    return book.line(
        f"{_named(one, book)}: {_move(before, lean.stage, fresh=fresh, book=book)} "
        f"({', '.join(filter(None, (book.word(story), day(lean.last_changed))))})",
        told=(story,),
        proofs=book.stage_proofs(story)[:2],
        stories=(other.story_id for other in one.counted if other.last_changed > asked),
        deal=one.deal,
    )


def _named(one: Programme, book: Book) -> str:
    told = told_of(one, book)
    return told.title if told else name_of(one.newest, book.labels)


def _move(before: Stage | None, now: Stage | None, *, fresh: bool, book: Book) -> str:
    stages = book.labels.stages
    after = stages[now] if now else "stage unknown"
    if fresh:
        return f"new, {after}"
    return f"{stages[before]} → {after}" if before and before is not now else f"more on it, {after}"


def _learnt_since(found: Found, book: Book) -> Sequence[LeanStory]:
    """Return stories read that changed before the channel asked and that the archive learnt of only after."""
    asked = found.last_asked
    read = [lean for lean in newest_first(found.leans) if asked and lean.last_changed <= asked]
    learnt = [(lean, book.story(lean.story_id)) for lean in read]
    return [lean for lean, story in learnt if story and asked and (at := book.learnt_at(story)) and at > asked]
