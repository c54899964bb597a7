"""Stories get vectors by the encoder that is there, and others like them are found by what they say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from bot.domain.article import PageKind
from bot.domain.ids import StoryId
from bot.domain.vocabulary import FactKind, Sector
from bot.steps.parts import Parts
from bot.steps.retain import Retain
from bot.steps.vectors import AT_ONCE, Vectors, text_of
from summarizers.base import Encoder
from summarizers.base import Vectors as Numbers
from summarizers.encoder_quick import QuickEncoder
from summarizers.errors import ModelError
from support.briefs import shipped_labels
from support.telling import Desk, desk
from support.values import DAY, NOW, make_article, make_fact, make_story

LABELS = shipped_labels()


class Counting:
    """An encoder that remembers what it was given; every text lies in its own direction by length."""

    def __init__(self, *, broken: bool = False) -> None:
        self.asked: list[list[str]] = []
        self.broken = broken

    @property
    def dimension(self) -> int:
        return 2

    def encode(self, texts: Sequence[str]) -> Numbers:
        if self.broken:
            raise ModelError("the weights are missing")
        self.asked.append(list(texts))
        angles = np.array([len(text) / 1000 for text in texts])
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def parts_of(room: Desk, encoder: Encoder | None, **fields: object) -> Parts:
    return replace(room.tell.parts, encoder=encoder, **fields)  # type: ignore[arg-type]


async def test_stories_get_a_vector_once_and_again_when_they_say_something_else(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        encoder = Counting()
        step = Vectors(parts_of(room, encoder))
        await room.learn("a")
        await room.learn("old", last_changed=NOW - 40 * DAY, first_seen=NOW - 40 * DAY)
        assert await step.fill() >= 1
        assert await step.fill() == 0
        await room.learn("a", revision=2, title="Another title")
        assert await step.fill() == 1


async def test_many_stories_are_encoded_in_batches_up_to_a_bound(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        encoder = Counting()
        for number in range(AT_ONCE + 3):
            await room.learn(f"s{number}")
        assert await Vectors(parts_of(room, encoder)).fill(AT_ONCE + 1) == AT_ONCE + 1
        assert [len(texts) for texts in encoder.asked] == [AT_ONCE, 1]


@pytest.mark.parametrize(
    ("encoder", "kept"), [(None, 30 * DAY), (Counting(), timedelta(0)), (Counting(broken=True), 30 * DAY)]
)
async def test_without_an_encoder_or_days_there_are_no_vectors(
    encoder: Encoder | None, kept: timedelta, tmp_path: Path
) -> None:
    async with desk(tmp_path) as room:
        await room.learn("a")
        assert await Vectors(parts_of(room, encoder, vectors_kept=kept)).fill() == 0


async def test_vectors_past_their_days_are_forgotten_daily(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        parts = parts_of(room, Counting())
        await room.learn("a")
        await room.learn("b")
        await Vectors(parts).fill()
        assert len(await room.store.alike(StoryId("story-a"))) == 1
        await Retain(parts).forget((NOW + 40 * DAY).date().isoformat())
        assert await room.store.alike(StoryId("story-a")) == ()


async def test_stories_past_their_days_are_forgotten_daily(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        await room.learn("a")
        later = (NOW + 400 * DAY).date().isoformat()
        await Retain(parts_of(room, None)).forget(later)
        assert await room.store.stories([StoryId("story-a")]), "for ever by default"
        await Retain(parts_of(room, None, stories_kept=365 * DAY)).forget(later)
        assert await room.store.stories([StoryId("story-a")]) == ()


async def test_the_real_encoder_puts_drones_beside_drones(tmp_path: Path) -> None:
    titles = {
        "drones": "Pakistan and Türkiye agree to build armed drones together",
        "uav": "Turkish firm to co-produce unmanned combat aircraft in Pakistan",
        "ships": "Poland orders three frigates from a British shipyard",
    }
    async with desk(tmp_path) as room:
        for name, title in titles.items():
            await room.learn(name, title=title)
            article = make_article(name, title=title, text=title, fetched_at=NOW)
            await room.store.save_articles("edit", [], edited=[article])
        await Vectors(parts_of(room, QuickEncoder())).fill()
        found = await room.store.alike(StoryId("story-drones"))
        assert [story.id for story, _ in found] == ["story-uav", "story-ships"]
        assert found[0][1] > 0.5 > found[1][1]


def test_the_encoder_reads_title_and_lead_of_the_first_english_article() -> None:
    story = make_story("a", article_ids=("article-tr", "article-late", "article-en"))
    turkish = make_article("tr", language="tr", title="Savunma", published=NOW - 9 * DAY)
    late = make_article("late", title="Later", text="Later text.", published=NOW)
    english = make_article("en", title="First", text="First text.", published=NOW - DAY)
    articles = {one.id: one for one in (turkish, late, english)}
    assert text_of(story, articles, LABELS) == "First\nFirst text."
    reserved = {**articles, english.id: replace(english, kind=PageKind.RESERVED), late.id: replace(late, text="")}
    assert text_of(story, reserved, LABELS) == "First", "of a reserved page nothing but the title is read"


def test_of_other_languages_the_encoder_reads_who_and_what() -> None:
    facts = (make_fact(FactKind.DESIGNATION, value="TB2"),)
    story = make_story("tr", sectors=(Sector.UAS,), facts=facts)
    articles = {one.id: one for one in [make_article("tr", language="tr")]}
    told = text_of(story, articles, LABELS)
    assert "drones" in told
    assert "TB2" in told
    assert "\n" not in told
