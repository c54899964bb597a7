"""What somebody asks a subscription to be, typed or filled in: only what was said, the rest stays as it is. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Literal

from pydantic import ValidationError

from bot.domain.topic import WEEKDAYS, Pair, PlatformName, QuietHours, Subscription, Topic, Weekday

MAX_OWNERS = 2
EVERYTHING = Topic()
_WHO = ("countries", "pairs")
_ALONE = ("sectors", "types", "organisations", "designations", "words")
_LEAST = ("min_stage", "min_certainty")
_NARROWING = (_WHO, *((name,) for name in _ALONE))
_SAME_NAME = (
    *("slots", "weekdays", "timezone", "language", "max_stories", "quiet_day"),
    *("alerts", "alerts_per_day", "digest", "broadcast"),
)
_NOTHING_LEFT = "Nothing would be left of what it is about: say “everything” for every story, or unsubscribe."
_SENTENCES = {
    "slots": "A subscription has 1 to 24 times a day, such as 07:30.",
    "max_stories": "A brief holds 1 to 40 stories.",
    "alerts_per_day": "There may be 1 to 24 alerts a day.",
    "grace_minutes": "A brief may be late by up to 24 hours.",
    "timezone": "The time zone must be one such as Europe/Istanbul.",
    "language": "The language must be a code such as de.",
    "weekdays": "A subscription needs a day of the week.",
}


class Field(StrEnum):
    """The fields of a form, by which errors are shown where they belong."""

    CHANNEL = "channel"
    COUNTRIES = "countries"
    PAIRS = "pairs"
    SECTORS = "sectors"
    TYPES = "types"
    STAGE = "stage"
    CERTAINTY = "certainty"
    NAMES = "names"
    WORDS = "words"
    EXCLUDE = "exclude"
    SLOTS = "slots"
    WEEKDAYS = "weekdays"
    TIMEZONE = "timezone"
    LANGUAGE = "language"
    MAXIMUM = "maximum"
    QUIET_DAY = "quiet_day"
    QUIET_HOURS = "quiet_hours"
    SKIP_DATES = "skip_dates"
    EXTRAS = "extras"
    OWNERS = "owners"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicChange:
    """A change of a topic that is there: fields of `put` replace, those of `add` join, those of `drop` leave.

    Countries and pairs are one field. `clear` names fields that are emptied. What is added is no longer left out, and
    what is left out no longer asked for.
    """

    put: Topic = EVERYTHING
    add: Topic = EVERYTHING
    drop: Topic = EVERYTHING
    clear: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for. None leaves a setting as it is, or at its default; `topic` None leaves the topic.

    `topic` replaces the whole topic, `change` alters it (a typed edit). `personal` sends it to the person alone.
    `unknown` are words nobody understood, in their order; `hints` says for some of them what was perhaps meant.
    `notes` are sentences on what was taken for granted. `problems` are what cannot be, in sentences to be shown, by
    field: a wish with a problem is not to be granted. `add_…` and `drop_…` change slots and days that
    are there. `quiet_hours` "" takes them away, `grace_minutes` 0 too.
    `skip_dates` are more days without a brief, or all there are where they stand `skip_instead`. `calendar` is the text
    of an ICS file.
    """

    topic: Topic | None = None
    slots: tuple[str, ...] | None = None
    weekdays: tuple[Weekday, ...] | None = None
    timezone: str | None = None
    language: str | None = None
    max_stories: int | None = None
    quiet_day: Literal["say", "silent"] | None = None
    quiet_hours: QuietHours | Literal[""] | None = None
    grace_minutes: int | None = None
    alerts: bool | None = None
    alerts_per_day: int | None = None
    digest: bool | None = None
    broadcast: bool | None = None
    calendar: str | None = None
    owners: tuple[str, ...] | None = None
    personal: bool = False
    skip_dates: tuple[date, ...] | None = None
    skip_instead: bool = False
    add_slots: tuple[str, ...] = ()
    drop_slots: tuple[str, ...] = ()
    add_days: tuple[Weekday, ...] = ()
    drop_days: tuple[Weekday, ...] = ()
    change: TopicChange | None = None
    unknown: tuple[str, ...] = ()
    hints: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[tuple[Field, str], ...] = ()


def apply(wish: Wish, subscription: Subscription) -> Subscription:
    """Return `subscription` as `wish` would have it; raise ValueError, a sentence, where that cannot be.

    A calendar must have been read by then: what it says counts as `skip_dates`.
    """
    values: dict[str, Any] = {name: value for name in _SAME_NAME if (value := getattr(wish, name)) is not None}
    if wish.add_slots or wish.drop_slots:
        slots = {*values.get("slots", subscription.slots), *wish.add_slots} - set(wish.drop_slots)
        values["slots"] = tuple(sorted(slots))
    if wish.add_days or wish.drop_days:
        days = {*values.get("weekdays", subscription.weekdays), *wish.add_days} - set(wish.drop_days)
        values["weekdays"] = tuple(day for day in WEEKDAYS if day in days)
    values["topic"] = _topic(wish, subscription.topic)
    if wish.quiet_hours is not None:
        values["quiet_hours"] = wish.quiet_hours or None
    if wish.grace_minutes is not None:
        values["grace_minutes"] = wish.grace_minutes or None
    if wish.skip_dates is not None:
        before = () if wish.skip_instead else subscription.skip_dates
        values["skip_dates"] = tuple(sorted({*before, *wish.skip_dates}))
    if wish.owners is not None:
        values["owners"] = tuple(dict.fromkeys(wish.owners))
        if not 0 < len(values["owners"]) <= MAX_OWNERS:
            raise ValueError(f"A subscription has one or {MAX_OWNERS} owners, or a user group.")
    return _made({**dict(subscription), **values})


def new_subscription(
    wish: Wish,
    *,
    id: str,  # noqa: A002  (as the subscription calls it)
    platform: PlatformName,
    workspace: str,
    channel: str,
    zone: str,
    owner: str,
) -> Subscription:
    """Return the subscription that `wish` asks for in a channel; `zone` holds where it names none. ValueError as above.

    What it leaves open is as the domain has it by default.
    """
    bare = _made(
        {
            "id": id,
            "platform": platform,
            "workspace": workspace,
            "channel": channel,
            "timezone": zone,
            "owners": (owner,),
        }
    )
    return apply(wish, bare)


def _made(values: Mapping[str, Any]) -> Subscription:
    try:
        return Subscription.model_validate(values)
    except ValidationError as error:
        raise ValueError(_sentence(error)) from error


def _sentence(error: ValidationError) -> str:
    """Return the first thing that is wrong, in a sentence for people."""
    first = error.errors(include_url=False, include_input=False)[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    return _SENTENCES.get(name, f"The {name.replace('_', ' ')} cannot be so: {first['msg']}.")


def _topic(wish: Wish, before: Topic) -> Topic:
    topic = wish.topic if wish.topic is not None else before
    if wish.change is not None:
        topic = changed_topic(topic, wish.change)
    both = {*topic.countries, *(code for pair in topic.pairs for code in (pair.first, pair.second))}
    torn = sorted(both & set(topic.exclude_countries))
    if torn:
        raise ValueError(f"{', '.join(torn)} cannot be asked for and left out at once.")
    return topic


def changed_topic(topic: Topic, change: TopicChange) -> Topic:
    """Return `topic` with `change` made; raise ValueError where nothing would be left of a field that was narrowed."""
    values = {name: getattr(topic, name) for name in Topic.model_fields}
    for group in _NARROWING:
        if any(getattr(change.put, name) for name in group):
            values.update({name: getattr(change.put, name) for name in group})
    for name in _LEAST:
        values[name] = getattr(change.add, name) or getattr(change.put, name) or values[name]
    for name in change.clear:
        values[name] = None if name in _LEAST else ()
    had = [group for group in _NARROWING if any(values[name] for name in group)]
    for name in (*_WHO, *_ALONE):
        out = f"exclude_{name}"
        left_out = (*getattr(change.add, out), *getattr(change.put, out))
        wanted = _joined(values[name], getattr(change.add, name))
        values[name] = _without(wanted, (*getattr(change.drop, name), *left_out))
        if name == "pairs":
            values[name] = tuple(pair for pair in values[name] if not _dropped(pair, change.drop))
        asked = (*getattr(change.add, name), *getattr(change.put, name), *getattr(change.drop, name))
        values[out] = _joined(_without(values[out], asked), left_out)
    for name in _LEAST:
        if values[name] is not None and values[name] == getattr(change.drop, name):
            values[name] = None
    if any(not any(values[name] for name in group) for group in had):
        raise ValueError(_NOTHING_LEFT)
    return Topic.model_validate(values)


def _dropped(pair: Pair, drop: Topic) -> bool:
    """Whether a pair leaves: one of its two is dropped, or the pair itself, whichever way it is written."""
    two = {pair.first, pair.second}
    return bool(two & set(drop.countries)) or any({gone.first, gone.second} == two for gone in drop.pairs)


def _joined(before: tuple[Any, ...], more: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys((*before, *more)))


def _without(before: tuple[Any, ...], less: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(value for value in before if value not in less)
