"""The table of groups of countries: read once, for questions and for subscriptions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pycountry

from bot import settings as configuration
from bot.errors import ConfigError

FILE = "groups.yaml"
_KEYS = frozenset({"as_of", "members", "forms", "body"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of countries: `members` as of a day, `forms` by language, `body` its own code as a party or ""."""

    name: str
    members: tuple[str, ...]
    as_of: date
    forms: Mapping[str, tuple[str, ...]]
    body: str = ""


@cache
def groups() -> tuple[Group, ...]:
    """Return the shipped groups; raise ConfigError naming the key that is wrong."""
    return groups_from(configuration.shipped(FILE))


@cache
def group_members() -> Mapping[str, frozenset[str]]:
    """Return the party codes of each group by its name; that of the EU and of NATO itself is among them."""
    return {group.name: frozenset((*group.members, *filter(None, (group.body,)))) for group in groups()}


def groups_from(raw: Any) -> tuple[Group, ...]:
    """Return the groups of a raw table; raise ConfigError naming the key that is wrong."""
    rows = raw.get("groups") if isinstance(raw, Mapping) else None
    if not isinstance(rows, Mapping):
        raise ConfigError(FILE, "has no table `groups`")
    return tuple(_group(str(name), row) for name, row in rows.items())


def _group(name: str, row: Any) -> Group:
    where = f"{FILE}: groups.{name}"
    if not isinstance(row, Mapping) or set(row) - _KEYS:
        raise ConfigError(where, f"takes {', '.join(sorted(_KEYS))} and nothing else")
    members = _texts(f"{where}.members", row.get("members"))
    wrong = [code for code in members if code != "XK" and pycountry.countries.get(alpha_2=code) is None]
    if wrong or not members:
        raise ConfigError(f"{where}.members", f"{', '.join(wrong) or 'nothing'} is no code of a country", hint='"NO"?')
    if not isinstance(row.get("as_of"), date):
        raise ConfigError(f"{where}.as_of", "is not a date such as 2026-01-01")
    forms = row.get("forms")
    if not isinstance(forms, Mapping):
        raise ConfigError(f"{where}.forms", "is not a table of lists by language")
    return Group(
        name=name,
        members=members,
        as_of=row["as_of"],
        forms={str(code): _texts(f"{where}.forms.{code}", listed) for code, listed in forms.items()},
        body=str(row.get("body") or ""),
    )


def _texts(where: str, listed: Any) -> tuple[str, ...]:
    if not isinstance(listed, Sequence) or isinstance(listed, str) or not all(isinstance(one, str) for one in listed):
        raise ConfigError(where, "is not a list of words", hint="quote words such as NO that YAML reads otherwise")
    return tuple(listed)
