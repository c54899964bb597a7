"""What readers do with a brief: look behind it, follow, copy, ask why, ask for the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.app.desk.permits import Act
from bot.app.desk.room import Room
from bot.briefing.chosen import Read, chosen_lines
from bot.briefing.window import rest_slot
from bot.chat.copying import copy_text
from bot.chat.heard import Action, Heard
from bot.chat.notes import Button
from bot.domain.brief import Brief, BriefItem, BriefKey
from bot.domain.desk import Follow
from bot.domain.ids import ArticleId

_SHORT = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The buttons under a brief."""

    room: Room

    async def details(self, heard: Heard, value: str) -> None:
        """Show what a brief was made from."""
        brief = await self._brief(heard, value)
        if brief is not None:
            await self.room.show(heard, self.room.at(heard).renderer.receipt(brief))

    async def rest(self, heard: Heard, value: str) -> None:
        """Enqueue what a brief left out; pressed twice it is told once."""
        brief = await self._brief(heard, value)
        if brief is None:
            return
        if not brief.rest:
            await self.room.whisper(heard, "Nothing was left out of that brief.")
            return
        local_date, slot = rest_slot(brief.key)
        told = BriefKey(subscription_id=brief.key.subscription_id, local_date=local_date, slot=slot)
        if await self.room.parts.store.brief(told) is not None:
            await self.room.whisper(heard, "The rest was asked for before: it stands further down.")
            return
        await self.room.engine.enqueue_brief(brief.key.subscription_id, local_date, slot, channel=brief.channel)

    async def follow(self, heard: Heard, value: str) -> None:
        """Remember that a person wants to hear by direct message when this moves."""
        found = await self._item(heard, value)
        if found is None:
            return
        brief, item = found
        await self.room.parts.store.save_follow(
            Follow(
                platform=heard.platform,
                workspace=heard.workspace,
                user=heard.user,
                story_id=item.story_id,
                channel=heard.channel or brief.channel,
                at=self.room.now(),
                deal_id=item.deal_id,
                revision=item.revision,
            )
        )
        what = "this deal moves" if item.deal_id else "this story changes"
        button = Button(action=Action.UNFOLLOW, label="Unfollow", value=value)
        await self.room.whisper(heard, f"You will hear by direct message when {what}: {short(item)}", buttons=(button,))

    async def unfollow(self, heard: Heard, value: str) -> None:
        """Forget that; it needs no brief, which may be gone since."""
        story = value.rpartition("|")[2]
        store = self.room.parts.store
        followed = await store.follows_by(heard.platform, heard.workspace, heard.user)
        mine = next((follow for follow in followed if follow.story_id == story), None)
        if mine is None:
            await self.room.whisper(heard, "You do not follow that.")
            return
        await store.delete_follow(heard.platform, heard.workspace, heard.user, mine.story_id)
        await self.room.whisper(heard, "You no longer follow it.")

    async def copy(self, heard: Heard, value: str) -> None:
        """Show an item as plain text to be taken elsewhere."""
        found = await self._item(heard, value)
        if found is not None:
            brief, item = found
            text = copy_text(item, self.room.parts.labels, language=brief.language, as_of=brief.composed_at)
            await self.room.whisper(heard, title="Copy this", code=text)

    async def why(self, heard: Heard, value: str) -> None:
        """Say why an item was told: what of the topic it met, how it was read, what speaks for it."""
        found = await self._item(heard, value)
        if found is None:
            return
        brief, item = found
        store = self.room.parts.store
        known = await store.subscription(brief.key.subscription_id)
        lines = chosen_lines(
            item, known.topic if known else None, await self._read(item), labels=self.room.parts.labels
        )
        await self.room.whisper(heard, *lines, title=f"Why this: {short(item)}")

    async def _read(self, item: BriefItem) -> Sequence[Read]:
        """Return how the articles of an item's story were read, the best first."""
        store = self.room.parts.store
        stories = await store.stories([item.story_id])
        ids: list[ArticleId] = [name for story in stories for name in story.article_ids]
        articles = {article.id: article for article in await store.articles(ids)}
        sources = {source.id: source.name for source in await store.sources([a.source_id for a in articles.values()])}
        reads = [
            Read(outlet=sources.get(articles[one.article_id].source_id, ""), score=one.score, reasons=one.reasons)
            for one in await store.analyses(ids)
            if one.article_id in articles
        ]
        return sorted(reads, key=lambda read: -read.score)

    async def _brief(self, heard: Heard, value: str) -> Brief | None:
        return await self.room.brief(heard, value) if await self.room.may(heard, Act.READ) else None

    async def _item(self, heard: Heard, value: str) -> tuple[Brief, BriefItem] | None:
        return await self.room.item(heard, value) if await self.room.may(heard, Act.READ) else None


def short(item: BriefItem) -> str:
    """Return an item's headline, not too long to stand in a line."""
    line = " ".join(item.headline.split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1]}…"
