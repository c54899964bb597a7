"""The Teams app's package: the manifest out of `config/teams/manifest.yaml` and the settings, two icons, one zip."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot import __version__
from bot import settings as configuration
from bot.app.teams_package_check import GUID, manifest_problems
from bot.chat.parsing_help import CHAPTERS
from bot.drawing.icons import colour_icon, outline_icon
from bot.errors import ConfigError
from bot.settings import Settings

MANIFEST = "manifest.json"
_SOVEREIGN_SCHEMA = "1.10"
"""Government clouds were reported to take no newer one; all that stands in the template is in it already."""
_MADE_AT = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an operator may choose; what is "" comes from the template and the settings."""

    name: str = ""
    developer: str = ""
    website: str = ""
    privacy: str = ""
    terms: str = ""
    version: str = ""


def package(settings: Settings, wish: Wish) -> bytes:
    """Return the zip to upload, the same bytes for the same wish.

    Raise ConfigError where a setting is missing or Teams would refuse what came out.
    """
    made = manifest_for(settings, wish)
    problems = manifest_problems(made)
    if problems:
        raise ConfigError("teams package", problems[0])
    text = json.dumps(made, ensure_ascii=False, indent=2) + "\n"
    icons = made["icons"]
    return zipped({MANIFEST: text.encode(), icons["color"]: colour_icon(), icons["outline"]: outline_icon()})


def manifest_for(settings: Settings, wish: Wish) -> dict[str, Any]:
    """Return the manifest; raise ConfigError where a setting is missing."""
    template: dict[str, Any] = deepcopy(configuration.shipped("teams/manifest.yaml"))
    app_id = _app_id(settings)
    bots = [{"botId": app_id, **bot, "commandLists": _lists(bot["commandLists"])} for bot in template.pop("bots")]
    head = {key: template.pop(key) for key in ("$schema", "manifestVersion")}
    if settings.teams_cloud != "public":
        head = {key: value.replace(head["manifestVersion"], _SOVEREIGN_SCHEMA) for key, value in head.items()}
    if wish.name:
        template["name"] = {"short": wish.name, "full": wish.name}
    version = {"version": wish.version or __version__, "id": app_id, "developer": _developer(settings, wish)}
    return {**head, **version, **template, "bots": bots}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of `files`, nothing in which tells when or where it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=_MADE_AT)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def _app_id(settings: Settings) -> str:
    found = (settings.teams_app_id or "").strip().lower()
    if not found:
        hint = "set TEAMS_APP_ID to the application (client) id that Entra shows"
        raise ConfigError("teams_app_id", "is not set", hint=hint)
    if not GUID.fullmatch(found):
        hint = "it is 8-4-4-4-12 hexadecimal digits; take the application (client) id, not the secret's"
        raise ConfigError("teams_app_id", "is no GUID", hint=hint)
    return found


def _developer(settings: Settings, wish: Wish) -> dict[str, str]:
    website = wish.website or settings.contact_url
    if not _public(website):
        hint = "set contact_url to a page on who runs the bot, or give --website"
        raise ConfigError("contact_url", f"{website!r} is no https page that people could open", hint=hint)
    return {
        "name": wish.developer or configuration.shipped("teams/manifest.yaml")["name"]["short"],
        "websiteUrl": website,
        "privacyUrl": wish.privacy or website,
        "termsOfUseUrl": wish.terms or website,
    }


def _public(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and not (parts.hostname or ".invalid").endswith(".invalid")


def _lists(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    told = (example for chapter in reversed(CHAPTERS) for example in (*chapter.more, *chapter.examples))
    known = {example.typed: example.does for example in told}  # what is told first, and shortest, counts
    return [{**row, "commands": [_command(one, known) for one in row["commands"]]} for row in rows]


def _command(one: str | Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Return a command of the list; what it does is told as in the help, where the template has no words of its own."""
    title, does = (one, known.get(one, "")) if isinstance(one, str) else next(iter(one.items()))
    if not does:
        raise ConfigError(f"teams/manifest.yaml: {title}", "is not in the help", hint="say after a colon what it does")
    return {"title": title, "description": does[0].upper() + does[1:]}
