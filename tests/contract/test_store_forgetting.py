"""Forgetting on both databases: masked in place with its proofs, taken out with all that rests on it, kept out."""

import asyncio
from collections.abc import Mapping

import pytest
from sqlalchemy import func, insert, select, text

from bot.domain.brief import Mended
from bot.domain.desk import Correction, CorrectionKind, Mend
from bot.domain.forgetting import MASK, name_of
from bot.domain.guarding import ADDRESS, Keeper
from bot.domain.ids import ArticleId, StoryId
from bot.domain.question import Question
from bot.domain.story import ChangeKind
from bot.errors import StorageError
from bot.store import Store
from bot.store.articles import article_row
from bot.store.forgetting import Taking
from bot.store.guards import guard_of
from bot.store.tables import articles
from support import values
from support.archive import collect, poll
from support.values import HOUR, NOW

KEEPER = Keeper(key=b"of this test", canonical=str)
NAME = name_of("Ayşe Yılmaz")
KEYS: Mapping[str, str] = {KEEPER.name(NAME): NAME.kind}
TITLE = "Ayşe Yılmaz signs for Poland"
K2 = StoryId("story-k2")


@pytest.fixture(autouse=True)
def kept(store: Store) -> None:
    """The key, as the bot has it."""
    store.guard_with(lambda: KEEPER)


async def named(store: Store) -> None:
    """Store an article that names somebody, what was read out of it, and what rests on it."""
    await poll(store, values.make_entry(title=TITLE, author="AYSE YILMAZ"), drops=(values.make_drop(title=TITLE),))
    article = values.make_article(title=TITLE, text="He said so. Ayse\nYilmaz agreed.", author="Ayşe Yılmaz")
    await store.save_articles("run", [article])
    proof = values.make_evidence(article.id, sentence=1, start=47, end=59, quote=article.full_text[47:59])
    assert proof.quote == "Yilmaz agree"
    whole = values.make_evidence(article.id, start=0, end=11, quote="Ayşe Yılmaz")
    party = values.make_party("PL", evidence=(proof, whole), organisations=("Ayşe Yılmaz Holding",))
    await store.save_analyses("run", [values.make_analysis(parties=(party,), reasons=("Ayşe Yılmaz signs",))])
    story = values.make_story(article_ids=(article.id,), title=TITLE, parties=(party,))
    await store.save_changes([values.make_change(story)])
    await store.save_summary(values.make_summary(headline=f"{TITLE}!"))
    item = values.make_item(headline=TITLE)
    await store.save_brief(values.make_brief(items=(item,)))
    await store.save_question(
        Question(id="q", platform="slack", channel="C", text="what does Ayşe Yılmaz do?", asked_at=NOW)
    )
    await store.add_corrections([correction(item_title=TITLE)])


def correction(*, item_title: str) -> Correction:
    mended = Mended(item=values.make_item(headline=item_title), note="x", at=NOW)
    return Correction(
        id="c1", at=NOW, kind=CorrectionKind.CORRECTED, platform="slack", workspace="T", channel="C", story_id=K2,
        headline=item_title, detail="x", mends=(Mend(brief=values.make_key(), mended=mended),),
    )  # fmt: skip


async def test_a_name_is_masked_in_every_table_and_proofs_still_hold(store: Store) -> None:
    await named(store)
    masking = await store.mask(NAME, KEYS)
    assert set(masking.counts) >= {
        "articles", "entries", "analyses", "stories", "story_revisions", "story_texts", "summaries", "briefs",
        "questions", "corrections",
    }  # fmt: skip
    (article,) = await store.articles([ArticleId("article-k2-contract")])
    assert article.title == f"{MASK * 11} signs for Poland"
    assert article.author == MASK * 11
    (analysis,) = await store.analyses([article.id])
    (story,) = await store.stories([K2])
    for party in (*analysis.parties, *story.parties):
        assert party.organisations == ("Ayşe Yılmaz Holding",), "an organisation is nobody"
        for proof in party.evidence:
            assert article.full_text[proof.start : proof.end] == proof.quote
    assert analysis.parties[0].evidence[0].quote == f"{MASK * 6} agree"
    assert story.title == article.title
    ((before, after),) = masking.briefs
    assert (before.items[0].headline, after.items[0].headline) == (TITLE, article.title)
    again = await store.mask(NAME, KEYS)
    assert again.counts == {}


async def test_a_name_is_found_across_any_blank_and_behind_an_address(store: Store) -> None:
    texts = ("Ayşe\tYılmaz", 'the "Ayşe\nYılmaz"', "https://x.example/a says Ayşe Yılmaz", "yilmaz alone: 1e5")
    made = [values.make_article(f"n{number}", text=text) for number, text in enumerate(texts)]
    await store.save_articles("run", made)
    assert (await store.mask(NAME, KEYS)).counts == {"articles": 3}
    said = [article.text for article in await store.articles([one.id for one in made])]
    assert said == [MASK * 11, f'the "{MASK * 11}"', f"https://x.example/a says {MASK * 11}", texts[3]]


async def test_a_dry_run_counts_alone(store: Store) -> None:
    await named(store)
    counted = await store.mask(NAME, KEYS, dry_run=True)
    assert (await store.articles([ArticleId("article-k2-contract")]))[0].title == TITLE
    assert not await store.forgets_anything()
    assert (await store.mask(NAME, KEYS)).counts == counted.counts


async def test_what_is_forgotten_is_masked_wherever_it_is_stored_next(store: Store) -> None:
    await store.remember_forgotten(KEYS)
    await poll(store, values.make_entry(title=TITLE), drops=(values.make_drop(title=TITLE),))
    await store.save_past("backfill-1", [values.make_source()], [values.make_entry("old", text=TITLE)])
    pending = await store.pending_entries()
    assert {entry.title for entry in pending} == {f"{MASK * 11} signs for Poland", values.make_entry().title}
    assert not any("Yılmaz" in f"{entry}" for entry in pending)
    await store.save_articles("run", [values.make_article(text=TITLE)])
    (article,) = await store.articles([ArticleId("article-k2-contract")])
    assert article.text == f"{MASK * 11} signs for Poland"


async def test_what_was_made_of_a_text_before_its_name_was_forgotten_is_masked_when_it_is_stored(store: Store) -> None:
    await poll(store, values.make_entry())
    await store.save_articles("run", [values.make_article(title=TITLE)])
    await store.mask(NAME, KEYS)
    proof = values.make_evidence(start=0, end=17, quote=TITLE[:17])
    party = values.make_party("PL", evidence=(proof,), organisations=("Ayşe Yılmaz Holding",))
    drop = values.make_drop(title=TITLE)
    await store.save_analyses("run", [values.make_analysis(parties=(party,), reasons=(TITLE,))], [drop])
    story = values.make_story(article_ids=(ArticleId("article-k2-contract"),), title=TITLE, parties=(party,))
    await store.save_changes([values.make_change(story)])
    await store.save_summary(values.make_summary(headline=TITLE))
    await store.keep_summary("key", values.make_summary(headline=TITLE), articles=story.article_ids)
    brief = await store.save_brief(values.make_brief(items=(values.make_item(headline=TITLE),)))
    assert brief.items[0].headline == f"{MASK * 11} signs for Poland"
    (told,) = await store.stories([K2])
    assert (told.title, told.parties[0].organisations) == (brief.items[0].headline, party.organisations)
    (article,) = await store.articles([ArticleId("article-k2-contract")])
    assert told.parties[0].evidence[0].quote == article.full_text[:17]
    assert (await store.mask(NAME, KEYS)).counts == {}, "nothing of it came back"


async def test_who_forgets_waits_for_what_is_being_stored(store: Store, database: str) -> None:
    if not database.startswith("postgresql"):
        pytest.skip("SQLite writes one at a time")
    await poll(store, values.make_entry())
    holding = select(func.count()).select_from(text("pg_locks")).where(text("locktype = 'advisory' AND NOT granted"))
    async with store.transactions.begin() as connection:
        assert await guard_of(connection, store._database) is None
        forgetting = asyncio.create_task(store.mask(NAME, KEYS))
        while not (await connection.execute(holding)).scalar_one():  # noqa: ASYNC110  (who waits is known by asking)
            await asyncio.sleep(0.01)
        row = article_row(values.make_article(title=TITLE))
        await connection.execute(insert(articles), [row])
    assert (await forgetting).counts == {"articles": 1}


async def test_an_article_goes_with_its_story_and_with_what_people_did_about_it(store: Store) -> None:
    await named(store)
    url = values.make_article().url
    traces = await store.traces([url])
    assert [story.id for story in traces.stories] == [K2]
    taking = Taking(traces=traces, stories=(), gone=(K2,), briefs=(), corrections=())
    rows = await store.take_out(taking, {KEEPER.address(url): ADDRESS})
    assert (rows["articles"], rows["entries"], rows["stories"], rows["summaries"]) == (1, 1, 1, 1)
    assert await store.stories([K2]) == ()
    assert await store.search("poland") == ()
    assert (await store.traces([url])).articles == ()
    assert await poll(store, values.make_entry(), at=NOW + HOUR) == 0, "it does not come back"
    assert await store.pending_entries() == ()


async def test_a_story_is_rewritten_under_all_its_revisions(store: Store) -> None:
    await collect(store, "a", "b")
    ids = (ArticleId("article-a"), ArticleId("article-b"))
    first = values.make_story(article_ids=ids[:1], title="Told by a")
    await store.save_changes([values.make_change(first)])
    second = values.make_story(article_ids=ids, revision=2, title="Told by a")
    await store.save_changes([values.make_change(second, kind=ChangeKind.GROWN)])
    traces = await store.traces([values.make_article("a").url])
    left = values.make_story(
        article_ids=ids[1:], revision=2, title="Told by b", parties=values.make_parties("PL", "KR")
    )
    taking = Taking(traces=traces, stories=(left,), gone=(), briefs=(), corrections=())
    await store.take_out(taking, {})
    assert await store.stories([K2]) == (left,)
    way = await store.story_way(K2)
    assert [revision for revision, _ in way.revisions] == [1, 2]


async def test_without_the_key_nothing_is_stored(store: Store) -> None:
    await store.remember_forgotten(KEYS)
    store.guard_with(lambda: None)
    with pytest.raises(StorageError, match="its key is missing"):
        await poll(store, values.make_entry())


async def test_the_file_is_written_anew(store: Store) -> None:
    await named(store)
    await store.mask(NAME, KEYS)
    await store.clean()
    assert await store.search("poland")
