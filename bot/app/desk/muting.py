"""Sources that are left out of one subscription: asked for from an item, noted down, undone by a button."""

from dataclasses import dataclass

from bot.app.desk.permits import Act
from bot.app.desk.room import NO_SUBSCRIPTION, Room
from bot.chat.heard import Action, Heard
from bot.chat.notes import Button
from bot.domain.brief import BriefItem
from bot.domain.ids import SourceId
from bot.domain.source import Source
from bot.domain.topic import Subscription

_MOST = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Muting:
    """Muted sources."""

    room: Room

    async def mute(self, heard: Heard, value: str) -> None:
        """Ask which of an item's sources is meant, and say whom it affects."""
        room = self.room
        if not await room.may(heard, Act.READ) or (found := await room.item(heard, value)) is None:
            return
        brief, item = found
        known = await room.subscription(heard, brief.key.subscription_id)
        if known is None or not await room.may(heard, Act.CHANGE, subscription=known):
            return
        sources = [source for source in await self._sources(item) if source.id not in known.muted_sources]
        if not sources:
            await room.whisper(heard, "Its sources are muted already, or no longer known.")
            return
        buttons = [
            Button(
                action=Action.MUTE_SOURCE,
                label=f"Mute {source.name}"[:75],
                value=f"{known.id}|{source.id}",
                confirm=f"This affects {await self._whom(heard, known)}.",
            )
            for source in sources[:_MOST]
        ]
        line = f"Muting affects {await self._whom(heard, known)}: articles of that source count for nothing there."
        await room.whisper(heard, line, title="Mute which source?", buttons=buttons)

    async def mute_source(self, heard: Heard, value: str) -> None:
        """Leave a source out of a subscription."""
        await self._set(heard, value, muted=True)

    async def unmute_source(self, heard: Heard, value: str) -> None:
        """Take a source in again."""
        await self._set(heard, value, muted=False)

    async def _set(self, heard: Heard, value: str, *, muted: bool) -> None:
        room = self.room
        name, _, source_id = value.partition("|")
        known = await room.subscription(heard, name)
        if known is None or not await room.may(heard, Act.CHANGE, subscription=known):
            return
        sources = await room.parts.store.sources([SourceId(source_id)])
        if not sources:
            await room.whisper(heard, "That source is not known any more.")
            return
        if (source_id in known.muted_sources) is muted:
            await room.whisper(heard, f"{sources[0].name} is {'muted' if muted else 'not muted'} already.")
            return
        after = await room.parts.store.amend_subscription(known.id, lambda now: _with(now, source_id, muted=muted))
        if after is None:
            await room.whisper(heard, NO_SUBSCRIPTION)
            return
        await room.audit(heard, after, "mute source" if muted else "unmute source", sources[0].name)
        whom = await self._whom(heard, after)
        if muted:
            undo = Button(action=Action.UNMUTE_SOURCE, label="Undo", value=value, spoken="Undo: take the source in")
            await room.whisper(heard, f"{sources[0].name} is muted for {whom}. The audit shows it.", buttons=(undo,))
        else:
            await room.whisper(heard, f"{sources[0].name} counts again for {whom}.")

    async def _sources(self, item: BriefItem) -> tuple[Source, ...]:
        """Return the sources of the articles of an item's story, those it cites first."""
        store = self.room.parts.store
        stories = await store.stories([item.story_id])
        articles = await store.articles([name for story in stories for name in story.article_ids])
        cited = [citation.source for citation in item.citations if citation.source]
        ids = list(dict.fromkeys([*cited, *(article.source_id for article in articles)]))
        known = {source.id: source for source in await store.sources([SourceId(name) for name in ids])}
        return tuple(known[SourceId(name)] for name in ids if name in known)

    async def _whom(self, heard: Heard, known: Subscription) -> str:
        directory = self.room.at(heard).directory
        place = await directory.place(known.channel) if directory is not None else None
        if place is not None and place.direct:
            return "only you"
        where = f"#{place.name}" if place is not None and place.name else "this channel"
        return f"everyone who reads this subscription in {where}"


def _with(known: Subscription, source: str, *, muted: bool) -> Subscription:
    others = tuple(name for name in known.muted_sources if name != source)
    return known.model_copy(update={"muted_sources": (*others, source) if muted else others})
