"""Puts Teams' parts together: what serves each tenant, and the platform behind the door. Import this late."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.app import teams_settings
from bot.app.reading import labels_of
from bot.app.teams_door import TeamsDoor
from bot.app.teams_offered import offered
from bot.app.teams_places import TEAMS
from bot.app.teams_tenants import TeamsTenants
from bot.chat.form_choices import Option, choices_of
from bot.chat.heard import Desk
from bot.chat.platform import Platform
from bot.chat.teams.around import Around, HomeCards
from bot.chat.teams.directory import TeamsDirectory
from bot.chat.teams.gateway import TeamsGateway
from bot.chat.teams.handlers import TeamsHandlers
from bot.chat.teams.handlers_read import InvokeAnswer
from bot.chat.teams.live import TeamsLive
from bot.chat.teams.live_put import putting
from bot.chat.teams.render import TeamsRenderer
from bot.chat.teams.surfaces import TeamsSurfaces
from bot.domain.moments import Clock
from bot.errors import DeliveryError
from bot.log import get_logger
from bot.settings import Settings
from bot.steps.parts import Notify
from bot.store import Store

log = get_logger("teams")


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsPlatform:
    """Implements `bot.app.edges.ChatEdge`."""

    door: TeamsDoor
    tenants: TeamsTenants
    live: TeamsLive
    handlers: Callable[[Desk], TeamsHandlers]
    name: str = TEAMS

    def base(self) -> Platform:
        """Return the platform of the app's own tenant, by which all others are reached."""
        return self.tenants.base()

    async def load(self, store: Store) -> None:
        """Read which tenants there are; who waited for the store is served."""
        await self.tenants.load(store)

    def ring(self, changed: Callable[[], Awaitable[None]]) -> None:
        """Have `changed` called when a tenant came or went."""
        self.tenants.changed = changed

    def give(self, desk: Desk) -> None:
        """Let `desk` answer."""
        self.door.give(desk, self.handlers(desk))

    def serves(self, workspace: str) -> bool:
        """Whether anything may be sent there; "" is the app's own tenant."""
        return self.tenants.serves(workspace)

    async def refresh(self) -> None:
        """Learn what another process found out."""
        await self.tenants.refresh()

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
        """Stop what is scheduled for a tenant."""
        await self.tenants.lost(platform, workspace, reason, enterprise=enterprise, uninstalled=uninstalled, at=at)

    async def watch(self) -> None:
        """Return never."""
        await self.door.watch()

    async def shut(self) -> None:
        """Hear no more, and take away what stands for answers that will not come from here."""
        await self.door.shut()
        await self.live.drain()


def teams_platform(settings: Settings, door: TeamsDoor, *, clock: Clock, notify: Notify) -> TeamsPlatform:
    """Return Teams behind `door`."""
    labels, app_id = labels_of(), door.clients.app_id
    choices, homes = choices_of(labels), HomeCards()

    async def called(tenant: str, channel: str, /) -> str:
        return await name_of(tenants, tenant, channel)

    gateway = TeamsGateway(door.clients, door.places, app_id=app_id, called=called)
    live = TeamsLive(gateway, door.places, putting(door.clients))
    renderer = TeamsRenderer(labels)

    def make(tenant: str) -> Platform:
        directory = TeamsDirectory(door.clients, door.places, tenant=tenant, external=settings.teams_external)
        surfaces = TeamsSurfaces(
            gateway, directory, tenant=tenant, choices=choices, homes=homes, channels=channels, clock=clock
        )
        return Platform(
            name=TEAMS, renderer=renderer, gateway=gateway, directory=directory, surfaces=surfaces, live=live
        )

    async def channels(tenant: str, user: str, /) -> Sequence[Option]:
        directory = tenants.at(tenant).directory
        places = await tenants.store.conversations(TEAMS, workspace=tenant)
        return await offered(places, directory, user) if directory is not None else ()

    taking: set[asyncio.Task[InvokeAnswer]] = set()

    def consent(activity: Mapping[str, Any]) -> None:
        task = asyncio.create_task(live.consent(activity))
        taking.add(task)
        task.add_done_callback(taking.discard)

    tenants = TeamsTenants(
        allowed=teams_settings.tenants_of(settings),
        make=make,
        places=door.places,
        clock=clock,
        keep=timedelta(days=settings.delete_after_days),
        notify=notify,
    )
    around = Around(
        platform=tenants.base(),
        choices=choices,
        told_in=door.places.told_in,
        channels=channels,
        consent=consent,
        homes=homes,
    )

    def handlers(desk: Desk) -> TeamsHandlers:
        return TeamsHandlers(
            desk, door.places, app_id=app_id, external=settings.teams_external, around=around, clock=clock
        )

    return TeamsPlatform(door=door, tenants=tenants, live=live, handlers=handlers)


async def name_of(tenants: TeamsTenants, tenant: str, channel: str) -> str:
    """Return what a channel is called, "" where that is not known."""
    try:
        directory = tenants.at(tenant).directory
    except DeliveryError:
        return ""
    place = await directory.place(channel) if directory is not None else None
    return place.name if place is not None else ""
