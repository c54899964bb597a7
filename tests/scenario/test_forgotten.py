"""`entente forget`: the words are gone from tables and files, posts are edited, and nothing comes back."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.analysis.analyser import Analyser
from bot.app.forgotten import guard
from bot.briefing.export import export
from bot.chat.console import ConsoleRenderer
from bot.chat.platform import Renderer
from bot.chat.slack.render import SlackRenderer
from bot.commands import forget
from bot.domain.analysis import Evidence
from bot.domain.article import Article
from bot.domain.asked import Asked
from bot.domain.forgetting import MASK
from bot.domain.ids import ArticleId
from bot.domain.vocabulary import Relevance
from bot.errors import ConfigError
from bot.settings import load
from bot.steps.dossiers import Dossiers
from bot.steps.understand import Understand
from bot.store import Store, open_store
from support.archive import poll
from support.briefs import shipped_labels
from support.living import Living, living
from support.pastreading import lexicon, reading_parts
from support.values import HOUR, NOW, make_article, make_entry, make_source, make_subscription, make_summary

TITLE = "Pakistan and Türkiye sign contract for Kaan fighters, says Ayşe Yılmaz"
TEXT = (
    "Pakistan and Türkiye signed a contract for 20 Kaan fighter jets worth $2 billion, Minister AYŞE YILMAZ said. "
    "Ayse Yilmaz told reporters in Ankara that Pakistan receives the Kaan fighter jets from Türkiye."
)
OTHER = "Turkish Aerospace and the Pakistan Air Force signed a contract in Ankara for 20 Kaan fighter jets."
WORDS = (b"Ay\xc5\x9fe", b"yilmaz", b"Yilmaz", b"AY\xc5\x9eE", b"Y\xc4\xb1lmaz", b"YILMAZ")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of the test's own."""
    monkeypatch.setenv("ENTENTE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'archive.db'}")
    return tmp_path


def run(*arguments: str) -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)
    forget.register(app)
    result = CliRunner().invoke(app, ["forget", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


async def forgotten(*arguments: str) -> Result:
    """Run the command beside the open archive, as an operator does."""
    return await asyncio.to_thread(run, *arguments)


async def hear(here: Living, name: str, title: str, text: str) -> Any:
    """Let an article come, with its entry, be read, summarised and put into a story."""
    at = here.now - HOUR
    await poll(here.store, make_entry(name, title=title, text=text, author="Ayşe Yılmaz", published=at), at=here.now)
    article = make_article(name, title=title, text=text, author="Ayşe Yılmaz", published=at, fetched_at=here.now)
    await here.store.save_articles("run", [article])
    (stored,) = await here.store.articles([article.id])
    (analysis,) = Analyser(lexicon(), None).analyse([stored])
    await here.store.save_analyses("run", [replace(analysis, relevance=Relevance.CORE)], [])
    await Understand(replace(reading_parts(here.store), clock=here.clock)).group()
    placed = await here.store.stories_of([article.id])
    (story,) = await here.store.stories(list(placed.values()))
    summary = make_summary(story_id=story.id, revision=story.revision, headline=title)
    await here.store.save_summary(replace(summary, sentences=tuple(
        replace(one, text=text, sources=(article.id,)) for one in summary.sentences
    )))  # fmt: skip
    await here.store.keep_summary("key-1", summary, articles=[article.id])
    return story


async def told(here: Living) -> Any:
    """Tell a story that names somebody; return it."""
    await here.subscribe(make_subscription(timezone="UTC"))
    await here.brief("one")
    here.now += HOUR
    story = await hear(here, "kaan", TITLE, TEXT)
    here.now += HOUR
    assert "failed" not in (await here.brief("two")).values()
    return story


def _files(folder: Path) -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in folder.iterdir() if path.is_file()]


def held(folder: Path) -> list[tuple[str, bytes]]:
    """Return which files of the archive still hold any of the words."""
    files = [path for path in folder.iterdir() if path.name.startswith(("archive.db", "transcript"))]
    return [(path.name, word) for path in files for word in WORDS if word in path.read_bytes()]


async def test_a_name_is_gone_from_every_table_and_from_the_file(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        story = await told(here)
        assert held(tmp_path)
        counted = await forgotten("Ayşe", "Yılmaz", "--dry-run")
        assert held(tmp_path), "a dry run changes nothing"
        done = await forgotten("ayse yilmaz", "--yes")
        assert done.exit_code == 0, done.output
        for table in (
            "articles",
            "entries",
            "stories",
            "summaries",
            "summary_cache",
            "briefs",
            "story_texts",
        ):
            assert f" {table}\n" in done.output, table
            assert f" {table}\n" in counted.output, table
        assert held(tmp_path) == []
        assert await here.store.search("yilmaz") == ()
        assert [one.id for one in await here.store.search("kaan")] == [story.id]
        await proofs_hold(here.store, story.article_ids)
        edited = await corrected(here, gateway)
        assert edited
        assert not any("lmaz" in text.casefold() for text in edited)


async def proofs_hold(store: Store, ids: tuple[ArticleId, ...]) -> None:
    (article,) = await store.articles(ids)
    assert MASK * 11 in article.full_text
    assert len(article.full_text) == len(f"{TITLE}\n\n{TEXT}")
    (analysis,) = await store.analyses(ids)
    (story,) = await store.stories(list((await store.stories_of(ids)).values()))
    parties = (*analysis.parties, *story.parties)
    proofs: list[Evidence] = [proof for party in parties for proof in party.evidence]
    proofs += [fact.evidence for fact in (*analysis.facts, *story.facts)]
    assert proofs
    assert all(article.full_text[proof.start : proof.end] == proof.quote for proof in proofs)


async def corrected(here: Living, gateway: Any) -> list[str]:
    """React as the bot does at its next cycle; return what its messages say then."""
    before = len(gateway.messages("C-desk"))
    outcomes = await here.react()
    assert outcomes
    assert all(word == "sent" for parts in outcomes.values() for word in parts.values()), outcomes
    return [text for _, text in gateway.edited] + [message.text for message in gateway.messages("C-desk")[before:]]


async def test_a_name_that_is_forgotten_is_masked_at_once_when_it_comes_again(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        await told(here)
        await forgotten("Ayşe Yılmaz", "--yes")
        await guard(here.store, load())
        await poll(here.store, make_entry("new", title=f"Again {TITLE}", text=TEXT, author="AYSE YILMAZ"))
        article = make_article("new", title=f"Again {TITLE}", text=TEXT, author="Ayşe Yılmaz")
        await here.store.save_articles("run", [article])
        (stored,) = await here.store.articles([article.id])
        assert "lmaz" not in f"{stored}".casefold()
        assert len(stored.full_text) == len(article.full_text)
        assert held(tmp_path) == []


async def test_an_article_is_gone_with_all_that_rested_on_it_and_its_posts_say_so(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        story = await told(here)
        (article,) = await here.store.articles(story.article_ids)
        done = await forgotten(f"{article.url}?utm_source=x", "--yes")
        assert done.exit_code == 0, done.output
        assert await here.store.stories([story.id]) == ()
        assert await here.store.articles([article.id]) == ()
        assert await here.store.search("kaan") == ()
        assert await here.store.why(article.url) == ()
        assert held(tmp_path) == []
        assert b"kaan" not in (tmp_path / "archive.db").read_bytes().lower()
        edited = await corrected(here, gateway)
        assert any("taken out on request" in text for text in edited)
        assert not any("kaan" in text.casefold() for text in edited)


async def answered(here: Living) -> str:
    """Return all that an answer on the pair says, in every form in which it is exported."""
    labels = shipped_labels()
    asked = Asked(countries=("PK", "TR"), since=NOW.date().replace(year=2025))
    dossier = await Dossiers(store=here.store, labels=labels, clock=here.clock).dossier(asked)
    return "\n".join(export(dossier, form, labels) for form in ("md", "csv", "json", "html"))


async def test_answers_and_exports_do_not_hold_the_name_any_more(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        await told(here)
        assert "Yılmaz" in await answered(here)
        await forgotten("Ayşe Yılmaz", "--yes")
        said = await answered(here)
        assert "Kaan" in said
        assert "lmaz" not in said.casefold()


async def test_answers_and_exports_do_not_hold_the_article_any_more(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        story = await told(here)
        (article,) = await here.store.articles(story.article_ids)
        assert article.url in await answered(here)
        await forgotten(article.url, "--yes")
        said = await answered(here)
        assert article.url not in said
        assert "Kaan" not in said


@pytest.mark.parametrize("renderer", [ConsoleRenderer(shipped_labels()), SlackRenderer(shipped_labels())])
async def test_every_platform_can_draw_what_is_left_of_a_message(tmp_path: Path, renderer: Renderer) -> None:
    async with living(tmp_path, renderer=renderer) as (here, gateway):
        story = await told(here)
        (article,) = await here.store.articles(story.article_ids)
        await forgotten(article.url, "--yes")
        edited = await corrected(here, gateway)
        assert any("taken out on request" in text for text in edited)
        assert not any("kaan" in text.casefold() or article.url in text for text in edited)


async def test_an_article_that_is_forgotten_is_not_collected_again(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        story = await told(here)
        (article,) = await here.store.articles(story.article_ids)
        await forgotten(article.url, "--yes")
        await guard(here.store, load())
        entry = make_entry("kaan", title=TITLE)
        assert await poll(here.store, entry, at=here.now) == 0
        await here.store.save_past("backfill-1", [make_source()], [entry])
        assert await here.store.pending_entries() == ()
        receipt = await here.store.receipt(here.now - timedelta(minutes=1), here.now)
        assert receipt.dropped == {"forgotten": 1}
        await poll(here.store, make_entry("elsewhere", url="http://127.0.0.1/other"))
        led = replace(article, id=ArticleId("article-elsewhere"), entry_id=make_entry("elsewhere").id)
        assert await here.store.save_articles("run", [led]) == 0
        assert await here.store.pending_entries() == (), "nor by another address that leads to it"
        assert await poll(here.store, make_entry("elsewhere", url="http://127.0.0.1/other"), at=here.now) == 0


async def test_a_story_goes_on_without_the_article(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        await told(here)
        story = await hear(here, "other", "Türkiye and Pakistan sign contract for 20 Kaan fighters", OTHER)
        assert len(story.article_ids) == 2
        articles: tuple[Article, ...] = await here.store.articles(story.article_ids)
        first = next(article for article in articles if article.title == TITLE)
        await forgotten(first.url, "--yes")
        (now,) = await here.store.stories([story.id])
        assert now.title == "Türkiye and Pakistan sign contract for 20 Kaan fighters"
        assert (now.revision, len(now.article_ids)) == (story.revision, 1)
        assert {proof.article_id for party in now.parties for proof in party.evidence} == set(now.article_ids)
        assert [one.id for one in await here.store.search("kaan")] == [story.id]
        edited = await corrected(here, gateway)
        assert not any("lmaz" in text.casefold() for text in edited)


async def test_a_bot_that_was_running_before_there_was_a_key_finds_it(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        await guard(here.store, load())
        await told(here)
        await forgotten("Ayşe Yılmaz", "--yes")
        await poll(here.store, make_entry("new", title=f"Again {TITLE}"))
        assert not any("lmaz" in entry.title for entry in await here.store.pending_entries())


async def test_without_its_key_nothing_is_stored(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        await told(here)
        await forgotten("Ayşe Yılmaz", "--yes")
    (tmp_path / "forgotten.key").unlink()
    store = await open_store(f"sqlite:///{tmp_path / 'archive.db'}", clock=lambda: NOW)
    try:
        with pytest.raises(ConfigError, match="is missing, and without it what is forgotten could come back"):
            await guard(store, load())
    finally:
        await store.close()


async def test_the_words_themselves_are_kept_nowhere(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        await told(here)
        await forgotten("Ayşe Yılmaz", "--yes")
        await forgotten("https://secret.example/article-about-somebody", "--yes")
    assert not [name for name, content in _files(tmp_path) if b"secret.example" in content or b"somebody" in content]


@pytest.mark.parametrize("name", ["Yılmaz", "!", "one two three four five six seven"])
async def test_what_is_no_whole_name_is_refused(tmp_path: Path, name: str) -> None:
    async with living(tmp_path) as (here, _):
        await told(here)
        with pytest.raises(ConfigError, match="name"):
            await forgotten(name, "--yes")


async def test_it_asks_first(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        await told(here)
        assert (await forgotten("Ayşe Yılmaz")).exit_code == 1
    assert held(tmp_path)
