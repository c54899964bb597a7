"""Every error Entente raises on purpose.

BotError
├─ ConfigError          a setting is wrong or missing; the start ends with one line, exit status 2
├─ SourceError          one source
│  ├─ FetchError        the address did not give a usable answer
│  ├─ ParseError        the answer could not be read
│  └─ ExtractionError   the page held no article
├─ StorageError         the database refused
├─ EngineError          a workflow ended in error
└─ DeliveryError        one channel
   ├─ RateLimited       not accepted: safe to retry after `retry_after` seconds
   ├─ OutcomeUnknown    a time-out or 5xx after sending: reconcile, never repeat blindly
   ├─ Rejected          the message itself was refused: our bug, send it once more in plain text
   ├─ ScopeMissing      the app was not granted a scope: that feature alone is off
   ├─ FormExpired        the click was too long ago to open a form: ask to click again
   ├─ ThreadGone        the root to reply to is gone: nothing is left standing, open a new one
   └─ ChannelUnavailable  permanent for that channel: pause its subscriptions and tell their owner once
      └─ InstallationUnavailable  permanent for the whole workspace: stop all of its schedules

A room catches its own family per item, records it and goes on. Anything else is a bug and ends the run loudly.
"""

from bot.domain.article import DropReason


class BotError(Exception):
    """The root: tells what, where and what to do."""


class ConfigError(BotError):
    """A setting is wrong or missing; `key` names it, `hint` says how to set it."""

    def __init__(self, key: str, problem: str, *, hint: str = "") -> None:
        """Keep the parts and make one line of them."""
        super().__init__(f"{key}: {problem}" + (f"; {hint}" if hint else ""))
        self.key, self.problem, self.hint = key, problem, hint


class SourceError(BotError):
    """One source or one address failed; `reason` is what the receipt shows."""

    def __init__(self, url: str, problem: str, *, reason: DropReason = DropReason.FETCH_FAILED) -> None:
        """Keep address and reason beside the message."""
        super().__init__(f"{url}: {problem}")
        self.url, self.problem, self.reason = url, problem, reason


class FetchError(SourceError):
    """The address did not give a usable answer; `retry_after` in seconds and HTTP `status` where the server said so."""

    def __init__(
        self,
        url: str,
        problem: str,
        *,
        reason: DropReason = DropReason.FETCH_FAILED,
        retry_after: float | None = None,
        permanent: bool = False,
        status: int | None = None,
    ) -> None:
        """Keep what the schedule needs to know."""
        super().__init__(url, problem, reason=reason)
        self.retry_after, self.permanent, self.status = retry_after, permanent, status


class ParseError(SourceError):
    """The answer could not be read as a feed, sitemap or list."""


class ExtractionError(SourceError):
    """The page held no article."""


class StorageError(BotError):
    """The database refused or could not be reached."""


class EngineError(BotError):
    """A workflow ended in error."""


class DeliveryError(BotError):
    """One channel's message failed."""

    def __init__(self, channel: str, problem: str) -> None:
        """Keep the channel beside the message."""
        super().__init__(f"{channel}: {problem}")
        self.channel, self.problem = channel, problem


class RateLimited(DeliveryError):
    """Not accepted; retry after `retry_after` seconds. `wide` where the wait is for all of the workspace."""

    def __init__(self, channel: str, retry_after: float, *, wide: bool = True) -> None:
        """Keep the seconds to wait."""
        super().__init__(channel, f"rate limited, retry after {retry_after:g} s")
        self.retry_after, self.wide = retry_after, wide


class OutcomeUnknown(DeliveryError):
    """The message may be out: reconcile, never repeat blindly."""


class Rejected(DeliveryError):
    """The platform refused the message itself."""


class ScopeMissing(DeliveryError):
    """The app was not granted a scope, so one feature is off until it is installed again; nothing was accepted."""


class ChannelUnavailable(DeliveryError):
    """The channel is gone, archived, or the bot is not in it."""


class FormExpired(DeliveryError):
    """A form can be opened for a few seconds after a click, once; ask to click again."""


class ThreadGone(DeliveryError):
    """The root that a reply was meant for is gone; the stray reply was taken away."""


class InstallationUnavailable(ChannelUnavailable):
    """The whole installation is gone: every subscription of the workspace is to pause."""
