"""Answers are made in turn: each gets its own, whoever waits for a model or fails holds up nobody."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app.reading import labels_of
from bot.briefing.items import Material
from bot.domain.asked import Asked
from bot.domain.dossier import Dossier
from bot.errors import StorageError
from bot.steps.dossiers import Dossiers, dossiers_of
from bot.store import Store, open_store
from support.archive import tell
from support.pastreading import reading_parts
from support.values import NOW, make_parties, make_story

PAIRS = (("PL", "KR"), ("TR", "PK"), ("DE", "FR"))
SECONDS = 30


async def filled(path: Path) -> Store:
    store = await open_store(f"sqlite:///{path / 'turns.db'}", clock=lambda: NOW)
    await tell(store, *(make_story("".join(pair).lower(), parties=make_parties(*pair)) for pair in PAIRS))
    return store


async def test_questions_at_once_get_each_their_own_answer(tmp_path: Path) -> None:
    store = await filled(tmp_path)
    dossiers = Dossiers(store=store, labels=labels_of(), clock=lambda: NOW)
    asked = [Asked(countries=pair) for pair in PAIRS] * 4
    alone = [await dossiers.dossier(one) for one in asked]
    together = await asyncio.wait_for(asyncio.gather(*map(dossiers.dossier, asked)), SECONDS)
    assert together == alone
    assert len({dossier.stories for dossier in alone}) == len(PAIRS)
    await store.close()


async def test_who_waits_for_a_model_holds_up_nobody(tmp_path: Path) -> None:
    store = await filled(tmp_path)
    go = asyncio.Event()

    async def slow(dossier: Dossier, _: Material) -> Dossier:
        if dossier.asked.countries == PAIRS[0]:
            await asyncio.wait_for(go.wait(), SECONDS)
        return dossier

    dossiers = Dossiers(store=store, labels=labels_of(), clock=lambda: NOW, synthesis=slow)
    first = asyncio.create_task(dossiers.dossier(Asked(countries=PAIRS[0])))
    second = await asyncio.wait_for(dossiers.dossier(Asked(countries=PAIRS[1])), SECONDS)
    assert (second.found, first.done()) == (True, False)
    go.set()
    assert (await first).found
    await store.close()


async def test_an_answer_that_fails_or_is_given_up_ends_its_turn(tmp_path: Path) -> None:
    store = await filled(tmp_path)

    def fails(asked: Asked) -> str:
        if asked.countries == PAIRS[0]:
            raise StorageError("the words are gone")
        return ""

    dossiers = Dossiers(store=store, labels=labels_of(), clock=lambda: NOW, say=fails)
    with pytest.raises(StorageError, match="the words are gone"):
        await dossiers.dossier(Asked(countries=PAIRS[0]))
    given_up = asyncio.create_task(dossiers.dossier(Asked(countries=PAIRS[1])))
    await asyncio.sleep(0)
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up
    assert (await asyncio.wait_for(dossiers.dossier(Asked(countries=PAIRS[2])), SECONDS)).found
    await store.close()


async def test_the_answers_of_one_bot_share_their_turn(tmp_path: Path) -> None:
    store = await filled(tmp_path)
    parts = replace(reading_parts(store), labels=labels_of())
    first, second = dossiers_of(parts), dossiers_of(parts)
    async with first.turn:
        waiting = asyncio.create_task(second.dossier(Asked(countries=PAIRS[0])))
        for _ in range(100):
            await asyncio.sleep(0)
        assert not waiting.done()
    assert (await asyncio.wait_for(waiting, SECONDS)).asked.countries == PAIRS[0]
    await store.close()
