"""A made-up archive is the same for the same seed, true in its proofs, and of the size asked for."""

from collections.abc import Iterator
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from bot import settings as configuration
from bot.app.reading import labels_of, tables_of
from bot.bench.askarchive import BUSY, Archive, World, world_of
from bot.domain.analysis import Analysis, Evidence, Party, SectorTag, TypeTag
from bot.domain.ids import StoryId
from bot.store.filling import Filled

SIZES = st.integers(1, 60)
SEEDS = st.integers(0, 2**32)


@cache
def world() -> World:
    loaded = configuration.load()
    return world_of(tables_of(loaded), labels_of(), configuration.load_sources(loaded))


def pieces(size: int, seed: int) -> list[Filled]:
    return list(Archive(world(), size, seed=seed).batches())


def proofs(analysis: Analysis) -> Iterator[Evidence]:
    tagged: list[Party | SectorTag | TypeTag] = [*analysis.parties, *analysis.sectors, *analysis.types]
    for evidence in (tag.evidence for tag in tagged):
        assert evidence, "every tag is proved"
        yield from evidence
    if analysis.stage:
        yield from analysis.stage.evidence
    yield from analysis.certainty_evidence
    yield from (fact.evidence for fact in analysis.facts)


@settings(max_examples=20, deadline=None)
@given(SIZES, SEEDS)
def test_the_same_seed_gives_the_same_archive(size: int, seed: int) -> None:
    assert pieces(size, seed) == pieces(size, seed)


@settings(max_examples=20, deadline=None)
@given(SIZES, SEEDS)
def test_an_archive_has_the_stories_asked_for_and_each_deal_holds_its_own(size: int, seed: int) -> None:
    made = pieces(size, seed)
    living = {story: deal for piece in made for story, deal in piece.deal_of.items()}
    of_deals: dict[StoryId, str] = {
        story: deal.id for piece in made for deal in piece.deals for story in deal.story_ids
    }
    assert len(living) == size
    assert of_deals == living


@settings(max_examples=20, deadline=None)
@given(SIZES, SEEDS)
def test_every_proof_stands_where_it_says(size: int, seed: int) -> None:
    for piece in pieces(size, seed):
        texts = {article.id: article.full_text for article in piece.articles}
        assert len(texts) == len(piece.articles) == len(piece.analyses) == len(piece.entries)
        for analysis in piece.analyses:
            for proof in proofs(analysis):
                assert texts[analysis.article_id][proof.start : proof.end] == proof.quote
                assert proof.article_id == analysis.article_id


def test_an_archive_looks_like_the_world() -> None:
    made = pieces(1500, 7)
    stories = {change.story.id: change.story for piece in made for change in piece.changes}
    named = [country for story in stories.values() for country in story.countries]
    counts = [named.count(country) for country in (BUSY[0], BUSY[9], BUSY[40])]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 10 * max(counts[2], 1)
    words = [len(article.text.split()) for piece in made for article in piece.articles]
    assert min(words) >= 80
    assert max(words) <= 440
    assert any(change.absorbed for piece in made for change in piece.changes)
    assert {len(deal.history) for piece in made for deal in piece.deals} == {1, 2, 3, 4, 5, 6}
    assert len({article.source_id for piece in made for article in piece.articles}) > 50
    disagreeing = [s for s in stories.values() if len({f.amount for f in s.facts if f.kind == "value"}) > 1]
    assert disagreeing


def test_another_seed_gives_another_archive() -> None:
    assert pieces(5, 1) != pieces(5, 2)
