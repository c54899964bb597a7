"""The Slack app's manifest in its two forms: Socket Mode as shipped, or HTTP at a public address."""

from copy import deepcopy
from typing import Any
from urllib.parse import urlsplit

from bot import settings as configuration
from bot.chat.slack.http import EVENTS_PATH, REDIRECT_PATH
from bot.errors import ConfigError

HISTORY = ("channels:history", "groups:history")


def manifest_for(*, url: str = "", history: bool = False) -> dict[str, Any]:
    """Return the manifest; with `url` Slack reaches the bot there, with `history` it may look up its own messages.

    An app that is installed by OAuth may also be installed for a whole organisation.

    Raise ConfigError for an address that Slack would not take.
    """
    made: dict[str, Any] = deepcopy(configuration.shipped("slack/manifest.yaml"))
    scopes = made["oauth_config"]["scopes"]
    scopes["bot_optional"] = [*(HISTORY if history else ()), *scopes["bot_optional"]]
    if url:
        _over_http(made, _checked(url))
    return made


def _over_http(made: dict[str, Any], url: str) -> None:
    settings = made["settings"]
    settings["socket_mode_enabled"] = False
    settings["org_deploy_enabled"] = True
    settings["event_subscriptions"] = {"request_url": url + EVENTS_PATH, **settings["event_subscriptions"]}
    settings["interactivity"] = {"is_enabled": True, "request_url": url + EVENTS_PATH}
    for command in made["features"]["slash_commands"]:
        command["url"] = url + EVENTS_PATH
    made["oauth_config"] = {"redirect_urls": [url + REDIRECT_PATH], **made["oauth_config"]}


def _checked(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment or parts.path not in {"", "/"}:
        raise ConfigError("--url", f"{url!r} is no address Slack could reach", hint="as in https://bot.example.org")
    return url.rstrip("/")
