"""Topics and subscriptions: who wants to hear of what, where and when."""

import re
from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.domain.ids import SubscriptionId
from bot.domain.vocabulary import Certainty, CooperationType, Sector, Stage

PlatformName = Literal["slack", "teams", "console"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CountryCode = Annotated[str, Field(pattern=r"^([A-Z]{2}|NATO)$")]


class Pair(BaseModel):
    """Two parties; `directed` means `first` supplies `second`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first: CountryCode
    second: CountryCode
    directed: bool = False


class Topic(BaseModel):
    """What a subscription asks for; an empty topic asks for everything. Fields are joined by AND, values by OR."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    countries: tuple[CountryCode, ...] = ()
    pairs: tuple[Pair, ...] = ()
    sectors: tuple[Sector, ...] = ()
    types: tuple[CooperationType, ...] = ()
    min_stage: Stage | None = None
    min_certainty: Certainty | None = None
    words: tuple[str, ...] = ()
    exclude_countries: tuple[CountryCode, ...] = ()
    exclude_sectors: tuple[Sector, ...] = ()


class Subscription(BaseModel):
    """A topic, a channel and a schedule. `slots` are local times in `timezone`; `managed` rows come from the config."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[SubscriptionId, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
    platform: PlatformName = "slack"
    workspace: str = ""
    channel: Annotated[str, Field(min_length=1, max_length=200)]
    topic: Topic = Topic()
    slots: Annotated[tuple[str, ...], Field(min_length=1, max_length=24)] = ("07:30",)
    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1)] = ("mon", "tue", "wed", "thu", "fri")
    timezone: str = "UTC"
    max_stories: Annotated[int, Field(ge=1, le=40)] = 12
    quiet_day: Literal["say", "silent"] = "say"
    grace_minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    managed: bool = False
    paused_until: datetime | None = None

    @field_validator("slots")
    @classmethod
    def _slots_are_times(cls, slots: tuple[str, ...]) -> tuple[str, ...]:
        for slot in slots:
            if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", slot):
                raise ValueError(f"slot {slot!r} is not a time like 07:30")
        return tuple(sorted(set(slots)))

    @field_validator("timezone")
    @classmethod
    def _zone_is_known(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"unknown IANA time zone {zone!r}") from error
        return zone
