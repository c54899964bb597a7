"""The door to Slack: open before the rest of the house is built, so that nobody waits for models to be read.

Only what is needed to acknowledge is imported here; a test holds it to that.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from slack_bolt.authorization import AuthorizeResult

from bot.app.waiting import WaitingDesk
from bot.chat.heard import Desk
from bot.chat.slack.app import SlackEdge, bolt_app, identity_of
from bot.chat.slack.http import SlackWeb
from bot.chat.slack.network import SlackClients, SlackNetwork, slack_clients
from bot.errors import ConfigError
from bot.listening import Listening
from bot.log import get_logger
from bot.settings import Settings

log = get_logger("slack")


@dataclass(slots=True, kw_only=True)
class Bots:
    """The bot's own user id by workspace; `own` is the one of the token, which needs no name.

    `heard` is the organisation of each workspace that something came from.
    """

    own: str = ""
    named: dict[str, str] = field(default_factory=dict)
    heard: dict[str, str] = field(default_factory=dict)

    def of(self, team: str, enterprise: str) -> str:
        """Return the bot's user id where something comes from, "" where it is not known."""
        if team and enterprise:
            self.heard[team] = enterprise
        return self.named.get(team, self.own)


@dataclass(slots=True, kw_only=True)
class Door:
    """Slack is heard. `identity` is whose the bot's token is, None without a token; `edge` is the socket, if any."""

    clients: SlackClients
    desk: WaitingDesk
    bots: Bots
    identity: AuthorizeResult | None = None
    edge: SlackEdge | None = None
    web: SlackWeb | None = None
    server: Listening | None = None

    @property
    def team(self) -> str:
        """The workspace of the token, "" without one."""
        return str(self.identity.team_id or "") if self.identity else ""

    def give(self, desk: Desk) -> None:
        """Let `desk` answer what was heard and what will be."""
        self.desk.give(desk)
        if self.web is not None:
            self.web.ready = True

    async def shut(self) -> None:
        """Hear no more; what was acknowledged is with the desk."""
        if self.edge is not None:
            await self.edge.stop()
        if self.server is not None:
            await self.server.stop()

    async def watch(self) -> None:
        """Return never; raise where the socket has been down for too long."""
        if self.edge is not None:
            await self.edge.watch()
        await asyncio.Event().wait()


@asynccontextmanager
async def door(settings: Settings) -> AsyncIterator[Door]:
    """Open it; raise ConfigError for a setting that is missing or refused, DeliveryError where Slack is not reached."""
    check(settings)
    async with AsyncExitStack() as stack:
        clients = await stack.enter_async_context(_clients(settings))
        made = Door(clients=clients, desk=WaitingDesk(), bots=Bots())
        stack.push_async_callback(made.shut)
        secret = settings.slack_signing_secret
        if settings.slack_mode == "http" or settings.slack_public_url:
            app = None
            if settings.slack_mode == "http" and secret is not None:
                app = bolt_app(clients, made.desk, bot_of=made.bots.of, signing_secret=secret.get_secret_value())
            made.web = SlackWeb(app=app, signing_secret=secret.get_secret_value() if secret else "")
            made.server = Listening(settings.slack_listen, made.web.answer, setting="slack_listen", backlog=1024)
            await made.server.start()
            log.info("listening", address=":".join(map(str, made.server.address)))
        if settings.slack_mode == "socket":
            made.edge = SlackEdge(clients, made.desk, bot_of=made.bots.of)
            await made.edge.start()
        if settings.slack_bot_token is not None:
            made.identity = await identity_of(clients)
            made.bots.own = str(made.identity.bot_user_id or "")
            log.info("connected", workspace=str(made.identity.team or made.team))
        yield made


def check(settings: Settings) -> None:
    """Raise ConfigError unless the settings are enough for the mode they ask for."""
    if settings.slack_client_id is None and settings.slack_client_secret is None and settings.slack_bot_token is None:
        raise ConfigError(
            "slack_bot_token",
            "is not set",
            hint="set SLACK_BOT_TOKEN (xoxb-…) for one workspace, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for many",
        )
    _check_oauth(settings)
    if settings.slack_mode == "socket" and settings.slack_app_token is None:
        raise ConfigError(
            "slack_app_token",
            "is not set, and Socket Mode needs it",
            hint="set SLACK_APP_TOKEN to the app-level token (xapp-…), or slack_mode: http",
        )
    if settings.slack_mode == "http" and settings.slack_signing_secret is None:
        raise ConfigError(
            "slack_signing_secret",
            "is not set, and HTTP mode needs it",
            hint="set SLACK_SIGNING_SECRET (Basic Information of the app), or slack_mode: socket",
        )


def _check_oauth(settings: Settings) -> None:
    known, secret = settings.slack_client_id, settings.slack_client_secret
    if known is None and secret is None:
        return
    if known is None:
        raise ConfigError("slack_client_id", "is not set, though its secret is", hint="set SLACK_CLIENT_ID too")
    if secret is None:
        raise ConfigError("slack_client_secret", "is not set, though the id is", hint="set SLACK_CLIENT_SECRET too")
    if settings.slack_token_keys is None:
        raise ConfigError(
            "slack_token_keys",
            "is not set, and tokens of workspaces are never stored without",
            hint="set SLACK_TOKEN_KEYS to what `entente slack-keys new` prints",
        )
    if settings.slack_mode == "http" and settings.slack_public_url is None:
        raise ConfigError(
            "slack_public_url",
            "is not set, and installing by OAuth needs it",
            hint="set ENTENTE_SLACK_PUBLIC_URL to where browsers reach slack_listen, as in https://bot.example.org",
        )
    if settings.slack_public_url is not None and not _keeps_cookies(settings.slack_public_url):
        raise ConfigError(
            "slack_public_url",
            "is not https, and browsers keep the cookie of an installation for https alone",
            hint="put a TLS proxy before slack_listen and name its address",
        )


def _keeps_cookies(url: str) -> bool:
    """Whether a browser keeps a cookie marked as secure: for https, and on its own machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in {"localhost", "127.0.0.1", "::1"}


def _clients(settings: Settings) -> AbstractAsyncContextManager[SlackClients]:
    network = SlackNetwork(
        api_url=settings.slack_api_url,
        proxy_url=settings.proxy_url,
        no_proxy=settings.no_proxy,
        ca_bundle=settings.ca_bundle,
    )
    bot, app = settings.slack_bot_token, settings.slack_app_token
    return slack_clients(
        network,
        bot_token=bot.get_secret_value() if bot else "",
        app_token=app.get_secret_value() if app else "",
    )
