"""What an answer does not know, and where it bids more: silences, coverage, embargoes, what lies near. Pure."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from bot.briefing.dossier_book import Book
from bot.briefing.dossier_counts import sides_of
from bot.briefing.dossier_found import Found
from bot.briefing.dossier_plan import Plan
from bot.briefing.labels import Labels
from bot.briefing.phrasing import MONTH, counted, day, listed, of_day
from bot.domain.dossier import DealRow, Line, Section, SectionKind

_QUIET = timedelta(days=45)
_MOST_OUTLETS, _PAIR = 4, 2
_DAY, _LONG = timedelta(days=1), timedelta(days=92)


def gaps_section(plan: Plan, found: Found, rows: tuple[DealRow, ...], book: Book) -> Section | None:
    """Return what is missing, a line each."""
    lines = (*_silence(plan, found, book), *_coverage(found, book.labels), *_bounds(found), *_unknown(rows))
    return Section(kind=SectionKind.GAPS, title="Gaps", lines=lines) if lines else None


def _silence(plan: Plan, found: Found, book: Book) -> Iterator[Line]:
    newest = plan.newest
    if newest is None:
        yield Line(text=f"Nothing seen from {day(found.since)} to {day(found.until)}")
        return
    last = newest.newest.last_changed
    if found.until - last > _QUIET:
        story = book.story(newest.newest.story_id)
        text = f"Nothing seen since {day(last)}, for {_how_long(found.until - last)}"
        yield book.line(text, told=(story,) if story else ())


def _how_long(span: timedelta) -> str:
    """Return a length of time as people say it: 52 days, 7 months."""
    months = int(span / MONTH)
    return counted(months, "month", "months") if span >= _LONG else counted(span // _DAY, "day", "days")


def _coverage(found: Found, labels: Labels) -> Iterator[Line]:
    """Yield who covers what is asked about, and whether they all write from one of its sides.

    Of sources that belong to no one country nobody can say which side they are on.
    """
    if not found.leans:
        return
    names = sorted(dict(found.outlets))
    shown = ", ".join(names[:_MOST_OUTLETS]) + (f" and {len(names) - _MOST_OUTLETS} more" if len(names) > 4 else "")
    what = "this pair" if len(sides_of(found, labels)) == _PAIR else "this"
    stories = tuple(lean.story_id for lean in found.leans)
    yield Line(text=f"Sources that cover {what}: {len(names)}{f' ({shown})' if names else ''}", stories=stories)
    homes = Counter(country for _, country in found.outlets)
    sides = [(name, sum(homes[code] for code in end)) for name, end in sides_of(found, labels)]
    writing = [name for name, number in sides if number]
    silent = [name for name, number in sides if not number]
    known = all(len(country) == _PAIR for country in homes)
    if len(sides) == _PAIR and known and writing and silent:
        yield Line(text=f"Of the two sides only sources from {writing[0]} write of it, none from {silent[0]}")
    elif len(sides) == _PAIR and known and found.outlets and not writing:
        yield Line(text="No source of either side writes of it; all are from elsewhere")


def _bounds(found: Found) -> Iterator[Line]:
    since = found.archive_since
    if since is None:
        yield Line(text="No source was watched yet: what is held was read in from the past")
    elif since > found.since + _DAY:
        yield Line(text=f"Our archive watches since {day(since)}; of the time before it only some news is held")
    if found.capped:
        number = f"{len(found.leans):,}"
        yield Line(text=f"Deals, stages, sectors and directions are counted among the newest {number} stories only")
    if found.undirected:
        yield Line(text=f"{counted(found.undirected, 'story', 'stories')} of both, not of this direction, left out")
    if not found.leans and found.without_filters:
        both = f"{'is' if found.without_filters == 1 else 'are'} {counted(found.without_filters, 'story', 'stories')}"
        yield Line(text=f"What else was asked for left nothing: without it there {both}")


def _unknown(rows: tuple[DealRow, ...]) -> Iterator[Line]:
    """Yield of how many of the deals told the value and the quantity are not known."""
    if len(rows) < _PAIR:
        return
    missing = {"value": [row for row in rows if not row.value], "quantity": [row for row in rows if not row.quantity]}
    told = [f"{field} of {len(some)}" for field, some in missing.items() if some]
    if told:
        stories = dict.fromkeys(story for some in missing.values() for row in some for story in row.stories)
        yield Line(text=f"Unknown of the first {len(rows)} deals: {listed(told)}", stories=tuple(stories))


def restrictions_section(found: Found, labels: Labels) -> Section | None:
    """Return the embargoes that the operator's table has on who is asked about: no verdict, a link and a day."""
    named = {code for _, end in sides_of(found, labels) for code in end if len(end) == 1}
    lines = tuple(
        Line(
            text=f"{labels.country(row.country)}: arms embargo listed by {row.by}, as of {of_day(row.as_of)}"
            f"{f'; {row.note}' if row.note else ''}",
            link=row.link,
        )
        for row in sorted(found.embargoes, key=lambda row: (row.country, row.by, row.as_of))
        if row.country in named
    )
    return Section(kind=SectionKind.RESTRICTIONS, title="Restrictions listed", lines=lines) if lines else None


def nearest_section(found: Found) -> Section | None:
    """Return what lies nearest to a question that found nothing."""
    if found.leans or not found.near:
        return None
    lines = tuple(
        Line(text=f"{one.label}: {counted(one.stories, 'story', 'stories')}{f' – ask “{one.ask}”' if one.ask else ''}")
        for one in found.near
    )
    return Section(kind=SectionKind.NEAREST, title="Nearest in the archive", lines=lines)
