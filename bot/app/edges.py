"""The chat platforms as the service sees them: all alike, however each is reached."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.chat.heard import Desk
from bot.chat.platform import Platform
from bot.log import get_logger
from bot.store import Store

log = get_logger("service")


class ChatEdge(Protocol):
    """A platform that is heard already. Its desk comes later; what people do meanwhile waits for it."""

    @property
    def name(self) -> str:
        """The platform's name, as subscriptions have it."""

    def base(self) -> Platform:
        """Return the platform, by which each of its workspaces is reached."""

    async def load(self, store: Store) -> None:
        """Learn which workspaces there are; raise ConfigError."""

    def ring(self, changed: Callable[[], Awaitable[None]]) -> None:
        """Have `changed` called when schedules must be set anew, since a workspace came or went."""

    def give(self, desk: Desk) -> None:
        """Let `desk` answer what was heard and what will be."""

    def serves(self, workspace: str) -> bool:
        """Whether anything may be sent to a workspace; "" is the one of the settings."""

    async def refresh(self) -> None:
        """Learn what another process found out of the workspaces."""

    async def lost(
        self,
        platform: str,
        workspace: str,
        reason: str,
        /,
        *,
        enterprise: str = "",
        uninstalled: bool = False,
        at: datetime | None = None,
    ) -> None:
        """Stop what is scheduled for a workspace that the bot is no longer in."""

    async def watch(self) -> None:
        """Return never; raise where the platform has been out of reach for too long."""

    async def shut(self) -> None:
        """Hear no more; what was acknowledged is with the desk."""


@dataclass(slots=True)
class LostWorkspaces:
    """Where the steps say that a workspace is lost, before the platforms are put together."""

    edges: Mapping[str, ChatEdge] = field(default_factory=dict)

    async def tell(
        self,
        platform: str,
        workspace: str,
        reason: str,
        /,
        *,
        enterprise: str = "",
        uninstalled: bool = False,
        at: datetime | None = None,
    ) -> None:
        """Hand the news to the platform it is of."""
        if edge := self.edges.get(platform):
            await edge.lost(platform, workspace, reason, enterprise=enterprise, uninstalled=uninstalled, at=at)
        else:
            log.warning("a workspace of a platform that is not connected is lost", platform=platform, reason=reason)
