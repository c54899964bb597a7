"""Teams' settings, looked at before anything is opened. Nothing of Microsoft's library is needed for that. Pure."""

import re
from urllib.parse import urlsplit

from bot.errors import ConfigError
from bot.settings import Settings

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d+)?", re.IGNORECASE)
_ANYBODY = {"common", "organizations", "consumers", "botframework.com"}
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_WHERE = "see docs/teams.md, Registration"
_SERVICES: dict[str, tuple[str, ...]] = {
    "public": ("https://smba.trafficmanager.net/teams", "https://smba.infra.gcc.teams.microsoft.com/teams"),
    "usgov": ("https://smba.infra.gov.teams.microsoft.us/teams",),
    "usgovdod": ("https://smba.infra.dod.teams.microsoft.us/teams",),
    "china": (),
}
"""Where Microsoft says that each cloud's channels are served, the usual place first; of China it names none."""


def is_set(settings: Settings) -> bool:
    """Whether anything of Teams' is set: what is missing is then told rather than left alone."""
    return any((settings.teams_app_id, settings.teams_app_secret, settings.teams_tenant_id))


def check(settings: Settings) -> None:
    """Raise ConfigError for what is missing or no such thing."""
    _check_guid("teams_app_id", settings.teams_app_id, "the application (client) id")
    if settings.teams_app_secret is None:
        raise ConfigError(
            "teams_app_secret",
            "is not set, though Teams is",
            hint=f"set TEAMS_APP_SECRET to a client secret of the app ({_WHERE})",
        )
    _check_tenant("teams_tenant_id", settings.teams_tenant_id)
    for tenant in settings.teams_tenants:
        _check_tenant("teams_tenants", tenant)
    for host in settings.teams_service_hosts:
        _check_host(host)
    _check_service(settings)
    for name in ("teams_service_url", "teams_openid_url", "teams_login_url"):
        _check_url(name, getattr(settings, name), settings.teams_service_hosts)


def tenants_of(settings: Settings) -> tuple[str, ...]:
    """Return the tenants that are served, the app's own first where it is among them, in lower case."""
    home = (settings.teams_tenant_id or "").lower()
    named = [tenant.lower() for tenant in settings.teams_tenants] or [home]
    return tuple(dict.fromkeys(sorted(named, key=lambda tenant: tenant != home)))


def hosts_of(settings: Settings) -> frozenset[str]:
    """Return the hosts that the bot's token may be sent to: the cloud's, and those the operator named."""
    known = (urlsplit(url).netloc for url in _SERVICES[settings.teams_cloud])
    return frozenset((*known, *(host.lower() for host in settings.teams_service_hosts)))


def service_of(settings: Settings) -> str:
    """Return where a channel is served of which nothing was heard yet; raise ConfigError where that is unknown."""
    found = settings.teams_service_url or next(iter(_SERVICES[settings.teams_cloud]), "")
    if not found:
        raise ConfigError(
            "teams_service_url",
            f"is not set, and of the cloud {settings.teams_cloud} none is known",
            hint="set ENTENTE_TEAMS_SERVICE_URL, and its host in ENTENTE_TEAMS_SERVICE_HOSTS",
        )
    return found


def _check_service(settings: Settings) -> None:
    """Refuse a place of service that the bot's token may not be sent to."""
    url = service_of(settings)
    if urlsplit(url).netloc not in hosts_of(settings):  # to the letter, as each request is looked at
        raise ConfigError(
            "teams_service_url",
            f"{urlsplit(url).netloc} is not among the hosts that the bot's token may be sent to",
            hint="name it in ENTENTE_TEAMS_SERVICE_HOSTS too",
        )


def _check_tenant(name: str, tenant: str | None) -> None:
    if (tenant or "").lower() in _ANYBODY:
        raise ConfigError(
            name, f"{tenant!r} stands for any tenant, and the app is of one", hint="name the directory (tenant) id"
        )
    _check_guid(name, tenant, "the directory (tenant) id")


def _check_guid(name: str, value: str | None, meant: str) -> None:
    variable = {"teams_tenants": "ENTENTE_TEAMS_TENANTS"}.get(name, name.upper())
    if not value:
        raise ConfigError(name, "is not set, though Teams is", hint=f"set {variable} to {meant} ({_WHERE})")
    if not _GUID.fullmatch(value):
        raise ConfigError(name, f"{value!r} is no such id", hint=f"set {variable} to {meant}, as in 12345678-90ab-…")


def _check_host(host: str) -> None:
    if not _is_host(host):
        raise ConfigError(
            "teams_service_hosts", f"{host!r} is no host", hint="write HOST or HOST:PORT, without https:// and a path"
        )


def _is_host(host: str) -> bool:
    try:
        parts = urlsplit(f"//{host}")
        return bool(parts.hostname) and parts.port != 0 and parts.netloc == host and _HOST.fullmatch(host) is not None
    except ValueError:
        return False


def _check_url(name: str, url: str | None, hosts: tuple[str, ...]) -> None:
    """Refuse what would send a secret in the clear: http is for this machine, and for hosts that were named."""
    if url is None or url.startswith("https://"):
        return
    parts = urlsplit(url)
    if parts.hostname not in _LOOPBACK or parts.netloc.lower() not in {host.lower() for host in hosts}:
        raise ConfigError(
            name,
            "is not https",
            hint="http is taken for an address of this machine alone that teams_service_hosts names with its port",
        )
