"""Publishers who reserve their texts are linked: never quoted, never summarised."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.chat.console import ConsoleRenderer
from bot.chat.slack.render import SlackRenderer
from bot.domain.article import PageKind
from bot.domain.ids import ArticleId, SourceId, StoryId
from bot.steps.summarising import Summarising
from summarizers.base import Sentence, Summary, SummaryRequest
from support.briefs import shipped_labels
from support.telling import Desk, desk
from support.values import (
    make_article,
    make_change,
    make_delivery_key,
    make_key,
    make_source,
    make_story,
    make_subscription,
)

SECRET = "The ministry will pay for 180 tanks from next year on, and nobody may say so."


@dataclass
class Witness:
    """A summarizer that keeps what it was given and tells it all."""

    name: str = "witness"
    fingerprint: str = "witness 1"
    requests: list[SummaryRequest] = field(default_factory=list)

    def summarise(self, request: SummaryRequest) -> Summary:
        self.requests.append(request)
        told = tuple(Sentence(text=p.text, sources=(p.id,), verbatim=True) for p in request.passages)
        return Summary(headline=request.passages[0].title, sentences=told, backend=self.name)


async def summarised(room: Desk, articles: Sequence[tuple[str, PageKind]]) -> Witness:
    """Store a story of articles of these kinds, the source of each named like it, and summarise it."""
    witness = Witness()
    for name, kind in articles:
        article = make_article(
            name, source_id=SourceId(name), kind=kind, text=f"{SECRET} {name}", title=f"Title {name}"
        )
        await room.store.save_articles("run", [article])
    ids = tuple(ArticleId(f"article-{name}") for name, _ in articles)
    story = make_story("k2", article_ids=ids, facts=(), last_changed=room.now)
    await room.store.save_changes([make_change(story)])
    assert await Summarising(replace(room.tell.parts, summarizer=witness)).summarise(10) == 1
    return witness


async def test_a_story_of_reserved_texts_alone_is_a_linked_headline(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        assert (await summarised(room, [("wire", PageKind.RESERVED)])).requests == []
        (summary,) = (await room.store.summaries([StoryId("story-k2")])).values()
        assert (summary.headline, summary.sentences) == (make_story().title, ())
        assert await room.store.unsummarised() == ()
        await room.subscribe(make_subscription())
        assert set((await room.brief("0730")).values()) == {"sent"}
        brief = await room.store.brief(make_key())
        assert brief is not None
        (item,) = brief.items
        for renderer in (ConsoleRenderer(shipped_labels()), SlackRenderer(shipped_labels())):
            shown = str(renderer.reply(brief, item, make_delivery_key(item.story_id)).body)
            assert item.headline in shown
            assert item.citations[0].url in shown
            assert SECRET[:20] not in shown


async def test_beside_others_a_reserved_text_is_no_material(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        witness = await summarised(room, [("a", PageKind.RESERVED), ("b", PageKind.ARTICLE)])
        (request,) = witness.requests
        assert [passage.id for passage in request.passages] == ["article-b"]


async def test_of_a_source_that_is_to_be_linked_nothing_may_be_quoted(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        await room.store.upsert_sources([make_source("a", show="link"), make_source("b", quote_chars=120)])
        witness = await summarised(room, [("a", PageKind.ARTICLE), ("b", PageKind.ARTICLE)])
        assert {p.id: p.quote_chars for p in witness.requests[0].passages} == {"article-a": 0, "article-b": 120}
