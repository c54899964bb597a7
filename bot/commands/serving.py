"""`entente run` as a service: Slack is heard first, the rest of the house is loaded behind it."""

import asyncio
import importlib
from datetime import timedelta

from bot.app.slack_door import door
from bot.settings import Settings


async def serve(settings: Settings, *, allow: frozenset[tuple[str, int]], first_poll: timedelta | None) -> None:
    """Run the bot until it is stopped."""
    async with door(settings) as opened:
        # In a thread: what comes in meanwhile is acknowledged.
        rounds = await asyncio.to_thread(importlib.import_module, "bot.commands.rounds")
        await rounds.serve(settings, rounds.Wishes(allow=allow, first_poll=first_poll), door=opened)
