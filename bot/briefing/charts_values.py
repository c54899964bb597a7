"""What the charts of one answer share. Pure."""

from dataclasses import dataclass
from datetime import datetime

from bot.briefing.phrasing import counted, day, month
from bot.domain.chart import ChartKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the charts of one answer share: whom it is about, its span, and how many stories it stands on.

    `watched` is since when the archive has watched; a span that begins before it says so. `deals` is how many deals and
    single reports there are, 0 where it is not known.
    """

    subject: str
    slug: str
    since: datetime
    until: datetime
    stories: int
    watched: datetime | None = None
    deals: int = 0

    @property
    def compares(self) -> bool:
        """Whether the archive watched all the span: else its later half is no trend against the earlier."""
        return self.watched is not None and month(self.watched) <= month(self.since)

    @property
    def basis(self) -> str:
        """The span, and what the picture stands on as of when."""
        stories = counted(self.stories, "story", "stories")
        young = self.watched is not None and self.watched > self.since
        since = f" · archive watches since {day(self.watched)}" if young and self.watched else ""
        return f"{day(self.since)} – {day(self.until)} · {stories}, as of {day(self.until)}{since}"

    def name(self, kind: ChartKind) -> str:
        """Return the file name of a chart."""
        return "-".join(filter(None, ("entente", self.slug, kind.value, f"{self.until:%Y-%m-%d}"))) + ".png"
