"""Why an article was told or not, in three plain lines for readers; the raw log is `entente explain`'s. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.briefing.reasons import because, step
from bot.briefing.topics import matches
from bot.domain.analysis import Analysis
from bot.domain.article import Article, DropReason
from bot.domain.delivery import DeliveryState
from bot.domain.moments import LONG_AGO, utc
from bot.domain.sightings import Dropped, LastPoll, Sighting, Telling
from bot.domain.source import Source
from bot.domain.story import Story
from bot.domain.topic import Subscription
from bot.domain.vocabulary import Relevance

_TITLE, _DETAIL = 100, 160
_STEPS = {
    DropReason.FETCH_FAILED: "fetching it failed",
    DropReason.TIMEOUT: "its site did not answer in time",
    DropReason.TOO_LARGE: "the page was too large",
    DropReason.FORBIDDEN_ADDRESS: "its address may not be fetched",
    DropReason.ROBOTS: "its site asks robots to stay away",
    DropReason.UNREADABLE: "the page could not be read",
    DropReason.BLOCKED: "its site refused the bot",
    DropReason.CONSENT: "only a consent page came back",
    DropReason.EMPTY: "the page held no article",
    DropReason.TOO_OLD: "it was too old when it was found",
    DropReason.UNDATED: "it carries no date",
    DropReason.DUPLICATE: "it was there already under another address",
    DropReason.NEAR_COPY: "it is a copy of an article that is kept",
    DropReason.NOT_RELEVANT: "it was read as no cooperation between states",
    DropReason.MENTION_ONLY: "it only mentions cooperation in passing",
    DropReason.LANGUAGE: "its language is not read",
    DropReason.LEAD_ONLY: "it only points at a story told elsewhere",
    DropReason.FORGOTTEN: "it was taken out on request and is not collected again",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is stored about one address. `covering` are the sources of its site, `polls` how they answered last.

    `tellings` are those of the asking channel alone: what other channels heard is theirs.
    """

    host: str
    sources: Mapping[str, Source]
    sightings: Sequence[Sighting] = ()
    drops: Sequence[Dropped] = ()
    article: Article | None = None
    analysis: Analysis | None = None
    story: Story | None = None
    tellings: Sequence[Telling] = ()
    covering: Sequence[Source] = ()
    polls: Sequence[LastPoll] = ()


def why_lines(
    facts: Facts,
    listed: Sequence[Subscription],
    *,
    zone: str,
    channel_word: str = "here",
    country: Callable[[str], str] = str,
) -> tuple[str, ...]:
    """Return what became of the article, told to the readers of the subscriptions `listed`; moments are in `zone`.

    `country` names a country by its code.
    """
    if not facts.sightings and facts.article is None and not facts.drops:
        return ("Never seen.", _uncovered(facts, zone))
    lines = [_seen(facts, zone)]
    if facts.story is not None and facts.analysis is not None and facts.analysis.relevance is Relevance.CORE:
        lines.append(_kept(facts.analysis, country))
        lines.append(_told(facts, facts.story, listed, zone=zone, channel_word=channel_word))
    elif facts.analysis is not None and facts.analysis.relevance is not Relevance.CORE:
        lines.append(_read_as(facts.analysis, country))
    elif facts.drops:
        lines.append(_dropped(facts, facts.drops[-1], zone))
    else:
        lines.append("Kept so far; it waits to be read and put into a story.")
    return tuple(lines)


def thread_of(facts: Facts) -> str:
    """Return the link to where the article's story was told last, "" where it was not."""
    out = [(one.at, one.permalink) for one in facts.tellings if one.state is DeliveryState.SENT and one.at]
    return max(out, key=lambda one: one[0])[1] or "" if out else ""


def _uncovered(facts: Facts, zone: str) -> str:
    if not facts.covering:
        return f"No source of ours covers {facts.host}."
    polls = {poll.source_id: poll for poll in facts.polls}
    failed = [(source, polls[source.id]) for source in facts.covering if source.id in polls and polls[source.id].error]
    if failed:
        source, poll = failed[0]
        return f"Its site's source {source.name} failed at {_moment(poll.at, zone)} ({_short(poll.error, _DETAIL)})."
    asked = [(source, polls[source.id]) for source in facts.covering if source.id in polls]
    if not asked:
        return f"Its site's source {facts.covering[0].name} was not asked yet."
    source, poll = max(asked, key=lambda one: one[1].at)
    return f"Its site's source {source.name} answered at {_moment(poll.at, zone)}; this address was not in it."


def _seen(facts: Facts, zone: str) -> str:
    title = f": “{_short(facts.article.title, _TITLE)}”" if facts.article else ""
    firsts: list[Sighting | Dropped] = [*facts.sightings, *facts.drops]
    if not firsts:
        return f"Fetched{title}."
    first = min(firsts, key=lambda one: one.at)
    if first.at <= LONG_AGO:
        return f"Read in from the past for {_name(facts, first.source_id)}{title}."
    return f"Seen {_moment(first.at, zone)} at {_name(facts, first.source_id)}{title}."


def _kept(analysis: Analysis, country: Callable[[str], str]) -> str:
    why = _because(analysis, country)
    return f"Kept: read as cooperation {step(analysis.settled_by)} ({analysis.score:.2f} of 1){why}."


def _read_as(analysis: Analysis, country: Callable[[str], str]) -> str:
    what = "it only mentions cooperation" if analysis.relevance is Relevance.MENTION else "it is not about cooperation"
    why = _because(analysis, country)
    return f"Left out when it was read: {what}, {step(analysis.settled_by)} ({analysis.score:.2f} of 1){why}."


def _because(analysis: Analysis, country: Callable[[str], str]) -> str:
    why = because(analysis.reasons, country)
    return f": {why}" if why else ""


def _dropped(facts: Facts, drop: Dropped, zone: str) -> str:
    detail = f" ({_short(drop.detail, _DETAIL)})" if drop.detail else ""
    where = f" of {_name(facts, drop.source_id)}" if drop.source_id in facts.sources else ""
    return f"Left out {_moment(drop.at, zone)}, as an item{where}: {_STEPS[drop.reason]}{detail}."


def _told(facts: Facts, story: Story, listed: Sequence[Subscription], *, zone: str, channel_word: str) -> str:
    # Of one article alone the story has its title: an older one, where the article was changed since.
    name = f"Its story “{_short(story.title, _TITLE)}”" if len(story.article_ids) > 1 else "It"
    out = [(telling.at, telling) for telling in facts.tellings if telling.state is DeliveryState.SENT and telling.at]
    if out:
        return f"{name} was told {channel_word} on {_moment(max(at for at, _ in out), zone)}."
    if any(telling.state is DeliveryState.UNKNOWN for telling in facts.tellings):
        return f"{name} may or may not have been posted {channel_word}: the platform did not say."
    if any(telling.state is DeliveryState.FAILED for telling in facts.tellings):
        return f"{name} could not be posted {channel_word}; the next brief tries again."
    if not listed:
        return f"{name} was not told {channel_word}: this channel has no subscription."
    return f"{name} was not told {channel_word}: {_why_not(story, facts, listed)}"


def _why_not(story: Story, facts: Facts, listed: Sequence[Subscription]) -> str:
    wanting = [one for one in listed if matches(story, one.topic)]
    if not wanting:
        return "no subscription of this channel asks for it; “list” shows their topics."
    muting = [one for one in wanting if facts.article is not None and facts.article.source_id in one.muted_sources]
    if muting:
        return "its source is muted here."
    if facts.analysis is not None and all(facts.analysis.score < one.min_score for one in wanting):
        return "its relevance is below what the owners set."
    if not story.parties:
        return "no party could be read out of it."
    return "it comes with the next brief, or it was left out of one that was full."


def _name(facts: Facts, source: str) -> str:
    known = facts.sources.get(source)
    return known.name if known else source


def _moment(moment: datetime, zone: str) -> str:
    here = utc(moment).astimezone(ZoneInfo(zone))
    return f"{here.day} {here:%b %H:%M}"


def _short(text: str, limit: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
