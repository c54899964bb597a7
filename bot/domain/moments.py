"""Moments: aware, in UTC, checked where values are made."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""When what was read in from the past counts as first seen and learnt: before anything that is ever told."""


def utc(moment: datetime) -> datetime:
    """Return `moment` in UTC; raise ValueError where it has no zone."""
    if moment.tzinfo is None:
        raise ValueError(f"moment without a time zone: {moment.isoformat()}")
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def utc_or_none(moment: datetime | None) -> datetime | None:
    """Return `moment` in UTC, or None for a date that is missing and stays so."""
    return None if moment is None else utc(moment)


def system_clock() -> datetime:
    """Return the present moment in UTC; the only place that reads the machine's clock for the rooms."""
    return datetime.now(UTC)
