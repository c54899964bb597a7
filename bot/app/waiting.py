"""A desk that stands in for the one being set up: people are heard at once, and answered when it is there."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

from bot.chat.commands import Command
from bot.chat.heard import Desk, Filled, Heard, Press


class WaitingDesk:
    """Takes what people do and keeps it waiting until `give` brings the desk that does it."""

    def __init__(self) -> None:
        self._there = asyncio.Event()
        self._desk: Desk | None = None

    def give(self, desk: Desk) -> None:
        """Hand everything to `desk` from now on, also what waits."""
        self._desk = desk
        self._there.set()

    async def first_time(self, event_id: str) -> bool:
        """Wait for the desk, and ask it: listeners do so before all else but their acknowledgement."""
        return await (await self._given()).first_time(event_id)

    def parse(self, text: str) -> Command:
        """Return the command in what was said; raise RuntimeError before the desk is there."""
        if self._desk is None:
            raise RuntimeError("the bot is still starting")
        return self._desk.parse(text)

    async def command(self, heard: Heard, command: Command) -> None:
        """Do what was asked."""
        await (await self._given()).command(heard, command)

    async def press(self, heard: Heard, press: Press) -> None:
        """Do what the button says."""
        await (await self._given()).press(heard, press)

    async def check(self, heard: Heard, filled: Filled) -> Mapping[str, str]:
        """Return what is wrong with a form."""
        return await (await self._given()).check(heard, filled)

    async def filled(self, heard: Heard, filled: Filled) -> None:
        """Take a form."""
        await (await self._given()).filled(heard, filled)

    async def home(self, heard: Heard) -> None:
        """Show a person's home."""
        await (await self._given()).home(heard)

    async def greet(self, heard: Heard) -> None:
        """Offer what could be asked."""
        await (await self._given()).greet(heard)

    async def channel_changed(self, heard: Heard, *, usable: bool) -> None:
        """Take note of a channel."""
        await (await self._given()).channel_changed(heard, usable=usable)

    async def channel_renamed(self, heard: Heard, *, now: str) -> None:
        """Take note of a channel's new name."""
        await (await self._given()).channel_renamed(heard, now=now)

    async def uninstalled(self, workspace: str, *, enterprise: str = "", at: datetime | None = None) -> None:
        """Take note that a workspace is gone."""
        await (await self._given()).uninstalled(workspace, enterprise=enterprise, at=at)

    async def _given(self) -> Desk:
        await self._there.wait()
        if self._desk is None:
            raise RuntimeError("the desk was said to be there")
        return self._desk
