"""Answers out of the sample edition's own archive: every line stands on what is stored, and nothing of what is gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import settings as configuration
from bot.app.building import Reading, reading
from bot.commands.sampling import on_console
from bot.domain.asked import Asked
from bot.domain.dossier import Dossier, Line, SectionKind
from bot.domain.moments import system_clock
from bot.domain.vocabulary import Sector
from bot.store import Store
from support.loopback import LoopbackServer

QUESTIONS = (
    Asked(countries=("PK", "TR")),
    Asked(countries=("PL", "KR")),
    Asked(countries=("PL",)),
    Asked(countries=("TR",)),
    Asked(groups=("NATO",)),
    Asked(countries=("TR",), groups=("GCC",)),
    Asked(countries=("TR", "ID"), direction=("TR", "ID")),
    Asked(countries=("PL", "KR", "TR", "PK")),
    Asked(sectors=(Sector.COMBAT_AIRCRAFT,)),
    Asked(countries=("PK", "BR")),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after the demo ran to its end."""
    folder = tmp_path_factory.mktemp("demo")
    with LoopbackServer() as probe:
        port = probe.address[1]
    assert asyncio.run(on_console(data_dir=folder, port=port)) == 0
    return folder


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Reading]:
    async with reading(configuration.load({}, data_dir=folder)) as archive:
        yield archive


def lines(dossier: Dossier) -> list[Line]:
    return [line for section in dossier.sections for line in section.lines]


async def resolve(dossier: Dossier, store: Store) -> None:
    """Hold every line of an answer against what is stored."""
    stories = {story.id: story for story in await store.living_stories(dossier.stories)}
    assert set(stories) == set(dossier.stories)
    for line in lines(dossier):
        told = {story.id: story for story in await store.living_stories(line.stories)}
        assert set(told) == set(line.stories)
        ids = tuple(name for story in told.values() for name in story.article_ids)
        articles = {article.id: article for article in await store.articles(ids)}
        urls = {article.url for article in articles.values()}
        assert {one.url for one in dossier.citations if one.number in line.cites} <= urls
        assert len(line.cites) == len(set(line.cites)) <= len(dossier.citations)
        for proof in line.proofs:
            assert articles[proof.article_id].full_text[proof.start : proof.end] == proof.quote
        if any(sign in line.text for sign in ("$", "furthest", "supplies ")):
            assert line.cites, line.text


def test_every_line_of_every_answer_resolves_to_what_is_stored(archive: Path) -> None:
    async def asked() -> list[bool]:
        found = []
        async with opened(archive) as house:
            for question in QUESTIONS:
                dossier = await house.dossiers.dossier(question)
                await resolve(dossier, house.store)
                found.append(dossier.found)
        return found

    found = asyncio.run(asked())
    assert found == [*[True] * 5, False, *[True] * 3, False]


def test_the_same_question_gets_the_same_answer_twice(archive: Path) -> None:
    async def twice(question: Asked) -> tuple[Dossier, Dossier]:
        now = system_clock()
        async with opened(archive) as house:
            dossiers = replace(house.dossiers, clock=lambda: now)
            return await dossiers.dossier(question), await dossiers.dossier(question)

    for question in QUESTIONS:
        first, second = asyncio.run(twice(question))
        assert first == second


def test_what_changed_since_is_told_and_after_that_nothing(archive: Path) -> None:
    async def told() -> tuple[Dossier, Dossier]:
        async with opened(archive) as house:
            now = system_clock()
            ago = await house.dossiers.dossier(QUESTIONS[0], last_asked=now - timedelta(days=30))
            return ago, await house.dossiers.dossier(QUESTIONS[0], last_asked=now)

    ago, since = asyncio.run(told())
    changed = [section.lines[0].text for one in (ago, since) if (section := one.section(SectionKind.CHANGED))]
    assert changed[0].startswith("MILGEM: new, production")
    assert changed[1] == "Nothing changed since: no story is new, and none moved"


def test_where_nothing_is_found_what_lies_near_can_be_asked(archive: Path) -> None:
    async def asked() -> Dossier:
        async with opened(archive) as house:
            return await house.dossiers.dossier(Asked(countries=("PK", "BR")))

    dossier = asyncio.run(asked())
    section = dossier.section(SectionKind.NEAREST)
    assert section is not None
    assert any("Pakistan–Türkiye" in line.text for line in section.lines)
    assert dossier.wish == "Pakistan–Brazil"
