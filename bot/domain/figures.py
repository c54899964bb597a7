"""How a source stands, in figures, and when the operator must hear of it. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.ids import SourceId
from bot.domain.moments import utc_or_none

LEAST_SILENCE = timedelta(hours=24)
"""A shorter silence is never reported, however often a source speaks else."""
_GAPS = 3
_LEAST_ENTRIES = 5
_LEAST_POLLS = 3
_LEAST_TRIAL = timedelta(hours=24)
_LONGEST_FAILURE = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFigures:
    """What the archive knows of one source.

    `failures` are those in a row up to now. `seen` counts its entries since it was added, `entries_a_day` is the median
    over the full days since, 28 at most. `newest_at` is the moment of its newest entry, `last_new_at` when an entry was
    last seen for the first time, `usual_gap` the median time between such moments within 90 days (None for fewer than
    two). `relevant` is the share (0 to 1) of its articles analysed within 90 days that were core, None where there are
    none. `gone` is a source that answered 410.
    """

    source_id: SourceId
    first_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    failures: int = 0
    last_error: str | None = None
    seen: int = 0
    entries_a_day: float = 0.0
    newest_at: datetime | None = None
    last_new_at: datetime | None = None
    usual_gap: timedelta | None = None
    relevant: float | None = None
    gone: bool = False

    def __post_init__(self) -> None:
        """Bring the moments to UTC."""
        for name in ("first_polled_at", "last_success_at", "newest_at", "last_new_at"):
            object.__setattr__(self, name, utc_or_none(getattr(self, name)))

    @property
    def usual_gap_hours(self) -> float | None:
        """The usual gap in hours, as it is shown."""
        return None if self.usual_gap is None else self.usual_gap / timedelta(hours=1)


def silent(figures: SourceFigures, now: datetime) -> bool:
    """Whether a source that answers has brought nothing new for three times its usual gap, 24 hours at least.

    The silence is measured up to the last answer: what nobody asked for was not kept back. A source of fewer than five
    entries has no usual gap to speak of.
    """
    if figures.usual_gap is None or figures.last_new_at is None or figures.last_success_at is None:
        return False
    if figures.seen < _LEAST_ENTRIES:
        return False
    silence = min(figures.last_success_at, now) - max(figures.last_new_at, figures.newest_at or figures.last_new_at)
    return silence >= max(_GAPS * figures.usual_gap, LEAST_SILENCE)


def dead(figures: SourceFigures, now: datetime) -> bool:
    """Whether a source is given up: it is gone (410), never answered three polls over 24 hours, or fails for a week."""
    if figures.gone:
        return True
    if not figures.failures:
        return False
    if figures.last_success_at is not None:
        return now - figures.last_success_at >= _LONGEST_FAILURE
    if figures.first_polled_at is None:
        return False
    return figures.failures >= _LEAST_POLLS and now - figures.first_polled_at >= _LEAST_TRIAL
