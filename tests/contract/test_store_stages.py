"""How far stories had got by a moment, in both databases."""

from datetime import timedelta

from bot.domain.ids import ArticleId, StoryId
from bot.domain.vocabulary import Stage
from bot.store import Store
from support.values import DAY, NOW, make_article, make_change, make_source, make_story

OLD = ((9 * DAY, Stage.TALKS), (8 * DAY, Stage.MOU), (DAY, Stage.CONTRACT))
NEW = ((3 * DAY, Stage.SELECTED), (DAY, Stage.CONTRACT))


async def learn(store: Store, name: str, revisions: tuple[tuple[timedelta, Stage], ...]) -> StoryId:
    for number, (ago, stage) in enumerate(revisions, start=1):
        story = make_story(name, revision=number, stage=stage, first_seen=NOW - revisions[0][0], last_changed=NOW - ago)
        url = f"https://e.test/{name}"
        await store.save_articles(
            "run", [make_article(name, id=ArticleId(each), url=url) for each in story.article_ids]
        )
        await store.save_changes([make_change(story)])
    return story.id


async def test_a_stage_is_that_of_the_last_revision_by_then_and_of_newer_stories_the_first(store: Store) -> None:
    await store.upsert_sources([make_source()])
    old, new = await learn(store, "old", OLD), await learn(store, "new", NEW)
    assert await store.stages_at([old, new, StoryId("unknown")], NOW - 7 * DAY) == {old: Stage.MOU, new: Stage.SELECTED}
    assert await store.stages_at([], NOW) == {}
