"""The tables in which an operator decides what is shown: disputed names and flags, and country embargoes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot import settings as configuration
from bot.briefing.dossier_found import Embargo
from bot.errors import ConfigError
from bot.settings import Settings

DISPUTED, EMBARGOES = "disputed.yaml", "embargoes.yaml"
_CODE_LENGTH, _NOTE = 2, 120
_PLACE_KEYS = frozenset({"flag", "names"})
_EMBARGO_KEYS = frozenset({"country", "by", "link", "as_of", "note"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """A place as it is shown: whether its flag is drawn, and its names by language where they are not the CLDR's."""

    code: str
    flag: bool
    names: Mapping[str, str]


@cache
def disputed() -> tuple[Disputed, ...]:
    """Return the table of the operator, by default the shipped one, read once; raise ConfigError naming the row."""
    return disputed_from(*_table(configuration.load().disputed_file, DISPUTED))


def embargoes_of(settings: Settings) -> tuple[Embargo, ...]:
    """Return the embargoes of the operator's table, by default none; raise ConfigError naming the row."""
    return embargoes_from(*_table(settings.embargoes_file, EMBARGOES))


def disputed_from(raw: Any, where: str) -> tuple[Disputed, ...]:
    """Return the places of a raw table; raise ConfigError naming the row that is wrong."""
    rows = raw.get("places") if isinstance(raw, Mapping) else None
    if not isinstance(rows, Mapping):
        raise ConfigError(where, "has no table `places`", hint="write 'places: {}' for none")
    found = []
    for code, row in rows.items():
        place = f"{where}: places.{code}"
        if not _is_code(code):
            raise ConfigError(place, "is no code of two letters such as XK", hint='"NO" needs quotes')
        if not isinstance(row, Mapping) or set(row) - _PLACE_KEYS or not isinstance(row.get("flag"), bool):
            raise ConfigError(place, "takes `flag` (true or false) and, if you like, `names`")
        names = row.get("names") or {}
        if not isinstance(names, Mapping) or not all(isinstance(name, str) and name.strip() for name in names.values()):
            raise ConfigError(f"{place}.names", "is not a table of names by language")
        found.append(Disputed(code=code, flag=row["flag"], names={str(key): name for key, name in names.items()}))
    return tuple(found)


def embargoes_from(raw: Any, where: str) -> tuple[Embargo, ...]:
    """Return the embargoes of a raw table; raise ConfigError naming the row that is wrong."""
    rows = raw.get("embargoes") if isinstance(raw, Mapping) else None
    if not isinstance(rows, list):
        raise ConfigError(where, "has no list `embargoes`", hint="write 'embargoes: []' for none")
    return tuple(_embargo(row, f"{where}: embargoes[{number}]") for number, row in enumerate(rows))


def _embargo(row: Any, where: str) -> Embargo:
    if not isinstance(row, Mapping) or set(row) - _EMBARGO_KEYS:
        raise ConfigError(where, f"takes {', '.join(sorted(_EMBARGO_KEYS))} and nothing else")
    if not _is_code(row.get("country")):
        raise ConfigError(f"{where}.country", "is no code of two letters", hint='"NO" needs quotes')
    if not isinstance(row.get("as_of"), date):
        raise ConfigError(f"{where}.as_of", "is not a day such as 2026-11-01")
    link, by = str(row.get("link") or ""), str(row.get("by") or "").strip()
    if urlsplit(link).scheme not in {"http", "https"} or not urlsplit(link).hostname:
        raise ConfigError(f"{where}.link", "is not an http or https address")
    if not by:
        raise ConfigError(f"{where}.by", "does not say who lists the embargo")
    note = " ".join(str(row.get("note") or "").split())[:_NOTE]
    return Embargo(country=row["country"], by=by, link=link, as_of=row["as_of"], note=note)


def _is_code(code: Any) -> bool:
    return isinstance(code, str) and len(code) == _CODE_LENGTH and code.isascii() and code.isupper()


def _table(own: Path | None, shipped: str) -> tuple[Any, str]:
    return (configuration.read_yaml(own), str(own)) if own else (configuration.shipped(shipped), shipped)
