"""`entente backfill` on JSON Lines, sitemaps and GDELT's files: what is asked, what is taken, what is said of it."""

import asyncio
import fcntl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.commands import backfill
from bot.domain.article import Article
from bot.domain.ids import SourceId
from bot.errors import ConfigError
from bot.steps.backfilling_pages import Pace
from bot.store import open_archive
from support.fetching import PARAGRAPHS, article_html
from support.loopback import LoopbackServer, Reply
from support.pastreading import write_lines
from support.sourcekinds import Row, gkg_csv, plain_sitemap, sitemap_index, zipped

SINCE, UNTIL = "2026-01-01", "2026-06-30"
STAMP = "20260310114500"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of the test's own."""
    monkeypatch.setenv("ENTENTE_DATA_DIR", str(tmp_path / "var"))
    return tmp_path / "var"


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer() as running:
        running.add("/robots.txt", Reply(body=b"User-agent: *\nDisallow: /closed/\n", content_type="text/plain"))
        yield running


def run(*arguments: str) -> Result:
    app = typer.Typer()
    backfill.register(app)
    result = CliRunner().invoke(app, ["backfill", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def asked(server: LoopbackServer, *arguments: str) -> Result:
    return run(*arguments, "--allow-address", f"127.0.0.1:{server.port}")


def stored(folder: Path) -> tuple[Article, ...]:
    async def read() -> tuple[Article, ...]:
        store = await open_archive(f"sqlite:///{folder / 'entente.db'}")
        try:
            return await store.articles(list(await store.placed_since(datetime(1990, 1, 1, tzinfo=UTC))))
        finally:
            await store.close()

    return asyncio.run(read())


def page(server: LoopbackServer, path: str, title: str) -> str:
    return server.add(path, Reply(body=article_html(title, PARAGRAPHS)))


def dated(url: str, day: str) -> bytes:
    return f"<url><loc>{url}</loc><lastmod>{day}</lastmod></url>".encode()


def sitemap(*urls: bytes) -> bytes:
    return b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">' + b"".join(urls) + b"</urlset>"


DEAL = "Poland signs contract for 180 K2 tanks with South Korea"


def test_a_sitemap_is_read_by_span_and_never_twice(server: LoopbackServer, folder: Path) -> None:
    inside, outside = page(server, "/a", DEAL), page(server, "/b", DEAL)
    undated, closed = page(server, "/c", DEAL), page(server, "/closed/d", DEAL)
    foreign = dated("https://elsewhere.example/x", "2026-03-03")
    body = sitemap(dated(inside, "2026-03-01"), dated(outside, "2025-03-01"), foreign, dated(closed, "2026-04-01"))
    body = body.replace(b"</urlset>", f"<url><loc>{undated}</loc></url></urlset>".encode())
    url = server.add("/sitemap.xml", Reply(body=body, content_type="application/xml"))
    result = asked(server, "sitemap", url, "--since", SINCE, "--until", UNTIL)
    assert result.exit_code == 0, result.output
    assert "1 sitemaps read; 2 pages are left, of 127.0.0.1 (2)" in result.output
    paths = server.paths()
    assert paths.count("/a") == 1
    assert not {"/b", "/c", "/closed/d"} & set(paths)
    assert [article.url for article in stored(folder)] == [inside]
    again = asked(server, "sitemap", url, "--since", SINCE, "--until", UNTIL)
    assert "0 pages are left" in again.output
    assert server.paths().count("/a") == 1


def test_robots_names_an_index_whose_old_sitemaps_are_not_asked_for(server: LoopbackServer, folder: Path) -> None:
    url = page(server, "/a", DEAL)
    new = server.add("/new.xml", Reply(body=sitemap(dated(url, "2026-03-01")), content_type="application/xml"))
    old = server.add("/old.xml", Reply(body=plain_sitemap([url]), content_type="application/xml"))
    index = sitemap_index([(new, "2026-05-01"), (old, "2019-01-01")])
    place = server.add("/index.xml", Reply(body=index, content_type="application/xml"))
    server.add("/robots.txt", Reply(body=f"Sitemap: {place}\n".encode(), content_type="text/plain"))
    result = asked(server, "sitemap", server.url("/"), "--since", SINCE, "--until", UNTIL)
    assert result.exit_code == 0, result.output
    assert "/old.xml" not in server.paths()
    assert len(stored(folder)) == 1


def test_a_dry_run_of_a_sitemap_asks_for_no_page(server: LoopbackServer, folder: Path) -> None:
    url = server.add(
        "/sitemap.xml", Reply(body=sitemap(dated(page(server, "/a", DEAL), "2026-03-01")), content_type="text/xml")
    )
    result = asked(server, "sitemap", url, "--since", SINCE, "--until", UNTIL, "--dry-run")
    assert "1 pages are left" in result.output
    assert "/a" not in server.paths()
    assert stored(folder) == ()


def test_a_sitemap_that_cannot_be_read_costs_itself_and_the_exit_status(server: LoopbackServer) -> None:
    place = server.add("/index.xml", Reply(body=sitemap_index([(server.url("/none.xml"), None)])))
    result = asked(server, "sitemap", place)
    assert result.exit_code == 1
    assert "/none.xml: the server answered 404" in result.output


def test_files_of_gdelt_are_read_from_a_folder_and_their_pages_are_fetched(
    server: LoopbackServer, folder: Path, tmp_path: Path
) -> None:
    files = tmp_path / "gdelt"
    files.mkdir()
    rows = [Row(url=page(server, f"/{name}", DEAL), title=DEAL) for name in ("a", "b")]
    (files / f"{STAMP}.gkg.csv.zip").write_bytes(zipped(gkg_csv(rows, STAMP)))
    (files / "20250310114500.gkg.csv.zip").write_bytes(b"of another year, never opened")
    arguments = ("gdelt", str(files), "--since", SINCE, "--until", UNTIL, "--max", "1")
    assert "1 files, 0 of them done; asked: nobody" in asked(server, *arguments, "--dry-run").output
    assert server.seen == []
    result = asked(server, *arguments)
    assert result.exit_code == 0, result.output
    assert ("/a" in server.paths(), "/b" in server.paths()) == (True, False)
    assert len(stored(folder)) == 1
    assert "1 files, 1 of them done" in asked(server, *arguments).output


def test_files_of_gdelt_are_asked_for_by_the_quarter_of_an_hour(server: LoopbackServer, folder: Path) -> None:
    rows = [Row(url=page(server, "/a", DEAL), title=DEAL)]
    server.add(f"/gdeltv2/{STAMP}.gkg.csv.zip", Reply(body=zipped(gkg_csv(rows, STAMP))))
    base = server.url("/gdeltv2/")
    result = asked(server, "gdelt", base, "--since", "2026-03-10T11:40", "--until", "2026-03-10T12:00")
    wanted = [f"/gdeltv2/{stamp}.gkg.csv.zip" for stamp in ("20260310113000", STAMP, "20260310120000")]
    assert [path for path in server.paths() if "gdelt" in path] == wanted[1:]
    assert result.exit_code == 1, "a file that is not there is told"
    assert len(stored(folder)) == 1


def test_a_source_that_is_asked_by_a_query_is_not_read_back() -> None:
    with pytest.raises(ConfigError, match="neither a web address nor a source"):
        run("sitemap", "nobody")


def test_lines_that_cannot_be_used_cost_themselves_and_the_exit_status(tmp_path: Path, folder: Path) -> None:
    good = {"title": DEAL, "text": "Warsaw signed.", "published": "2026-02-01", "source": "Wire", "url": None}
    bad: list[object] = [
        "{", "[1]", "null", {**good, "published": "soon"}, {**good, "published": 5}, {**good, "url": "ftp://x/"},
        {"title": DEAL, "text": "x"}, {**good, "title": " ", "text": ""}, {**good, "source": ["x"]},
    ]  # fmt: skip
    file = write_lines(tmp_path / "x.jsonl", [*bad, "", good])
    with file.open("ab") as stream:
        stream.write(b'{"title": "\xff"}\n')
    result = run("jsonl", str(file))
    assert result.exit_code == 1
    assert "1 items" in result.output
    assert "10 bad lines" in result.output
    assert "line 4: published: is no ISO 8601 date" in result.output
    (article,) = stored(folder)
    assert article.url.startswith("urn:entente:")
    assert article.source_id == SourceId("past-wire")


def test_a_dry_run_of_lines_stores_nothing(tmp_path: Path, folder: Path) -> None:
    file = write_lines(tmp_path / "x.jsonl", [{"title": DEAL, "text": "x", "published": "2026-02-01"}])
    assert "1 items, 2026-02-01 to 2026-02-01" in run("jsonl", str(file), "--dry-run").output
    assert not (folder / "entente.db").exists()


def test_the_newest_are_taken_where_not_all_may_be(tmp_path: Path, folder: Path) -> None:
    titles = [DEAL, "Norway signs contract for submarines with Germany"]
    lines = [{"title": title, "text": title, "published": f"2026-0{month}-01"} for month, title in enumerate(titles, 2)]
    file = write_lines(tmp_path / "x.jsonl", lines)
    assert "1 items, 2026-03-01 to 2026-03-01; 1 outside" in run("jsonl", str(file), "--max", "1").output
    assert [article.title for article in stored(folder)] == titles[1:]


def test_a_running_bot_is_told_of(tmp_path: Path, folder: Path) -> None:
    file = write_lines(tmp_path / "x.jsonl", [{"title": DEAL, "text": "x", "published": "2026-02-01"}])
    folder.mkdir()
    with (folder / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(ConfigError, match="in use by another entente; stop the bot while the past is read in"):
            run("jsonl", str(file))


def test_what_was_read_in_is_listed(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "x.jsonl", [{"title": DEAL, "text": "x", "published": "2026-02-01"}])
    run("jsonl", str(file))
    assert "JSON Lines x.jsonl: done; 1 new articles of 1 new entries" in run("list").output
    assert "Nothing is left to read in." in run("jsonl", str(file)).output


async def test_pages_are_begun_no_faster_than_wished() -> None:
    now, slept = [0.0], list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    pace = Pace(per_minute=30, sleep=sleep, monotonic=lambda: now[0])
    for _ in range(3):
        await pace.wait_for(pace.at_once)
    assert slept == [40.0, 40.0], "twenty pages are forty seconds' worth"
