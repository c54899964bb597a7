"""Where Teams stands, out of the settings and what Microsoft's library knows of its cloud. Import this late."""

from bot.app import teams_settings
from bot.chat.teams.network import CLOUD_LINKS, TeamsNetwork
from bot.chat.teams.sdk import from_name
from bot.settings import Settings


def teams_network(settings: Settings) -> TeamsNetwork:
    """Return the network of the cloud that is set, with the addresses that are; raise ConfigError."""
    cloud = from_name(settings.teams_cloud)
    return TeamsNetwork(
        login_url=settings.teams_login_url or cloud.login_endpoint,
        openid_url=settings.teams_openid_url or cloud.openid_metadata_url,
        service_url=teams_settings.service_of(settings),
        hosts=teams_settings.hosts_of(settings),
        proxy_url=settings.proxy_url,
        no_proxy=settings.no_proxy,
        ca_bundle=settings.ca_bundle,
        scope=cloud.bot_scope,
        link_url=CLOUD_LINKS[settings.teams_cloud],
    )
