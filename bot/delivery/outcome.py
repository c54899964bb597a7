"""How deliveries went, as values."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.delivery import DeliveryKey, MessageRef


class Verdict(StrEnum):
    """Where one message got to."""

    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    WAITING = "waiting"


class Lost(StrEnum):
    """What a message failed for that will fail the next ones too."""

    NOTHING = ""
    THREAD = "thread"
    CHANNEL = "channel"
    WORKSPACE = "workspace"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One attempt at one message. `seconds` to wait where it is `waiting`; `reason` where it is not sent.

    `lost` says what can no longer be posted to, by the platform's own word.
    """

    key: DeliveryKey
    verdict: Verdict
    message: MessageRef | None = None
    seconds: float = 0.0
    reason: str = ""
    lost: Lost = Lost.NOTHING

    def __str__(self) -> str:
        """Return the word the engine stores: `sent`, `unknown`, `failed`, or `waiting:<seconds>`."""
        return f"{self.verdict}:{self.seconds:g}" if self.verdict is Verdict.WAITING else str(self.verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """How every message of a brief went, in order."""

    outcomes: tuple[Outcome, ...]

    @property
    def complete(self) -> bool:
        """Whether all of it is out."""
        return all(outcome.verdict is Verdict.SENT for outcome in self.outcomes)

    def of(self, verdict: Verdict) -> tuple[Outcome, ...]:
        """Return the outcomes with `verdict`."""
        return tuple(outcome for outcome in self.outcomes if outcome.verdict is verdict)
