"""Forms and homes, shown. Every failure is a `bot.errors.DeliveryError`."""

from collections.abc import Awaitable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.form_choices import Choices
from bot.chat.forms import Draft, Home
from bot.chat.slack.failures import code_of, failure
from bot.chat.slack.home import home_view
from bot.chat.slack.modal import form_view
from bot.domain.moments import Clock, system_clock
from bot.errors import FormExpired, Rejected

_LINE_ERRORS = (TimeoutError, aiohttp.ClientError, SlackClientError, OSError)
_TOO_LATE = frozenset(
    {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired", "trigger_exchanged"}
)


class SlackSurfaces:
    """Shows forms and homes in the workspace of `client`; `choices` are what the menus of a form offer."""

    def __init__(self, client: AsyncWebClient, choices: Choices, *, clock: Clock = system_clock) -> None:
        """Keep the client and the choices, which workspaces may share."""
        self._client, self._choices, self._clock = client, choices, clock

    async def open_form(self, trigger: str, draft: Draft) -> None:
        """Show a form to the one whose click or command gave `trigger`; raise FormExpired three seconds after it."""
        try:
            view = form_view(draft, self._choices)
        except ValueError as error:
            raise Rejected(draft.start.channel, f"the form does not hold it all ({error})") from error
        await _shown(self._client.views_open(trigger_id=trigger, view=view), draft.start.channel)

    async def show_home(self, home: Home) -> None:
        """Show a person's home, whatever stood there before."""
        view = home_view(home, now=self._clock())
        await _shown(self._client.views_publish(user_id=home.user, view=view), home.user)


async def _shown(call: Awaitable[Any], where: str) -> None:
    try:
        await call
    except SlackApiError as error:
        if code_of(error) in _TOO_LATE:
            raise FormExpired(where, "the click was too long ago to open a form") from error
        raise failure(error, where) from error
    except _LINE_ERRORS as error:
        raise failure(error, where) from error
