"""Whatever happens to stories, what they are found and counted by is what their rows say, on both databases."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain.forgetting import name_of
from bot.domain.ids import DealId, StoryId
from bot.domain.story import ChangeKind, Story
from bot.domain.vocabulary import CooperationType, FactKind, Sector
from bot.store import Store, open_store
from bot.store.archive_tables import metadata, story_leans, story_marks, story_ties, story_vectors
from bot.store.forgetting import Taking
from bot.store.lean_rows import lean_row, mark_rows, tie_rows
from bot.store.stories import STORY, story_of_row
from bot.store.tables import deal_steps, stories, story_texts
from support import values
from support.archive import collect
from support.values import DAY, NOW

NAMES = ("a", "b", "c", "d")
PROGRAMMES = ("k2", "kaan")
_STORIES = st.builds(
    lambda name, countries, sectors, marks, days: values.make_story(
        name,
        parties=values.make_parties(*countries),
        sectors=tuple(sectors),
        types=(CooperationType.PROCUREMENT,),
        facts=tuple(values.make_fact(FactKind.DESIGNATION, value=mark) for mark in marks),
        last_changed=NOW - timedelta(days=days),
        first_seen=NOW - 600 * DAY,
    ),
    name=st.sampled_from(NAMES),
    countries=st.lists(st.sampled_from(["PL", "KR", "TR", "PK"]), unique=True, max_size=3),
    sectors=st.sets(st.sampled_from([Sector.UAS, Sector.SPACE]), max_size=2),
    marks=st.lists(st.sampled_from(["F-35A", "f 35a", "Bayraktar TB2", "!"]), max_size=3),
    days=st.integers(0, 500),
)
_PAIRS = st.lists(st.sampled_from(NAMES), min_size=2, max_size=2, unique=True)
_ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("grow"), _STORIES),
        st.tuples(st.just("reread"), _STORIES),
        st.tuples(st.just("merge"), _PAIRS),
        st.tuples(st.just("split"), _PAIRS),
        st.tuples(st.just("link"), st.tuples(st.sampled_from(PROGRAMMES), st.sets(st.sampled_from(NAMES), max_size=3))),
        st.tuples(st.just("expire"), st.integers(0, 500)),
        st.tuples(st.just("forget"), st.sampled_from(NAMES)),
        st.tuples(st.just("mask"), st.just("Second K2")),
    ),
    min_size=1,
    max_size=10,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=_ACTS)
def test_what_stories_are_counted_by_is_what_they_say_after_any_changes(
    database: str, acts: Sequence[tuple[str, Any]]
) -> None:
    asyncio.run(_lived(database, acts))


async def _lived(url: str, acts: Sequence[tuple[str, Any]]) -> None:
    store = await open_store(url, migrate=False, clock=lambda: NOW)
    try:
        await _empty(store)
        await collect(store, *NAMES)
        for act, what in acts:
            await _ACTING[act](store, what)
            await _recounted(store)
    finally:
        await store.close()


async def _empty(store: Store) -> None:
    async with store.transactions.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            await connection.execute(table.delete())


async def _grow(store: Store, story: Story, *, heard: bool = False) -> None:
    revision = max((one.revision for one in await store.stories([story.id])), default=0) + 1
    articles = [one.id for one in await store.articles(story.article_ids)]
    if articles:
        told = replace(story, revision=revision)
        kind = ChangeKind.CREATED if revision == 1 else ChangeKind.GROWN
        await store.save_changes([values.make_change(told, kind=kind)], heard=articles if heard else ())


async def _reread(store: Store, story: Story) -> None:
    await _grow(store, story, heard=True)


async def _merge(store: Store, names: Sequence[str]) -> None:
    found = await store.stories([StoryId(f"story-{name}") for name in names])
    if len(found) == len(names) and not any(story.merged_into for story in found):
        survivor, absorbed = found
        told = replace(survivor, revision=survivor.revision + 1)
        await store.save_changes([values.make_change(told, kind=ChangeKind.MERGED, absorbed=(absorbed.id,))])


async def _split(store: Store, names: Sequence[str]) -> None:
    found = await store.stories([StoryId(f"story-{name}") for name in names])
    if len(found) == len(names) and not found[0].merged_into:
        parent, part = found
        told = replace(part, merged_into=None, revision=part.revision + 1)
        await store.save_changes([values.make_change(told, kind=ChangeKind.SPLIT, parent=parent.id)])


async def _link(store: Store, what: tuple[str, set[str]]) -> None:
    programme, names = what
    found = await store.stories([StoryId(f"story-{name}") for name in sorted(names)])
    async with store.transactions.connect() as connection:
        others = select(deal_steps.c.story_id).where(deal_steps.c.programme != programme)
        taken = set((await connection.execute(others)).scalars())
    steps = tuple(
        values.make_step(story.id.removeprefix("story-"), programme=programme)
        for story in found
        if not story.merged_into and story.id not in taken
    )
    deals = [values.make_deal(id=DealId(f"deal-{programme}"), programme=programme, history=steps)] if steps else []
    await store.save_deals([programme], deals)


async def _expire(store: Store, days: int) -> None:
    store._clock = lambda: NOW
    await store.expire_stories(NOW - days * DAY)


async def _forget(store: Store, name: str) -> None:
    traces = await store.traces([values.make_article(name).url])
    absorbed = traces.absorbed or {}
    gone = [one for story in traces.stories for one in (story.id, *absorbed.get(story.id, ()))]
    programmes = await store.programmes_of(gone)
    steps = [step for step, _ in await store.deal_steps(programmes) if step.story_id not in gone]
    deals = [
        values.make_deal(id=DealId(f"deal-{programme}"), programme=programme, history=history)
        for programme in programmes
        if (history := tuple(step for step in steps if step.programme == programme))
    ]
    taking = Taking(
        traces=traces, stories=(), gone=gone, briefs=(), corrections=(), programmes=programmes, deals=deals
    )  # fmt: skip
    await store.take_out(taking, {})


async def _mask(store: Store, name: str) -> None:
    await store.mask(name_of(name), {})


_ACTING: Mapping[str, Callable[[Store, Any], Awaitable[None]]] = {
    "grow": _grow,
    "reread": _reread,
    "merge": _merge,
    "split": _split,
    "link": _link,
    "expire": _expire,
    "forget": _forget,
    "mask": _mask,
}


async def _recounted(store: Store) -> None:
    """Hold what is kept to what the stories' rows say."""
    async with store.transactions.connect() as connection:
        told = [story_of_row(row) for row in await connection.execute(select(*STORY))]
        kept = {
            table.name: sorted(map(tuple, await connection.execute(select(table))), key=str)
            for table in (story_leans, story_ties, story_marks)
        }
        found = set((await connection.execute(select(story_texts.c.story_id))).scalars())
        alike = set((await connection.execute(select(story_vectors.c.story_id))).scalars())
        stepped = dict(map(tuple, await connection.execute(select(deal_steps.c.story_id, deal_steps.c.deal_id))))
        dealt = dict(map(tuple, await connection.execute(select(stories.c.id, stories.c.deal_id))))
    living = [story for story in told if story.merged_into is None]
    counted = [story for story in living if story.parties]
    assert kept["story_leans"] == _rows(story_leans, [lean_row(story) for story in counted])
    assert kept["story_ties"] == _rows(story_ties, [row for story in counted for row in tie_rows(story)])
    assert kept["story_marks"] == _rows(story_marks, [row for story in counted for row in mark_rows(story)])
    assert found == {story.id for story in living}
    assert alike <= {story.id for story in living}
    assert {name: deal for name, deal in dealt.items() if deal} == {n: d for n, d in stepped.items() if n in dealt}


def _rows(table: Any, rows: Sequence[Any]) -> list[tuple[Any, ...]]:
    return sorted((tuple(row[column.name] for column in table.c) for row in rows), key=str)
