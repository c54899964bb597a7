"""Topics and subscriptions: who wants to hear of what, where and when."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.domain.ids import SubscriptionId
from bot.domain.vocabulary import Certainty, CooperationType, Sector, Stage

PlatformName = Literal["slack", "teams", "console"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CountryCode = Annotated[str, Field(pattern=r"^([A-Z]{2}|NATO)$")]
Name = Annotated[str, Field(min_length=1, max_length=200)]
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
"""The end of a pause that has none: it lasts until somebody resumes."""


class Pair(BaseModel):
    """Two parties; `directed` means `first` supplies `second`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first: CountryCode
    second: CountryCode
    directed: bool = False


class Topic(BaseModel):
    """What a subscription asks for; an empty topic asks for everything.

    Fields are joined by AND, values by OR; countries and pairs are one field: who. What matches anything in an
    `exclude_` field is left out. `organisations` and `designations` are names as the gazetteers have them, `words`
    stand in a title or a fact.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    countries: tuple[CountryCode, ...] = ()
    pairs: tuple[Pair, ...] = ()
    sectors: tuple[Sector, ...] = ()
    types: tuple[CooperationType, ...] = ()
    min_stage: Stage | None = None
    min_certainty: Certainty | None = None
    organisations: tuple[Name, ...] = ()
    designations: tuple[Name, ...] = ()
    words: tuple[str, ...] = ()
    exclude_countries: tuple[CountryCode, ...] = ()
    exclude_pairs: tuple[Pair, ...] = ()
    exclude_sectors: tuple[Sector, ...] = ()
    exclude_types: tuple[CooperationType, ...] = ()
    exclude_organisations: tuple[Name, ...] = ()
    exclude_designations: tuple[Name, ...] = ()
    exclude_words: tuple[str, ...] = ()


class QuietHours(BaseModel):
    """Local times between which nobody is pinged by alerts and personal notices; over midnight where `end` is less."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: str = "20:00"
    end: str = "07:00"

    @field_validator("start", "end")
    @classmethod
    def _are_times(cls, text: str) -> str:
        return _time(text)


class Subscription(BaseModel):
    """A topic, a channel and a schedule. `slots` are local times in `timezone`; `managed` rows come from the config.

    `skip_dates` are local dates without a brief. `owners` are ids of people or of user groups. `pause_note` says why
    the bot itself paused it, "" where a person did. `min_score` (0 to 1) and `source_weights` (0 to 1, by source id,
    1 where unnamed) are what owners accepted of the bot's proposals: a story whose best article's relevance times its
    source's weight is below is not told. `muted_sources` are sources whose articles count for nothing here. Slots
    before `due_from` are not due: it is when the subscription was made in chat or its slots were last changed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[SubscriptionId, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
    platform: PlatformName = "slack"
    workspace: str = ""
    channel: Annotated[str, Field(min_length=1, max_length=200)]
    topic: Topic = Topic()
    slots: Annotated[tuple[str, ...], Field(min_length=1, max_length=24)] = ("07:30",)
    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1)] = ("mon", "tue", "wed", "thu", "fri")
    timezone: str = "UTC"
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = "en"
    max_stories: Annotated[int, Field(ge=1, le=40)] = 12
    quiet_day: Literal["say", "silent"] = "say"
    quiet_hours: QuietHours | None = None
    grace_minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    skip_dates: tuple[date, ...] = ()
    alerts: bool = False
    alerts_per_day: Annotated[int, Field(ge=1, le=24)] = 3
    broadcast: bool = False
    digest: bool = False
    owners: tuple[str, ...] = ()
    managed: bool = False
    paused_until: datetime | None = None
    pause_note: str = ""
    muted_sources: tuple[str, ...] = ()
    source_weights: Mapping[str, float] = {}
    min_score: Annotated[float, Field(ge=0, le=1)] = 0.0
    due_from: datetime | None = None

    @field_validator("slots")
    @classmethod
    def _slots_are_times(cls, slots: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted({_time(slot) for slot in slots}))

    @field_validator("timezone")
    @classmethod
    def _zone_is_known(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"unknown IANA time zone {zone!r}") from error
        return zone


def _time(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError(f"slot {text!r} is not a time like 07:30")
    return text
