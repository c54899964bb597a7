"""Canonical addresses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.urls import canonical, is_web, resolve_link, same_site

PIECES = st.text(alphabet="abcZ019-._~%/äç &=?+;:@,", max_size=20)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HTTP://News.Example:80/a/../b", "http://news.example/b"),
        ("https://news.example/a?utm_source=x&id=7&CMP=share#top", "https://news.example/a?id=7"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example:443/a?b=2&a=1", "https://news.example/a?a=1&b=2"),
        ("https://news.example/a?from=rss&ref=rss", "https://news.example/a"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        (
            "https://news.example/a?gclid=1&fbclid=2&wt_mc=rss&smid=tw&ncid=3&__twitter_impression=true",
            "https://news.example/a",
        ),
    ],
)
def test_spellings_of_one_article_meet(one: str, other: str) -> None:
    assert canonical(one) == canonical(other) == other


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/a?id=1", "https://news.example/a?id=2"),
        ("https://news.example/a?cid=1", "https://news.example/a?cid=2"),
        ("https://news.example/a?ref=1234", "https://news.example/a?ref=1235"),
        ("https://news.example/a?p=1", "https://news.example/a?p=2"),
        ("https://news.example/amp/a", "https://news.example/a"),
    ],
)
def test_two_articles_stay_apart(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@given(PIECES, PIECES, st.sampled_from(["http://a.example", "https://a.example:443", "https://Bücher.example:8443"]))
@settings(max_examples=60, deadline=None)
def test_canonical_is_idempotent(path: str, query: str, origin: str) -> None:
    once = canonical(f"{origin}/{path}?{query}")
    assert canonical(once) == once
    assert is_web(once)


def test_what_is_no_address_is_left_alone() -> None:
    for text in ("", "mailto:a@b.example", "urn:x", "http://[broken", "javascript:alert(1)"):
        assert canonical(text) == text
        assert not is_web(text)


def test_links_are_resolved_and_only_web_addresses_come_of_it() -> None:
    assert resolve_link("https://a.example/feed/", "../story") == "https://a.example/story"
    assert resolve_link("https://a.example/", "//b.example/x") == "https://b.example/x"
    assert resolve_link("https://a.example/", "javascript:alert(1)") == ""
    assert resolve_link("https://a.example/", "http://[oops") == ""


def test_same_site_goes_by_registrable_domain() -> None:
    assert same_site("https://www.mod.gov.uk/a", "https://news.mod.gov.uk/b")
    assert not same_site("https://one.gov.uk/a", "https://other.gov.uk/b")
    assert same_site("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/b")
    assert not same_site("http://127.0.0.1:8000/a", "http://127.0.0.2:8000/b")
