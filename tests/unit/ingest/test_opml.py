"""Subscription lists: what is written is read again; hostile ones cost an error and nothing else."""

import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.ingest.opml import MAX_DEPTH, MAX_OUTLINES, MAX_TITLE, Outline, read_opml, write_opml

WORD = st.text(string.ascii_letters + string.digits + "äłü'&<>\"-.", min_size=1, max_size=12)
LINE = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
ADDRESS = st.builds("https://{}.example/{}?a=1&b={}".format, st.from_regex(r"[a-z]{1,9}", fullmatch=True), WORD, WORD)
OUTLINES = st.builds(
    Outline,
    title=LINE,
    xml_url=ADDRESS,
    html_url=st.one_of(st.just(""), ADDRESS),
    language=st.sampled_from(["", "en", "de", "pt-br"]),
    kind=st.sampled_from(["rss", "sitemap", "page_list"]),
    categories=st.builds(
        lambda folders, named: (*folders, *(f"/{word}" for word in named)),
        st.lists(LINE.filter(lambda text: not text.startswith("/")), max_size=3),
        st.lists(WORD.filter(lambda text: "," not in text), max_size=3),
    ),
)


@settings(deadline=None)
@given(st.lists(OUTLINES, max_size=12), LINE)
def test_what_is_written_is_read_again(outlines: list[Outline], title: str) -> None:
    read = read_opml(write_opml(outlines, title=title), url="x")
    assert sorted(read, key=repr) == sorted(outlines, key=repr)


@settings(deadline=None)
@given(st.binary(max_size=400).map(lambda some: b"<opml><body>" + some))
def test_whatever_comes_is_read_or_refused(body: bytes) -> None:
    try:
        assert len(read_opml(body, url="x")) <= MAX_OUTLINES
    except ParseError as error:
        assert error.problem  # noqa: PT017  (either is right)


def test_folders_become_categories_and_the_case_of_names_does_not_matter() -> None:
    body = b"""<?xml version="1.0"?><OPML version="1.1"><head/><body>
      <outline text="News"><outline TEXT="Wires">
        <outline text=" A  wire " XMLURL="https://a.example/f" htmlurl="https://a.example/" category="/country/PL, x"/>
      </outline></outline>
      <outline text="no address"/>
      <outline xmlUrl="https://b.example/f" language="DE" type="RSS"/></body></OPML>"""
    first, second = read_opml(body, url="x")
    assert (first.title, first.folders, first.named) == ("A wire", ("News", "Wires", "x"), ("/country/PL",))
    assert first.html_url == "https://a.example/"
    assert (second.title, second.language, second.kind) == ("https://b.example/f", "de", "rss")


HOSTILE = {
    "empty": b"",
    "no markup": b"hello",
    "another document": b"<rss><channel/></rss>",
    "a page": b"<!doctype html><html><body><outline xmlUrl='http://a.example'/></body></html>",
    "too large": b"<opml>" + b" " * 5_000_001,
    "NULs": b"\0" * 1000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_opml_is_refused_with_a_reason(body: bytes) -> None:
    with pytest.raises(ParseError, match="list\\.opml: "):
        read_opml(body, url="list.opml")


def test_entities_are_not_expanded_and_no_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("canary", encoding="utf-8")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    head = f'<!DOCTYPE opml [<!ENTITY l0 "ha">{laughs}<!ENTITY f SYSTEM "{secret.as_uri()}">]>'
    outline = '<outline text="{}" xmlUrl="https://a.example/f">{}</outline>'
    for told in (outline.format("&l8;", ""), outline.format("&f;", ""), outline.format("x", "&f;&l8;")):
        try:
            found = read_opml(f"{head}<opml><body>{told}</body></opml>".encode(), url="x")
        except ParseError:
            continue
        assert all(len(one.title) <= MAX_TITLE for one in found)
        assert "canary" not in repr(found)
    assert [one.title for one in found] == ["x"]


def test_depth_and_number_are_bounded() -> None:
    leaf = '<outline text="leaf" xmlUrl="https://a.example/f"/>'
    deep = '<outline text="f">' * 240 + leaf + "</outline>" * 240
    nested = '<outline xmlUrl="https://b.example/f">' * 240 + "</outline>" * 240
    many = leaf * (MAX_OUTLINES + 10)
    assert read_opml(f"<opml><body>{deep}</body></opml>".encode(), url="x") == ()
    assert len(read_opml(f"<opml><body>{nested}</body></opml>".encode(), url="x")) == MAX_DEPTH + 1
    assert len(read_opml(f"<opml><body>{many}</body></opml>".encode(), url="x")) == MAX_OUTLINES
