"""What a channel hears when a story falls apart, and when a deal goes on months later in another story."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.analysis.analyser import Analyser
from bot.analysis.clustering import Clusterer
from bot.analysis.lexicon import Lexicon, build_lexicon
from bot.analysis.tables import load_tables
from bot.domain.article import Article
from bot.domain.brief import Brief, ItemKind
from bot.domain.ids import ArticleId, StoryId
from bot.domain.story import ChangeKind
from bot.domain.topic import Topic
from bot.domain.vocabulary import Relevance, Stage
from bot.settings import shipped, shipped_table
from bot.steps.understand import Understand
from support.telling import Desk, desk, part
from support.values import DAY, HOUR, NOW, make_article, make_change, make_key, make_story, make_subscription

MINUTE = timedelta(minutes=1)
BOTH = (ArticleId("article-a"), ArticleId("article-b"))


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return build_lexicon(load_tables(shipped, shipped_table))


async def fall_apart(here: Desk, *, revision: int = 1) -> None:
    """Split the second article of the story on K2 off from it."""
    kept = make_story("k2", article_ids=BOTH[:1], revision=revision, last_changed=here.now)
    own = make_story("part", article_ids=BOTH[1:], last_changed=here.now)
    split = make_change(own, kind=ChangeKind.SPLIT, parent=kept.id)
    await here.store.save_changes([make_change(kept, kind=ChangeKind.GROWN, material=False), split])


async def test_a_part_split_off_is_not_told_again_but_its_changes_are(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription())
        await here.learn("k2", article_ids=BOTH)
        here.now += MINUTE
        assert await here.brief("one") == {"root": "sent", part("k2"): "sent"}
        here.now += DAY
        await fall_apart(here)
        await fall_apart(here)
        here.now += MINUTE
        assert await here.brief("two") == {"root": "sent"}
        told = await here.store.told("C-desk")
        assert told[StoryId("story-part")].thread == told[StoryId("story-k2")].thread
        here.now += HOUR
        grown = make_story("part", article_ids=BOTH[1:], revision=2, stage=Stage.DELIVERY, last_changed=here.now)
        await here.store.save_changes([make_change(grown, kind=ChangeKind.GROWN)])
        here.now += MINUTE
        assert await here.brief("three") == {"root": "sent", part("part"): "sent"}


async def test_a_part_that_came_after_the_telling_is_told(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription())
        await here.learn("k2", article_ids=BOTH[:1])
        here.now += MINUTE
        await here.brief("one")
        here.now += HOUR
        await here.learn("k2", article_ids=BOTH, revision=2)
        await fall_apart(here, revision=2)
        here.now += MINUTE
        told = await here.brief("two")
        assert told[part("part")] == "sent"


async def test_a_part_that_is_united_again_and_split_again_is_there(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        story = await here.learn("k2", article_ids=BOTH)
        await fall_apart(here)
        again = make_change(story, kind=ChangeKind.MERGED, material=False, absorbed=(StoryId("story-part"),))
        await here.store.save_changes([again])
        await fall_apart(here)
        living = await here.store.living_stories([story.id, StoryId("story-part")])
        assert {one.id for one in living} == {story.id, StoryId("story-part")}
        assert (await here.store.stories_of(BOTH))[BOTH[1]] == StoryId("story-part")


async def hear(here: Desk, lexicon: Lexicon, name: str, title: str, text: str, *, slot: str) -> Brief:
    """Let an article come that is analysed, grouped and told; return the brief."""
    parts = replace(here.tell.parts, clusterer=Clusterer(timedelta(hours=72), model=lexicon.weights.event))
    article = make_article(name, title=title, text=text, published=here.now - HOUR, fetched_at=here.now)
    (analysis,) = Analyser(lexicon, None).analyse([article])
    await here.store.save_articles("run", [article])
    await here.store.save_analyses("run", [replace(analysis, relevance=Relevance.CORE)], [])
    assert await Understand(parts).group() == 1
    here.now += MINUTE
    await here.brief(slot)
    brief = await here.store.brief(make_key(date=here.now.date().isoformat(), slot=slot))
    assert brief is not None
    return brief


async def test_a_contract_months_after_the_agreement_says_where_the_deal_stood(
    tmp_path: Path, lexicon: Lexicon
) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription(topic=Topic(countries=("PT",))))
        before = await hear(
            here,
            lexicon,
            "mou",
            "Portugal and Brazil sign memorandum of understanding on KC-390 transports",
            "Portugal and Embraer of Brazil have signed a memorandum of understanding on KC-390 transports.",
            slot="one",
        )
        here.now += 120 * DAY
        after = await hear(
            here,
            lexicon,
            "contract",
            "Lisbon orders six aircraft: Portugal signs KC-390 contract with Brazil's Embraer",
            "Portugal has signed a contract with Embraer of Brazil for six KC-390 transports worth €600 million.",
            slot="two",
        )
        assert [(item.kind, item.stage, item.previous_stage) for item in before.items] == [
            (ItemKind.NEW, Stage.MOU, None)
        ]
        assert [(item.kind, item.stage, item.previous_stage) for item in after.items] == [
            (ItemKind.CHANGED, Stage.CONTRACT, Stage.MOU)
        ]
        (first,), (item,) = before.items, after.items
        root = (await here.store.told("C-desk"))[first.story_id].thread
        assert root is not None
        assert (item.met_in, item.earlier) == (first.story_id, root.permalink)
        assert [(step.stage, step.title) for step in item.past] == [(Stage.MOU, first.headline)]
        assert "→ contract" in after.title.casefold()
        (deal,) = await here.store.pair_deals(("BR", "PT"))
        assert [step.stage for step in deal.history] == [Stage.MOU, Stage.CONTRACT]
        assert (deal.stage, deal.last_changed - deal.first_seen > 100 * DAY) == (Stage.CONTRACT, True)
        stories = await here.store.stories(deal.story_ids)
        assert {story.deal_id for story in stories} == {deal.id}
        assert deal.last_changed > NOW


async def test_a_story_that_turns_out_to_be_of_other_programmes_leaves_its_deals_whole(
    tmp_path: Path, lexicon: Lexicon
) -> None:
    """A story is read anew as one article after another is edited; others go on in the deals it leaves."""
    async with desk(tmp_path) as here:
        parts = replace(here.tell.parts, clusterer=Clusterer(timedelta(hours=72), model=lexicon.weights.event))
        steps = Understand(parts)
        names = ("KC-390", "C-130J", "KC-46", "KC-390")
        for number, programme in enumerate(("KC-390", "C-130J", "KC-46")):
            title = f"Portugal and Brazil sign memorandum of understanding on {programme} transports"
            later = make_article(f"other-{number}", title=title, text="", published=here.now + (number + 9) * 9 * DAY)
            await take_in(here, later, lexicon)
        for turn, programme in enumerate(names):
            title = f"Portugal and Brazil sign memorandum of understanding on {programme} transports"
            moving = make_article("moving", title=title, text="", published=here.now)
            await take_in(here, moving, lexicon, edited=turn > 0)
            await steps.group()
            deals = await here.store.pair_deals(("BR", "PT"))
            assert sorted(len(deal.history) for deal in deals) == [1, 1, 2]
            assert len({deal.programme for deal in deals}) == 3


async def take_in(here: Desk, article: Article, lexicon: Lexicon, *, edited: bool = False) -> None:
    (analysis,) = Analyser(lexicon, None).analyse([article])
    await here.store.save_articles("run", [] if edited else [article], edited=[article] if edited else [])
    await here.store.save_analyses("run", [replace(analysis, relevance=Relevance.CORE)], [])
