"""A push: what was agreed with a WebSub hub for one source."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.domain.ids import SourceId
from bot.domain.moments import utc, utc_or_none

PushState = Literal["asked", "active", "denied", "leaving"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """A subscription at a hub. `asked`: not confirmed yet; `leaving`: given up, the hub may still push until the end.

    `hub` and `topic` are what the source's feed names. `token` is the last part of the callback address and `secret`
    signs what is pushed; neither is shown by `repr`. `asked_at` is the last request to the hub, `due_at` when the next
    step is to be taken, `lease_until` when the hub stops pushing, `failures` the requests in a row without a yes.
    """

    source_id: SourceId
    hub: str
    topic: str
    token: str = field(repr=False)
    secret: str = field(repr=False)
    state: PushState
    asked_at: datetime
    due_at: datetime
    lease_until: datetime | None = None
    failures: int = 0

    def __post_init__(self) -> None:
        """Bring the moments to UTC."""
        for name in ("asked_at", "due_at"):
            object.__setattr__(self, name, utc(getattr(self, name)))
        object.__setattr__(self, "lease_until", utc_or_none(self.lease_until))
