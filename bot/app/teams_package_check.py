"""Whether Teams would take a manifest or a package, told so that it can be mended. Nothing is fetched."""

import io
import json
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.drawing.icons import COLOUR_SIZE, OUTLINE_SIZE, icon_problem

GUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
MOST_COMMANDS, MOST_TITLE, MOST_DESCRIPTION = 10, 32, 128
SCOPES = ("team", "personal", "groupChat")
_SEMVER = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
MOST_BYTES = 2_000_000
_BROKEN = (
    *(zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError),
    *(zlib.error, lzma.LZMAError),
)
_LENGTHS = {
    ("name", "short"): 30,
    ("name", "full"): 100,
    ("description", "short"): 80,
    ("description", "full"): 4000,
    ("developer", "name"): 32,
}
_ADDRESSES = ("websiteUrl", "privacyUrl", "termsOfUseUrl")
_UNASKED = ("authorization", "permissions", "devicePermissions", "webApplicationInfo")


def package_problems(content: bytes, *, app_id: str = "") -> tuple[str, ...]:
    """Return what is wrong with the zip `content`; with `app_id` it must be the package of that app."""
    try:
        files = _files(content)
    except _BROKEN as error:
        return (f"the package: is no zip that can be read ({error})",)
    if "manifest.json" not in files:
        return ("manifest.json: is missing; it must lie at the top of the zip, in no folder",)
    try:
        found: Any = json.loads(files["manifest.json"].decode())
    except (ValueError, RecursionError) as error:
        return (f"manifest.json: is not JSON ({str(error).splitlines()[0]})",)
    if not isinstance(found, dict):
        return ("manifest.json: is no object",)
    mine = app_id and _bot_id(found).lower() != app_id.lower()
    other = ("bots[0].botId: is not teams_app_id; make the package again",) if mine else ()
    return (*manifest_problems(found), *other, *_icon_problems(found, files))


def manifest_problems(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what is wrong with a manifest, one line each."""
    return (*_heads(manifest), *_texts(manifest), *_developer(manifest), *_bots(manifest), *_unasked(manifest))


def _files(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if sum(entry.file_size for entry in entries) > MOST_BYTES:
            raise zipfile.BadZipFile(f"it holds more than {MOST_BYTES} bytes")
        if len({entry.filename for entry in entries}) < len(entries):
            raise zipfile.BadZipFile("it holds a file twice")
        return {entry.filename: archive.read(entry) for entry in entries}


def _icon_problems(manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[str]:
    icons = _mapping(manifest.get("icons"))
    for key, size in (("color", COLOUR_SIZE), ("outline", OUTLINE_SIZE)):
        name = str(icons.get(key) or "")
        if name not in files:
            yield f"icons.{key}: {name or 'the file'} is not in the package"
        elif problem := icon_problem(files[name], size, outline=key == "outline"):
            yield f"{name}: {problem}"
    for name in sorted(set(files) - {"manifest.json", *map(str, icons.values())}):
        yield f"{name}: does not belong into the package"


def _heads(manifest: Mapping[str, Any]) -> Iterator[str]:
    version = str(manifest.get("manifestVersion", ""))
    if not re.fullmatch(r"1\.\d+", version):
        yield "manifestVersion: is not that of a released schema, such as 1.17"
    elif f"/v{version}/" not in str(manifest.get("$schema", "")):
        yield f"$schema: is not that of manifestVersion {version}"
    if not GUID.fullmatch(str(manifest.get("id", ""))):
        yield "id: is no GUID; it is the application (client) id"
    if not _SEMVER.fullmatch(str(manifest.get("version", ""))):
        yield "version: is none of the form 1.2.3; give --app-version"
    if not _COLOUR.fullmatch(str(manifest.get("accentColor", ""))):
        yield "accentColor: is no colour of the form #1f3a5f"


def _texts(manifest: Mapping[str, Any]) -> Iterator[str]:
    for (group, key), most in _LENGTHS.items():
        text = _mapping(manifest.get(group)).get(key)
        if not isinstance(text, str) or not text.strip():
            yield f"{group}.{key}: is missing"
        elif len(text) > most:
            yield f"{group}.{key}: has {len(text)} characters; at most {most} are taken"
        elif not text.isprintable() and (group, key) != ("description", "full"):
            yield f"{group}.{key}: holds what cannot be seen, such as a line break"


def _developer(manifest: Mapping[str, Any]) -> Iterator[str]:
    developer = _mapping(manifest.get("developer"))
    for key in _ADDRESSES:
        text = str(developer.get(key, ""))
        if not _is_https(text) or len(text) > 2048:
            yield f"developer.{key}: is no https address that could be shown to everybody"
    domains = manifest.get("validDomains", [])
    if not isinstance(domains, list) or len(domains) > 16 or any("/" in str(one) for one in domains):
        yield "validDomains: is no list of at most 16 names of hosts"


def _bots(manifest: Mapping[str, Any]) -> Iterator[str]:
    bots = manifest.get("bots")
    if not isinstance(bots, list) or len(bots) != 1 or not isinstance(bots[0], dict):
        yield "bots: must be exactly one"
        return
    if not GUID.fullmatch(_bot_id(manifest)):
        yield "bots[0].botId: is no GUID; it is the application (client) id"
    scopes = bots[0].get("scopes")
    if not isinstance(scopes, list) or not scopes or set(map(str, scopes)) - set(SCOPES):
        yield f"bots[0].scopes: must be some of {', '.join(SCOPES)}"
    lists = bots[0].get("commandLists", [])
    if not isinstance(lists, list) or len(lists) > 3:
        yield "bots[0].commandLists: must be three lists at most"
        return
    for number, one in enumerate(lists):
        yield from _commands(f"bots[0].commandLists[{number}]", _mapping(one))


def _commands(where: str, one: Mapping[str, Any]) -> Iterator[str]:
    scopes, commands = one.get("scopes"), one.get("commands")
    if not isinstance(scopes, list) or not scopes or set(map(str, scopes)) - set(SCOPES):
        yield f"{where}.scopes: must be some of {', '.join(SCOPES)}"
    if not isinstance(commands, list) or not 0 < len(commands) <= MOST_COMMANDS:
        yield f"{where}.commands: must be 1 to {MOST_COMMANDS}"
        return
    titles = [str(_mapping(command).get("title", "")) for command in commands]
    for title, command in zip(titles, commands, strict=True):
        if not 0 < len(title) <= MOST_TITLE:
            yield f"{where}: the command {title!r} has {len(title)} characters; 1 to {MOST_TITLE} are taken"
        length = len(str(_mapping(command).get("description", "")))
        if not 0 < length <= MOST_DESCRIPTION:
            yield f"{where}: what {title!r} does has {length} characters; 1 to {MOST_DESCRIPTION} are taken"
    for title in sorted({title for title in titles if titles.count(title) > 1}):
        yield f"{where}: the command {title!r} stands there twice"


def _unasked(manifest: Mapping[str, Any]) -> Iterator[str]:
    for key in _UNASKED:
        if manifest.get(key):
            yield f"{key}: asks for more than Entente needs; take it out"


def _bot_id(manifest: Mapping[str, Any]) -> str:
    bots = manifest.get("bots")
    first = bots[0] if isinstance(bots, list) and bots else None
    return str(_mapping(first).get("botId", ""))


def _is_https(text: str) -> bool:
    try:
        parts = urlsplit(text)
        whole = parts.scheme == "https" and bool(parts.hostname) and not text.split()[1:]
    except ValueError:
        return False
    return whole and parts.username is None and text.isprintable()


def _mapping(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}
