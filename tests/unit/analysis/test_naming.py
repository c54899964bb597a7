"""Names of stories: they go on where most of their articles are, and no two bear one."""

from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.naming import Named, named
from bot.domain.ids import ArticleId, StoryId

ARTICLES = tuple(ArticleId(f"a{number}") for number in range(8))
STORIES = tuple(StoryId(name) for name in ("x", "y", "z"))


def names(*groups: str, **before: str) -> tuple[Named, ...]:
    """Name groups written as letters; `before` gives the letters that stood in a story."""
    stood = {ArticleId(letter): StoryId(story) for story, letters in before.items() for letter in letters}
    return named([[ArticleId(letter) for letter in group] for group in groups], stood)


def test_a_story_that_grows_keeps_its_name() -> None:
    (one,) = names("abc", x="ab")
    assert (one.story, one.before, one.absorbed, one.parent, one.moved) == ("x", True, (), None, ())


def test_of_two_stories_that_unite_the_larger_gives_the_name() -> None:
    (one,) = names("abcd", x="a", y="bc")
    assert (one.story, one.absorbed) == ("y", ("x",))


def test_of_equal_stories_that_unite_the_one_with_the_first_article_gives_the_name() -> None:
    (one,) = names("abcd", x="bd", y="ac")
    assert (one.story, one.absorbed) == ("y", ("x",))


def test_a_story_that_is_split_goes_on_in_its_larger_part() -> None:
    small, large = names("ab", "cde", x="abcde")
    assert (large.story, large.before, large.parent) == ("x", True, None)
    assert (small.before, small.parent) == (False, "x")
    assert small.moved == (("a", "x"), ("b", "x"))
    assert small.story != "x"


def test_an_article_that_goes_over_to_another_story_is_told_as_moved() -> None:
    first, second = names("ab", "cde", x="abc", y="de")
    assert (first.story, first.moved) == ("x", ())
    assert (second.story, second.moved, second.parent) == ("y", (("c", "x"),), None)


assignments = st.lists(st.tuples(st.integers(0, 3), st.sampled_from([None, *STORIES])), min_size=8, max_size=8)


@given(rows=assignments)
def test_every_story_goes_on_once_under_one_name(rows: list[tuple[int, StoryId | None]]) -> None:
    before = {name: story for name, (_, story) in zip(ARTICLES, rows, strict=True) if story}
    groups = [[name for name, (group, _) in zip(ARTICLES, rows, strict=True) if group == n] for n in range(4)]
    result = named([group for group in groups if group], before)
    borne = [one.story for one in result] + [story for one in result for story in one.absorbed]
    assert len(set(borne)) == len(borne)
    assert {story for story in borne if story in STORIES} == set(before.values())
    for one in result:
        stood = {before[name] for name in one.articles if name in before}
        assert one.before == (one.story in STORIES)
        assert set(one.absorbed) <= stood
        assert {story for _, story in one.moved} == stood - {one.story, *one.absorbed}
        assert one.parent is None or (not one.before and one.parent in stood)
