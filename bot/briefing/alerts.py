"""What is said at once: which stories alert a channel or concern a follower, and when they may be told. Pure.

A story alerts where a deal newly reaches a contract or more, or where it is the first of its pair in an archive that
proves it. A rumour never does, nor does what says nothing of whose word it is. One party's word is enough for a
contract, since the message says whose it is; a first of a pair needs both parties or a document.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.briefing.precedents import standing
from bot.briefing.quiet import in_quiet_hours, quiet_until
from bot.briefing.slots import is_paused
from bot.briefing.why import YEAR_COVERED
from bot.domain.archive import Archive
from bot.domain.brief import ALERT_PREFIX, FOLLOW_PREFIX
from bot.domain.deal import Deal
from bot.domain.story import Story
from bot.domain.topic import Subscription
from bot.domain.vocabulary import Certainty, Stage

NEWS = timedelta(hours=48)
"""What was older when we learnt of it is no news: it comes of a backfill or of a source that was down for long."""
LATEST = timedelta(hours=12)
"""How long after the moment at which it was due an alert is posted; what is later is left to the brief."""
FOLLOWED_LATEST = timedelta(hours=36)
"""The same for what followers are told: no brief comes after that."""
_PAIR = 2
_SURE = (Certainty.BOTH_PARTIES, Certainty.PRIMARY_DOCUMENT)


class Reason(StrEnum):
    """Why a story is told at once."""

    STAGE = "stage"
    FIRST = "first"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A story, and when we learnt of its present revision."""

    story: Story
    learnt_at: datetime

    @property
    def timely(self) -> bool:
        """Whether it was news when we learnt of it."""
        return self.learnt_at - self.story.last_changed <= NEWS


def reached_before(*stages: Stage | None) -> Stage | None:
    """Return the furthest of `stages`; those aside count only where there is no other."""
    return max((stage for stage in stages if stage is not None), key=lambda stage: stage.rank, default=None)


def is_reached(stage: Stage | None, before: Stage | None) -> bool:
    """Whether `stage` is further than anything known `before`."""
    return stage is not None and not stage.aside and (before is None or stage.rank > before.rank)


def may_alert(story: Story) -> bool:
    """Whether `story` may alert anybody; asked first, since the rest takes more looking up."""
    return story.merged_into is None and story.certainty not in {None, Certainty.RUMOUR} and bool(story.parties)


def reason_of(story: Story, *, before: Stage | None, first: bool) -> Reason | None:
    """Return why `story` alerts, None where it does not.

    `before` is the furthest stage that the channel or the archive knew of the deal; `first` says that the story is the
    first of its pair, and that the channel never heard of the deal.
    """
    if not may_alert(story):
        return None
    if is_reached(story.stage, before) and is_far(story.stage):
        return Reason.STAGE
    return Reason.FIRST if first else None


def is_far(stage: Stage | None) -> bool:
    """Whether a deal has got as far as a contract."""
    return stage is not None and stage.rank >= Stage.CONTRACT.rank


def may_be_first(story: Story, since: datetime | None) -> bool:
    """Whether the archive, which covers what came up `since`, could prove that `story` is the first of a pair."""
    sure = story.certainty in _SURE and len(story.countries) == _PAIR
    return sure and since is not None and story.first_seen - since >= YEAR_COVERED


def is_first_of_pair(story: Story, archive: Archive) -> bool:
    """Whether no other story of its two parties is known, in an archive that covered a year when it came up."""
    if not may_be_first(story, archive.since):
        return False
    found = standing(story, archive)
    return found is not None and found.scope.sector is None and found.new


def may_post(subscription: Subscription, news: News, *, settled: datetime | None, now: datetime) -> bool:
    """Whether `news` may be posted to `subscription` at `now`, as far as time goes.

    What was learnt before the subscription was `settled` as it is now does not alert: nobody who just turned alerts on
    wants those of yesterday. Quiet hours hold an alert until they end; a date without briefs is quiet all day long.
    """
    if settled is None or news.learnt_at <= settled or not news.timely:
        return False
    if is_paused(subscription, now) or in_quiet_hours(subscription, now):
        return False
    if now.astimezone(ZoneInfo(subscription.timezone)).date() in subscription.skip_dates:
        return False
    return _within(quiet_until(subscription, news.learnt_at), now, LATEST)


def may_tell_follower(person: Subscription, news: News, *, now: datetime) -> bool:
    """Whether somebody who follows `news` may be told at `now`, in the time zone and quiet hours of `person`."""
    if not news.timely or in_quiet_hours(person, now):
        return False
    return _within(quiet_until(person, news.learnt_at), now, FOLLOWED_LATEST)


def date_of(subscription: Subscription, news: News) -> str:
    """Return the local date under which `news` is posted: that of the moment it is due, however late it is posted."""
    due = quiet_until(subscription, news.learnt_at)
    return due.astimezone(ZoneInfo(subscription.timezone)).date().isoformat()


def alert_slot(story: Story) -> str:
    """Return the slot of the alert of a story's present revision."""
    return f"{ALERT_PREFIX}{story.id}-{story.revision}"


def follow_slot(story: Story) -> str:
    """Return the slot of what followers are told of a story's present revision."""
    return f"{FOLLOW_PREFIX}{story.id}-{story.revision}"


def told_by(slot: str) -> tuple[str, int] | None:
    """Return story and revision of the slot of an alert or of what followers are told, None of any other slot."""
    for prefix in (ALERT_PREFIX, FOLLOW_PREFIX):
        name, dash, number = slot.removeprefix(prefix).rpartition("-")
        if slot.startswith(prefix) and dash and name and number.isascii() and number.isdigit():
            return name, int(number)
    return None


def within_cap(wanted: Sequence[str], *, used: Collection[str], cap: int) -> tuple[str, ...]:
    """Return the slots of `wanted` that a day's `cap` leaves room for, in their order; `used` count against it."""
    taken = set(used)
    chosen = []
    for slot in dict.fromkeys(wanted):
        if slot in taken or len(taken) >= cap:
            continue
        taken.add(slot)
        chosen.append(slot)
    return tuple(chosen)


def concerns(news: News, *, followed_at: datetime, seen: int, same_story: bool, deal: Deal | None) -> bool:
    """Whether somebody who followed a deal at `followed_at` is to hear of `news`.

    Of the story followed any later revision than the one `seen` (0 where that is unknown: then what was learnt since);
    of another story of the deal only that the deal moved.
    """
    story = news.story
    if same_story:
        return story.revision > seen if seen else news.learnt_at > followed_at
    if news.learnt_at <= followed_at or story.stage is None:
        return False
    before = deal.before(story.id) if deal is not None else None
    return (story.stage.aside and story.stage is not before) or is_reached(story.stage, before)


def _within(due: datetime, now: datetime, span: timedelta) -> bool:
    return due <= now < due + span
