"""The tenants of Teams the bot is in: which are served, and what happens when one is lost or comes back."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.app.teams_places import TEAMS, StoredPlaces
from bot.chat.platform import Platform
from bot.domain.conversation import Conversation
from bot.domain.moments import Clock
from bot.domain.workspace import Workspace
from bot.errors import InstallationUnavailable
from bot.log import get_logger
from bot.steps.parts import Notify
from bot.store import Store

log = get_logger("workspaces")
GONE = "the app was taken out of its last team and chat"


@dataclass(slots=True, kw_only=True)
class TeamsTenants:
    """Knows them in memory. `allowed` are the tenants of the settings in lower case, the app's own first.

    `make` returns the platform of one tenant; `keep` is how long what is stored of a lost tenant is kept; `changed` is
    called when schedules must be set anew.
    """

    allowed: tuple[str, ...]
    make: Callable[[str], Platform]
    places: StoredPlaces
    clock: Clock
    keep: timedelta
    notify: Notify
    changed: Callable[[], Awaitable[None]] | None = None
    _store: Store | None = field(default=None, init=False)
    _known: dict[str, Workspace] = field(default_factory=dict, init=False)
    _platforms: dict[str, Platform] = field(default_factory=dict, init=False)
    _thinned: set[str] = field(default_factory=set, init=False)
    _saying: set[asyncio.Task[None]] = field(default_factory=set, init=False)
    _coming: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    @property
    def store(self) -> Store:
        """The store, once `load` was called."""
        if self._store is None:
            raise RuntimeError("tenants are not loaded")
        return self._store

    async def load(self, store: Store) -> None:
        """Read which tenants there are. One that was lost, yet has a place left to write to, is tried again.

        Teams does not say that a secret or a registration was mended: the operator does, by starting the bot anew.
        """
        self._store = store
        self._known = {one.id: one for one in await store.workspaces(TEAMS)}
        self._thinned = set(self.allowed)
        self.places.give(store)
        self.places.heard = self.heard
        for tenant in self.allowed:
            known = self._known.get(tenant)
            if known is not None and known.lost and not await self.deserted(tenant):
                await self._regain(tenant)

    async def refresh(self) -> None:
        """Learn what another process found out, and which tenant has no place left. Who asks sets schedules anew."""
        found = {one.id: one for one in await self.store.workspaces(TEAMS)}
        for gone in self._known.keys() - found.keys():
            self.places.forget(gone)
        self._known = found
        thinned, self._thinned = self._thinned, set()
        for tenant in [name for name, one in found.items() if name in thinned and not one.lost]:
            if await self.deserted(tenant):
                await self._lose(tenant, GONE)

    def base(self) -> Platform:
        """Return the platform of the app's own tenant, by which all others are reached."""
        return replace(self.make(self.allowed[0]), workspaces=self.at)

    def at(self, workspace: str) -> Platform:
        """Return the platform in a tenant; raise InstallationUnavailable where the bot does not serve it."""
        known = self._known.get(workspace)
        if workspace not in self.allowed:
            raise InstallationUnavailable(workspace, "this tenant is not served here (setting teams_tenants)")
        if known is not None and known.lost:
            raise InstallationUnavailable(workspace, f"the bot is no longer in this tenant ({known.reason})")
        if workspace not in self._platforms:
            self._platforms[workspace] = self.make(workspace)
        return self._platforms[workspace]

    def serves(self, workspace: str) -> bool:
        """Whether anything may be sent there; "" is the app's own tenant."""
        tenant = workspace or self.allowed[0]
        known = self._known.get(tenant)
        return tenant in self.allowed and (known is None or not known.lost)

    async def heard(self, conversation: Conversation, before: Conversation | None) -> None:
        """Take note of a place that came or went: with its first one a tenant is there, with its last one it is lost.

        Teams tells of each team and chat alone, never that the app left a tenant. A team loses its channels one by one,
        so whether anything is left is looked at when schedules are next set.
        """
        tenant, was_usable = conversation.workspace, before is not None and before.usable
        if tenant in self.allowed and not conversation.usable:
            self._thinned.add(tenant)
        if tenant not in self.allowed or not conversation.usable or was_usable:
            return
        async with self._coming:  # a team and its people come at once, each in an activity of its own
            known = self._known.get(tenant)
            if known is None or known.lost:
                await self._regain(tenant)
                self._say(f"Installed in the Teams tenant {tenant}.")
                await self._ring()

    async def deserted(self, tenant: str) -> bool:
        """Return whether a tenant had places to write to, and none of them is left."""
        places = await self.store.conversations(TEAMS, workspace=tenant)
        return bool(places) and not any(one.usable for one in places)

    async def lost(
        self,
        platform: str,
        workspace: str,
        reason: str,
        /,
        *,
        enterprise: str = "",  # noqa: ARG002 - Teams has no organisation above a tenant
        uninstalled: bool = False,  # noqa: ARG002 - there are no tokens of a tenant to forget
        at: datetime | None = None,
    ) -> None:
        """Stop what is scheduled for a tenant, and have its data deleted when its time has come."""
        tenant = workspace or self.allowed[0]
        known = self._known.get(tenant)
        if platform != TEAMS or (at is not None and known is not None and known.since > at):
            return
        if await self._lose(tenant, reason):
            await self._ring()

    async def settle(self) -> None:
        """Wait until what is being told to the operator is told."""
        await asyncio.gather(*self._saying)

    async def _lose(self, tenant: str, reason: str) -> bool:
        now = self.clock()
        news = await self.store.lose_workspace(TEAMS, tenant, reason=reason, at=now, delete_after=now + self.keep)
        if found := await self.store.workspace(TEAMS, tenant):
            self._known[tenant] = found
        if news:
            log.warning("workspace lost", workspace=tenant, reason=reason)
            told = f"its briefs are stopped, its data is deleted in {self.keep.days} days."
            self._say(f"The Teams tenant {tenant} is lost ({reason}): {told}")
        return news

    async def _regain(self, tenant: str) -> None:
        fresh = Workspace(platform=TEAMS, id=tenant, since=self.clock())
        await self.store.save_workspace(fresh)
        self._known[tenant] = fresh

    def _say(self, text: str) -> None:
        """Tell the operator, beside what goes on: who hears of a loss may be posting in the channel of the notices."""

        async def say() -> None:
            try:
                await self.notify(text)
            except Exception:
                log.exception("a notice was not told")

        task = asyncio.create_task(say())
        self._saying.add(task)
        task.add_done_callback(self._saying.discard)

    async def _ring(self) -> None:
        if self.changed is not None:
            await self.changed()
