"""The answer to a question: sections of lines, each with the stored words that prove it. Pure, and the same every time.

What is shown is chosen from stories in short (`dossier_plan`); only those are read whole. Lines are made in the order
in which they are shown, since sources are numbered as they come up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.briefing.dossier_book import Book
from bot.briefing.dossier_counts import (
    counted_leads,
    partner_counts,
    partners_section,
    sectors_section,
    series_of,
    sides_of,
    timeline_section,
)
from bot.briefing.dossier_deals import deals_section
from bot.briefing.dossier_differing import differences_section
from bot.briefing.dossier_facts import told_of
from bot.briefing.dossier_found import Found
from bot.briefing.dossier_gaps import gaps_section, nearest_section, restrictions_section
from bot.briefing.dossier_plan import Plan, plan_of
from bot.briefing.dossier_programmes import newest_first
from bot.briefing.dossier_stale import stale_section
from bot.briefing.dossier_state import changed_section, state_section
from bot.briefing.items import Material
from bot.briefing.labels import Labels
from bot.domain.analysis import Analysis
from bot.domain.dossier import Dossier
from bot.domain.ids import ArticleId
from bot.domain.story import Story

_PAIR = 2


def plan_for(found: Found) -> Plan:
    """Return what an answer on what was found will show: the stories of `ids` must be read for it."""
    partners = partner_counts(found)
    leads = counted_leads(found, partners)
    leans, before = newest_first(found.leans), newest_first(found.before)
    plan = plan_of(
        leans,
        before,
        now=found.now,
        last_asked=found.last_asked,
        also=leads,
        stale_from=found.since if found.asked.since else None,
    )
    return replace(plan, partners=partners)


def compose_dossier(
    found: Found,
    *,
    plan: Plan | None = None,
    stories: Sequence[Story],
    material: Material,
    analyses: Mapping[ArticleId, Analysis] | None = None,
    understood: str = "",
    wish: str = "",
) -> Dossier:
    """Return the answer on what was `found`; `stories` are those that its `plan` names, as far as they are kept.

    A story that is not among them, or none of whose articles is in `material`, is neither told nor counted.
    """
    book = Book(stories, material, analyses)
    found, plan = _kept(found, plan or plan_for(found), book)
    labels = book.labels
    told = tuple(one for programme in plan.shown if (one := told_of(programme, book)))
    state = state_section(plan, found, book)
    changed = changed_section(plan, found, book)
    deals, rows = deals_section(told, book, total=len(plan.programmes))
    sections = (
        state,
        changed,
        deals,
        partners_section(found, plan.partners, book),
        timeline_section(plan, found, book),
        sectors_section(found, book),
        differences_section(told, book),
        stale_section(plan, told, found, book),
        gaps_section(plan, found, rows, book),
        restrictions_section(found, labels),
        nearest_section(found),
    )
    return Dossier(
        asked=found.asked,
        title=title_of(found, labels),
        understood=understood or title_of(found, labels),
        sections=tuple(section for section in sections if section is not None),
        deals=rows,
        citations=book.citations,
        stories=tuple(lean.story_id for lean in found.leans),
        since=found.since,
        until=found.until,
        asked_at=found.now,
        archive_since=found.archive_since,
        sources_covering=len(found.outlets),
        last_asked=found.last_asked,
        series=series_of(found, plan, plan.partners, labels),
        nearest=tuple(one.ask for one in found.near if one.ask) if not found.leans else (),
        wish=wish,
    )


def title_of(found: Found, labels: Labels) -> str:
    """Return what an answer is about: "Türkiye → Pakistan, drones", "Drones"."""
    asked = found.asked
    sides = [name for name, _ in sides_of(found, labels)]
    if asked.direction:
        sides = [_side(name, found, labels) for name in asked.direction]
    who = (" → " if asked.direction else "–").join(sides)
    about = (
        *(labels.sectors[sector] for sector in asked.sectors),
        *(labels.types[kind] for kind in asked.types),
        *(labels.stages[stage] for stage in asked.stages),
        *asked.organisations,
        *asked.designations,
    )
    title = ", ".join(filter(None, (who, *about))) or "The archive"
    return title[:1].upper() + title[1:]


def _side(name: str, found: Found, labels: Labels) -> str:
    return name if name in found.groups else labels.country(name)


def _kept(found: Found, plan: Plan, book: Book) -> tuple[Found, Plan]:
    """Return what was found without the stories that are gone by now, and the plan of it."""
    gone = {name for name in plan.ids if book.story(name) is None}
    if gone:
        found = replace(
            found,
            leans=tuple(lean for lean in found.leans if lean.story_id not in gone),
            before=tuple(lean for lean in found.before if lean.story_id not in gone),
        )
        plan = plan_for(found)
    return replace(found, leans=newest_first(found.leans), before=newest_first(found.before)), plan
