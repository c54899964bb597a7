"""A conversation of a chat platform that must be remembered to be written to: Teams says where each one is served."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.moments import utc


class ConversationKind(StrEnum):
    """Who is in a conversation: the people of a channel, one person and the bot, or a few people."""

    CHANNEL = "channel"
    PERSONAL = "personal"
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation under its platform's id, that of a channel without the part that names a thread.

    `workspace` is the tenant, `team` and `group` are the team's two ids (its thread and its directory group). `user` is
    the person of a personal one and `zone` the IANA time zone they were last heard in. `service_url` is where it is
    served; it moves, so the newest word counts. `usable` is false once the bot was taken out.
    """

    platform: str
    id: str
    kind: ConversationKind
    workspace: str
    service_url: str
    at: datetime
    team: str = ""
    group: str = ""
    user: str = ""
    name: str = ""
    zone: str = ""
    usable: bool = True

    def __post_init__(self) -> None:
        """Bring the moment to UTC."""
        object.__setattr__(self, "at", utc(self.at))
