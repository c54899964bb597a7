"""The operator hears once of each source that is dead or silent, and again after it recovered."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from bot.domain.article import Entry
from bot.domain.source import FetchState, Source
from bot.steps.watch import Watch
from support.telling import Desk, desk
from support.values import DAY, HOUR, NOW, make_entry, make_source


@dataclass
class Post:
    """A watch over a real archive, its clock and what the operator heard."""

    room: Desk
    now: datetime = NOW
    heard: list[str] = field(default_factory=list)
    polls: int = 0

    @property
    def watch(self) -> Watch:
        async def notify(text: str) -> None:
            self.heard.append(text)

        return Watch(replace(self.room.tell.parts, notify=notify, clock=lambda: self.now))

    async def polled(
        self, source: Source, at: datetime, *, failures: int = 0, gone: bool = False, news: int = 0
    ) -> None:
        """Store what a poll at `at` brought, as the poller would; what the operator was told stays noted."""
        self.polls += 1
        before = (await self.room.store.fetch_states()).get(source.id, FetchState(source_id=source.id))
        answered = not failures and not gone
        state = replace(
            before,
            failures=failures,
            gone=gone,
            last_error=None if answered else "fetch_failed: the server answered 404",
            last_success_at=at if answered else before.last_success_at,
            next_poll_at=at + (365 * DAY if gone else HOUR),
        )
        entries = [self.entry(source, at, number) for number in range(news)]
        await self.room.store.save_reading(
            f"run-{self.polls}", source, state=state, entries=entries, drops=(), answered=answered, seen=news, at=at
        )

    @staticmethod
    def entry(source: Source, at: datetime, number: int) -> Entry:
        name = f"{source.id}-{at:%d%H}-{number}"
        return make_entry(name, source_id=source.id, published=at, url=f"https://a.example/{name}")


async def test_dead_and_silent_sources_are_told_once_together(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        post = Post(room)
        dead, gone, quiet, well = (make_source(name) for name in ("dead", "gone", "quiet", "well"))
        await post.polled(dead, NOW - 2 * DAY, failures=1)
        await post.polled(dead, NOW, failures=3)
        await post.polled(gone, NOW, gone=True)
        for hours in range(100, 40, -10):
            await post.polled(quiet, NOW - hours * HOUR, news=1)
        await post.polled(quiet, NOW)
        await post.polled(well, NOW, news=1)
        assert await post.watch.watch("run") == 3
        (told,) = post.heard
        assert told.startswith("3 sources need a look:\n")
        for words in ("Dead (dead), never answered, 3 times in a row: ", "Gone (gone) said", "Quiet (quiet) answers"):
            assert words in told
        assert "well" not in told
        assert await post.watch.watch("run") == 0
        assert len(post.heard) == 1


async def test_what_recovered_is_told_of_again_when_it_fails_again(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        post, source = Post(room), make_source("wire")
        await post.polled(source, NOW, gone=True)
        assert await post.watch.watch("1") == 1
        post.now = NOW + DAY
        await post.polled(source, post.now)
        assert await post.watch.watch("2") == 0
        assert (await room.store.fetch_states())[source.id].told_at is None
        post.now = NOW + 9 * DAY
        await post.polled(source, post.now, failures=20)
        assert await post.watch.watch("3") == 1
        assert "20 times in a row" in post.heard[1]


async def test_nobody_is_told_of_sources_that_are_off_or_whose_row_was_removed(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        post, off, removed = Post(room), make_source("off", enabled=False), make_source("removed")
        await post.polled(off, NOW, gone=True)
        for days in (5, 4, 3):
            await post.polled(removed, NOW - days * DAY, failures=6 - days)
        assert await post.watch.watch("run") == 0
        assert post.heard == []
