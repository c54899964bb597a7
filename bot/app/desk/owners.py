"""Owners who have left: the channel hears of it once, with how somebody else takes over."""

from dataclasses import dataclass

from bot.app.desk.channels import Channels
from bot.app.desk.listing import BOT, named
from bot.app.desk.naming import called
from bot.app.desk.room import Room, is_group
from bot.chat.heard import Heard
from bot.chat.notes import Note
from bot.chat.saying import say
from bot.domain.topic import Subscription
from bot.errors import InstallationUnavailable
from bot.log import get_logger

log = get_logger("desk")
_ACTION = "owner left"
_ENTRIES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """Looks after who owns what, from time to time."""

    room: Room
    channels: Channels

    async def check(self) -> int:
        """Announce the owners that were deactivated since; return how many. Doing it again announces nobody twice."""
        told = 0
        for one in await self.room.parts.store.subscriptions(self.room.platform.name):
            try:
                told += await self._check(one)
            except InstallationUnavailable as error:
                log.info("not checked", workspace=one.workspace, problem=error.problem)
        return told

    async def _check(self, known: Subscription) -> int:
        room = self.room
        heard = Heard(event_id="", platform=known.platform, workspace=known.workspace, channel=known.channel, user=BOT)
        directory = room.at(heard).directory
        if directory is None or known.managed:
            return 0
        gone = [
            owner
            for owner in known.owners
            if not is_group(known.platform, owner) and (await directory.person(owner)).deactivated
        ]
        entries = named(await room.parts.store.changes_of([known.id], _ENTRIES), known, _ACTION) if gone else []
        fresh = [owner for owner in gone if not any(entry.detail == owner for entry in entries)]
        for owner in fresh:
            await self._announce(heard, known, owner, left=[one for one in known.owners if one not in gone])
        return len(fresh)

    async def _announce(self, heard: Heard, known: Subscription, owner: str, *, left: list[str]) -> None:
        room = self.room
        directory = room.at(heard).directory
        if directory is not None and (await directory.place(known.channel)).direct:
            await self.channels.pause_for(known.platform, known.workspace, known.channel, "its reader has left")
            await room.audit(heard, known, _ACTION, owner)
            return
        names = [await room.name(heard, one) for one in left]
        stays = f"It is still {' and '.join(names)}'s." if names else "Nobody owns it now; it goes on as it is."
        line = f"{await room.name(heard, owner)}, who owned this subscription, has left: {say(known, room.words)}."
        name = called(known.platform)
        how = f"Somebody here can take it over: “{name} list” for its number, then “{name} transfer 1 @you”."
        if await room.post(heard, known.channel, Note(lines=(line, f"{stays} {how}"))):
            await room.audit(heard, known, _ACTION, owner)
