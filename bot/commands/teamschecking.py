"""What `teams check` does: say what is missing, what must reach the bot and what it must reach; ask only if told to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.commands.checking import Finding
from bot.errors import BotError, ConfigError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.chat.teams.network import TeamsClients, TeamsNetwork

_NEEDED = (
    ("teams_app_id", "TEAMS_APP_ID", "the application (client) id"),
    ("teams_app_secret", "TEAMS_APP_SECRET", "a client secret's value"),
    ("teams_tenant_id", "TEAMS_TENANT_ID", "the directory (tenant) id"),
)
_FILES = {
    "public": ".sharepoint.com",
    "usgov": ".sharepoint.us",
    "usgovdod": ".sharepoint-mil.us",
    "china": ".sharepoint.cn",
}


@dataclass(frozen=True, slots=True)
class Way:
    """A way through a firewall: `direction` is in or out, `host` and port, and what goes there."""

    direction: str
    host: str
    what: str


def examine(settings: Settings) -> tuple[Finding, ...]:
    """Return what of the settings is there; nothing is fetched."""
    found = [
        Finding(name=name, well=bool(getattr(settings, name)), seen=_seen(settings, name, variable, meant))
        for name, variable, meant in _NEEDED
    ]
    return (*found, _whole(settings)) if all(one.well for one in found) else tuple(found)


def ways(settings: Settings) -> tuple[Way, ...]:
    """Return which hosts must be reached from which side, all over HTTPS."""
    from bot.app.teams_network import teams_network  # noqa: PLC0415
    from bot.chat.teams.http import MESSAGES_PATH  # noqa: PLC0415

    network = teams_network(settings)
    proxied = f" (then plain to {settings.teams_listen})"
    return (
        Way("in", f"your TLS proxy, {MESSAGES_PATH}", f"what Teams sends{proxied}"),
        Way("out", _host(network.login_url), "tokens"),
        Way("out", _host(network.openid_url), "keys of what Teams sends"),
        *(Way("out", host, "messages, names of channels and people") for host in _served(network, settings)),
        Way("out", f"*{_FILES[settings.teams_cloud]}", "files, for who asks for one; nothing else needs it"),
    )


def _served(network: "TeamsNetwork", settings: Settings) -> tuple[str, ...]:
    """Return the hosts where messages go: the usual one, and those the operator named."""
    return tuple(dict.fromkeys((_host(network.service_url).lower(), *settings.teams_service_hosts)))


def way_lines(found: tuple[Way, ...], settings: Settings) -> Iterator[str]:
    """Yield a line per way, and by what the bot gets out."""
    for way in found:
        yield f"{way.direction:<4}  {way.host}: {way.what}"
    proxy = urlsplit(settings.proxy_url or "")
    yield f"out goes through {proxy.hostname}:{proxy.port}" if proxy.hostname else "out goes directly: no proxy is set"


async def ask(settings: Settings) -> tuple[Finding, ...]:
    """Return what came of asking for a token, for the keys, and of knocking where messages go; no secret is shown."""
    from bot.app.teams_network import teams_network  # noqa: PLC0415
    from bot.chat.teams.network import teams_clients  # noqa: PLC0415

    network = teams_network(settings)
    secret = settings.teams_app_secret.get_secret_value() if settings.teams_app_secret else ""
    app_id, tenant = settings.teams_app_id or "", settings.teams_tenant_id or ""
    async with teams_clients(network, app_id=app_id, secret=secret, tenant=tenant) as clients:
        hosts = [await _knocked(clients, host) for host in _served(network, settings)]
        return await _token(clients), await _keys(clients), *hosts


async def _token(clients: "TeamsClients") -> Finding:
    host = _host(clients.network.login_url)
    try:
        await clients.token()
    except BotError as error:
        return Finding(name="token", well=False, seen=str(error))
    return Finding(name="token", well=True, seen=f"given by {host}")


async def _keys(clients: "TeamsClients") -> Finding:
    from bot.chat.teams.keys import Keys  # noqa: PLC0415

    host = _host(clients.network.openid_url)
    keys = Keys(clients.fetch, clients.network.openid_url)
    there = await keys.warm()
    await keys.close()
    return Finding(name="keys", well=there, seen=f"shown by {host}" if there else f"none could be had from {host}")


async def _knocked(clients: "TeamsClients", host: str) -> Finding:
    """Return whether anything answers at a host; what it answers without a token does not matter."""
    from bot.chat.teams.failures import CALL_FAILURES  # noqa: PLC0415

    named = (url for url in (clients.network.service_url,) if _host(url) == host)
    try:
        answer = await clients.http.get(next(named, f"https://{host}/"))
    except CALL_FAILURES as error:
        return Finding(name=host, well=False, seen=f"cannot be reached ({type(error).__name__})")
    return Finding(name=host, well=answer.status_code < 500, seen=f"answers ({answer.status_code} without a token)")


def _seen(settings: Settings, name: str, variable: str, meant: str) -> str:
    if not getattr(settings, name):
        return f"is not set; set {variable} to {meant}"
    return "set" if name == "teams_app_secret" else str(getattr(settings, name))


def _whole(settings: Settings) -> Finding:
    from bot.app import teams_settings  # noqa: PLC0415

    try:
        teams_settings.check(settings)
    except ConfigError as error:
        return Finding(name=error.key, well=False, seen=f"{error.problem}; {error.hint}")
    return Finding(name="Teams", well=True, seen=f"cloud {settings.teams_cloud}, heard at {settings.teams_listen}")


def _host(url: str) -> str:
    return urlsplit(url).netloc
