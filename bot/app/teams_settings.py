"""Teams' settings, looked at before anything is opened. Nothing of Microsoft's library is needed for that. Pure."""

import re
from urllib.parse import urlsplit

from bot.errors import ConfigError
from bot.settings import Settings

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ANYBODY = {"common", "organizations", "consumers", "botframework.com"}
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_WHERE = "see docs/teams.md, Registration"


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
    for name in ("teams_service_url", "teams_openid_url", "teams_login_url"):
        _check_url(name, getattr(settings, name), settings.teams_service_hosts)


def tenants_of(settings: Settings) -> tuple[str, ...]:
    """Return the tenants that are served, the app's own first where it is among them, in lower case."""
    home = (settings.teams_tenant_id or "").lower()
    named = [tenant.lower() for tenant in settings.teams_tenants] or [home]
    return tuple(dict.fromkeys(sorted(named, key=lambda tenant: tenant != home)))


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
    parts = urlsplit(f"//{host}")
    try:
        whole = parts.port is None or parts.port > 0
    except ValueError:
        whole = False
    if not whole or not parts.hostname or parts.path or parts.username is not None or "*" in host:
        raise ConfigError(
            "teams_service_hosts", f"{host!r} is no host", hint="write HOST or HOST:PORT, without https:// and a path"
        )


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
