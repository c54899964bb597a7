"""Canonical addresses."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.urls import canonical, canonical_anyhow, is_web, resolve_link, same_site

NAMES = ["id", "p", "article", "utm_source", "CMP", "smid", "ncid", "cmpid", "wt_mc", "src", "ref", "page", "a.b", "A"]
VALUES = ["", "1", "2", "rss", "twitter", "x-1", "a=b", "%41", "+", "é", "~.", "A"]
PAIRS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES)), max_size=5)
HOSTS = [
    "news.example",
    "News.example",
    "bücher.example",
    "127.0.0.1",
    "a-b.example",
    "-a.example",
    "x" * 64,
    "a_b.c",
    "",
]
PORTS = ["", ":", ":80", ":443", ":8080", ":0", ":59999", ":65536", ":099"]
PATHS = st.lists(
    st.sampled_from(["a", "B", "..", ".", "", ".a", "a.", "%2e%2e", "%7E", "~", "x,y", "ä", " ", ";v=1"]), max_size=5
)
VALUE = st.text(alphabet="abAB019-._~", max_size=4)
PIECES = st.text(alphabet="abcZ019-._~%/äç &=?+;:@,", max_size=20)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HTTP://News.Example:80/a/../b", "http://news.example/b"),
        ("https://news.example/a?utm_source=x&id=7&CMP=share#top", "https://news.example/a?id=7"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example:443/a?b=2&a=1", "https://news.example/a?a=1&b=2"),
        ("https://news.example/a?from=rss&ref=rss", "https://news.example/a"),
        ("https://news.example/a?src=twitter&cmpid=x", "https://news.example/a"),
        ("https://news.example/./a/b/../c", "https://news.example/a/c"),
        ("http://news.example:443/a", "http://news.example:443/a"),
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
        ("https://news.example/a?src=4711", "https://news.example/a?src=4712"),
        ("https://news.example/a?id=1&id=2", "https://news.example/a?id=2"),
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


def spelled(scheme: str, host: str, port: str, path: list[str], pairs: list[tuple[str, str]]) -> str:
    query = "&".join(f"{name}={value}" for name, value in pairs)
    return f"{scheme}://{host}{port}/{'/'.join(path)}" + (f"?{query}" if pairs else "")


@given(st.sampled_from(["http", "https", "HTTP"]), st.sampled_from(HOSTS), st.sampled_from(PORTS), PATHS, PAIRS)
@settings(max_examples=500, deadline=None)
def test_the_short_way_leads_where_the_long_one_does(
    scheme: str, host: str, port: str, path: list[str], pairs: list[tuple[str, str]]
) -> None:
    url = spelled(scheme, host, port, path, pairs)
    assert canonical(url) == canonical_anyhow(url)
    assert canonical(canonical(url)) == canonical(url)


@given(PAIRS, PAIRS, st.sampled_from(["id", "article", "x", "eid", "ref_id", "utm", "cm"]), st.tuples(*[VALUE] * 2))
@settings(max_examples=200, deadline=None)
def test_addresses_that_differ_in_an_unknown_parameter_stay_apart(
    before: list[tuple[str, str]], after: list[tuple[str, str]], name: str, values: tuple[str, str]
) -> None:
    one, other = (spelled("https", "news.example", "", ["a"], [*before, (name, value), *after]) for value in values)
    assert (canonical(one) == canonical(other)) == (values[0] == values[1])


@given(PAIRS, st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_the_order_of_parameters_does_not_matter(pairs: list[tuple[str, str]], chance: Random) -> None:
    shuffled = list(pairs)
    chance.shuffle(shuffled)
    one, other = (spelled("https", "news.example", "", ["a"], some) for some in (pairs, shuffled))
    assert canonical(one) == canonical(other)


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
