"""Copies are found whole, with a preface and shortened; independent reports of one event are not copies."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.copies import Copies
from bot.analysis.fingerprints import COMMON, fingerprint, near_copy
from bot.domain.ids import ArticleId

ORIGINAL = " ".join(
    f"In part {n} the ministry of country {n * 7} orders {n * 3} vehicles of type X{n} for {n} million."
    for n in range(1, 30)
)


def test_a_reprint_with_a_preface_and_a_shortened_text_are_copies() -> None:
    copies = Copies()
    assert copies.add(ArticleId("a"), ORIGINAL) is None
    assert copies.add(ArticleId("b"), "Printed here with permission of the publisher. " + ORIGINAL) == "a"
    assert copies.add(ArticleId("c"), ORIGINAL[: len(ORIGINAL) // 2]) == "a"


def test_an_article_is_no_copy_of_itself_and_short_texts_never_are() -> None:
    copies = Copies()
    assert copies.add(ArticleId("a"), ORIGINAL) is None
    assert copies.add(ArticleId("a"), ORIGINAL) is None
    assert copies.add(ArticleId("b"), "Country orders vehicles") is None
    assert copies.add(ArticleId("c"), "Country orders vehicles") is None


def page(name: str, *, words: int) -> str:
    """Return a text of its own between the standing lines of an outlet."""
    own = " ".join(f"{name}{number}" for number in range(words))
    return f"{own} " + " ".join(f"standing{number}" for number in range(80))


def test_what_stands_on_every_page_of_an_outlet_makes_no_copies() -> None:
    copies = Copies()
    assert near_copy(fingerprint(page("short", words=40)), fingerprint(page("long", words=300)))
    for number in range(COMMON + 1):
        assert copies.add(ArticleId(f"a{number}"), page(f"long{number}x", words=300)) is None
    assert copies.add(ArticleId("b"), page("short", words=60)) is None
    assert copies.add(ArticleId("c"), page("short", words=55)) == "b", "its own words still tell"


@settings(max_examples=30, deadline=None)
@given(words=st.lists(st.sampled_from("abcdefghijklmnop"), min_size=200, max_size=400), cut=st.integers(0, 40))
def test_a_copy_is_found_through_stored_fingerprints_too(words: list[str], cut: int) -> None:
    text = " ".join(f"{word}{place}" for place, word in enumerate(words))
    stored = fingerprint(text)
    again = Copies([(ArticleId("a"), stored)])
    part = text.split(" ", cut)[-1]
    expected = "a" if near_copy(fingerprint(part), stored) else None
    assert again.add(ArticleId("b"), part) == expected
    assert expected == "a" or len(stored) < 10
