"""What the gate finds: which characters of a sentence the sources do not bear out, of which kind, and why."""

from dataclasses import dataclass
from typing import Final

SUM: Final = "sum"
NUMBER: Final = "number"
UNIT: Final = "unit"
DATE: Final = "date"
PERIOD: Final = "period"
NAME: Final = "name"
DESIGNATION: Final = "designation"
COUNTRY: Final = "country"
ROLE: Final = "role"
STAGE: Final = "stage"
DENIAL: Final = "denial"
DOUBT: Final = "doubt"
PLACE: Final = "place"
LIKENESS: Final = "likeness"
"""The last is weighed, not proved: it marks what is likely wrong and refuses nothing alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Characters `start` to `end` of a sentence that are not borne out, of `kind`, with a `reason` to read."""

    start: int
    end: int
    kind: str
    reason: str
