"""`entente sources`: added, checked, recorded, marked, muted and heard again, against a loopback server."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
import yaml
from typer.testing import CliRunner, Result

from bot.commands import sources
from bot.domain.ids import SourceId
from bot.domain.source import FetchState, Source
from bot.errors import ConfigError
from bot.ingest.feeds import parse_feed
from bot.store import open_store
from support.feedtext import items, rss
from support.loopback import LoopbackServer, Reply

PAGE = b"""<html><head><link rel=alternate type=application/rss+xml href=/feed></head><body><main>
  <ul class="news"><li><a href="/n/1">Ministers sign a frigate agreement</a> <time datetime="2026-11-20"></time></li>
  <li><a href="/n/2">A second contract for howitzers follows</a></li></ul></main></body></html>"""
LISTED = "# ours\nsources:\n  - {id: known, name: Known, url: '%s', country: PL}  # a note\n"


@dataclass
class Desk:
    """A server, an operator's file and folder, and the commands over them."""

    server: LoopbackServer
    folder: Path
    with_file: bool = True
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        return self.folder / "sources.yaml"

    def write(self, text: str) -> None:
        self.file.write_text(text, encoding="utf-8")

    def rows(self) -> list[Source]:
        return [Source(**row) for row in yaml.safe_load(self.file.read_text(encoding="utf-8"))["sources"]]

    def run(self, *arguments: str) -> Result:
        app = typer.Typer()
        sources.register(app)
        own = {"ENTENTE_SOURCES_FILE": str(self.file)} if self.with_file else {}
        environment = {"ENTENTE_DATA_DIR": str(self.folder / "var"), **own, **self.environment}
        return CliRunner(env=environment).invoke(app, ["sources", *arguments])

    def fetch(self, *arguments: str) -> Result:
        return self.run(*arguments, "--allow-address", f"127.0.0.1:{self.server.port}")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with LoopbackServer() as server:
        server.add("/feed", Reply(body=rss(items(3)).encode(), content_type="application/rss+xml"))
        server.add("/page", Reply(body=PAGE))
        yield Desk(server, tmp_path)


def test_a_page_leads_to_its_feed_with_one_request_for_each(desk: Desk) -> None:
    desk.write(LISTED % "https://known.example/feed")
    result = desk.fetch("add", desk.server.url("/page"), "--country", "PL", "--tier", "1")
    assert result.exit_code == 0, result.output
    added = desk.rows()[-1]
    assert (added.id, added.name, added.kind, added.url) == ("wire", "Wire", "feed", desk.server.url("/feed"))
    assert (added.country, added.tier, added.language, added.verified) == ("PL", 1, "en", False)
    assert added.quotable_chars == 200
    assert desk.server.paths() == ["/page", "/feed"]
    assert desk.file.read_text(encoding="utf-8").startswith("# ours\n")
    assert "# a note" in desk.file.read_text(encoding="utf-8")


def test_what_is_known_or_dead_or_no_address_is_not_added(desk: Desk) -> None:
    known = desk.server.url("/feed")
    desk.write(LISTED % known)
    assert desk.fetch("add", f"{known}?utm_source=x").exit_code == 1
    assert desk.server.paths() == []
    through_page = desk.fetch("add", desk.server.url("/page"))
    assert through_page.exit_code == 1
    assert "known" in through_page.stderr
    dead = desk.fetch("add", desk.server.url("/nowhere"))
    assert (dead.exit_code, "404" in dead.stderr) == (1, True)
    assert desk.file.read_text(encoding="utf-8") == LISTED % known
    assert isinstance(desk.run("add", "ftp://a.example/").exception, ConfigError)


def test_without_a_file_of_its_own_the_row_is_printed(desk: Desk) -> None:
    desk.with_file = False
    result = desk.fetch("add", desk.server.url("/feed"), "--name", 'An "odd": name')
    assert result.exit_code == 0
    assert [row["name"] for row in yaml.safe_load(result.stdout)] == ['An "odd": name']
    assert "ENTENTE_SOURCES_FILE" in result.stderr
    assert isinstance(desk.fetch("check", "dapa", "--mark").exception, ConfigError)


def test_a_list_page_is_added_with_its_selector(desk: Desk) -> None:
    desk.server.add("/robots.txt", Reply(body=b""))
    added = desk.fetch("add", desk.server.url("/page"), "--selector", "ul.news a")
    assert added.exit_code == 0, added.output
    assert (desk.rows()[0].kind, desk.rows()[0].selector) == ("page_list", "ul.news a")
    empty = desk.fetch("add", desk.server.url("/page?x"), "--selector", "ol a")
    assert (empty.exit_code, len(desk.rows())) == (1, 1)


def test_a_check_tells_what_each_answered_and_marks_those_with_entries(desk: Desk) -> None:
    for path, head in (("/none", ""), ("/fr", "<language>fr</language>")):
        desk.server.add(path, Reply(body=rss(items(0 if path == "/none" else 1), head=head).encode()))
    desk.write(
        "sources:\n"
        + "".join(
            f"  - {{id: {name}, name: {name}, url: '{desk.server.url('/' + name)}', country: PL, enabled: {enabled}}}\n"
            for name, enabled in (
                ("feed", "true"),
                ("none", "true"),
                ("fr", "true"),
                ("gone", "true"),
                ("idle", "false"),
            )
        )
    )
    result = desk.fetch("check", "--mark")
    lines = sorted(result.stdout.splitlines())
    assert result.exit_code == 1
    assert [line.split(":")[0] for line in lines] == ["FAIL  gone", "ok    feed", "ok    fr", "ok    none"]
    assert "404" in lines[0]
    assert "3 entries, newest 2026-11-20 02:00, feed, " in lines[1]
    assert lines[1].endswith("ttl 90 min")
    assert "says its language is fr" in lines[2]
    assert {row.id for row in desk.rows() if row.verified} == {"feed", "fr"}
    assert desk.fetch("check", "feed").exit_code == 0
    assert isinstance(desk.run("check", "nobody").exception, ConfigError)


def test_in_a_terminal_the_check_is_a_table(desk: Desk) -> None:
    desk.write(LISTED % desk.server.url("/feed"))
    desk.environment = {"FORCE_COLOR": "1", "TERM": "xterm", "COLUMNS": "120"}
    result = desk.fetch("check")
    assert "1 of 1 asked" in result.stdout
    assert "learned" in result.stdout
    assert "known" in result.stdout


def test_what_is_recorded_holds_no_word_and_reads_the_same(desk: Desk) -> None:
    desk.server.add("/robots.txt", Reply(body=b""))
    desk.write(
        LISTED % desk.server.url("/feed")
        + "  - {id: list, name: L, kind: page_list, selector: 'ul.news a', country: PL, "
        + f"url: '{desk.server.url('/page')}'}}\n"
    )
    result = desk.fetch("check", "--record", str(desk.folder / "kept"))
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in (desk.folder / "kept").iterdir()) == ["known.xml", "list.html"]
    feed = (desk.folder / "kept" / "known.xml").read_bytes()
    page = (desk.folder / "kept" / "list.html").read_bytes()
    assert len(parse_feed(feed, url="https://example.invalid/").entries) == 3
    for word in (b"Ankara", b"clause", b"Writer", b"frigate", b"howitzers", b"127.0.0.1"):
        assert word not in feed + page
    assert b'class="news"' in page


def test_a_source_that_was_gone_is_polled_again_once_it_answers(desk: Desk) -> None:
    desk.write(LISTED % desk.server.url("/feed"))
    name = SourceId("known")
    muted = FetchState(
        source_id=name, gone=True, failures=3, next_poll_at=datetime(2027, 11, 1, tzinfo=UTC), etag='"e"'
    )
    (desk.folder / "var").mkdir()
    url = f"sqlite:///{desk.folder / 'var' / 'entente.db'}"

    async def prepare() -> None:
        store = await open_store(url)
        at = datetime(2026, 11, 1, tzinfo=UTC)
        source = desk.rows()[0]
        await store.save_reading("r", source, state=muted, entries=(), drops=(), answered=False, seen=0, at=at)
        await store.close()

    async def state() -> FetchState:
        store = await open_store(url)
        try:
            return (await store.fetch_states())[name]
        finally:
            await store.close()

    asyncio.run(prepare())
    result = desk.fetch("check")
    assert "known answered 410 before" in result.stderr
    assert asyncio.run(state()) == replace(muted, gone=False, failures=0, next_poll_at=None)
    (desk.folder / "var" / "entente.db").write_bytes(b"not a database at all, but long enough to be looked at" * 40)
    assert "stays so" in desk.fetch("check").stderr


def test_lists_go_out_and_come_back_as_opml(desk: Desk) -> None:
    desk.with_file = False
    file = desk.folder / "list.opml"
    assert desk.run("export", str(file)).exit_code == 0
    shipped = [json.loads(line) for line in desk.run("list", "--json").stdout.splitlines()]
    desk.with_file = True
    result = desk.run("import", str(file))
    needing_more = {row["id"] for row in shipped if row["kind"] in {"page_list", "gdelt_doc"}}
    back = {row.id: row for row in desk.rows()}
    assert set(back) == {row["id"] for row in shipped} - needing_more
    for row in shipped:
        if row["id"] not in needing_more:
            same = ("name", "kind", "url", "country", "language", "tier")
            assert {key: getattr(back[row["id"]], key) for key in same} == {key: row[key] for key in same}
    assert result.exit_code == 1
    assert result.stderr.count("left out: ") == len(needing_more)
    before = desk.file.read_bytes()
    again = desk.run("import", str(file))
    assert desk.file.read_bytes() == before
    assert f"0 added, {len(back)} known before" in again.stderr


def test_an_import_guesses_country_and_id_and_says_what_it_left_out(desk: Desk) -> None:
    file = desk.folder / "list.opml"
    file.write_text(
        """<opml><body><outline text="Wires">
        <outline text="Échos du Sud" xmlUrl="https://echos.example.fr/rss" language="fr-FR"/>
        <outline text="Échos du Sud" xmlUrl="https://other.example.co/rss"/>
        <outline text="Twin" xmlUrl="http://www.echos.example.fr/rss/?utm_medium=x"/>
        <outline text="No web" xmlUrl="file:///etc/passwd"/>
        <outline text="No web" xmlUrl="https://[broken"/>
        </outline></body></opml>""",
        encoding="utf-8",
    )
    result = desk.run("import", str(file), "--tier", "3")
    assert [(row.id, row.country, row.language, row.tier) for row in desk.rows()] == [
        ("echos-du-sud", "FR", "fr", 3),
        ("echos-du-sud-2", "INT", "en", 3),
    ]
    assert result.exit_code == 1
    assert "Twin is echos-du-sud" in result.stderr
    assert "2 added, 1 known before, 2 left out" in result.stderr
    assert isinstance(desk.run("import", str(desk.folder / "none.opml")).exception, ConfigError)


def test_the_list_tells_the_health_of_each(desk: Desk) -> None:
    desk.write(LISTED % desk.server.url("/feed"))
    (desk.folder / "var").mkdir()

    async def prepare() -> None:
        store = await open_store(f"sqlite:///{desk.folder / 'var' / 'entente.db'}")
        at = datetime(2026, 11, 1, tzinfo=UTC)
        state = FetchState(source_id=SourceId("known"), last_success_at=at, failures=2, last_error="timeout: 30 s")
        await store.save_reading("r", desk.rows()[0], state=state, entries=(), drops=(), answered=False, seen=0, at=at)
        await store.close()

    asyncio.run(prepare())
    desk.environment = {"COLUMNS": "160"}
    assert "2026-11-01 00:00" in desk.run("list", "--health").stdout
    told = json.loads(desk.run("list", "--health", "--json").stdout)
    assert (told["id"], told["health"]["failures"]) == ("known", 2)


def test_the_list_shows_every_row(desk: Desk) -> None:
    desk.write(LISTED % desk.server.url("/feed"))
    row = desk.run("list").stdout.splitlines()[1].split()
    assert row == ["known", "feed", "PL", "en", "2", "400", "unseen", "Known"]
