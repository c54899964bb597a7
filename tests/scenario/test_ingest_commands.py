"""`entente feed` and `entente extract` on files and addresses: plain JSON lines, in order, with an honest status."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot.commands import extract, feed
from bot.commands.allow import parse_address
from support.feedtext import items, rss
from support.fetching import PARAGRAPHS, article_html
from support.loopback import LoopbackServer, Reply
from support.sourcekinds import NOW, news_sitemap, sitemap_index

FEED_FIELDS = ["file", "id", "title", "url", "published", "updated", "author", "language", "text"]
PAGE_FIELDS = ["file", "url", "title", "text", "published", "author", "language", "kind"]


def run(*arguments: str) -> tuple[list[dict[str, Any]], int]:
    app = typer.Typer()
    feed.register(app)
    extract.register(app)
    result = CliRunner().invoke(app, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return [json.loads(line) for line in result.stdout.splitlines()], result.exit_code


def test_feeds_from_files_and_addresses_in_order(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_text(rss(items(2)), encoding="utf-8")
    bad.write_text("<note/>", encoding="utf-8")
    with LoopbackServer() as server:
        url = server.add("/feed", Reply(body=rss(items(1)).encode()))
        page = server.add("/", Reply(body=b"<html><link rel=alternate type=application/rss+xml href=/feed></html>"))
        allow = f"127.0.0.1:{server.port}"
        lines, status = run("feed", str(good), str(bad), str(tmp_path / "none"), url, page, "--allow-address", allow)
    assert status == 1
    assert [line["file"] for line in lines] == [str(good)] * 2 + [str(bad), str(tmp_path / "none"), url, page]
    assert list(lines[0]) == FEED_FIELDS
    assert lines[0]["published"] == "2026-11-20T00:00:00+00:00"
    assert lines[2] == {"file": str(bad), "error": "not a readable feed: nothing in it begins one"}
    assert set(lines[3]) == {"file", "error"}
    assert lines[4]["title"] == lines[5]["title"] == items(1)[0].title


def test_an_index_at_an_address_is_followed_and_one_in_a_file_names_its_sitemaps(tmp_path: Path) -> None:
    with LoopbackServer() as server:
        sitemap = news_sitemap([("https://news.example/1", "A deal", NOW)])
        news = server.add("/news.xml", Reply(body=sitemap, content_type="application/xml"))
        index = sitemap_index([(news, None)])
        file = tmp_path / "index.xml"
        file.write_bytes(index)
        url = server.add("/index.xml", Reply(body=index))
        lines, status = run("feed", str(file), url, "--allow-address", f"127.0.0.1:{server.port}")
    assert status == 1
    assert lines[0]["error"] == f"a sitemap index; of its 1 newest is {news}"
    assert [line["title"] for line in lines[1:]] == ["A deal"]


def test_status_is_zero_when_all_could_be_read_and_links_resolve_against_the_feeds_site(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(rss(items(1)).replace("https://news.example/story/0", "/story/0"), encoding="utf-8")
    lines, status = run("feed", str(file))
    assert status == 0
    assert lines[0]["url"] == "https://news.example/story/0"


def test_pages_from_files_packed_files_and_addresses(tmp_path: Path) -> None:
    html = article_html("Page", PARAGRAPHS, head="<link rel=canonical href=https://news.example/p>")
    plain, packed, bomb = tmp_path / "p.html", tmp_path / "p.html.gz", tmp_path / "bomb.gz"
    plain.write_bytes(html)
    packed.write_bytes(gzip.compress(html))
    bomb.write_bytes(gzip.compress(b"\0" * 20_000_000))
    with LoopbackServer() as server:
        good = server.add("/good", Reply(body=html))
        missing = server.url("/missing")
        wall = server.add("/wall", Reply(status=403, headers={"cf-mitigated": "challenge"}))
        allow = f"127.0.0.1:{server.port}"
        names = [str(plain), str(packed), str(bomb), good, missing, wall]
        lines, status = run("extract", *names, "--allow-address", allow)
        assert run("extract", good, "--allow-address", allow)[1] == 0
    assert status == 1
    assert [line["file"] for line in lines] == names
    assert list(lines[0]) == PAGE_FIELDS
    assert lines[0]["url"] == lines[1]["url"] == "https://news.example/p"
    assert lines[0]["text"] == lines[1]["text"] == lines[3]["text"]
    assert lines[2] == {"file": str(bomb), "error": "more than 3000000 bytes"}
    assert [lines[n]["kind"] for n in (3, 4, 5)] == ["article", "error", "blocked"]
    assert lines[4]["error"] == "the server answered 404"


def test_without_the_option_loopback_stays_forbidden_and_a_misspelt_one_is_a_usage_error() -> None:
    with LoopbackServer() as server:
        url = server.add("/feed", Reply(body=rss(items(1)).encode()))
        lines, status = run("feed", url)
        assert server.seen == []
    assert status == 1
    assert "is not 80 or 443" in lines[0]["error"]
    assert run("feed", url, "--allow-address", "somewhere")[1] == 2


@pytest.mark.parametrize("text", ["127.0.0.1", ":80", "host:0", "host:99999", "host:http", ""])
def test_what_is_no_address_to_allow(text: str) -> None:
    with pytest.raises(ValueError, match="HOST:PORT"):
        parse_address(text)
    assert parse_address("[::1]:8080") == ("::1", 8080)
