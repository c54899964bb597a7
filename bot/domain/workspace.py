"""A chat workspace in which the bot is, or was, installed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.moments import utc, utc_or_none


class WorkspaceState(StrEnum):
    """Whether the bot may act in a workspace."""

    INSTALLED = "installed"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A workspace under its platform's id. `enterprise` is the organisation it belongs to, "" where it has none.

    `org_wide` means that the bot is installed for the whole organisation, so that no installation is the workspace's
    own. `reason` says why it was lost, and from `delete_after` on what is stored of it is deleted.
    """

    platform: str
    id: str
    since: datetime
    name: str = ""
    enterprise: str = ""
    org_wide: bool = False
    state: WorkspaceState = WorkspaceState.INSTALLED
    lost_at: datetime | None = None
    reason: str = ""
    delete_after: datetime | None = None

    def __post_init__(self) -> None:
        """Bring the moments to UTC."""
        object.__setattr__(self, "since", utc(self.since))
        object.__setattr__(self, "lost_at", utc_or_none(self.lost_at))
        object.__setattr__(self, "delete_after", utc_or_none(self.delete_after))

    @property
    def lost(self) -> bool:
        """Whether nothing may be sent there."""
        return self.state is WorkspaceState.LOST
