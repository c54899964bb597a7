"""Days of the whole bot with a clock and a press of the test's own: they pass when they are told to."""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.app.service import Running, serve
from bot.briefing.slots import tick_of
from bot.domain.source import POLL_TICK
from bot.errors import EngineError
from bot.sample.edition import Edition
from bot.sample.server import publish

PRESS_PORT = 4200
_SECONDS = 60.0


@dataclass
class Hand:
    """A clock whose hands are put where a test wants them, and go on from there."""

    moment: datetime
    _since: float = field(default_factory=time.monotonic)

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.moment + timedelta(seconds=time.monotonic() - self._since)

    def put(self, moment: datetime) -> None:
        """Put the hands."""
        self.moment, self._since = moment, time.monotonic()


@dataclass(kw_only=True)
class Days:
    """The running bot. `turn` puts the clock and lets the bot catch up, as after a start; the press is at `press`."""

    bot: Running
    hand: Hand
    press: int = PRESS_PORT
    _service: asyncio.Task[None] | None = None

    async def read(self, paper: Edition) -> None:
        """Publish `paper` now, let the bot poll it, and wait until its stories are told apart and summarised."""
        async with publish(paper, now=self.hand(), port=self.press) as published:
            await self.stop()
            sources = paper.sources(published.base_url)
            managed = [each for each in await self.bot.steps.parts.store.subscriptions() if each.managed]
            self._service = asyncio.create_task(serve(self.bot, subscriptions=managed, sources=sources))
            minutes = int(POLL_TICK.total_seconds()) // 60
            name = f"poll:all:{tick_of(self.hand(), minutes=minutes)}"
            async with asyncio.timeout(_SECONDS):
                await self._ended(name)
        await self.stop()

    async def _ended(self, workflow_id: str) -> None:
        """Wait for a workflow that the clock is about to enqueue."""
        while True:
            await asyncio.sleep(0.5)
            try:
                await self.bot.engine.wait(workflow_id)
            except EngineError as error:
                if "there is no workflow" not in str(error):
                    raise
            else:
                return

    async def turn(self, moment: datetime) -> None:
        """Put the clock; what is due by then is told. Nothing is polled: no source is named."""
        self.hand.put(moment)
        await self.stop()
        managed = [each for each in await self.bot.steps.parts.store.subscriptions() if each.managed]
        self._service = asyncio.create_task(serve(self.bot, subscriptions=managed, sources=()))
        await asyncio.sleep(0.3)

    async def stop(self) -> None:
        """Stop the clock; chat is heard still."""
        if self._service is not None:
            self._service.cancel()
            await asyncio.gather(self._service, return_exceptions=True)
            self._service = None
