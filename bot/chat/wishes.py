"""What somebody asks a subscription to be, typed or filled in: only what was said, the rest stays as it is. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.domain.topic import QuietHours, Topic, Weekday


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
class Wish:
    """What was asked for. None leaves a setting as it is, or at its default; `topic` None leaves the topic.

    `personal` sends it to the person alone. `unknown` are words nobody understood, `problems` what cannot be, in
    sentences to be shown, by field. `quiet_hours` "" takes them away. `calendar` is the text of an ICS file.
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
    unknown: tuple[str, ...] = ()
    problems: tuple[tuple[Field, str], ...] = ()
