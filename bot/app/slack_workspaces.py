"""The workspaces of Slack the bot is in: what serves each, and what happens when one is lost or comes back."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.web.async_client import AsyncWebClient

from bot.app.installations import Key, SealedInstallations, Tokens
from bot.app.slack_door import Door
from bot.chat.platform import Directory, Gateway, Live, Platform, Renderer, Surfaces
from bot.chat.slack.app_clients import WorkspaceClient
from bot.domain.moments import Clock
from bot.domain.workspace import Workspace
from bot.errors import DeliveryError, InstallationUnavailable
from bot.log import get_logger
from bot.steps.parts import Notify
from bot.store import Store

log = get_logger("workspaces")
SLACK = "slack"
_ASKING_SECONDS = 5.0
_SAME_MOMENT = timedelta(seconds=1)  # Slack tells time in whole seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Makers:
    """How a workspace's parts are made of its client; `directory` and `live` also take which it is."""

    renderer: Renderer
    gateway: Callable[[AsyncWebClient], Gateway]
    directory: Callable[[AsyncWebClient, str, str], Directory]
    surfaces: Callable[[AsyncWebClient], Surfaces | None]
    live: Callable[[AsyncWebClient, str], Live | None] = lambda _client, _team: None


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth:
    """Installations in the database, and their tokens."""

    installations: SealedInstallations
    tokens: Tokens


@dataclass(slots=True, kw_only=True)
class SlackWorkspaces:
    """Knows them all in memory; the database is asked at the start alone.

    `keep` is how long what is stored of a lost workspace is kept; `changed` is called when schedules must be set anew.
    """

    door: Door
    makers: Makers
    clock: Clock
    keep: timedelta
    notify: Notify
    oauth: OAuth | None = None
    changed: Callable[[], Awaitable[None]] | None = None
    _store: Store | None = field(default=None, init=False)
    _known: dict[str, Workspace] = field(default_factory=dict, init=False)
    _platforms: dict[str, Platform] = field(default_factory=dict, init=False)
    _unsaved: dict[str, Workspace] = field(default_factory=dict, init=False)
    _saying: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    @property
    def store(self) -> Store:
        """The store, once `load` was called."""
        if self._store is None:
            raise RuntimeError("workspaces are not loaded")
        return self._store

    async def load(self, store: Store) -> None:
        """Read which workspaces there are; whoever the token belongs to is installed, whatever was thought before."""
        self._store = store
        self._known = {one.id: one for one in await store.workspaces(SLACK)}
        identity = self.door.identity
        if identity is not None and self.door.team:
            name, enterprise = str(identity.team or ""), str(identity.enterprise_id or "")
            await self._regain(self.door.team, name=name, enterprise=enterprise)
        if self.oauth is not None:
            self.oauth.installations.on_saved = self.installed
            for enterprise, team, name, org_wide in await store.installed_teams(self.oauth.installations.client_id):
                known = self._known.get(team)
                # An installation that stands beside a loss: of before a mistake was mended, or stored in a last moment.
                if team and (known is None or (known.lost and await self._answers(team, enterprise))):
                    await self._regain(team, name=name, enterprise=enterprise)
                elif org_wide:
                    self._known.setdefault(enterprise, self._made(enterprise, name=name, enterprise=enterprise))

    async def refresh(self) -> None:
        """Learn what another process found out: which workspaces came, went or came back."""
        for one in await self.store.workspaces(SLACK):
            if self._known.get(one.id) != one and one.id not in self._unsaved:
                self._known[one.id] = one
                self._platforms.pop(one.id, None)
                if self.oauth is not None:
                    self.oauth.tokens.drop(self._key(one.id))

    def base(self) -> Platform:
        """Return the platform of the token's workspace, by which all others are reached."""
        return self._platform(self.door.team, self._client(self.door.team), workspaces=self.at)

    def at(self, workspace: str) -> Platform:
        """Return the platform in `workspace`; raise InstallationUnavailable where the bot is not installed there."""
        self._live(workspace)
        if workspace not in self._platforms:
            self._platforms[workspace] = self._platform(workspace, self._client(workspace))
        return self._platforms[workspace]

    def serves(self, workspace: str) -> bool:
        """Whether anything may be sent there; "" is the workspace of the token."""
        known = self._known.get(workspace or self.door.team)
        return known is not None and not known.lost if workspace or self.door.team else True

    async def installed(self, installation: Installation) -> None:
        """Take note of an installation that was stored: everything of that workspace is taken up again."""
        enterprise, team = installation.enterprise_id or "", installation.team_id or ""
        if installation.is_enterprise_install:
            name = installation.enterprise_name or ""
            ids = [one.id for one in self._known.values() if one.enterprise == enterprise and one.org_wide]
            self._known[enterprise] = self._made(enterprise, name=name, enterprise=enterprise)
            for each in ids:
                await self._regain(each, name="", enterprise=enterprise, org_wide=True)
        else:
            await self._regain(team, name=installation.team_name or "", enterprise=enterprise)
        await self.notify(f"Installed in the workspace {installation.team_name or team or enterprise}.")
        await self._ring()

    async def lost(
        self,
        platform: str,
        workspace: str,
        reason: str,
        *,
        enterprise: str = "",
        uninstalled: bool = False,
        at: datetime | None = None,
    ) -> None:
        """Stop what is scheduled for a workspace, and have its data deleted when its time has come."""
        if platform != SLACK:
            return
        news = False
        for each in self._concerned(workspace, enterprise, uninstalled=uninstalled):
            if at is not None and await self._is_younger(each, at):
                log.info("word of an older installation's end", workspace=each)
                continue
            news = await self._lose(each, reason) or news
            if uninstalled:
                await self._forget_tokens(each)
            if each in self._known and each == self._known[each].enterprise:
                del self._known[each]
        if news:
            await self._ring()

    def _concerned(self, workspace: str, enterprise: str, *, uninstalled: bool) -> tuple[str, ...]:
        """Return the ids that are lost: with an organisation's installation all of its workspaces are."""
        name = workspace or ("" if enterprise else self.door.team)
        known = self._known.get(name)
        if uninstalled and (not name or (known is not None and known.org_wide)):
            whole = enterprise or (known.enterprise if known else "")
            under = [one.id for one in self._known.values() if one.enterprise == whole and one.org_wide]
            return (*under, whole) if whole else tuple(under)
        return (name,) if name else ()

    async def _is_younger(self, workspace: str, at: datetime) -> bool:
        """Whether the installation that stands was stored after `at`: Slack repeats what it was not heard to say."""
        if self.oauth is None:
            return False
        stored = await self.oauth.installations.stored_at(self._key(workspace))
        return stored is not None and stored - at > _SAME_MOMENT

    async def _lose(self, workspace: str, reason: str) -> bool:
        now = self.clock()
        self._platforms.pop(workspace, None)
        if workspace in self._known and workspace == self._known[workspace].enterprise:
            return False  # the organisation itself has no data
        news = await self.store.lose_workspace(SLACK, workspace, reason=reason, at=now, delete_after=now + self.keep)
        if found := await self.store.workspace(SLACK, workspace):
            self._known[workspace] = found
        if news:
            days = self.keep.days
            log.warning("workspace lost", workspace=workspace, reason=reason)
            self._say(
                f"Workspace {workspace} is lost ({reason}): its briefs are stopped, its data is deleted in {days} days."
            )
        return news

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

    async def _forget_tokens(self, workspace: str) -> None:
        if self.oauth is not None:
            key = self._key(workspace)
            await self.oauth.installations.forget(key)
            self.oauth.tokens.drop(key)

    async def _regain(self, workspace: str, *, name: str, enterprise: str, org_wide: bool = False) -> None:
        known = self._known.get(workspace)
        if self.oauth is not None:
            self.oauth.tokens.drop(Key(team=workspace, enterprise=enterprise, org_wide=org_wide))
        self._platforms.pop(workspace, None)
        fresh = self._made(workspace, name=name, enterprise=enterprise, org_wide=org_wide, known=known)
        if fresh != known:
            await self.store.save_workspace(fresh)
        self._known[workspace] = fresh

    def _made(
        self, workspace: str, *, name: str, enterprise: str, org_wide: bool = False, known: Workspace | None = None
    ) -> Workspace:
        return Workspace(
            platform=SLACK,
            id=workspace,
            since=known.since if known else self.clock(),
            name=name or (known.name if known else ""),
            enterprise=enterprise,
            org_wide=org_wide,
        )

    def _live(self, workspace: str) -> Workspace:
        known = self._known.get(workspace) or self._adopted(workspace)
        if known is None:
            raise InstallationUnavailable(workspace, "the bot is not installed in this workspace")
        if known.lost:
            raise InstallationUnavailable(workspace, f"the bot is no longer in this workspace ({known.reason})")
        return known

    def _adopted(self, workspace: str) -> Workspace | None:
        """Return a workspace first heard of now, of an organisation that installed the bot for all of its own."""
        enterprise = self.door.bots.heard.get(workspace, "")
        whole = self._known.get(enterprise) if enterprise else None
        if self.oauth is None or whole is None or whole.lost:
            return None
        found = self._made(workspace, name="", enterprise=enterprise, org_wide=True)
        self._known[workspace] = self._unsaved[workspace] = found
        return found

    def _key(self, workspace: str) -> Key:
        known = self._known.get(workspace)
        enterprise = known.enterprise if known else ""
        whole = known is not None and (known.org_wide or known.id == known.enterprise)
        return Key(team="" if whole else workspace, enterprise=enterprise, org_wide=whole)

    def _client(self, workspace: str) -> AsyncWebClient:
        org_wide = workspace in self._known and self._known[workspace].org_wide

        async def token() -> str:
            return await self._token(workspace)

        async def gone(code: str, token: str) -> bool:
            if await self._has_another(workspace, token):
                return True
            await self.lost(SLACK, workspace, code)
            return False

        return WorkspaceClient(self.door.clients, token_of=token, on_gone=gone, team=workspace if org_wide else "")

    async def _has_another(self, workspace: str, token: str) -> bool:
        """Whether the installation has another token than `token` by now: another process may have stored it."""
        if self.oauth is None or (workspace == self.door.team and self.door.identity is not None):
            return False
        key = self._key(workspace)
        try:
            return (await self.oauth.tokens.read_again(key)).bot_token != token
        except DeliveryError:
            return False

    async def _answers(self, team: str, enterprise: str) -> bool:
        """Whether Slack takes the stored token of a workspace; what cannot be asked now does not."""
        if self.oauth is None:
            return False
        try:
            async with asyncio.timeout(_ASKING_SECONDS):
                bot = await self.oauth.tokens.bot(Key(team=team, enterprise=enterprise))
                client = WorkspaceClient(self.door.clients, token_of=lambda: asyncio.sleep(0, bot.bot_token))
                await client.auth_test()
        except (DeliveryError, SlackClientError, aiohttp.ClientError, TimeoutError, OSError):
            return False
        return True

    async def _token(self, workspace: str) -> str:
        """Return a token that is good now; raise InstallationUnavailable."""
        if workspace == self.door.team and self.door.identity is not None:
            return str(self.door.clients.bot.token or "")
        self._live(workspace)
        if fresh := self._unsaved.pop(workspace, None):
            await self.store.save_workspace(fresh)
        if self.oauth is None:
            raise InstallationUnavailable(workspace, "the bot's token is of another workspace")
        bot = await self.oauth.tokens.bot(self._key(workspace))
        self.door.bots.named[workspace] = bot.bot_user_id
        return bot.bot_token

    def _platform(
        self, workspace: str, client: AsyncWebClient, *, workspaces: Callable[[str], Platform] | None = None
    ) -> Platform:
        known, identity = self._known.get(workspace), self.door.identity
        own = str(identity.enterprise_id or "") if identity and workspace == self.door.team else ""
        return Platform(
            name=SLACK,
            renderer=self.makers.renderer,
            gateway=self.makers.gateway(client),
            directory=self.makers.directory(client, workspace, known.enterprise if known else own),
            surfaces=self.makers.surfaces(client),
            live=self.makers.live(client, workspace),
            workspaces=workspaces,
        )

    async def _ring(self) -> None:
        if self.changed is not None:
            await self.changed()
