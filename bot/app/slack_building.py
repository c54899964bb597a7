"""Puts Slack's parts together: the door, the workspaces behind it, and installing where that is set up."""

from datetime import timedelta

from pydantic import SecretStr
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from bot import settings as configuration
from bot.app.installations import SealedInstallations, States, Tokens
from bot.app.manifest import HISTORY
from bot.app.reading import labels_of
from bot.app.sealing import Sealer, keys_in
from bot.app.slack_door import Door
from bot.app.slack_workspaces import Makers, OAuth, SlackWorkspaces
from bot.chat.form_choices import choices_of
from bot.chat.slack.directory import SlackDirectory
from bot.chat.slack.gateway import SlackGateway
from bot.chat.slack.live import SlackLive, quota
from bot.chat.slack.oauth import InstallPages, OAuthApp, authorize_url, tokenless
from bot.chat.slack.render import SlackRenderer
from bot.chat.slack.surfaces import SlackSurfaces
from bot.domain.moments import Clock
from bot.settings import Settings
from bot.steps.parts import Notify
from bot.store import Store


def workspaces_of(settings: Settings, door: Door, *, clock: Clock, notify: Notify) -> SlackWorkspaces:
    """Return the workspaces behind `door`, to be loaded once there is a store."""
    labels = labels_of()
    choices = choices_of(labels)
    streams = quota()
    makers = Makers(
        renderer=SlackRenderer(labels),
        gateway=lambda client: SlackGateway(client, history=settings.slack_history),
        directory=lambda client, team, enterprise: SlackDirectory(client, team=team, enterprise=enterprise),
        surfaces=lambda client: SlackSurfaces(client, choices, clock=clock),
        live=lambda client, team: SlackLive(client, door.clients, team=team, streams=streams),
    )
    keep = timedelta(days=settings.delete_after_days)
    return SlackWorkspaces(door=door, makers=makers, clock=clock, keep=keep, notify=notify)


async def load(
    spaces: SlackWorkspaces, settings: Settings, store: Store, *, client: AsyncWebClient | None = None
) -> None:
    """Read which workspaces there are, and let others be installed where the settings say so; raise ConfigError.

    `client`, without a token, is what Slack is asked with while installing.
    """
    known, secret = settings.slack_client_id, settings.slack_client_secret
    if known is not None and secret is not None:
        asks = client or tokenless(spaces.door.clients)
        installations = SealedInstallations(store, client_id=known, sealer=sealer_of(settings))
        rotator = AsyncTokenRotator(client_id=known, client_secret=secret.get_secret_value(), client=asks)
        spaces.oauth = OAuth(installations=installations, tokens=Tokens(installations, rotator))
        if spaces.door.web is not None and settings.slack_public_url is not None:
            app = OAuthApp(
                client_id=known,
                client_secret=secret.get_secret_value(),
                public_url=settings.slack_public_url,
                scopes=scopes(history=settings.slack_history),
                authorize_url=authorize_url(settings.slack_api_url),
            )
            spaces.door.web.pages = InstallPages(app, client=asks, installations=installations, states=States(store))
    await spaces.load(store)


def sealer_of(settings: Settings) -> Sealer:
    """Return what tokens are sealed with; raise ConfigError where no key is set, or one is none."""
    keys: SecretStr | None = settings.slack_token_keys
    return Sealer(keys_in(keys.get_secret_value()) if keys else ())


def scopes(*, history: bool) -> tuple[str, ...]:
    """Return the scopes of the shipped manifest, those that are optional too, and those for reading history if any."""
    asked = configuration.shipped("slack/manifest.yaml")["oauth_config"]["scopes"]
    return (*asked["bot"], *asked["bot_optional"], *(HISTORY if history else ()))
