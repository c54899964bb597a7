"""What the archive holds beside a story: the stories it is counted among."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import DealId, StoryId
from bot.domain.moments import utc, utc_or_none
from bot.domain.vocabulary import Certainty, CooperationType, Sector, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which stories are counted together: those with all `countries` among the parties, and of `sector` if one is set.

    Countries are sorted codes.
    """

    countries: tuple[str, ...]
    sector: Sector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent:
    """A living story of the archive in short: who, what, when first seen; `reached` is the furthest stage ever told."""

    story_id: StoryId
    countries: tuple[str, ...]
    sectors: tuple[Sector, ...]
    first_seen: datetime
    reached: Stage | None
    suppliers: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Bring the moment to UTC."""
        object.__setattr__(self, "first_seen", utc(self.first_seen))

    def within(self, scope: Scope) -> bool:
        """Whether this story is counted in `scope`."""
        return set(scope.countries) <= set(self.countries) and (scope.sector is None or scope.sector in self.sectors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """Stories of some scopes, each once, in no order; `since` is when the first item was seen, None before that."""

    since: datetime | None
    stories: tuple[Precedent, ...] = ()

    def __post_init__(self) -> None:
        """Bring the moment to UTC."""
        object.__setattr__(self, "since", utc_or_none(self.since))


@dataclass(frozen=True, slots=True, kw_only=True)
class LeanStory:
    """A living story in the few words it is counted and filtered by; reading it whole would cost ten times as much.

    `designations` and `organisations` are as their facts and parties name them.
    """

    story_id: StoryId
    countries: tuple[str, ...]
    suppliers: tuple[str, ...]
    recipients: tuple[str, ...]
    sectors: tuple[Sector, ...]
    types: tuple[CooperationType, ...]
    stage: Stage | None
    certainty: Certainty | None
    designations: tuple[str, ...]
    organisations: tuple[str, ...]
    first_seen: datetime
    last_changed: datetime
    deal_id: DealId | None

    def __post_init__(self) -> None:
        """Bring the moments to UTC."""
        object.__setattr__(self, "first_seen", utc(self.first_seen))
        object.__setattr__(self, "last_changed", utc(self.last_changed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """How many living stories unite a country with a partner in a month ("2026-11")."""

    partner: str
    month: str
    stories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeanScope:
    """Which stories of the archive are meant; all of it by default.

    A story is among them that has a party out of each set of `all_of`, a different one for each, and a mark out of the
    set of each kind in `marks` (designation, organisation, sector, type; names as they are written, sectors and types
    by their ids), and that last changed from `since` to `until`, both included.
    """

    all_of: tuple[frozenset[str], ...] = ()
    marks: tuple[tuple[str, frozenset[str]], ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        """Bring the moments to UTC."""
        object.__setattr__(self, "since", utc_or_none(self.since))
        object.__setattr__(self, "until", utc_or_none(self.until))

    def unites(self, countries: Collection[str]) -> bool:
        """Whether each set of `all_of` can be given a party of its own out of `countries`."""
        return _seats([sorted(some.intersection(countries)) for some in self.all_of])


EVERYTHING = LeanScope()
"""All living stories."""


def _seats(choices: Sequence[Sequence[str]]) -> bool:
    """Whether one of each of `choices` can be taken, none twice: a matching by augmenting paths."""
    taken: dict[str, int] = {}

    def seated(number: int, tried: set[str]) -> bool:
        for choice in choices[number]:
            if choice not in tried:
                tried.add(choice)
                if choice not in taken or seated(taken[choice], tried):
                    taken[choice] = number
                    return True
        return False

    return all(seated(number, set()) for number in range(len(choices)))
