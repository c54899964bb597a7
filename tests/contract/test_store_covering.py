"""The sources that tell stories are counted by their articles, whichever database holds them."""

from bot.domain.ids import SourceId, StoryId
from bot.store import Store
from support.archive import tell
from support.values import make_story


async def test_the_sources_of_stories_are_those_of_their_articles(store: Store) -> None:
    await tell(store, make_story("a"), make_story("b"))
    assert await store.sources_of([StoryId("story-a"), StoryId("story-b")]) == frozenset({SourceId("wire")})


async def test_no_story_and_unknown_ones_have_no_source(store: Store) -> None:
    await tell(store, make_story("a"))
    assert await store.sources_of([]) == frozenset()
    assert await store.sources_of([StoryId("story-never")]) == frozenset()
