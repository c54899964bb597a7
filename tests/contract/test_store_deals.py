"""Deals as stored, on both databases: steps by programme, deals by parties, and stories split off."""

from bot.domain.ids import ArticleId, StoryId
from bot.domain.story import ChangeKind
from bot.domain.vocabulary import Stage
from bot.store import Store
from support import values
from support.archive import tell
from support.values import DAY, NOW


async def test_deals_come_back_by_id_party_and_programme(store: Store) -> None:
    await tell(store, *(values.make_story(name) for name in ("a", "b", "c")))
    mou = values.make_step("a", stage=Stage.MOU, began=NOW - 90 * DAY, changed=NOW - 80 * DAY)
    polish = values.make_deal(history=(mou, values.make_step("b")))
    peruvian = values.make_deal(countries=("KR", "PE"), history=(values.make_step("c", countries=("KR", "PE")),))
    await store.save_deals({"k2"}, [polish, peruvian])
    await store.save_deals({"k2"}, [polish, peruvian])
    assert await store.deals([polish.id]) == {polish.id: polish}
    assert await store.pair_deals(("PL", "KR")) == (polish,)
    assert set(await store.pair_deals(("KR",))) == {polish, peruvian}
    steps = {mou: polish.id, polish.history[1]: polish.id, peruvian.history[0]: peruvian.id}
    assert dict(await store.deal_steps({"k2"})) == steps
    assert await store.programmes_of([StoryId("story-a"), StoryId("story-none")]) == {"k2"}
    stories = await store.stories([StoryId("story-a"), StoryId("story-c")])
    assert [story.deal_id for story in stories] == [polish.id, peruvian.id]


async def test_what_is_saved_of_a_programme_is_all_there_is_of_it(store: Store) -> None:
    await tell(store, values.make_story("a"), values.make_story("b"))
    whole = values.make_deal(history=(values.make_step("a"), values.make_step("b")))
    await store.save_deals({"k2"}, [whole])
    rest = values.make_deal(id=whole.id, history=(values.make_step("b"),))
    await store.save_deals({"k2"}, [rest])
    assert await store.pair_deals(("KR", "PL")) == (rest,)
    first, second = await store.stories([StoryId("story-a"), StoryId("story-b")])
    assert (first.deal_id, second.deal_id) == (None, whole.id)
    assert await store.programmes_of([StoryId("story-a")]) == frozenset()


async def test_a_story_that_changes_stays_of_its_deal(store: Store) -> None:
    await tell(store, values.make_story("a"))
    deal = values.make_deal(history=(values.make_step("a"),))
    await store.save_deals({"k2"}, [deal])
    await store.save_changes([values.make_change(values.make_story("a", revision=2), kind=ChangeKind.GROWN)])
    (story,) = await store.stories([StoryId("story-a")])
    assert (story.revision, story.deal_id) == (2, deal.id)


async def test_placed_articles_come_oldest_first_with_their_stories(store: Store) -> None:
    await tell(store, values.make_story("a"), values.make_story("b"))
    moments = {
        article.id: article.moment for article in await store.articles([ArticleId("article-a"), ArticleId("article-b")])
    }
    placed = await store.placed_since(min(moments.values()))
    assert placed == {"article-a": "story-a", "article-b": "story-b"}
    assert list(placed) == sorted(moments, key=lambda name: (moments[name], name))
    assert await store.placed_since(max(moments.values()) + DAY) == {}
