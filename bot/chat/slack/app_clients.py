"""The Web API of one workspace among many: a token that is good now, and word of it when Slack takes the app out."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.chat.slack.failures import code_of
from bot.chat.slack.network import SlackClients

TokenOf = Callable[[], Awaitable[str]]
"""Returns the token to call with; raises InstallationUnavailable where there is none."""
OnGone = Callable[[str, str], Awaitable[bool]]
"""Takes Slack's word for why the installation is gone, and the token it was said of.

Returns whether there is another token by now: then the word was of an old one, and nothing is gone.
"""
GONE = frozenset({"token_revoked", "account_inactive", "invalid_auth", "token_expired", "team_access_not_granted"})


class WorkspaceClient(AsyncWebClient):
    """Asks for its token before each call: a token may be refreshed, and a post on schedule has no event behind it.

    Like the other clients it does not repeat a call by itself, and shares their session.
    """

    def __init__(
        self, clients: SlackClients, *, token_of: TokenOf, on_gone: OnGone | None = None, team: str = ""
    ) -> None:
        """Keep where the token comes from; `team` names the workspace in calls where an organisation has many."""
        super().__init__(
            base_url=clients.network.api_url,
            ssl=clients.tls,
            session=clients.session,
            retry_handlers=[],
            timeout=30,
            team_id=team or None,
        )
        self.proxy = clients.network.proxy_for(clients.network.api_url)
        self._token_of, self._on_gone = token_of, on_gone

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:
        """Call; raise what the library does, or what there is no token for.

        What was refused for its token was not accepted, so that it may be tried again with the one that replaced it.
        """
        token = self.token = await self._token_of()
        try:
            return await super().api_call(api_method, **arguments)
        except SlackApiError as error:
            if not await self._is_replaced(error, token):
                raise
        self.token = await self._token_of()
        return await super().api_call(api_method, **arguments)

    async def _is_replaced(self, error: SlackApiError, token: str) -> bool:
        code = code_of(error)
        return code in GONE and self._on_gone is not None and await self._on_gone(code, token)
