"""What the archive holds beside a story: the stories it is counted among."""

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
