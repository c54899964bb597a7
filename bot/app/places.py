"""Time zones by what people call them: an id in any case, a town, an abbreviation of one zone only."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any
from zoneinfo import available_timezones

from babel.core import get_global

from bot.analysis.tables import Tables

_REGIONS = frozenset(
    {
        *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"),
    }
)
_FEW = 4


class Places:
    """Zones by name; `raw` is `config/chat_words.yaml`."""

    def __init__(self, tables: Tables, raw: Mapping[str, Any]) -> None:
        ids = sorted(available_timezones())
        self._ids = {name.casefold(): name for name in ids if "/" in name or name == "UTC"}
        territories: Mapping[str, Any] = get_global("zone_territories")
        self._of = {code: tuple(zones) for code, zones in get_global("territory_zones").items()}
        main = [name for name in ids if name.split("/")[0] in _REGIONS]
        towns: dict[str, str] = {}
        for name in sorted(main, key=lambda name: (name not in territories, name.count("/"), name)):
            towns.setdefault(_town(name), name)
        for country in tables.countries:
            zones = self._of.get(country.code, ())
            if len(zones) == 1:
                for capital in country.capitals:
                    towns.setdefault(capital.casefold(), zones[0])
        self._towns = towns | {str(town).casefold(): zone for town, zone in raw["towns"].items()}
        self._short = {str(name).casefold(): zone for name, zone in raw["zones"].items()}
        self._unclear = {str(name).casefold(): tuple(zones) for name, zones in raw["unclear_zones"].items()}

    def zone(self, name: str) -> str | None:
        """Return the one zone of an id, town or abbreviation, None where there is none or more than one."""
        said = " ".join(name.casefold().replace("_", " ").split())
        if said in self._unclear:
            return None
        return self._ids.get(said.replace(" ", "_")) or self._short.get(said) or self._towns.get(said)

    def of_country(self, code: str) -> str | None:
        """Return the zone of a country that has one only."""
        zones = self._of.get(code, ())
        return zones[0] if len(zones) == 1 else None

    def like(self, name: str, country: str | None) -> tuple[str, ...]:
        """Return some zones that `name` may mean: those of an abbreviation, of a country, or spelt alike."""
        said = name.casefold()
        if said in self._unclear:
            return self._unclear[said]
        if country is not None:
            return self._of.get(country, ())[:_FEW]
        towns = get_close_matches(said.rsplit("/", 1)[-1].replace("_", " "), list(self._towns), n=_FEW, cutoff=0.75)
        return tuple(dict.fromkeys(self._towns[town] for town in towns))


def _town(zone: str) -> str:
    return zone.rsplit("/", 1)[-1].replace("_", " ").casefold()
