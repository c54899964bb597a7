"""Slack as one chat platform among others: its door, and the workspaces behind it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.app.slack_building import load, workspaces_of
from bot.app.slack_door import Door
from bot.app.slack_workspaces import SLACK, SlackWorkspaces
from bot.chat.heard import Desk
from bot.chat.platform import Platform
from bot.domain.moments import Clock
from bot.settings import Settings
from bot.steps.parts import Notify
from bot.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackPlatform:
    """Implements `bot.app.edges.ChatEdge`."""

    door: Door
    spaces: SlackWorkspaces
    settings: Settings
    name: str = SLACK

    def base(self) -> Platform:
        """Return the platform of the token's workspace, by which all others are reached."""
        return self.spaces.base()

    async def load(self, store: Store) -> None:
        """Read which workspaces there are, and let others be installed where the settings say so."""
        await load(self.spaces, self.settings, store)

    def ring(self, changed: Callable[[], Awaitable[None]]) -> None:
        """Have `changed` called when a workspace came or went."""
        self.spaces.changed = changed

    def give(self, desk: Desk) -> None:
        """Let `desk` answer."""
        self.door.give(desk)

    def serves(self, workspace: str) -> bool:
        """Whether anything may be sent there; "" is the workspace of the token."""
        return self.spaces.serves(workspace)

    async def refresh(self) -> None:
        """Learn what another process found out."""
        await self.spaces.refresh()

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
        """Stop what is scheduled for a workspace."""
        await self.spaces.lost(platform, workspace, reason, enterprise=enterprise, uninstalled=uninstalled, at=at)

    async def watch(self) -> None:
        """Return never; raise where the socket has been down for too long."""
        await self.door.watch()

    async def shut(self) -> None:
        """Hear no more."""
        await self.door.shut()


def slack_platform(settings: Settings, door: Door, *, clock: Clock, notify: Notify) -> SlackPlatform:
    """Return Slack behind `door`."""
    spaces = workspaces_of(settings, door, clock=clock, notify=notify)
    return SlackPlatform(door=door, spaces=spaces, settings=settings)
