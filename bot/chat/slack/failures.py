"""What a failed call to Slack means: the table of its error codes as this program's errors. Pure."""

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import (
    ChannelUnavailable,
    DeliveryError,
    InstallationUnavailable,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    ScopeMissing,
)

_DEFAULT_WAIT, _UNREACHABLE_WAIT, _MIGRATION_WAIT = 30.0, 15.0, 60.0
_WORKSPACE_MIGRATION_WAIT = 1800.0
_CHANNEL = {
    "channel_not_found": "the channel does not exist or the bot cannot see it",
    "not_in_channel": "the bot is not in the channel: invite it with /invite",
    "is_archived": "the channel is archived",
    "is_inactive": "the channel is frozen",
    "messages_tab_disabled": "direct messages to the bot are turned off",
    "user_disabled": "the user's account is closed",
    "user_not_found": "the user does not exist",
    "cannot_dm_bot": "the user is a bot",
    "no_permission": "the workspace does not let the bot post here",
    "ekm_access_denied": "the workspace's administrators suspended posting",
}
_INSTALLATION = {
    "token_revoked": "the bot's token was revoked",
    "token_expired": "the bot's token expired",
    "account_inactive": "the app was removed from the workspace",
    "invalid_auth": "the bot's token is not valid",
    "not_authed": "no bot token was sent",
    "team_access_not_granted": "the app has no access to this workspace",
    "team_not_found": "the workspace does not exist any more",
    "not_allowed_token_type": "the token is not a bot token",
}
_AMBIGUOUS = {"fatal_error", "internal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
THREAD_GONE = {
    "thread_not_found",
    "invalid_thread_ts",
    "message_not_found",
    "cannot_reply_to_message",
    "restricted_action_thread_locked",
}
"""What Slack answers to a reply, or to a question for replies, where the thread takes none."""
_LIMITS = {"ratelimited", "rate_limited", "message_limit_exceeded"}


class Unreachable(RateLimited):
    """No connection came about, so nothing was accepted: safe to retry."""

    def __init__(self, channel: str, problem: str) -> None:
        """Keep the channel; the wait is short."""
        super().__init__(channel, _UNREACHABLE_WAIT, wide=False)
        self.problem = problem
        self.args = (f"{channel}: {problem}",)


def failure(error: Exception, channel: str) -> DeliveryError:
    """Return `error`, raised by a call about `channel`, as an error of this program."""
    match error:
        case SlackApiError():
            return _answered(error, channel)
        case aiohttp.ClientConnectorError() | aiohttp.ClientHttpProxyError() | aiohttp.ConnectionTimeoutError():
            return Unreachable(channel, f"Slack cannot be reached ({type(error).__name__})")
        case asyncio.TimeoutError() | aiohttp.ClientError() | SlackClientError() | OSError():
            return OutcomeUnknown(channel, f"no answer from Slack ({type(error).__name__})")
        case _:
            raise error


def failure_of_status(status: int, channel: str, *, headers: Mapping[str, str]) -> DeliveryError:
    """Return what an HTTP status other than 200 means where the answer says nothing more."""
    if status == 429:
        return RateLimited(channel, _retry_after(headers))
    if status >= 500:
        return OutcomeUnknown(channel, f"Slack answered {status}")
    return Rejected(channel, f"Slack answered {status}")


def code_of(error: Exception) -> str:
    """Return Slack's own word for what failed, "" where it said none."""
    data = getattr(error.response, "data", None) if isinstance(error, SlackApiError) else None
    return str(data.get("error", "")) if isinstance(data, Mapping) else ""


def _answered(error: SlackApiError, channel: str) -> DeliveryError:
    response = error.response
    status = int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)
    data = getattr(response, "data", None)
    data = data if isinstance(data, Mapping) else {}
    code = str(data.get("error", ""))
    if status == 429 or code in _LIMITS:
        return RateLimited(channel, _retry_after(getattr(response, "headers", None) or {}))
    if status >= 500 or code in _AMBIGUOUS:
        return OutcomeUnknown(channel, f"Slack answered {code or status}")
    return _refused(code, channel, data) if code else _foreign(status, channel)


def _refused(code: str, channel: str, data: Mapping[str, Any]) -> DeliveryError:
    """Return what Slack's own refusal means: the message is surely not out."""
    if code in _CHANNEL or code.startswith("restricted_action"):
        return ChannelUnavailable(channel, f"{_CHANNEL.get(code, 'posting here is restricted')} ({code})")
    if code == "external_channel_migrating":
        return RateLimited(channel, _MIGRATION_WAIT, wide=False)
    if code == "org_login_required":  # the workspace is being moved into an organisation, and will be back
        return RateLimited(channel, _WORKSPACE_MIGRATION_WAIT)
    if code == "missing_scope":
        needed = str(data.get("needed") or "a scope")
        return ScopeMissing(channel, f"the app lacks {needed}: install it again with the shipped manifest ({code})")
    if code in _INSTALLATION:
        return InstallationUnavailable(channel, f"{_INSTALLATION[code]} ({code})")
    return Rejected(channel, "; ".join((code, *_messages(data))))


def _foreign(status: int, channel: str) -> DeliveryError:
    """Return what an answer means that is not Slack's: a proxy's refusal never reached it."""
    if 400 <= status < 500:
        return Unreachable(channel, f"something before Slack answered {status}")
    return OutcomeUnknown(channel, f"an answer that is not Slack's, status {status}")


def _messages(data: Mapping[str, Any]) -> tuple[str, ...]:
    metadata = data.get("response_metadata")
    messages = metadata.get("messages", ()) if isinstance(metadata, Mapping) else ()
    return tuple(str(message)[:200] for message in messages)[:5]


def _retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds to wait; header names count whatever their case."""
    given = next((value for name, value in headers.items() if name.casefold() == "retry-after"), "")
    try:
        seconds = float(given)
    except ValueError:
        return _DEFAULT_WAIT
    return seconds if 0 <= seconds <= 86_400 else _DEFAULT_WAIT
