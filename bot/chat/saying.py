"""A subscription in words that `bot.chat.parsing` understands again, and the change between two of them. Pure.

Parts are joined by a middle dot; each can be typed as it stands.
"""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.chat.parsing_words import Kind, Vocabulary
from bot.domain.moments import utc
from bot.domain.topic import FOREVER, WEEKDAYS, Pair, Subscription, Topic, Weekday
from bot.domain.vocabulary import Certainty

DOT = " · "
_NAMES: dict[Weekday, str] = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
_SHOWN_DATES = 6


def say(subscription: Subscription, words: Vocabulary) -> str:
    """Return a subscription in one line."""
    return DOT.join((*_topic_parts(subscription.topic, words), *_settings(subscription, words)))


def say_topic(topic: Topic, words: Vocabulary) -> str:
    """Return a topic in one line."""
    return DOT.join(_topic_parts(topic, words))


def say_lines(subscription: Subscription, words: Vocabulary, *, now: datetime) -> tuple[str, ...]:
    """Return a subscription in several lines: what about, when, how; and that it is paused `now`, where it is."""
    when, *rest = _settings(subscription, words)
    lines = [say_topic(subscription.topic, words), when, DOT.join(rest)]
    if subscription.paused_until is not None and utc(subscription.paused_until) > now:
        lines.append(
            say_pause(subscription.paused_until, subscription.timezone)
            + (f": {subscription.pause_note}" * bool(subscription.pause_note))
        )
    return tuple(filter(None, lines))


def say_pause(until: datetime, zone: str) -> str:
    """Return how long a pause lasts, by the days of `zone`: paused until Mon 30 Nov."""
    if utc(until) >= FOREVER:
        return "paused until resumed"
    here = utc(until).astimezone(ZoneInfo(zone))
    return f"paused until {here:%a} {here.day} {here:%b}"


def say_when(subscription: Subscription, words: Vocabulary) -> str:
    """Return days, times and zone: weekdays 07:30 Istanbul."""
    days, times = say_days(subscription.weekdays), ", ".join(subscription.slots)
    return f"{days} {times} {say_zone(subscription.timezone, words)}"


def say_zone(zone: str, words: Vocabulary) -> str:
    """Return the town a zone is named after where that is enough to know it, else its id."""
    town = zone.rsplit("/", 1)[-1].replace("_", " ")
    return town if words.zone(town) == zone else zone


def say_days(days: Iterable[Weekday]) -> str:
    """Return days of the week: weekdays, daily, weekends, Sunday to Thursday, or one by one."""
    chosen = set(days)
    ordered = [day for day in WEEKDAYS if day in chosen]
    fixed = {7: "daily"}.get(len(ordered))
    if fixed or ordered == list(WEEKDAYS[:5]):
        return fixed or "weekdays"
    if ordered == ["sat", "sun"]:
        return "weekends"
    runs = [start for start in range(7) if all(WEEKDAYS[(start + n) % 7] in chosen for n in range(len(ordered)))]
    if len(ordered) > 2 and runs:
        last = WEEKDAYS[(runs[0] + len(ordered) - 1) % 7]
        return f"{_NAMES[WEEKDAYS[runs[0]]]} to {_NAMES[last]}"
    return ", ".join(_NAMES[day] for day in ordered)


def say_change(before: Subscription, after: Subscription, words: Vocabulary) -> str:
    """Return what differs: slots 07:30 → 08:00; + Norway. "" where nothing does."""
    return "; ".join((*_topic_moves(before.topic, after.topic, words), *_setting_moves(before, after, words)))


def _topic_parts(topic: Topic, words: Vocabulary) -> list[str]:
    parts = [", ".join(told) for told in _included(topic, words) if told]
    if topic.min_stage is not None:
        parts.append(f"{words.label(Kind.STAGE, topic.min_stage)} or later")
    if topic.min_certainty is not None:
        parts.append(_certainty(topic.min_certainty, words))
    parts = parts or ["everything"]
    return parts + [f"without {', '.join(told)}" for told in _left_out(topic, words) if told]


def _certainty(least: Certainty, words: Vocabulary) -> str:
    label = words.label(Kind.CERTAINTY, least)
    return label if least is Certainty.PRIMARY_DOCUMENT else f"{label} or better"


def _included(topic: Topic, words: Vocabulary) -> list[list[str]]:
    return [
        _who(topic.pairs, topic.countries, words),
        [words.label(Kind.SECTOR, key) for key in topic.sectors],
        [words.label(Kind.TYPE, key) for key in topic.types],
        [words.label(Kind.ORGANISATION, key) for key in topic.organisations],
        [words.label(Kind.DESIGNATION, key) for key in topic.designations],
        [f"“{word}”" for word in topic.words],
    ]


def _left_out(topic: Topic, words: Vocabulary) -> list[list[str]]:
    return _included(
        Topic(
            countries=topic.exclude_countries,
            pairs=topic.exclude_pairs,
            sectors=topic.exclude_sectors,
            types=topic.exclude_types,
            organisations=topic.exclude_organisations,
            designations=topic.exclude_designations,
            words=topic.exclude_words,
        ),
        words,
    )


def _who(pairs: Iterable[Pair], countries: Iterable[str], words: Vocabulary) -> list[str]:
    return [say_pair(pair, words) for pair in pairs] + [words.label(Kind.COUNTRY, code) for code in countries]


def say_pair(pair: Pair, words: Vocabulary) -> str:
    """Return a pair by its names: Pakistan–Türkiye (either direction), South Korea → Poland."""
    first, second = (words.label(Kind.COUNTRY, code) for code in (pair.first, pair.second))
    return f"{first} → {second}" if pair.directed else f"{first}–{second} (either direction)"


def _settings(subscription: Subscription, words: Vocabulary) -> list[str]:
    """Return the schedule, then what is set of the rest; the maximum and alerts are always told."""
    parts = [say_when(subscription, words), f"at most {_counted(subscription.max_stories, 'story', 'stories')}"]
    parts.append(_alerts(subscription))
    parts += ["weekly digest"] * subscription.digest
    parts += [f"dates in {words.language_name(subscription.language)}"] * (subscription.language != "en")
    parts += ["silent on quiet days"] * (subscription.quiet_day == "silent")
    quiet = subscription.quiet_hours
    parts += [f"quiet hours {quiet.start}–{quiet.end}"] if quiet else []
    parts += [f"grace {_minutes(subscription.grace_minutes)}"] if subscription.grace_minutes else []
    parts += ["broadcast on"] * subscription.broadcast
    dates = subscription.skip_dates
    listed = ", ".join(day.isoformat() for day in dates[:_SHOWN_DATES])
    parts += [f"skip {listed}" + f" and {len(dates) - _SHOWN_DATES} days more" * (len(dates) > _SHOWN_DATES)] * bool(
        dates
    )
    return parts


def _alerts(subscription: Subscription) -> str:
    return f"alerts on, at most {subscription.alerts_per_day} alerts a day" if subscription.alerts else "alerts off"


def _minutes(minutes: int) -> str:
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _topic_moves(before: Topic, after: Topic, words: Vocabulary) -> Iterable[str]:
    for sign, old, new in (
        ("", _included(before, words), _included(after, words)),
        ("without ", _left_out(before, words), _left_out(after, words)),
    ):
        for was, now in zip(old, new, strict=True):
            yield from (f"+ {sign}{told}" for told in now if told not in was)
            yield from (f"− {sign}{told}" for told in was if told not in now)
    for kind, was_least, now_least in (
        (Kind.STAGE, before.min_stage, after.min_stage),
        (Kind.CERTAINTY, before.min_certainty, after.min_certainty),
    ):
        if was_least is not now_least:
            told_was, told_now = (words.label(kind, key) if key else "any" for key in (was_least, now_least))
            yield f"at least: {told_was} → {told_now}"


def _setting_moves(before: Subscription, after: Subscription, words: Vocabulary) -> Iterable[str]:
    for name, was, now in (
        ("times", ", ".join(before.slots), ", ".join(after.slots)),
        ("days", say_days(before.weekdays), say_days(after.weekdays)),
        ("zone", before.timezone, after.timezone),
        ("at most", str(before.max_stories), str(after.max_stories)),
        ("alerts", _switch(before.alerts), _switch(after.alerts)),
        ("alerts a day", str(before.alerts_per_day), str(after.alerts_per_day)),
        ("weekly digest", _switch(before.digest), _switch(after.digest)),
        ("dates in", words.language_name(before.language), words.language_name(after.language)),
        ("quiet days", before.quiet_day, after.quiet_day),
        ("quiet hours", _quiet(before), _quiet(after)),
        ("grace", _grace(before), _grace(after)),
        ("broadcast", _switch(before.broadcast), _switch(after.broadcast)),
        ("owners", ", ".join(before.owners) or "none", ", ".join(after.owners) or "none"),
        ("channel", before.channel, after.channel),
        ("muted sources", ", ".join(before.muted_sources) or "none", ", ".join(after.muted_sources) or "none"),
        ("least score", f"{before.min_score:.2f}", f"{after.min_score:.2f}"),
        ("source weights", _weights(before), _weights(after)),
        ("pause", _paused(before), _paused(after)),
    ):
        if was != now:
            yield f"{name} {was} → {now}"
    yield from (f"+ skip {day.isoformat()}" for day in after.skip_dates if day not in before.skip_dates)
    yield from (f"− skip {day.isoformat()}" for day in before.skip_dates if day not in after.skip_dates)


def _switch(on: bool) -> str:
    return "on" if on else "off"


def _quiet(subscription: Subscription) -> str:
    hours = subscription.quiet_hours
    return f"{hours.start}–{hours.end}" if hours else "none"


def _grace(subscription: Subscription) -> str:
    return _minutes(subscription.grace_minutes) if subscription.grace_minutes else "to midnight"


def _weights(subscription: Subscription) -> str:
    return ", ".join(f"{name} {weight:g}" for name, weight in sorted(subscription.source_weights.items())) or "none"


def _paused(subscription: Subscription) -> str:
    until = subscription.paused_until
    return "none" if until is None else say_pause(until, subscription.timezone).removeprefix("paused ")
