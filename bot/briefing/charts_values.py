"""What the charts of one answer share. Pure."""

from dataclasses import dataclass
from datetime import datetime

from bot.briefing.phrasing import counted, day
from bot.domain.chart import ChartKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the charts of one answer share: whom it is about, its span, and how many stories it stands on."""

    subject: str
    slug: str
    since: datetime
    until: datetime
    stories: int

    @property
    def basis(self) -> str:
        """The span, and what the picture stands on as of when."""
        stories = counted(self.stories, "story", "stories")
        return f"{day(self.since)} – {day(self.until)} · {stories}, as of {day(self.until)}"

    def name(self, kind: ChartKind) -> str:
        """Return the file name of a chart."""
        return "-".join(filter(None, ("entente", self.slug, kind.value, f"{self.until:%Y-%m-%d}"))) + ".png"
