"""The archive looked through: stories that hold some words, and more like one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from bot.app.desk.permits import Act
from bot.app.desk.room import Room
from bot.briefing.dossier_scope import Groups, scope_of
from bot.chat import dates, phrases
from bot.chat.commands import SearchCommand
from bot.chat.heard import Action, Heard
from bot.chat.notes import Button
from bot.chat.tidy import shown
from bot.domain.asked import Asked
from bot.domain.ids import ArticleId, StoryId
from bot.domain.story import Story

_FOUND, _ALIKE, _BUTTONS = 10, 6, 5
_TITLE, _WORDS = 160, 80
_NOTHING = "Nothing found. Fewer words find more; a country, a sector or “since May” narrows it."
_GONE = "That story is no longer in the archive."


@dataclass(frozen=True, slots=True, kw_only=True)
class Searching:
    """Shows what is found to the one who asks, alone."""

    room: Room
    groups: Groups

    async def search(self, heard: Heard, command: SearchCommand) -> None:
        """Show the stories that hold the words, newest proof linked, with buttons for more like them."""
        if not await self.room.may(heard, Act.READ):
            return
        problem = command.asked.problem
        if problem:
            await self.room.whisper(heard, problem)
            return
        since, until = _days(command.asked)
        scope = scope_of(command.asked, self.groups, since=since, until=until)
        found = await self.room.parts.store.search(command.words, limit=_FOUND + 1, scope=scope)
        await self._show(heard, f"Search: {shown(command.words, _WORDS)}", found)

    async def alike(self, heard: Heard, story_id: str) -> None:
        """Show what is most like a story."""
        if not await self.room.may(heard, Act.READ):
            return
        store = self.room.parts.store
        known = await store.living_stories([StoryId(story_id)])
        if not known:
            await self.room.whisper(heard, _GONE)
            return
        near = await store.alike(known[0].id, limit=_ALIKE)
        await self._show(heard, f"More like: {shown(known[0].title, _WORDS)}", [story for story, _ in near])

    async def _show(self, heard: Heard, title: str, found: Sequence[Story]) -> None:
        kept = found[:_FOUND]
        lines = [f"{number}. {self._line(story)}" for number, story in enumerate(kept, start=1)]
        more = ["There is more: a country, a sector or “since May” narrows it."] if len(found) > len(kept) else []
        buttons = [
            Button(
                action=Action.ALIKE,
                label=f"More like {number}",
                value=str(story.id),
                spoken=f"More like: {story.title}",
            )
            for number, story in enumerate(kept[:_BUTTONS], start=1)
        ]
        links = await self._links(kept)
        await self.room.whisper(heard, *(lines or [_NOTHING]), *more, title=title, buttons=buttons, links=links)

    def _line(self, story: Story) -> str:
        stage = self.room.parts.labels.stages[story.stage] if story.stage else ""
        flags = phrases.flags([party.country for party in story.parties])
        told = ", ".join(filter(None, (stage, dates.date(story.last_changed, "UTC"))))
        return f"{flags} {shown(phrases.claim(story.title, story.certainty), _TITLE)} ({told})".strip()

    async def _links(self, stories: Sequence[Story]) -> list[str]:
        """Return the address of the newest article of each story, "" where none is kept."""
        ids: list[ArticleId] = [name for story in stories for name in story.article_ids]
        kept = {article.id: article.url for article in await self.room.parts.store.articles(ids)}
        return [next((kept[name] for name in reversed(story.article_ids) if name in kept), "") for story in stories]


def _days(asked: Asked) -> tuple[datetime | None, datetime | None]:
    """Return the span of the days that were named, both included."""
    since = datetime.combine(asked.since, time.min, tzinfo=UTC) if asked.since else None
    return since, datetime.combine(asked.until, time.max, tzinfo=UTC) if asked.until else None
