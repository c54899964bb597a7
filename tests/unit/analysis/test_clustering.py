"""Stories: who belongs together, ids that stay, changes that matter, and no trust in the order of arrival."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.analysis.analyser import Analyser
from bot.analysis.clustering import Clusterer, StoryState, states
from bot.analysis.lexicon import Lexicon
from bot.domain.analysis import Analysis
from bot.domain.article import Article
from bot.domain.story import ChangeKind, StoryChange
from bot.domain.vocabulary import Stage
from support.hashing import HashEncoder
from support.values import HOUR, NOW, make_article

WINDOW = timedelta(hours=72)
Pair = tuple[Article, Analysis]
TITLES = {
    "pl-1": "Poland signs contract for 180 K2 tanks with South Korea",
    "pl-2": "South Korea and Poland sign K2 tank contract - Defence Daily",
    "pl-3": "Poland signs contract with South Korea for K2 tanks",
    "no-1": "Norway picks German submarines for its navy",
    "no-2": "Norway picks German submarines for navy - Fjord News",
    "in-1": "India and France hold talks on Rafale jets",
}


@pytest.fixture(scope="module")
def pairs(lexicon: Lexicon) -> tuple[Pair, ...]:
    articles = [
        make_article(name, title=title, text="", published=NOW - (10 - n) * HOUR)
        for n, (name, title) in enumerate(TITLES.items())
    ]
    return tuple(zip(articles, Analyser(lexicon, None).analyse(articles), strict=True))


@pytest.fixture
def clusterer(lexicon: Lexicon) -> Clusterer:
    return Clusterer(WINDOW, HashEncoder(), model=lexicon.weights.event)


def _partition(changes: tuple[StoryChange, ...]) -> set[frozenset[str]]:
    return {frozenset(article.removeprefix("article-") for article in c.story.article_ids) for c in changes}


def test_articles_on_one_event_become_one_story(clusterer: Clusterer, pairs: tuple[Pair, ...]) -> None:
    changes = clusterer.assign(pairs, ())
    assert _partition(changes) == {
        frozenset({"pl-1", "pl-2", "pl-3"}),
        frozenset({"no-1", "no-2"}),
        frozenset({"in-1"}),
    }
    assert {change.kind for change in changes} == {ChangeKind.CREATED}
    assert changes[0].story.countries == ("KR", "PL")
    assert changes[0].story.stage is Stage.CONTRACT
    assert changes[0].story.deal_id is not None


@given(order=st.permutations(range(len(TITLES))))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_arrival_within_a_batch_does_not_matter(
    lexicon: Lexicon, pairs: tuple[Pair, ...], order: list[int]
) -> None:
    clusterer = Clusterer(WINDOW, None, model=lexicon.weights.event)
    assert clusterer.assign([pairs[n] for n in order], ()) == clusterer.assign(pairs, ())


def test_a_story_is_rebuilt_from_what_is_stored_and_keeps_its_id(
    clusterer: Clusterer, lexicon: Lexicon, pairs: tuple[Pair, ...]
) -> None:
    known = {article.id: (article, analysis) for article, analysis in pairs}
    stored = states(clusterer.assign(pairs[:1], ()), known)
    restarted = Clusterer(WINDOW, HashEncoder(), model=lexicon.weights.event)
    (change,) = restarted.assign(pairs[1:3], stored)
    assert change.kind is ChangeKind.GROWN
    assert change.story.id == stored[0].story.id
    assert change.story.article_ids == tuple(article.id for article, _ in pairs[:3])
    assert change.story.first_seen == pairs[0][0].moment


def test_an_article_already_told_changes_nothing(clusterer: Clusterer, pairs: tuple[Pair, ...]) -> None:
    known = {article.id: (article, analysis) for article, analysis in pairs}
    stored = states(clusterer.assign(pairs, ()), known)
    assert clusterer.assign(pairs, stored) == ()


def test_repetition_is_not_material_and_raises_no_revision(clusterer: Clusterer, pairs: tuple[Pair, ...]) -> None:
    known = {article.id: (article, analysis) for article, analysis in pairs}
    stored = states(clusterer.assign(pairs[:1], ()), known)
    (change,) = clusterer.assign(pairs[2:3], stored)
    assert not change.material
    assert change.story.revision == 1


def test_a_new_stage_is_material_and_names_the_one_before(clusterer: Clusterer, lexicon: Lexicon) -> None:
    talks = make_article("t", title="Poland in talks with South Korea on K2 tanks", text="", published=NOW)
    signed = make_article(
        "s", title="Poland signs contract with South Korea on K2 tanks", text="", published=NOW + 5 * HOUR
    )
    first, second = zip((talks, signed), Analyser(lexicon, None).analyse([talks, signed]), strict=True)
    (created,) = clusterer.assign([first], ())
    state = StoryState(story=created.story, articles=(talks,), analyses=(first[1],))
    (grown,) = clusterer.assign([second], [state])
    assert grown.story.id == created.story.id
    assert grown.material
    assert grown.story.revision == 2
    assert (grown.story.previous_stage, grown.story.stage) == (Stage.TALKS, Stage.CONTRACT)


def test_articles_far_apart_in_time_are_two_stories(clusterer: Clusterer, lexicon: Lexicon) -> None:
    titles = TITLES["pl-1"]
    old, new = (make_article(f"a{n}", title=titles, text="", published=NOW + n * 5 * WINDOW) for n in (0, 1))
    items = list(zip((old, new), Analyser(lexicon, None).analyse([old, new]), strict=True))
    assert len(clusterer.assign(items, ())) == 2


def test_an_article_that_fits_two_stories_unites_them(clusterer: Clusterer, pairs: tuple[Pair, ...]) -> None:
    known = {article.id: (article, analysis) for article, analysis in pairs}
    apart = [states(clusterer.assign([pair], ()), known)[0] for pair in (pairs[0], pairs[2])]
    (change,) = clusterer.assign([pairs[1]], apart)
    assert change.kind is ChangeKind.MERGED
    assert change.story.id == apart[0].story.id
    assert change.absorbed == (apart[1].story.id,)
    assert set(change.story.article_ids) == {pairs[n][0].id for n in (0, 1, 2)}
