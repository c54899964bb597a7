"""A desk that notes what it is handed, and answers as it is told to."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.app.vocabulary import vocabulary_of
from bot.chat.commands import Command
from bot.chat.heard import Filled, Heard, Press
from bot.chat.parsing import parse
from bot.settings import load


@dataclass
class NotingDesk:
    """Notes what it is handed. `wrong` is what it finds in forms, `delay` how many seconds each call takes."""

    noted: list[tuple[Any, ...]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    wrong: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    failure: Exception | None = None

    async def first_time(self, event_id: str) -> bool:
        """Whether the event is new."""
        await self._work()
        fresh = event_id not in self.ids
        self.ids.append(event_id)
        return fresh

    def parse(self, text: str) -> Command:
        """Return the command in a text."""
        return parse(text, vocabulary_of(load()), today=date(2026, 11, 23), zone="UTC")

    async def command(self, heard: Heard, command: Command) -> None:
        """Note a command."""
        self._note("command", heard, command)

    async def press(self, heard: Heard, press: Press) -> None:
        """Note a press."""
        self._note("press", heard, press)

    async def check(self, heard: Heard, filled: Filled) -> Mapping[str, str]:
        """Find what is `wrong`."""
        await self._work()
        return self.wrong

    async def filled(self, heard: Heard, filled: Filled) -> None:
        """Note a form."""
        self._note("filled", heard, filled)

    async def home(self, heard: Heard) -> None:
        """Note that a home was opened."""
        self._note("home", heard)

    async def greet(self, heard: Heard) -> None:
        """Note that the direct messages were opened."""
        self._note("greet", heard)

    async def channel_changed(self, heard: Heard, *, usable: bool) -> None:
        """Note that a channel went or came back."""
        self._note("channel", heard.channel, usable)

    async def channel_renamed(self, heard: Heard, *, now: str) -> None:
        """Note what a channel is called now."""
        self._note("renamed", heard.channel, now)

    async def uninstalled(self, workspace: str, *, enterprise: str = "", at: datetime | None = None) -> None:
        """Note that a workspace is gone."""
        self._note("uninstalled", workspace, enterprise, *([at] if at else []))

    async def settled(self, count: int) -> list[tuple[Any, ...]]:
        """Wait until `count` things were handed on, and no more; Bolt runs listeners in the background."""
        async with asyncio.timeout(5):
            while len(self.noted) < count:
                self.changed.clear()
                await self.changed.wait()
        await asyncio.sleep(0.02)
        assert len(self.noted) == count, self.noted
        return self.noted

    async def _work(self) -> None:
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.failure is not None:
            raise self.failure

    def _note(self, *what: Any) -> None:
        self.noted.append(what)
        self.changed.set()
