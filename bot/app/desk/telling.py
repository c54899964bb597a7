"""What the bot says of itself: sources, its state, help, privacy, corrections."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import __version__
from bot.app.desk.naming import called, put
from bot.app.desk.permits import Act
from bot.app.desk.previewing import clipped
from bot.app.desk.room import Room
from bot.app.desk.saying_privacy import privacy_lines
from bot.briefing.standing import standing_text, tended
from bot.chat.commands import HelpCommand
from bot.chat.heard import Heard
from bot.chat.parsing_help import help_text
from bot.domain.figures import SourceFigures
from bot.domain.topic import Subscription
from bot.settings import Settings

_CORRECTIONS, _DETAIL = 10, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Answers that concern no subscription."""

    room: Room

    async def help(self, heard: Heard, command: HelpCommand) -> None:
        """Show what can be asked."""
        name = called(heard.platform, direct=heard.platform == "teams" and await self.room.is_direct(heard))
        told = help_text(command, name=name, put=lambda words: put(words, heard.platform))
        await self.room.whisper(heard, *told.split("\n"))

    async def sources(self, heard: Heard) -> None:
        """Show how the sources stand."""
        if await self.room.may(heard, Act.READ):
            store, now = self.room.parts.store, self.room.now()
            stored, states = await store.sources(), await store.fetch_states()
            off = sum(not source.enabled for source in stored)
            told = standing_text(tended(stored, states, now), await store.source_figures(now), now, off=off)
            await self.room.whisper(heard, *told.split("\n"), title="Sources")

    async def privacy(self, heard: Heard) -> None:
        """Show what is stored, how long, and how it is deleted."""
        lines = privacy_lines(delete_after_days=self.room.settings.delete_after_days)
        await self.room.whisper(heard, *lines, title="What Entente stores")

    async def corrections(self, heard: Heard) -> None:
        """Show what was mended in this channel."""
        room = self.room
        if not await room.may(heard, Act.READ):
            return
        found = await room.parts.store.corrections(_CORRECTIONS, channel=heard.channel)
        ours = [one for one in found if one.workspace in {"", heard.workspace}]
        lines = [
            f"{one.at.day} {one.at:%b %Y}, {one.kind}: {clipped(one.headline, _DETAIL)}. {clipped(one.detail, _DETAIL)}"
            for one in ours
        ] or ["Nothing was mended in this channel."]
        links = [one.permalink or "" for one in ours]
        await room.whisper(heard, *lines, title="Corrections here", links=links)

    async def status(self, heard: Heard) -> None:
        """Show how the bot stands: all of it to admins, the part that concerns readers to others."""
        if not await self.room.may(heard, Act.READ):
            return
        asker = await self.room.asker(heard)
        lines = await self.standing(heard, admin=asker.person.known and asker.person.admin)
        await self.room.whisper(heard, *lines, title="Status")

    async def standing(self, heard: Heard, *, admin: bool) -> list[str]:
        """Return how the bot stands, in lines: all of it for admins."""
        room, now = self.room, self.room.now()
        figures = await room.parts.store.source_figures(now)
        everywhere = await room.parts.store.subscriptions(room.platform.name)
        listed = [one for one in everywhere if one.workspace in {"", heard.workspace}]
        # Where others install the bot too, what goes wrong at theirs is nobody's business here.
        own = {one.channel for one in listed} if _has_tenants(room.settings) else None
        pulse = await room.parts.store.pulse(now, channels=own)
        polled = [one for one in figures.values() if one.first_polled_at is not None]
        answered = sum(_answers(one) for one in polled)
        lines = [
            f"{answered} of {len(polled)} sources answered when last asked" if polled else "No source was asked yet",
            f"Last poll {_ago(pulse.last_poll, now)}; last brief {_ago(pulse.last_told, now)}",
        ]
        return lines + (self._inside(listed, now, failed=pulse.failed, unknown=pulse.unknown) if admin else [])

    def _inside(self, listed: Sequence[Subscription], now: datetime, *, failed: int, unknown: int) -> list[str]:
        room = self.room
        paused = sum(one.paused_until is not None and one.paused_until > now for one in listed)
        database = "PostgreSQL" if (room.settings.database_url or "").startswith("postgres") else "SQLite"
        model = f"{room.settings.summariser}, {room.parts.writer}" if room.parts.writer else room.settings.summariser
        return [
            f"Messages of the last 7 days: {failed} failed, {unknown} unknown (they may or may not be out)",
            f"{len(listed)} subscriptions, {paused} of them paused",
            f"Summaries: {model}",
            f"Entente {__version__} on {database}, up for {_length(now - room.started_at)}",
        ]


def _has_tenants(settings: Settings) -> bool:
    """Whether the bot serves more organisations than its operator's."""
    return settings.slack_client_id is not None or len(set(settings.teams_tenants)) > 1


def _answers(figures: SourceFigures) -> bool:
    return not figures.failures and not figures.gone


def _ago(moment: datetime | None, now: datetime) -> str:
    return f"{_length(now - moment)} ago" if moment else "not yet"


def _length(length: timedelta) -> str:
    minutes = int(length.total_seconds()) // 60
    if minutes < 120:
        return "1 minute" if minutes == 1 else f"{max(minutes, 0)} minutes"
    return f"{minutes // 60} hours" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days"
