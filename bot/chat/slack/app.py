"""The bot's end of Slack's socket: who we are, connect, listen, and notice when the line has been dead too long."""

import asyncio
import logging
import re
import time
from collections.abc import Callable

import aiohttp
from slack_bolt.adapter.socket_mode.async_base_handler import AsyncBaseSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.chat.slack.failures import failure
from bot.chat.slack.handlers import Handlers, Intake
from bot.chat.slack.network import SlackClients, SlackNetwork
from bot.errors import BotError, ConfigError

SILENCE_SECONDS = 120.0
"""How long the socket may be down before the process should end and be started afresh."""
_TICKET = re.compile(r"(ticket|app_id)=[^&'\"\s]+")
_LINE_ERRORS = (TimeoutError, aiohttp.ClientError, SlackClientError, OSError)
_TOKEN_ERRORS = {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"}


class Disconnected(BotError):
    """The socket stayed down; a supervisor should start the process again."""


class SlackEdge:
    """One connection. `start`, then `watch` beside the other work, `stop` at the end."""

    def __init__(self, clients: SlackClients, intake: Intake) -> None:
        """Keep the parts; nothing is sent before `start`."""
        self._clients, self._intake = clients, intake
        self._socket: _Socket | None = None

    async def start(self) -> str:
        """Check both tokens, connect, and return the workspace's name; raise ConfigError for a bad token."""
        identity = await self._identity()
        await self._check_app_token()
        app = bolt_app(self._clients, identity, intake=self._intake)
        self._socket = _Socket(self._clients, logger=_quiet_logger())
        self._socket.socket_mode_request_listeners.append(_Listener(app, self._socket).handle)
        await self._socket.connect()  # type: ignore[no-untyped-call]
        return str(identity.team or identity.team_id or "Slack")

    async def stop(self) -> None:
        """Close the socket; what was acknowledged is with the engine already."""
        if self._socket is not None:
            await self._socket.close()  # type: ignore[no-untyped-call]
            self._socket = None

    async def connected(self) -> bool:
        """Whether the socket is up now."""
        return self._socket is not None and bool(await self._socket.is_connected())

    async def watch(
        self,
        *,
        limit: float = SILENCE_SECONDS,
        every: float = 5.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Return never; raise Disconnected once the socket has been down for `limit` seconds."""
        last_up = monotonic()
        while True:
            if await self.connected():
                last_up = monotonic()
            elif monotonic() - last_up >= limit:
                raise Disconnected(f"slack: no connection for {limit:g} s")
            await asyncio.sleep(every)

    async def _identity(self) -> AuthorizeResult:
        try:
            response = await self._clients.bot.auth_test()
        except SlackApiError as error:
            raise _refused(error, setting="slack_bot_token", variable="SLACK_BOT_TOKEN") from error
        except _LINE_ERRORS as error:
            raise failure(error, "auth.test") from error
        return AuthorizeResult.from_auth_test_response(bot_token=self._clients.bot.token, auth_test_response=response)

    async def _check_app_token(self) -> None:
        """Fail early: the socket client would retry for ever with a token that is wrong."""
        try:
            await self._clients.app.apps_connections_open(app_token=self._clients.app.token or "")
        except SlackApiError as error:
            raise _refused(error, setting="slack_app_token", variable="SLACK_APP_TOKEN") from error
        except _LINE_ERRORS as error:
            raise failure(error, "apps.connections.open") from error


def bolt_app(clients: SlackClients, identity: AuthorizeResult, *, intake: Intake, signing_secret: str = "") -> AsyncApp:
    """Return the app with its listeners. `signing_secret` is for requests over HTTP; the socket needs none."""

    async def authorize() -> AuthorizeResult:
        return identity

    app = AsyncApp(
        client=clients.bot,
        name="entente",
        authorize=authorize,
        signing_secret=signing_secret,
        logger=_quiet_logger(),
        attaching_conversation_kwargs_enabled=False,
    )
    Handlers(intake, bot_user=str(identity.bot_user_id or "")).register(app)
    return app


class _Socket(SocketModeClient):
    """Slack's socket client, which chooses the proxy anew for every address it is given."""

    def __init__(self, clients: SlackClients, *, logger: logging.Logger) -> None:
        self._network: SlackNetwork = clients.network
        super().__init__(app_token=clients.app.token or "", web_client=clients.app, logger=logger)
        self.proxy = None

    async def issue_new_wss_url(self) -> str:
        url = await super().issue_new_wss_url()
        self.proxy = self._network.proxy_for(url)
        return url


class _Listener(AsyncBaseSocketModeHandler):
    """Hands each envelope to the app and its answer back; Bolt's own handler would make a client of its own."""

    def __init__(self, app: AsyncApp, client: _Socket) -> None:
        self.app, self.client = app, client

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        started = time.time()
        response = await run_async_bolt_app(self.app, req)  # type: ignore[arg-type]
        await send_async_response(client, req, response, started)


class _WithoutTickets(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _TICKET.sub(r"\1=[secret]", record.getMessage()), ()
        return True


def _quiet_logger() -> logging.Logger:
    """Return the logger of Slack's libraries: errors only, without the secret that a socket's address carries."""
    logger = logging.getLogger("bot.chat.slack.library")
    logger.setLevel(logging.ERROR)
    if not any(isinstance(each, _WithoutTickets) for each in logger.filters):
        logger.addFilter(_WithoutTickets())
    return logger


def _refused(error: SlackApiError, *, setting: str, variable: str) -> BotError:
    data = getattr(error.response, "data", None)
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if code in _TOKEN_ERRORS or code in {"missing_scope", "not_allowed_token_type"}:
        return ConfigError(setting, f"Slack refuses it ({code})", hint=f"check the variable {variable}")
    return failure(error, setting)
