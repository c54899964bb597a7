"""How far the past was read in."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.moments import utc, utc_or_none


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfill:
    """One reading of the past; `id` names what is read and of which span, so that it goes on where it was left.

    `done` of `total` items or files are behind it. `entries` and `articles` are new ones, `left_out` counts what was
    outside the span or known before, `bad` what could not be used. Nothing before `since` or after `until` is taken.
    """

    id: str
    what: str
    at: datetime
    until: datetime
    since: datetime | None = None
    done: int = 0
    total: int = 0
    entries: int = 0
    articles: int = 0
    left_out: int = 0
    bad: int = 0

    def __post_init__(self) -> None:
        """Bring the moments to UTC."""
        object.__setattr__(self, "at", utc(self.at))
        object.__setattr__(self, "until", utc(self.until))
        object.__setattr__(self, "since", utc_or_none(self.since))

    @property
    def finished(self) -> bool:
        """Whether nothing is left of it."""
        return self.done >= self.total

    def holds(self, moment: datetime) -> bool:
        """Whether `moment` is of the span."""
        return (self.since is None or moment >= self.since) and moment <= self.until
