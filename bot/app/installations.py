"""Installations by OAuth in the bot's own database: tokens encrypted at rest, refreshed before they expire."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from slack_sdk.errors import SlackApiError, SlackTokenRotationError
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app.sealing import Sealer
from bot.chat.slack.app_logs import silent_logger
from bot.chat.slack.failures import code_of, failure
from bot.errors import ConfigError, DeliveryError, InstallationUnavailable, RateLimited, StorageError
from bot.log import get_logger
from bot.store import Store

log = get_logger("installations")
_EARLY_MINUTES = 120
_STATE_SECONDS = 600
_PATIENCE_SECONDS = 60.0
_MENDING_SECONDS = 600.0
_ENDED = frozenset({"invalid_refresh_token", "invalid_auth", "token_revoked", "account_inactive"})
"""What Slack answers to a refresh where the installation itself has ended, and not this bot's settings or line."""
_SECRETS = ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token", "incoming_webhook_url")


@dataclass(frozen=True, slots=True)
class Key:
    """What names an installation: a workspace, in an organisation or in none, or an organisation as a whole."""

    team: str
    enterprise: str = ""
    org_wide: bool = False

    @property
    def arguments(self) -> dict[str, Any]:
        """Return the key as the library takes it."""
        team = None if self.org_wide else self.team
        return {"enterprise_id": self.enterprise or None, "team_id": team}


class TokenUnusable(RateLimited):
    """There is a token, but it cannot be used before somebody mends something: nothing was sent, nothing is lost."""

    def __init__(self, team: str, problem: str, *, retry_after: float = _MENDING_SECONDS) -> None:
        """Keep why."""
        super().__init__(team, retry_after, wide=False)
        self.problem = problem
        self.args = (f"{team}: {problem}",)


class SealedInstallations(AsyncSQLAlchemyInstallationStore):
    """The library's store over the bot's database. No token reaches a table, a log or an error in clear text."""

    def __init__(self, store: Store, *, client_id: str, sealer: Sealer) -> None:
        """Keep the store; `on_saved` is called after each installation that was stored."""
        # The library only ever opens transactions on its engine, and those are the store's.
        super().__init__(client_id, cast("AsyncEngine", store.transactions), logger=silent_logger())
        self._store, self._sealer = store, sealer
        self.on_saved: Callable[[Installation], Any] | None = None

    async def async_save(self, installation: Installation) -> None:
        """Store an installation in the place of what there was of its workspace, and tell of it; raise StorageError."""
        await self.replace(installation)
        if self.on_saved is not None:
            await self.on_saved(installation)

    async def replace(self, installation: Installation) -> None:
        """Store an installation whose tokens alone are new; raise StorageError."""
        await super().async_save(self._sealed(installation))
        team = None if installation.is_enterprise_install else installation.team_id
        await self._store.keep_newest_installation(self.client_id, installation.enterprise_id, team)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """Return the bot of an installation; raise ConfigError where its token cannot be opened, StorageError."""
        found = await super().async_find_bot(
            enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
        )
        return self._opened(found) if found else None

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """Return an installation; raise ConfigError where a token cannot be opened, StorageError."""
        # The library calls async_find_bot where a row lacks a token, whose tokens are opened already.
        found = await super().async_find_installation(
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            is_enterprise_install=is_enterprise_install,
        )
        return self._opened(found) if found else None

    async def stored_at(self, key: Key) -> datetime | None:
        """Return when an installation was made, None where there is none; raise StorageError."""
        found = await super().async_find_installation(**key.arguments, is_enterprise_install=key.org_wide)
        return datetime.fromtimestamp(found.installed_at, UTC) if found else None

    async def forget(self, key: Key) -> None:
        """Delete all tokens of an installation; one that is not there is no failure. Raise StorageError."""
        await self.async_delete_bot(**key.arguments)
        await self.async_delete_installation(**key.arguments)

    def _sealed(self, installation: Installation) -> Installation:
        copy = Installation(**installation.to_dict_for_copying())
        # A row of an organisation belongs to no workspace, whichever it was installed from.
        copy.team_id = None if copy.is_enterprise_install else copy.team_id
        for name in _SECRETS:
            if value := getattr(copy, name):
                setattr(copy, name, self._sealer.seal(value))
        return copy

    def _opened(self, found: Any) -> Any:
        for name in _SECRETS:
            if value := getattr(found, name, None):
                setattr(found, name, self._sealer.open(value))
        return found


class States(AsyncSQLAlchemyOAuthStateStore):
    """The states of installations under way, each good once and for ten minutes."""

    def __init__(self, store: Store) -> None:
        super().__init__(_STATE_SECONDS, cast("AsyncEngine", store.transactions), logger=silent_logger())
        self._store = store

    async def async_consume(self, state: str) -> bool:
        """Take `state`; two that come with the same one at once cannot both have it."""
        return await self._store.take_oauth_state(state, datetime.now(UTC))


class Tokens:
    """The token of each installation, kept in memory, refreshed in good time by whoever asks first."""

    def __init__(self, store: SealedInstallations, rotator: AsyncTokenRotator) -> None:
        """Keep the store and what asks Slack for fresh tokens."""
        self._store, self._rotator = store, rotator
        self._bots: dict[Key, Bot] = {}
        self._locks: dict[Key, asyncio.Lock] = {}
        self._again: dict[Key, float] = {}
        self._owed: dict[Key, Installation] = {}
        """Refreshed tokens that the database did not take yet: the ones before them stand for nothing any more."""

    def drop(self, key: Key) -> None:
        """Read the installation anew when it is asked for next."""
        self._bots.pop(key, None)
        self._again.pop(key, None)
        self._owed.pop(key, None)

    async def read_again(self, key: Key) -> Bot:
        """Return the bot as it is stored now; raise as `bot` does."""
        self._bots.pop(key, None)
        return await self.bot(key)

    async def bot(self, key: Key) -> Bot:
        """Return the bot of an installation with a token that is good now.

        Raise InstallationUnavailable where there is none any more, TokenUnusable where there may be one again.
        """
        known = self._bots.get(key)
        if known is not None and not self._due(key, known):
            return known
        async with self._locks.setdefault(key, asyncio.Lock()):
            known = self._bots.get(key)
            if known is None or self._due(key, known):
                known = self._bots[key] = await self._fresh(key)
            return known

    def _due(self, key: Key, bot: Bot) -> bool:
        """Whether the token is to be refreshed or stored now; after a failure one that serves is left for a while."""
        patient = time.monotonic() < self._again.get(key, 0.0) and not _expired(bot)
        return (_expiring(bot) or key in self._owed) and not patient

    async def _fresh(self, key: Key) -> Bot:
        """Read the installation, which another process may have refreshed, and refresh it where it has to be."""
        found = self._owed.get(key) or await self._stored(key)
        if found is None or not found.bot_token:
            raise InstallationUnavailable(key.team, "the app is not installed there")
        if _expiring(found.to_bot()):
            found = await self._refreshed(key, found)
        elif key in self._owed:
            await self._keep(key, found)
        return found.to_bot()

    async def _stored(self, key: Key) -> Installation | None:
        try:
            return await self._store.async_find_installation(**key.arguments, is_enterprise_install=key.org_wide)
        except ConfigError as error:
            log.error("a token cannot be opened", workspace=key.team, problem=str(error))  # noqa: TRY400
            raise TokenUnusable(key.team, str(error)) from None

    async def _refreshed(self, key: Key, found: Installation) -> Installation:
        """Ask Slack for a fresh token; where that fails, what is not expired yet still serves."""
        try:
            rotated = await self._rotated(key, found)
        except DeliveryError as problem:
            other = await self._stored(key)  # another process may have been quicker, and made this token an old one
            if other is not None and other.bot_token != found.bot_token and not _expired(other.to_bot()):
                return other
            log.warning("a token was not refreshed", workspace=key.team, problem=problem.problem)
            if _expired(found.to_bot()):
                raise
            self._again[key] = time.monotonic() + _PATIENCE_SECONDS
            return found
        if rotated is None:
            return found
        log.info("token refreshed", workspace=key.team, enterprise=key.enterprise)
        await self._keep(key, rotated)
        return rotated

    async def _rotated(self, key: Key, found: Installation) -> Installation | None:
        """Return the installation with the token that Slack gave for it; raise DeliveryError."""
        try:
            return await self._rotator.perform_token_rotation(
                installation=found, minutes_before_expiration=_EARLY_MINUTES
            )
        except SlackTokenRotationError as error:
            raise _problem(error, key) from None
        except Exception as error:  # `failure` raises again what is no failed call
            raise _passing(failure(error, key.team)) from None

    async def _keep(self, key: Key, fresh: Installation) -> None:
        """Store a fresh token; one that the database does not take now is used, and stored later."""
        try:
            await self._store.replace(fresh)
        except StorageError as error:
            log.error("a fresh token was not stored", workspace=key.team, problem=str(error))  # noqa: TRY400
            self._owed[key] = fresh
            self._again[key] = time.monotonic() + _PATIENCE_SECONDS
        else:
            self._owed.pop(key, None)


def _problem(error: SlackTokenRotationError, key: Key) -> DeliveryError:
    """Return what a refused refresh means: the end of the installation only where Slack says so."""
    cause = getattr(error, "api_error", None)
    if not isinstance(cause, SlackApiError):
        return TokenUnusable(key.team, "its token could not be refreshed")
    code = code_of(cause)
    if code in _ENDED:
        return InstallationUnavailable(key.team, f"its token could not be refreshed ({code})")
    if code.startswith(("invalid_", "bad_")):  # the app's own id or secret
        return TokenUnusable(key.team, f"its token could not be refreshed ({code})")
    return _passing(failure(cause, key.team))


def _passing(problem: DeliveryError) -> DeliveryError:
    """Return what failed before anything was sent as something that may be tried again."""
    if isinstance(problem, RateLimited | InstallationUnavailable):
        return problem
    return TokenUnusable(problem.channel, problem.problem, retry_after=_PATIENCE_SECONDS)


def _expiring(bot: Bot) -> bool:
    return bot.bot_token_expires_at is not None and bot.bot_token_expires_at <= time.time() + _EARLY_MINUTES * 60


def _expired(bot: Bot) -> bool:
    return bot.bot_token_expires_at is not None and bot.bot_token_expires_at <= time.time()
