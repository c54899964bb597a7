"""What `search` does: understand the filters, look into the archive, print what is found."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.app.building import database_url
from bot.app.groups import group_members
from bot.app.questionwords import question_words_of
from bot.app.reading import labels_of
from bot.briefing.dossier_scope import scope_of
from bot.briefing.labels import Labels
from bot.chat.asking import read_question
from bot.chat.tidy import shown
from bot.domain.archive import LeanScope
from bot.domain.article import Article
from bot.domain.asked import Asked
from bot.domain.ids import ArticleId, StoryId, article_id
from bot.domain.moments import Clock, system_clock
from bot.domain.story import Story
from bot.domain.vocabulary import Sector
from bot.ingest.urls import canonical
from bot.settings import Settings
from bot.store import Store, open_archive

_WIDE = 200
_NOTHING = "Nothing found. Fewer words find more, and so do fewer filters; `entente ask` tells what a pair has at all."
_NO_LIKENESS = (
    "Nothing is known to be like it: only stories of the last `vector_days` days are compared, once the bot has read "
    "them. Search for its words instead."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is looked for, as it was typed; `like` is a story's id or an article's address, and stands alone."""

    words: str = ""
    countries: str = ""
    sectors: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    like: str = ""
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A story found, its newest article where one is kept, and how like it is where likeness was asked for."""

    story: Story
    article: Article | None
    likeness: float | None = None


class NotUnderstoodError(Exception):
    """A filter that cannot be read; the text says which and what to write."""


async def print_found(settings: Settings, wish: Wish, *, as_json: bool, clock: Clock = system_clock) -> int:
    """Print what is found, best first; return 1, with a line on what to try, where there is nothing."""
    try:
        scope = LeanScope() if wish.like else scope_for(settings, wish, today=clock().date())
    except NotUnderstoodError as error:
        return _refused(str(error))
    store = await open_archive(database_url(settings), clock=clock)
    try:
        hits = await (_like(store, wish) if wish.like else _found(store, wish, scope))
    finally:
        await store.close()
    if hits is None:
        return _refused(f"No story of the archive is {wish.like!r}: give a story's id or an article's address.")
    if not hits:
        return _refused(_NO_LIKENESS if wish.like else _NOTHING)
    labels = labels_of(settings.wording_language)
    if as_json:
        for hit in hits:
            print(json.dumps(record_of(hit), ensure_ascii=False))  # noqa: T201
    else:
        _console().print(table_of(hits, labels))
    return 0


def scope_for(settings: Settings, wish: Wish, *, today: date) -> LeanScope:
    """Return the scope of the filters; raise NotUnderstoodError naming the one that cannot be read."""
    asked = _read(settings, "--countries", wish.countries, today)
    if wish.countries and not asked.parties:
        raise NotUnderstoodError(f"--countries: {wish.countries!r} names no country; write PK,TR or Pakistan")
    sectors = frozenset(sector.value for sector in _sectors(settings, wish.sectors, today))
    since, until = _day(settings, "since", wish.since, today), _day(settings, "until", wish.until, today)
    return LeanScope(
        all_of=scope_of(asked, group_members(), since=None, until=None).all_of,
        marks=(("sector", sectors),) if sectors else (),
        since=datetime.combine(since, time.min, tzinfo=UTC) if since else None,
        until=datetime.combine(until, time.max, tzinfo=UTC) if until else None,
    )


def record_of(hit: Hit) -> dict[str, Any]:
    """Return a hit as it is written in JSON; days are ISO 8601, likeness is a cosine."""
    story, article = hit.story, hit.article
    record: dict[str, Any] = {
        "story": story.id,
        "changed": story.last_changed.isoformat(),
        "countries": list(story.countries),
        "sectors": [str(sector) for sector in story.sectors],
        "types": [str(one) for one in story.types],
        "stage": story.stage and str(story.stage),
        "certainty": story.certainty and str(story.certainty),
        "headline": story.title,
        "url": article.url if article else None,
        "deal": story.deal_id,
    }
    return record if hit.likeness is None else {**record, "likeness": round(hit.likeness, 4)}


def table_of(hits: Sequence[Hit], labels: Labels) -> Table:
    """Return the table of what was found; the address gives way last, so that it can be copied."""
    table = Table(box=None, pad_edge=False)
    alike = any(hit.likeness is not None for hit in hits)
    for name in ("date", "countries", "stage", *(["like"] if alike else [])):
        table.add_column(name, no_wrap=True)
    table.add_column("headline", ratio=3, min_width=24)
    table.add_column("link", ratio=2, overflow="fold", min_width=20)
    for hit in hits:
        story = hit.story
        cells = [story.last_changed.date().isoformat(), " ".join(story.countries)]
        cells.append(labels.stages[story.stage] if story.stage else "")
        cells += [f"{hit.likeness:.2f}" if hit.likeness is not None else ""] if alike else []
        cells += [shown(story.title, 200), hit.article.url if hit.article else ""]
        table.add_row(*(Text(cell) for cell in cells))
    return table


async def _found(store: Store, wish: Wish, scope: LeanScope) -> list[Hit]:
    if wish.words:
        return await _hits(store, await store.search(wish.words, wish.limit, scope=scope), {})
    newest = await store.leans(scope, wish.limit)
    return await _hits(store, await store.stories([lean.story_id for lean in newest]), {})


async def _like(store: Store, wish: Wish) -> list[Hit] | None:
    """Return what is like the story wished for, None where there is no such story."""
    story = await _story_named(store, wish.like)
    if story is None:
        return None
    near = await store.alike(story.id, wish.limit)
    return await _hits(store, [one for one, _ in near], {one.id: likeness for one, likeness in near})


async def _story_named(store: Store, name: str) -> Story | None:
    living = await store.living_stories([StoryId(name)])
    if not living and "://" in name:
        address = canonical(name)
        articles = {*await store.articles_at(address), *await store.articles_at(name), article_id(address)}
        living = await store.living_stories(sorted(set((await store.stories_of(articles)).values())))
    return living[0] if living else None


async def _hits(store: Store, stories: Sequence[Story], likeness: Mapping[StoryId, float]) -> list[Hit]:
    wanted: list[ArticleId] = [name for story in stories for name in story.article_ids]
    articles = {article.id: article for article in await store.articles(wanted)}
    return [
        Hit(
            story=story,
            article=next((articles[name] for name in reversed(story.article_ids) if name in articles), None),
            likeness=likeness.get(story.id),
        )
        for story in stories
    ]


def _sectors(settings: Settings, names: Sequence[str], today: date) -> tuple[Sector, ...]:
    known = {sector.value: sector for sector in Sector}
    read = _read(settings, "--sector", ", ".join(name for name in names if name not in known), today).sectors
    if names and not read and not known.keys() & set(names):
        raise NotUnderstoodError(f"--sector: {', '.join(names)!r} names none; write one of {', '.join(sorted(known))}")
    return (*(known[name] for name in names if name in known), *read)


def _read(settings: Settings, option: str, text: str, today: date) -> Asked:
    """Return what the words of an option mean; raise NotUnderstoodError where some mean nothing."""
    if not text:
        return Asked()
    asked = read_question(text.replace(",", ", "), question_words_of(settings), today=today)
    if asked.problem or asked.unknown:
        told = asked.problem or f"{', '.join(asked.unknown)!r} is not known."
        raise NotUnderstoodError(f"{option}: {told} {' '.join(asked.suggestions)}".strip())
    return asked


def _day(settings: Settings, option: str, text: str, today: date) -> date | None:
    """Return the day that `text` names, in ISO 8601 or in words; raise NotUnderstoodError."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        asked = read_question(f"{option} {text}", question_words_of(settings), today=today)
    found = asked.since if option == "since" else asked.until
    if found is None:
        raise NotUnderstoodError(f"--{option}: {text!r} is no day; write 2026-05-01, May or last quarter")
    return found


def _console() -> Console:
    """Return the terminal as wide as it is; a file or a pipe has room for whole lines."""
    console = Console()
    return console if console.is_terminal else Console(width=_WIDE)


def _refused(reason: str) -> int:
    print(reason, file=sys.stderr)  # noqa: T201
    return 1
