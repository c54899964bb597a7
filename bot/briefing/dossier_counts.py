"""Counts of an answer: by month, by sector and direction, by partner; and the numbers behind its pictures. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from bot.briefing.dossier_book import Book
from bot.briefing.dossier_found import Found
from bot.briefing.dossier_plan import MOST_MONTHS, Month, Plan
from bot.briefing.dossier_programmes import order, rank
from bot.briefing.dossier_scope import directed, ends_of
from bot.briefing.labels import Labels
from bot.briefing.phrasing import counted, month, month_name
from bot.domain.archive import LeanStory
from bot.domain.dossier import Line, MonthCount, PartnerCount, Section, SectionKind, Series, StagePoint
from bot.domain.vocabulary import Sector, Stage

MOST_SECTORS, MOST_PARTNERS = 8, 10
_MOST_POINTS = 12
_DEVIATIONS = 2
_PAIR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How many stories go which way: from the first side to the second, back, and neither or both."""

    there: int
    back: int
    joint: int


def timeline_section(plan: Plan, found: Found, book: Book) -> Section | None:
    """Return the months, newest first: how many stories, and how far the furthest of them got."""
    tied = _tied(found)
    read = {each.key: each for each in plan.months}
    keys = sorted({*read, *tied}, reverse=True)
    lines = tuple(
        _month_line(read[key], tied.get(key, 0), book) if key in read else _count_text(key, tied[key])
        for key in keys[:MOST_MONTHS]
    )
    if not lines:
        return None
    left = max(0, len(keys) - MOST_MONTHS)
    return Section(kind=SectionKind.TIMELINE, title="By month", lines=lines, left_out=left)


def _count_text(key: str, number: int) -> Line:
    return Line(text=f"{month_name(key)}: {counted(number, 'story', 'stories')}")


def _month_line(each: Month, tied: int, book: Book) -> Line:
    """Return a month; of one that has more stories than were counted in short, the furthest is that of those."""
    number = max(len(each.leans), tied)
    text = f"{month_name(each.key)}: {counted(number, 'story', 'stories')}"
    story = book.story(each.furthest.story_id)
    if story is None:
        return Line(text=text, stories=tuple(lean.story_id for lean in each.leans))
    if each.furthest.stage is None:
        return book.line(text, told=(story,), stories=(lean.story_id for lean in each.leans))
    among = f" of the newest {len(each.leans)}" if number > len(each.leans) else ""
    word = "among them one" if each.furthest.stage.aside else f"furthest{among}"
    text += f", {word} {book.labels.stages[each.furthest.stage]}: {name_of(each.furthest, book.labels)}"
    return book.line(
        text,
        told=(story,),
        proofs=book.stage_proofs(story)[:1],
        stories=(lean.story_id for lean in each.leans),
        deal=each.furthest.deal_id,
    )


def _tied(found: Found) -> Mapping[str, int]:
    """Return the stories of each month, where one country was counted without reading its stories."""
    if len(found.ties) != 1:
        return {}
    return Counter({tie.month: tie.stories for ties in found.ties.values() for tie in ties if not tie.partner})


def name_of(lean: LeanStory, labels: Labels) -> str:
    """Return what a story is about, without reading it: its designation, else its sector, with its parties."""
    if lean.designations:
        return lean.designations[0]
    about = labels.sectors[lean.sectors[0]] if lean.sectors else "cooperation"
    who = "–".join(labels.country(code) for code in lean.countries[:3])
    return f"{about}, {who}" if who else about


def leading(leans: Iterable[LeanStory]) -> LeanStory:
    """Return the story that got furthest, the newest of such; there must be one."""
    return max(leans, key=lambda lean: (rank(lean.stage), order(lean)))


def by_sector(found: Found) -> list[tuple[Sector, list[LeanStory]]]:
    """Return the stories of each sector, the most told sector first."""
    sectors: dict[Sector, list[LeanStory]] = {}
    for lean in found.leans:
        for sector in lean.sectors:
            sectors.setdefault(sector, []).append(lean)
    return sorted(sectors.items(), key=lambda row: (-len(row[1]), row[0]))


def by_country(found: Found) -> dict[str, list[LeanStory]]:
    """Return the stories of each party."""
    countries: dict[str, list[LeanStory]] = {}
    for lean in found.leans:
        for country in lean.countries:
            countries.setdefault(country, []).append(lean)
    return countries


def counted_leads(found: Found, partners: Sequence[PartnerCount]) -> tuple[LeanStory, ...]:
    """Return the stories that the lines of sectors and partners cite: of each the one that got furthest."""
    countries = by_country(found)
    told = [countries[one.country] for one in partners[:MOST_PARTNERS] if one.country in countries]
    told += [leans for _, leans in by_sector(found)[:MOST_SECTORS]]
    return tuple(map(leading, told))


def _count_line(text: str, leans: Sequence[LeanStory], book: Book) -> Line:
    """Return a count of `leans`, which cites the one that got furthest."""
    story = book.story(leading(leans).story_id) if leans else None
    return book.line(text, told=(story,) if story else (), stories=(lean.story_id for lean in leans))


def sectors_section(found: Found, book: Book) -> Section | None:
    """Return the sectors, the most told first, with how many stories go which way; None where one was asked for."""
    labels, ranked = book.labels, by_sector(found)
    if len(ranked) == 1 and found.asked.sectors:
        return None
    lines = tuple(
        _count_line(f"{labels.sectors[sector]}: {len(leans)}{ways_text(leans, found, labels)}", leans, book)
        for sector, leans in ranked[:MOST_SECTORS]
    )
    if not lines:
        return None
    title = "By sector, stories"
    return Section(kind=SectionKind.SECTORS, title=title, lines=lines, left_out=max(0, len(ranked) - MOST_SECTORS))


def ways_of(leans: Iterable[LeanStory], one: frozenset[str], other: frozenset[str]) -> Ways:
    """Return how many of `leans` go from `one` to `other` and back; what goes both ways is joint."""
    there = back = joint = 0
    for lean in leans:
        forth, home = directed(lean, one, other), directed(lean, other, one)
        there += forth and not home
        back += home and not forth
        joint += forth is home
    return Ways(there=there, back=back, joint=joint)


def ways_text(leans: Sequence[LeanStory], found: Found, labels: Labels) -> str:
    """Return which way stories go, in brackets; "" where more than two sides are asked about."""
    sides = sides_of(found, labels)
    if len(sides) == _PAIR:
        (first, one), (second, other) = sides
        ways = ways_of(leans, one, other)
        told = ((f"{first} → {second}", ways.there), (f"{second} → {first}", ways.back), ("joint or open", ways.joint))
    elif len(sides) == 1:
        _, own = sides[0]
        gives = sum(not own.isdisjoint(lean.suppliers) for lean in leans)
        gets = sum(not own.isdisjoint(lean.recipients) for lean in leans)
        neither = sum(own.isdisjoint(lean.suppliers) and own.isdisjoint(lean.recipients) for lean in leans)
        told = (("supplies", gives), ("receives", gets), ("joint or open", neither))
    else:
        return ""
    words = [f"{way} {number}" for way, number in told if number]
    return f" ({', '.join(words)})" if words else ""


def sides_of(found: Found, labels: Labels) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return who is asked about, by name."""
    asked = found.asked
    names = dict.fromkeys((*asked.parties, *(asked.direction or ())))
    ends = ends_of(asked, found.groups)
    return tuple(
        (name if name in found.groups else labels.country(name), end) for name, end in zip(names, ends, strict=True)
    )


def partner_counts(found: Found) -> tuple[PartnerCount, ...]:
    """Return the partners of what is asked about, the most told first: by the archive's counts, else by `leans`.

    Of one country they are who it has stories with; of a group with a country, or of a group, the group's members.
    """
    ends = ends_of(found.asked, found.groups)
    members = _members(found, ends)
    if members is not None and not members:
        return ()
    furthest = _furthest(found)
    if len(ends) == 1 and not found.asked.groups and found.ties:
        own = next(iter(found.ties))
        months: dict[str, Counter[str]] = {}
        for tie in found.ties[own]:
            if tie.partner and tie.partner != own:
                months.setdefault(tie.partner, Counter())[tie.month] += tie.stories
    else:
        months = _by_lean(found, members)
    halves = _halves(found)
    made = (
        PartnerCount(
            country=country,
            stories=sum(counts.values()),
            earlier=sum(number for key, number in counts.items() if key in halves[0]),
            later=sum(number for key, number in counts.items() if key in halves[1]),
            furthest=furthest.get(country),
        )
        for country, counts in months.items()
    )
    return tuple(sorted(made, key=lambda one: (-one.stories, -rank(one.furthest), one.country)))


def _members(found: Found, ends: Sequence[frozenset[str]]) -> frozenset[str] | None:
    """Return whose counts are told: None for everybody but the one country, if any; nobody for a pair of countries."""
    grouped = [end for name, end in zip(_names(found), ends, strict=True) if name in found.groups]
    if grouped:
        single = frozenset(name for name in _names(found) if name not in found.groups)
        return frozenset[str]().union(*grouped) - single
    return None if len(ends) <= 1 else frozenset()


def _names(found: Found) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*found.asked.parties, *(found.asked.direction or ()))))


def _by_lean(found: Found, members: frozenset[str] | None) -> dict[str, Counter[str]]:
    own = frozenset(_names(found))
    months: dict[str, Counter[str]] = {}
    for lean in found.leans:
        meant = set(lean.countries) - own if members is None else members.intersection(lean.countries)
        key = month(lean.last_changed) if meant else ""
        for country in meant:
            months.setdefault(country, Counter())[key] += 1
    return months


def _furthest(found: Found) -> dict[str, Stage]:
    """Return the furthest stage of each party; of two stages aside the one told last."""
    reached: dict[str, tuple[int, LeanStory]] = {}
    for lean in found.leans:
        if lean.stage is not None:
            far = rank(lean.stage)
            for country in lean.countries:
                known = reached.get(country)
                if known is None or far > known[0] or (far == known[0] and order(lean) > order(known[1])):
                    reached[country] = far, lean
    return {country: lean.stage for country, (_, lean) in reached.items() if lean.stage is not None}


def _halves(found: Found) -> tuple[frozenset[str], frozenset[str]]:
    """Return the months of the earlier and of the later half of the span, equally many: an odd one is the oldest."""
    keys = months_between(found)
    half = len(keys) // 2
    return frozenset(keys[len(keys) - 2 * half : len(keys) - half]), frozenset(keys[len(keys) - half :])


def months_between(found: Found) -> tuple[str, ...]:
    """Return the keys of all months of the span, oldest first."""
    first, last = (found.since.year, found.since.month), (found.until.year, found.until.month)
    place, end = first[0] * 12 + first[1] - 1, last[0] * 12 + last[1] - 1
    return tuple(f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(place, end + 1))


def partners_section(found: Found, counts: Sequence[PartnerCount], book: Book) -> Section | None:
    """Return the partners ranked, with how the later half of the time stands to the earlier."""
    if not counts:
        return _pairs_section(found, book)
    countries = by_country(found)
    lines = tuple(
        _count_line(partner_text(one, found, book.labels), countries.get(one.country, ()), book)
        for one in counts[:MOST_PARTNERS]
    )
    names = _names(found)
    title = "Members, stories" if any(name in found.groups for name in names) else "Partners, stories"
    title = title if names else "Countries, stories"
    left = max(0, len(counts) - MOST_PARTNERS)
    return Section(kind=SectionKind.PARTNERS, title=title, lines=lines, left_out=left)


def partner_text(one: PartnerCount, found: Found, labels: Labels) -> str:
    """Return a partner in a line: "South Korea: 15 ↑ more than before (12 since Jun 2026, 3 in the 6 months before)".

    Where the archive did not watch all that time no trend is told.
    """
    trend = trend_of(one)
    word = {"↑": "more than before", "↓": "fewer than before", "→": "about as many as before"}[trend]
    furthest = f"; furthest {labels.stages[one.furthest]}" if one.furthest else ""
    earlier, later = map(sorted, _halves(found))
    if not later or not _watched(found, earlier[0]):
        return f"{labels.country(one.country)}: {one.stories:,}{furthest}"
    span = counted(len(later), "month", "months") if len(later) > 1 else "month"
    halves = f"{one.later} since {month_name(later[0])}, {one.earlier} in the {span} before"
    return f"{labels.country(one.country)}: {one.stories:,} {trend} {word} ({halves}){furthest}"


def trend_of(one: PartnerCount) -> str:
    """Return an arrow: up or down where the halves differ by more than chance makes two such counts differ.

    That is two standard deviations of the difference of two counts: 9 after 3 is no trend, 12 after 3 is one.
    """
    off = one.later - one.earlier
    if off * off <= _DEVIATIONS**2 * (one.later + one.earlier):
        return "→"
    return "↑" if off > 0 else "↓"


def _watched(found: Found, key: str) -> bool:
    """Whether the archive watched from the month `key` on: else what came later is no trend."""
    return found.archive_since is not None and month(found.archive_since) <= key


def _pairs_section(found: Found, book: Book) -> Section | None:
    """Return, of three and more countries, the pairs that have stories, the most told first."""
    labels = book.labels
    own = frozenset(_names(found))
    if len(own) <= _PAIR:
        return None
    pairs: dict[tuple[str, str], list[LeanStory]] = {}
    for lean in found.leans:
        for pair in combinations(sorted(own.intersection(lean.countries)), _PAIR):
            pairs.setdefault((pair[0], pair[1]), []).append(lean)
    ranked = sorted(pairs.items(), key=lambda row: (-len(row[1]), row[0]))
    lines = tuple(
        _count_line(f"{labels.country(one)}–{labels.country(other)}: {len(leans)}", leans, book)
        for (one, other), leans in ranked[:MOST_PARTNERS]
    )
    left = max(0, len(ranked) - MOST_PARTNERS)
    return Section(kind=SectionKind.PARTNERS, title="Pairs, stories", lines=lines, left_out=left) if lines else None


def series_of(found: Found, plan: Plan, partners: tuple[PartnerCount, ...], labels: Labels) -> Series:
    """Return the numbers behind the pictures: stages of the furthest deals, partners, sectors by month."""
    points = [
        StagePoint(deal=one.key, title=name_of(_naming(one.leans), labels), at=lean.last_changed, stage=lean.stage)
        for one in plan.programmes[:_MOST_POINTS]
        for lean in one.counted
        if lean.stage is not None
    ]
    months: Counter[tuple[str, Sector | None]] = Counter()
    for lean in found.leans:
        key = month(lean.last_changed)
        months.update((key, sector) for sector in (None, *dict.fromkeys(lean.sectors)))
    months.update({(key, None): number - months[key, None] for key, number in _tied(found).items()})
    rows = sorted(months.items(), key=lambda row: (row[0][0], row[0][1] or ""))
    return Series(
        stages=tuple(points),
        partners=partners,
        months=tuple(MonthCount(month=key, sector=sector, stories=number) for (key, sector), number in rows if number),
    )


def _naming(leans: Sequence[LeanStory]) -> LeanStory:
    return next((lean for lean in reversed(leans) if lean.designations), leans[-1])
