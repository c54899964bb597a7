"""`entente run` as a service: chat is heard first, the rest of the house is loaded behind it."""

import asyncio
import importlib
from datetime import timedelta

from bot import settings as configuration
from bot.app.doors import opened
from bot.errors import DeliveryError
from bot.settings import Settings


async def serve(settings: Settings, *, allow: frozenset[tuple[str, int]], first_poll: timedelta | None) -> None:
    """Run the bot until it is stopped.

    What is wrong with the settings is told rather than that a chat is out of reach: the first is for the operator.
    """
    sources, subscriptions = configuration.load_sources(settings), configuration.load_subscriptions(settings)
    try:
        async with opened(settings) as doors:
            # In a thread: what comes in meanwhile is acknowledged.
            rounds = await asyncio.to_thread(importlib.import_module, "bot.commands.rounds")
            wishes = rounds.Wishes(allow=allow, first_poll=first_poll)
            await rounds.serve(settings, wishes, sources=sources, subscriptions=subscriptions, doors=doors)
    except DeliveryError:
        building = await asyncio.to_thread(importlib.import_module, "bot.app.building")
        await asyncio.to_thread(building.check_settings, settings)
        raise
