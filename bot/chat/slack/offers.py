"""Which features of Slack a workspace offers: what was refused is let alone for a while, and said once in the log."""

import time
from collections.abc import Callable, Mapping
from enum import StrEnum

from bot.errors import DeliveryError, RateLimited, Rejected, ScopeMissing
from bot.log import get_logger

log = get_logger("slack")
OFF_SECONDS, PAUSE_SECONDS = 3600.0, 60.0
"""How long a feature is let alone that is not there or not allowed, and one that did not answer."""
_NOT_THERE = ("unknown_method", "feature_not_enabled", "not_allowed", "method_deprecated", "team_not_allowed")


class Feature(StrEnum):
    """What an answer does without where it is missing."""

    STATUS = "status"
    PROMPTS = "suggested prompts"
    STREAMS = "streamed answers"
    FILES = "files"


NEEDS: Mapping[Feature, str] = {
    Feature.STATUS: "chat:write",
    Feature.PROMPTS: "assistant:write",
    Feature.STREAMS: "chat:write",
    Feature.FILES: "files:write",
}
"""The scope behind each."""


class Offers:
    """What one workspace, `team`, offers now."""

    def __init__(self, team: str = "", *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Think that everything is offered."""
        self._team, self._monotonic = team, monotonic
        self._not_before: dict[Feature, float] = {}
        self._said: set[Feature] = set()

    def has(self, feature: Feature) -> bool:
        """Whether a feature may be tried."""
        return self._monotonic() >= self._not_before.get(feature, 0.0)

    def refused(self, feature: Feature, error: DeliveryError) -> None:
        """Take note that Slack refused a feature: for as long as it asks, or for an hour where it is not there."""
        gone = isinstance(error, ScopeMissing) or (isinstance(error, Rejected) and error.problem.startswith(_NOT_THERE))
        if gone and feature not in self._said:
            self._said.add(feature)
            log.warning(
                "Slack does not offer a feature here; answers do without",
                feature=feature.value,
                workspace=self._team,
                reason=error.problem,
                scope=NEEDS[feature],
            )
        wait = OFF_SECONDS if gone else error.retry_after if isinstance(error, RateLimited) else 0.0
        self.pause(feature, wait)

    def pause(self, feature: Feature, seconds: float = PAUSE_SECONDS) -> None:
        """Let a feature alone for some seconds."""
        self._not_before[feature] = max(self._not_before.get(feature, 0.0), self._monotonic() + seconds)
