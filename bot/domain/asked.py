"""What a question was understood as: one value for all platforms, follow-ups and exports."""

from dataclasses import dataclass, fields, replace
from datetime import date

from bot.domain.ids import digest
from bot.domain.vocabulary import CooperationType, Sector, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as it was understood.

    `countries` are codes of parties in the order named, `groups` names of groups of countries; `direction` is who
    supplies whom, each a code or a group. `stages` are asked for as they stand. `since` and `until` are days, both
    included. `unknown` are the words that were not understood, `notes` say what was taken for granted, `suggestions`
    are whole questions that may have been meant. `problem` says in one line why nothing can be answered, "" where it
    can.
    """

    countries: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    direction: tuple[str, str] | None = None
    sectors: tuple[Sector, ...] = ()
    types: tuple[CooperationType, ...] = ()
    stages: tuple[Stage, ...] = ()
    organisations: tuple[str, ...] = ()
    designations: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    problem: str = ""

    @property
    def parties(self) -> tuple[str, ...]:
        """Countries and groups: who is asked about."""
        return (*self.countries, *self.groups)

    @property
    def empty(self) -> bool:
        """Whether nothing was understood that could be looked for."""
        return replace(self, unknown=(), notes=(), suggestions=(), problem="") == UNASKED

    @property
    def subject(self) -> str:
        """The key of what is asked about, whatever the order, the words and the days: for "since last asked"."""
        kept = (field.name for field in fields(self) if field.name in _SUBJECT)
        return digest("subject", *(f"{name}:{_key(name, getattr(self, name))}" for name in kept))


UNASKED = Asked()
"""Nothing asked."""
_SUBJECT = frozenset(
    {"countries", "groups", "direction", "sectors", "types", "stages", "organisations", "designations"}
)


def _key(name: str, value: tuple[str, ...] | None) -> str:
    ordered = value or ()
    return ",".join(ordered if name == "direction" else sorted(ordered))
