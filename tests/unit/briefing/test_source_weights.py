"""Muted and weighed sources, deals told before, and what stands behind the button."""

from bot.briefing.selection import Heard, Weighing, choose, select, weighing_of
from bot.domain.brief import ItemKind
from bot.domain.delivery import Told, ToldDeal
from bot.domain.ids import ArticleId, DealId, SourceId, StoryId
from bot.domain.topic import Topic
from bot.domain.vocabulary import Stage
from support.values import make_story, make_subscription

A, B = ArticleId("article-a"), ArticleId("article-b")
DEAL = DealId("deal-k2")
SOURCES = {A: SourceId("wire"), B: SourceId("blog")}
SCORES = {A: 0.5, B: 0.9}


def weighing(**fields: object) -> Weighing:
    return weighing_of(make_subscription(**fields), sources=SOURCES, scores=SCORES)


def test_a_story_of_muted_sources_alone_is_not_told() -> None:
    both, blog = make_story(article_ids=(A, B)), make_story(article_ids=(B,))
    muted = weighing(muted_sources=("blog",))
    assert muted.admits(both)
    assert not muted.admits(blog)
    assert not weighing(muted_sources=("blog", "wire")).admits(both)


def test_the_best_weighed_article_decides() -> None:
    both = make_story(article_ids=(A, B))
    assert weighing(min_score=0.9).admits(both)
    assert not weighing(min_score=0.9, source_weights={"blog": 0.9}).admits(both)
    assert weighing(min_score=0.5, source_weights={"blog": 0.0}).admits(both)
    assert not weighing(min_score=0.6, muted_sources=("blog",)).admits(both), "a muted article counts for nothing"


def test_nothing_is_held_against_an_article_without_a_score() -> None:
    unread = make_story(article_ids=(ArticleId("article-c"),))
    assert weighing(min_score=0.99, muted_sources=("blog",)).admits(unread)


def told_deal(met_in: str = "story-talks") -> dict[DealId, ToldDeal]:
    return {DEAL: ToldDeal(deal_id=DEAL, met_in=StoryId(met_in), thread=None, stage=Stage.TALKS)}


def test_a_story_of_a_deal_told_by_another_is_a_change() -> None:
    story = make_story(deal_id=DEAL)
    choice = choose(story, Heard(deals=told_deal()))
    assert choice is not None
    assert (choice.kind, choice.deal) == (ItemKind.CHANGED, told_deal()[DEAL])
    alone = choose(story, Heard(deals=told_deal(met_in=story.id)))
    assert alone is not None
    assert alone.deal is None


def test_a_story_told_as_it_is_is_not_told_again_whatever_its_deal() -> None:
    story = make_story(deal_id=DEAL)
    told = {story.id: Told(story_id=story.id, revision=1, stage=Stage.TALKS, message=None, thread=None)}
    assert choose(story, Heard(stories=told, deals=told_deal())) is None
    grown = choose(make_story(deal_id=DEAL, revision=2), Heard(stories=told, deals=told_deal()))
    assert grown is not None
    assert (grown.told, grown.deal) == (told[story.id], told_deal()[DEAL])


def test_the_end_of_a_deal_told_passes_the_least_stage() -> None:
    over = make_story(deal_id=DEAL, stage=Stage.CANCELLED, previous_stage=Stage.TALKS)
    topic = Topic(min_stage=Stage.CONTRACT)
    assert select([over], topic=topic, told={}, maximum=9).chosen == ()
    assert len(select([over], topic=topic, told={}, deals=told_deal(), maximum=9).chosen) == 1


def test_what_is_beyond_the_maximum_is_named_in_its_order() -> None:
    stories = [make_story(str(n), stage=stage) for n, stage in enumerate([Stage.TALKS, Stage.DELIVERY, Stage.CONTRACT])]
    selection = select(stories, topic=Topic(), told={}, maximum=1)
    assert [choice.story.id for choice in selection.chosen] == ["story-1"]
    assert (selection.rest, selection.left_out) == (("story-2", "story-0"), 2)
