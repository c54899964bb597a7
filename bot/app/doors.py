"""The doors to the chat platforms, open before the rest of the house is built: which there are, and opening them.

Only what is needed to acknowledge is imported here, and of Teams nothing before it is known to be set up.
"""

import asyncio
import importlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.app import slack_door
from bot.app.teams_settings import check as check_teams
from bot.app.teams_settings import is_set as teams_is_set
from bot.errors import ConfigError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.app.teams_door import TeamsDoor


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The platforms that are heard; None where one is not set up."""

    slack: slack_door.Door | None = None
    teams: "TeamsDoor | None" = None


def slack_is_set(settings: Settings) -> bool:
    """Whether anything of Slack's is set: what is missing is then told rather than left alone."""
    tokens = settings.slack_bot_token, settings.slack_app_token, settings.slack_signing_secret
    return any(tokens) or any((settings.slack_client_id, settings.slack_client_secret))


def check(settings: Settings) -> None:
    """Raise ConfigError unless one platform at least is set up, and none of them by half."""
    if teams_is_set(settings):
        check_teams(settings)
    elif not slack_is_set(settings):
        raise ConfigError(
            "slack_bot_token",
            "is not set, and no other chat is",
            hint="set SLACK_BOT_TOKEN and SLACK_APP_TOKEN for Slack, or TEAMS_APP_ID, TEAMS_APP_SECRET and "
            "TEAMS_TENANT_ID for Teams; `entente run --once` needs none",
        )
    if slack_is_set(settings):
        slack_door.check(settings)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Doors]:
    """Open the doors of all platforms that are set up; raise ConfigError, or DeliveryError where one is not reached."""
    check(settings)
    async with doors_of(settings, slack=slack_is_set(settings), teams=teams_is_set(settings)) as doors:
        yield doors


@asynccontextmanager
async def doors_of(settings: Settings, *, slack: bool, teams: bool) -> AsyncIterator[Doors]:
    """Open the doors of the platforms that are wished for; raise ConfigError or DeliveryError."""
    async with AsyncExitStack() as stack:
        to_slack = await stack.enter_async_context(slack_door.door(settings)) if slack else None
        to_teams = None
        if teams:
            # In a thread: its library takes about a second to load, and Slack is heard already.
            module = await asyncio.to_thread(importlib.import_module, "bot.app.teams_door")
            to_teams = await stack.enter_async_context(module.door(settings))
        yield Doors(slack=to_slack, teams=to_teams)
