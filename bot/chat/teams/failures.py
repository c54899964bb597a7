"""What a failed call to Teams means: the table of its answers as this program's errors. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from bot.domain.moments import Clock, system_clock
from bot.errors import (
    ChannelUnavailable,
    DeliveryError,
    InstallationUnavailable,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    ThreadGone,
)

CALL_FAILURES = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, TimeoutError, OSError)
_UNREACHABLE_WAIT, _DEFAULT_WAIT, _LEAST_WAIT, _MOST_WAIT = 15.0, 2.0, 0.5, 86_400.0
_FIRST_WAIT, _LONGEST_WAIT = 2.0, 120.0
_NOT_ACCEPTED = {412, 429, 502, 504}
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,79}")
_CHANNEL = {
    "BotNotInConversationRoster": "the app is not in this team, channel or chat: add it there",
    "BotDisabledByUser": "the app was blocked by who is written to",
    "MessageWritesBlocked": "the app was blocked by who is written to",
    "ConversationBlockedByUser": "the app was blocked by who is written to",
    "ConversationNotFound": "the conversation does not exist or the app cannot see it",
    "NotEnoughPermissions": "the app may not post here",
    "ForbiddenOperationException": "posting here is not allowed to the app",
}
_INSTALLATION = {
    "BotDisabledByAdmin": "the tenant's administrators blocked the app",
    "BotNotRegistered": "the app is not registered as a bot: see docs/teams.md, Registration",
    "Unauthorized": "the app's token is refused: check its registration, TEAMS_TENANT_ID and teams_cloud",
    "InvalidBotApiHost": "the app is served elsewhere: check teams_cloud and teams_service_url",
}
_REJECTED = {"MessageSizeTooBig", "BadSyntax", "BadArgument"}


class Unreachable(RateLimited):
    """No connection came about, or something before Teams refused it, so nothing was accepted: safe to retry."""

    def __init__(self, channel: str, problem: str) -> None:
        """Keep the channel; the wait is short."""
        super().__init__(channel, _UNREACHABLE_WAIT, wide=False)
        self.problem = problem
        self.args = (f"{channel}: {problem}",)


def failure(
    error: Exception, channel: str, *, wait: float = _DEFAULT_WAIT, threaded: bool = False, clock: Clock = system_clock
) -> DeliveryError:
    """Return `error`, raised by a call about `channel`, as an error of this program.

    `wait` is how long to wait, in seconds, where Teams says to wait and not how long; `threaded` is for a reply.
    """
    match error:
        case DeliveryError():
            return error
        case httpx.HTTPStatusError():
            return _answered(error.response, channel, wait=wait, threaded=threaded, clock=clock)
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.PoolTimeout() | httpx.ProxyError():
            return Unreachable(channel, f"Teams cannot be reached ({type(error).__name__})")
        case httpx.UnsupportedProtocol() | httpx.LocalProtocolError() | httpx.InvalidURL():
            return Rejected(channel, f"not sent: no such address or header ({type(error).__name__})")
        case httpx.HTTPError() | httpx.StreamError() | TimeoutError() | OSError():
            return OutcomeUnknown(channel, f"no answer from Teams ({type(error).__name__})")
        case _:
            raise error


def code_of(error: Exception) -> str:
    """Return Teams' own word for what failed, "" where it said none."""
    return _code(_body(error.response)) if isinstance(error, httpx.HTTPStatusError) else ""


def status_of(error: Exception) -> int:
    """Return the HTTP status of an answer that is an error, 0 where there is no answer."""
    return error.response.status_code if isinstance(error, httpx.HTTPStatusError) else 0


def is_missing(error: Exception) -> bool:
    """Whether Teams, and nobody before it, says that what was asked for is not there."""
    return status_of(error) in {404, 410} and isinstance(error, httpx.HTTPStatusError) and _is_teams(error.response)


def retry_after(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Return the seconds that `Retry-After` asks to wait, given in seconds or as a date; None where it says nothing."""
    given = next((value for name, value in headers.items() if name.casefold() == "retry-after"), "").strip()
    try:
        seconds = float(given) if given.isascii() else -1.0
    except ValueError:
        seconds = _until(given, now)
    return max(seconds, _LEAST_WAIT) if 0 <= seconds <= _MOST_WAIT else None


def backoff(failures: int, share: float) -> float:
    """Return the seconds to wait after so many failures in a row; `share` from 0 to 1 is chance's.

    Twice as long each time, two minutes at most, and at least half of that: who was refused together is spread.
    """
    most = min(_FIRST_WAIT * 2.0 ** min(max(failures - 1, 0), 16), _LONGEST_WAIT)
    return most * (0.5 + share / 2)


def _until(given: str, now: datetime) -> float:
    try:
        at = parsedate_to_datetime(given)
    except (ValueError, TypeError, IndexError, OverflowError):
        return -1.0
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return max((at - now).total_seconds(), 0.0)


def _answered(response: httpx.Response, channel: str, *, wait: float, threaded: bool, clock: Clock) -> DeliveryError:
    status, code = response.status_code, _code(_body(response))
    if status in _NOT_ACCEPTED:
        asked = retry_after(response.headers, now=clock())
        return RateLimited(channel, wait if asked is None else asked, wide=False)
    if status == 413 or (400 <= status < 500 and code in _REJECTED):
        return Rejected(channel, f"Teams refused the message ({code or status})")
    if status >= 500 or status == 408:
        return OutcomeUnknown(channel, f"Teams answered {code or status}")
    if not 400 <= status < 500 or status == 407 or not _is_teams(response):
        return Unreachable(channel, f"something before Teams answered {status}")
    return _refused(status, code, channel, threaded=threaded)


def _refused(status: int, code: str, channel: str, *, threaded: bool) -> DeliveryError:
    """Return what Teams' own refusal means: the message is surely not out."""
    shown = code or str(status)
    if status == 401 or code in _INSTALLATION:
        return InstallationUnavailable(channel, f"{_INSTALLATION.get(code, _INSTALLATION['Unauthorized'])} ({shown})")
    if status in {404, 410} and threaded:
        return ThreadGone(channel, f"the message that the thread hangs on is gone ({shown})")
    if status in {403, 404, 410} or code in _CHANNEL:
        return ChannelUnavailable(channel, f"{_CHANNEL.get(code, 'Teams does not let the app post here')} ({shown})")
    return Rejected(channel, f"Teams refused the message ({shown})")


def _is_teams(response: httpx.Response) -> bool:
    """Whether an answer is Teams' own: a proxy's page is no word on a channel or an app."""
    body = _body(response)
    return "error" in body or "message" in body


def _body(response: httpx.Response) -> Mapping[str, Any]:
    try:
        told = response.json()
    except (ValueError, RuntimeError, httpx.StreamError):
        return {}
    return told if isinstance(told, Mapping) else {}


def _code(body: Mapping[str, Any]) -> str:
    error = body.get("error")
    code = str(error.get("code") or "") if isinstance(error, Mapping) else ""
    return code if _CODE.fullmatch(code) else ""
