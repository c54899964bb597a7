"""What an answer will show, chosen from stories in short, so that only those are read whole. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.briefing.dossier_programmes import INTENTS, Programme, key_of, newest_first, order, programmes_of, rank
from bot.briefing.phrasing import month
from bot.domain.archive import LeanStory
from bot.domain.dossier import PartnerCount
from bot.domain.ids import StoryId
from bot.domain.vocabulary import Sector, Stage

MOST_DEALS, MOST_CHANGED, MOST_STALE, MOST_MONTHS = 8, 6, 5, 12
MOST_READ = 60
SILENCE = timedelta(days=365)
_PER_DEAL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The stories that last changed in a month ("2026-11"), and the one that got furthest, the newest of such."""

    key: str
    leans: tuple[LeanStory, ...]
    furthest: LeanStory


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is shown: `programmes` are all, furthest first; `ids` the stories to read, the most needed first.

    `partners` are counted once for both, the stories to read and what is told of them.
    """

    programmes: tuple[Programme, ...]
    shown: tuple[Programme, ...]
    changed: tuple[Programme, ...]
    stale: tuple[Programme, ...]
    months: tuple[Month, ...]
    newest: Programme | None
    ids: tuple[StoryId, ...]
    partners: tuple[PartnerCount, ...] = ()


def plan_of(
    leans: Sequence[LeanStory],
    before: Sequence[LeanStory] = (),
    *,
    now: datetime,
    last_asked: datetime | None = None,
    also: Sequence[LeanStory] = (),
    stale_from: datetime | None = None,
) -> Plan:
    """Return the plan of an answer on `leans`, those within what was asked, and on those of the time `before`.

    The stories `also` are read as well. What went quiet before `stale_from` was not asked about.
    """
    programmes = programmes_of(leans, before)
    shown = programmes[:MOST_DEALS]
    changed = changed_since(programmes, last_asked) if last_asked else ()
    quiet = stale_of(programmes_of(_quiet((*leans, *before), now)), now)
    stale = tuple(one for one in quiet if stale_from is None or one.newest.last_changed >= stale_from)
    months = months_of(leans)
    newest = max(programmes, key=lambda one: order(one.newest), default=None)
    wanted = _wanted(shown, changed[:MOST_CHANGED], stale[:MOST_STALE], months[:MOST_MONTHS], newest)
    further = (lean.story_id for one in shown for lean in tuple(reversed(one.leans))[:_PER_DEAL])
    return Plan(
        programmes=programmes,
        shown=shown,
        changed=changed,
        stale=stale,
        months=months,
        newest=newest,
        ids=tuple(dict.fromkeys((*wanted, *(lean.story_id for lean in also), *further)))[:MOST_READ],
    )


def changed_since(programmes: Iterable[Programme], moment: datetime) -> tuple[Programme, ...]:
    """Return the programmes of which a counted story came up or changed after `moment`, newest change first."""
    found = [one for one in programmes if one.counted[-1].last_changed > moment]
    return tuple(sorted(found, key=lambda one: order(one.counted[-1]), reverse=True))


def stale_of(programmes: Sequence[Programme], now: datetime) -> tuple[Programme, ...]:
    """Return the intents of which nothing was heard for a year and that no act followed, the furthest first.

    A story of no deal was followed by any later act of the same parties in a sector of its own.
    """
    stale = [one for one in programmes if _is_stale(one, now)]
    acts = _acts(programmes) if any(one.deal is None for one in stale) else {}
    return tuple(one for one in stale if one.deal is not None or not _followed(one.newest, acts))


def _quiet(leans: Sequence[LeanStory], now: datetime) -> Sequence[LeanStory]:
    """Return those of `leans` that can tell what is stale: most have moved, and need not be looked at."""
    last: dict[str, datetime] = {}
    for lean in leans:
        key = key_of(lean)
        last[key] = max(last.get(key, lean.last_changed), lean.last_changed)
    quiet = {key for key, moment in last.items() if now - moment > SILENCE}
    if any(lean.deal_id is None and lean.stage in INTENTS and lean.story_id in quiet for lean in leans):
        return leans  # any act may have followed it
    return tuple(lean for lean in leans if key_of(lean) in quiet)


def _is_stale(one: Programme, now: datetime) -> bool:
    silent = now - one.newest.last_changed > SILENCE
    return silent and one.stage in INTENTS and one.aside is not Stage.CANCELLED


def _acts(programmes: Iterable[Programme]) -> Mapping[Sector, Mapping[frozenset[str], datetime]]:
    """Return when the last act was, by sector and parties: there are far fewer of these than of programmes."""
    last: dict[Sector, dict[frozenset[str], datetime]] = {}
    for one in programmes:
        if one.stage is not None and not one.stage.aside and one.stage not in INTENTS:
            for sector in one.newest.sectors:
                parties, moment = frozenset(one.newest.countries), one.newest.last_changed
                own = last.setdefault(sector, {})
                own[parties] = max(own.get(parties, moment), moment)
    return last


def _followed(intent: LeanStory, acts: Mapping[Sector, Mapping[frozenset[str], datetime]]) -> bool:
    own = frozenset(intent.countries)
    later = ((parties, at) for sector in intent.sectors for parties, at in acts.get(sector, {}).items())
    return any(at > intent.last_changed and own <= parties for parties, at in later)


def months_of(leans: Iterable[LeanStory]) -> tuple[Month, ...]:
    """Return the months in which stories changed, newest first."""
    by_month: dict[str, list[LeanStory]] = {}
    for lean in newest_first(leans):
        by_month.setdefault(month(lean.last_changed), []).append(lean)
    return tuple(
        Month(key=key, leans=tuple(its), furthest=max(its, key=lambda lean: (rank(lean.stage), order(lean))))
        for key, its in sorted(by_month.items(), reverse=True)
    )


def _wanted(
    shown: Iterable[Programme],
    changed: Iterable[Programme],
    stale: Iterable[Programme],
    months: Iterable[Month],
    newest: Programme | None,
) -> Iterator[StoryId]:
    """Yield the stories to read: what leads a deal before what else is told of it."""
    ways = tuple(shown)
    yield from (newest.newest.story_id,) if newest else ()
    for one in ways:
        yield from (one.lead.story_id, one.newest.story_id)
    for one in changed:
        yield from (one.counted[-1].story_id, one.lead.story_id)
    yield from (one.lead.story_id for one in stale)
    yield from (each.furthest.story_id for each in months)
