"""Stories: who belongs together, ids that stay, changes that matter, and no trust in the order of arrival."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.analyser import Analyser
from bot.analysis.clustering import BEGINNING, Clusterer
from bot.analysis.lexicon import Lexicon
from bot.domain.analysis import Analysis
from bot.domain.article import Article
from bot.domain.ids import ArticleId, StoryId
from support.telling_events import PLACES, telling
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


def read(lexicon: Lexicon, titles: Sequence[tuple[str, str, float]]) -> list[Pair]:
    """Return articles of (name, title, hours after the first) with what the words say of them."""
    articles = [
        make_article(name, title=title, text="", published=NOW - 100 * HOUR + hours * HOUR)
        for name, title, hours in titles
    ]
    return list(zip(articles, Analyser(lexicon, None).analyse(articles), strict=True))


@pytest.fixture(scope="module")
def pairs(lexicon: Lexicon) -> list[Pair]:
    return read(lexicon, [(name, title, n) for n, (name, title) in enumerate(TITLES.items())])


@pytest.fixture(scope="module")
def events(lexicon: Lexicon) -> list[Pair]:
    """Many headlines on few events over two weeks, some of which bridge others."""
    return read(lexicon, telling())


def fresh(lexicon: Lexicon) -> Clusterer:
    return Clusterer(WINDOW, model=lexicon.weights.event)


def partition(clusterer: Clusterer, pairs: Sequence[Pair]) -> set[frozenset[str]]:
    stories = defaultdict(set)
    for article, _ in pairs:
        stories[clusterer.story_of(article.id)].add(article.id.removeprefix("article-"))
    assert None not in stories
    return {frozenset(names) for names in stories.values()}


def test_articles_on_one_event_become_one_story(lexicon: Lexicon, pairs: list[Pair]) -> None:
    clusterer = fresh(lexicon)
    clusterer.add(pairs)
    assert partition(clusterer, pairs) == {
        frozenset({"pl-1", "pl-2", "pl-3"}),
        frozenset({"no-1", "no-2"}),
        frozenset({"in-1"}),
    }


def test_an_article_already_told_changes_nothing(lexicon: Lexicon, pairs: list[Pair]) -> None:
    clusterer = fresh(lexicon)
    before = {one.story: one.articles for one in clusterer.add(pairs)}
    again = clusterer.add(pairs[:1])
    assert [(one.story, one.articles) for one in again] == [(again[0].story, before[again[0].story])]
    assert again[0].before
    assert (again[0].absorbed, again[0].parent) == ((), None)


def test_articles_far_apart_in_time_are_two_stories(lexicon: Lexicon) -> None:
    items = read(lexicon, [("old", TITLES["pl-1"], 0), ("new", TITLES["pl-1"], 80)])
    clusterer = fresh(lexicon)
    clusterer.add(items)
    assert partition(clusterer, items) == {frozenset({"old"}), frozenset({"new"})}


def test_a_late_article_unites_the_stories_before_and_after_it(lexicon: Lexicon) -> None:
    title = TITLES["pl-1"]
    items = read(lexicon, [("early", title, 0), ("late", title, 50), ("last", title, 100)])
    clusterer = fresh(lexicon)
    first, second = clusterer.add([items[0], items[2]])
    (merged,) = clusterer.add([items[1]])
    assert {merged.story, *merged.absorbed} == {first.story, second.story}
    assert merged.articles == tuple(article.id for article, _ in items)


def test_a_story_whose_bridge_is_edited_away_is_split(lexicon: Lexicon) -> None:
    title = TITLES["pl-1"]
    items = read(lexicon, [("early", title, 0), ("bridge", title, 50), ("last", title, 100)])
    clusterer = fresh(lexicon)
    (whole,) = clusterer.add(items)
    kept, split, own = sorted(
        clusterer.add(read(lexicon, [("bridge", TITLES["in-1"], 50)])), key=lambda one: (not one.before, one.articles)
    )
    assert (kept.story, kept.before, kept.parent) == (whole.story, True, None)
    assert {split.parent, own.parent} == {whole.story}
    assert len({kept.story, split.story, own.story}) == 3


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("NOTAM A1234/26 closes airspace for missile firing", "NOTAM A1235/26 closes airspace for missile firing"),
        ("Boeing wins US Army contract for Lot 7 of AH-64E", "Boeing wins US Army contract for Lot 8 of AH-64E"),
        ("Saab delivers Giraffe radars to Norway", "Saab delivers Giraffe radars to Denmark"),
        ("Turkey ships Bayraktar TB2 drones to Mali", "Turkey ships Bayraktar Akinci drones to Mali"),
    ],
    ids=["notices", "lots", "recipients", "models"],
)
def test_look_alikes_stay_apart(lexicon: Lexicon, first: str, second: str) -> None:
    items = read(lexicon, [("a", first, 0), ("b", second, 1), ("a2", first, 2), ("b2", second, 3)])
    clusterer = fresh(lexicon)
    clusterer.add(items)
    assert partition(clusterer, items) == {frozenset({"a", "a2"}), frozenset({"b", "b2"})}


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_order_and_batches_do_not_matter(lexicon: Lexicon, events: list[Pair], data: st.DataObject) -> None:
    whole = fresh(lexicon)
    whole.add(events)
    order = data.draw(st.permutations(events))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(events) - 1), max_size=8)))
    clusterer = fresh(lexicon)
    for start, end in zip((0, *cuts), (*cuts, len(events)), strict=True):
        clusterer.add(order[start:end])
    assert partition(clusterer, events) == partition(whole, events)


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_clusterer_filled_from_what_is_stored_goes_on_as_the_one_before(
    lexicon: Lexicon, events: list[Pair], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(events))
    cut = data.draw(st.integers(1, len(events) - 1))
    before, after = fresh(lexicon), fresh(lexicon)
    before.add(order[:cut])
    told = {article.id: story for article, _ in order[:cut] if (story := before.story_of(article.id))}
    after.clear(BEGINNING)
    after.hold(order[:cut], told)
    later = [(one.story, one.articles, one.absorbed, one.parent) for one in after.add(order[cut:])]
    assert sorted(later) == sorted((o.story, o.articles, o.absorbed, o.parent) for o in before.add(order[cut:]))
    assert partition(before, events) == partition(after, events)


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_what_changes_is_told_whole(lexicon: Lexicon, events: list[Pair], data: st.DataObject) -> None:
    """Following the changes alone, as the store does, gives every article its story."""
    order = data.draw(st.permutations(events))
    size = data.draw(st.integers(1, 12))
    clusterer = fresh(lexicon)
    stored: dict[ArticleId, StoryId] = {}
    absorbed: set[StoryId] = set()
    for start in range(0, len(order), size):
        there = set(stored.values())
        for one in clusterer.add(order[start : start + size]):
            assert one.before == (one.story in there)
            assert one.parent is None or one.parent in there
            assert set(one.absorbed) <= there
            stored.update(dict.fromkeys(one.articles, one.story))
            absorbed.update(one.absorbed)
    assert stored == {article.id: clusterer.story_of(article.id) for article, _ in events}
    assert not absorbed & set(stored.values())


@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_an_edited_article_is_grouped_as_if_it_had_always_read_so(
    lexicon: Lexicon, events: list[Pair], data: st.DataObject
) -> None:
    edited, model = data.draw(st.tuples(st.sampled_from(events), st.sampled_from(events)))
    article = make_article(
        edited[0].id.removeprefix("article-"), title=model[0].title, text="", published=edited[0].published
    )
    (analysis,) = Analyser(lexicon, None).analyse([article])
    after, always = fresh(lexicon), fresh(lexicon)
    after.add(events)
    after.add([(article, analysis)])
    always.add([pair for pair in events if pair[0].id != article.id])
    always.add([(article, analysis)])
    assert partition(after, events) == partition(always, events)


def test_a_flood_of_alike_articles_is_taken_apart_the_same_way_in_any_order(lexicon: Lexicon) -> None:
    place = PLACES[0]
    items = read(lexicon, [(f"f{n}", f"Poland signs contract for K2 tanks built in {place}", 0) for n in range(400)])
    one, other = fresh(lexicon), fresh(lexicon)
    one.add(items)
    for start in range(0, len(items), 7):
        other.add(items[::-1][start : start + 7])
    assert partition(one, items) == partition(other, items)
    assert max(map(len, partition(one, items))) <= 32


def test_what_is_old_is_let_go_and_asked_back_when_a_late_article_comes(lexicon: Lexicon, pairs: list[Pair]) -> None:
    clusterer = fresh(lexicon)
    clusterer.clear(BEGINNING)
    clusterer.add(pairs[:3])
    clusterer.forget(pairs[1][0].moment)
    assert len(clusterer) == 2
    clusterer.add(pairs[3:])
    assert clusterer.reached_back
    assert clusterer.since == pairs[1][0].moment
