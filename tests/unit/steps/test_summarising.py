"""One story is written once, again when its articles change, and never silently not at all."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.analysis import Party
from bot.domain.brief import SummaryTally
from bot.domain.ids import ArticleId, StoryId
from bot.domain.story import ChangeKind, Making, Story, StorySummary
from bot.steps.summarising import ATTEMPTS, Summarising, wait_after
from summarizers.base import GateCount, Sentence, Summarizer, Summary, SummaryRequest
from summarizers.errors import ModelError
from summarizers.extractive import Extractive
from support.telling import Desk, desk
from support.values import (
    HOUR,
    make_article,
    make_change,
    make_key,
    make_parties,
    make_story,
    make_subscription,
)

Answer = Callable[[SummaryRequest], Summary]
TEXT = "Warsaw and Seoul signed a contract for 180 K2 tanks on Friday. Part of them is built in Poznań."


def told(request: SummaryRequest) -> Summary:
    """Return a written summary of the first passage."""
    first = request.passages[0]
    sentence = Sentence(text=f"Tanks are bought, says {first.title}.", sources=(first.id,), verbatim=False)
    gate = GateCount(checked=2, regenerated=1, replaced=1)
    return Summary(headline="Tanks are bought", sentences=(sentence,), backend="fake", gate=gate, defused=3)


def down(request: SummaryRequest) -> Summary:
    """Return what quotes while the model cannot be had."""
    quoted = Extractive(None).summarise(request)
    return replace(quoted, fallbacks=("fake: the model server did not answer", *quoted.fallbacks), passing=True)


def broken(request: SummaryRequest) -> Summary:
    """Fail for the story of `b` alone."""
    if "b" in request.passages[0].id.removeprefix("article-"):
        raise ModelError("fake: out of memory")
    return told(request)


def faulty(request: SummaryRequest) -> Summary:
    """Fail as no backend should."""
    raise RuntimeError(f"a bug that {len(request.passages)} passages bring out")


@dataclass
class Fake:
    """A backend that counts what it was asked."""

    answer: Answer = told
    fingerprint: str = "fake 1"
    name: str = "fake"
    asked: list[SummaryRequest] = field(default_factory=list)

    def summarise(self, request: SummaryRequest) -> Summary:
        self.asked.append(request)
        return self.answer(request)


@dataclass
class Batching(Fake):
    """One that takes many at once."""

    batches: list[int] = field(default_factory=list)
    short: bool = False

    def summarise_many(self, requests: Sequence[SummaryRequest]) -> Sequence[Summary]:
        self.batches.append(len(requests))
        return [self.answer(request) for request in requests][: 1 if self.short else None]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk(tmp_path) as opened:
        yield opened


async def learn(
    room: Desk, name: str, *articles: str, revision: int = 1, text: str = TEXT, parties: tuple[Party, ...] = ()
) -> Story:
    """Store a story of `articles`, by default one of its own name."""
    names = articles or (name,)
    made = [make_article(each, title=f"Title {each}", text=f"{text} {each}") for each in names]
    await room.store.save_articles("run", made)
    story = make_story(
        name,
        article_ids=tuple(article.id for article in made),
        facts=(),
        parties=parties,
        revision=revision,
        last_changed=room.now,
    )
    await room.store.save_changes([make_change(story, kind=ChangeKind.GROWN)])
    return story


def steps(room: Desk, summarizer: Summarizer, *, standby: Summarizer | None = None) -> Summarising:
    return Summarising(replace(room.tell.parts, summarizer=summarizer, standby=standby, writer="tiny-1"))


async def summary(room: Desk, name: str) -> StorySummary:
    (found,) = (await room.store.summaries([StoryId(f"story-{name}")])).values()
    return found


async def test_how_a_summary_came_about_is_stored_with_it(room: Desk) -> None:
    story = await learn(room, "a")
    assert await steps(room, Fake()).summarise(10) == 1
    found = await summary(room, "a")
    assert (found.story_id, found.revision, found.headline) == (story.id, 1, "Tanks are bought")
    assert found.making == Making(asked="fake", writer="tiny-1", checked=2, regenerated=1, replaced=1, defused=3)
    assert await steps(room, Fake()).summarise(10) == 0


async def test_a_revision_whose_articles_did_not_change_costs_no_model_call(room: Desk) -> None:
    await learn(room, "a")
    fake = Fake()
    await steps(room, fake).summarise(10)
    await learn(room, "a", revision=2)
    assert await steps(room, fake).summarise(10) == 1
    assert len(fake.asked) == 1
    found = await summary(room, "a")
    assert (found.revision, found.headline) == (2, "Tanks are bought")


async def test_a_story_whose_articles_change_is_written_again(room: Desk) -> None:
    await learn(room, "a")
    fake = Fake()
    await steps(room, fake).summarise(10)
    await learn(room, "a", "a", "b", revision=2)
    await steps(room, fake).summarise(10)
    assert [len(request.passages) for request in fake.asked] == [1, 2]


async def test_another_model_is_asked_anew(room: Desk) -> None:
    await learn(room, "a")
    await steps(room, Fake()).summarise(10)
    await learn(room, "a", revision=2)
    other = Fake(fingerprint="fake 2")
    await steps(room, other).summarise(10)
    assert len(other.asked) == 1


async def test_stories_of_the_same_articles_are_one_request(room: Desk) -> None:
    await learn(room, "a", "x")
    await learn(room, "b", "x")
    fake = Fake()
    assert await steps(room, fake).summarise(10) == 2
    assert len(fake.asked) == 1
    assert (await summary(room, "a")).headline == (await summary(room, "b")).headline


async def test_a_story_told_in_two_channels_is_written_once(room: Desk) -> None:
    await learn(room, "a", parties=make_parties("PL", "KR"))
    fake = Fake()
    await steps(room, fake).summarise(10)
    await room.subscribe(make_subscription("one"), make_subscription("two"))
    for name in ("one", "two"):
        assert set((await room.brief("0730", subscription=name)).values()) == {"sent"}
        brief = await room.store.brief(make_key(name))
        assert brief is not None
        assert [item.headline for item in brief.items] == ["Tanks are bought"]
        assert brief.receipt.summaries == SummaryTally(written={"tiny-1": 1}, replaced=1, defused=3)
    assert len(fake.asked) == 1


async def test_a_backend_that_takes_many_gets_them_at_once(room: Desk) -> None:
    for name in ("a", "b", "c"):
        await learn(room, name)
    batching = Batching()
    assert await steps(room, batching).summarise(10) == 3
    assert (batching.batches, batching.asked) == ([3], [])
    assert (await summary(room, "c")).sentences[0].text == "Tanks are bought, says Title c."


@pytest.mark.parametrize("batching", [Batching(answer=broken), Batching(short=True)], ids=["raises", "too few"])
async def test_what_fails_for_many_is_asked_one_by_one(room: Desk, batching: Batching) -> None:
    for name in ("a", "b"):
        await learn(room, name)
    await steps(room, batching, standby=Extractive(None)).summarise(10)
    assert len(batching.asked) == 2
    assert (await summary(room, "a")).backend == "fake"


async def test_an_error_costs_its_own_story_and_leaves_its_reason(room: Desk) -> None:
    for name in ("a", "b", "c"):
        await learn(room, name)
    assert await steps(room, Fake(answer=broken), standby=Extractive(None)).summarise(10) == 3
    assert [(await summary(room, name)).backend for name in ("a", "b", "c")] == ["fake", "extractive", "fake"]
    found = await summary(room, "b")
    assert found.sentences
    assert (found.fallbacks, found.making.asked, found.making.writer) == (("fake: out of memory",), "fake", "")


async def test_where_nothing_can_be_told_the_title_stands_with_the_reason(room: Desk) -> None:
    story = await learn(room, "a")
    await steps(room, Fake(answer=faulty)).summarise(10)
    found = await summary(room, "a")
    assert (found.headline, found.sentences, found.backend) == (story.title, (), "none")
    assert found.fallbacks == ("fake: an unexpected RuntimeError, see the log",)


async def test_a_summary_that_is_empty_without_a_reason_gets_one(room: Desk) -> None:
    await learn(room, "a")
    await steps(room, Fake(answer=lambda _: Summary(headline="", sentences=(), backend="fake"))).summarise(10)
    found = await summary(room, "a")
    assert found.headline == make_story().title
    assert found.fallbacks == ("fake: no sentence, and no reason was given",)


async def test_a_stand_in_is_written_anew_when_the_model_is_back(room: Desk) -> None:
    await learn(room, "a")
    fake = Fake(answer=down)
    await steps(room, fake).summarise(10)
    assert (await summary(room, "a")).backend == "extractive"
    assert await steps(room, fake).summarise(10) == 0, "not at once"
    room.now += wait_after(1)
    fake.answer = told
    assert await steps(room, fake).summarise(10) == 1
    found = await summary(room, "a")
    assert (found.backend, found.making.writer, found.making.attempts) == ("fake", "tiny-1", 2)
    room.now += HOUR * 100
    assert await steps(room, fake).summarise(10) == 0


async def test_while_the_model_is_away_a_stand_in_serves_what_has_the_same_articles(room: Desk) -> None:
    await learn(room, "a")
    fake = Fake(answer=down)
    await steps(room, fake).summarise(10)
    await learn(room, "a", revision=2)
    await steps(room, fake).summarise(10)
    assert len(fake.asked) == 1
    room.now += wait_after(1)
    assert await steps(room, fake).summarise(10) == 1
    assert len(fake.asked) == 2


async def test_a_model_that_stays_away_is_asked_ever_less_often_and_then_no_more(room: Desk) -> None:
    await learn(room, "a")
    fake = Fake(answer=down)
    waits: list[timedelta] = []
    last, end = room.now, room.now + 100 * HOUR
    while room.now < end:
        if await steps(room, fake).summarise(10):
            waits.append(room.now - last)
            last = room.now
        room.now += timedelta(minutes=15)
    assert len(fake.asked) == ATTEMPTS
    assert waits == sorted(waits)
    assert waits[1:3] == [timedelta(minutes=15), timedelta(minutes=30)]
    assert waits[-1] == 6 * HOUR


async def test_a_stand_in_is_never_followed_by_nothing(room: Desk) -> None:
    await learn(room, "a")
    await steps(room, Fake(answer=down)).summarise(10)
    before = await summary(room, "a")
    room.now += wait_after(1)
    await steps(room, Fake(answer=faulty)).summarise(10)
    after = await summary(room, "a")
    assert (after.sentences, after.headline) == (before.sentences, before.headline)
    assert (after.making.passing, after.making.attempts) == (True, 2)


async def test_an_edited_article_is_summarised_anew(room: Desk) -> None:
    await learn(room, "a")
    fake = Fake()
    await steps(room, fake).summarise(10)
    (article,) = await room.store.articles([ArticleId("article-a")])
    await room.store.save_articles("run", [], edited=[replace(article, text="Nothing was signed after all.")])
    story = make_story("a", article_ids=(article.id,), facts=(), parties=(), revision=2, last_changed=room.now)
    await room.store.save_changes([make_change(story)])
    await steps(room, fake).summarise(10)
    assert [request.passages[0].text for request in fake.asked] == [f"{TEXT} a", "Nothing was signed after all."]
