"""Taking out what an operator was asked to forget: an article with all that rests on it, or a name everywhere.

What was posted is edited by the bot at its next cycle, the way corrections are, and its thread is told once.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.analysis.stories import story_of
from bot.briefing.compose import title_line
from bot.briefing.labels import Labels
from bot.domain.article import Article
from bot.domain.brief import Brief, BriefItem, Mended
from bot.domain.desk import Correction, CorrectionKind, Mend
from bot.domain.forgetting import Name
from bot.domain.guarding import ADDRESS, FORGOTTEN, Keeper
from bot.domain.ids import StoryId, digest
from bot.domain.moments import Clock
from bot.domain.story import Story
from bot.domain.trends import TrendLine, Trends
from bot.steps.understand import dealt_anew
from bot.store import Store
from bot.store.forgetting import Taking, Traces

NAME_NOTE = "a name was taken out on request"
SOURCE_NOTE = "a source was taken out on request"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was found, or done: rows by table, and how many channels' messages are edited."""

    rows: Mapping[str, int]
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgetter:
    """Forgets in `store`; `keeper` makes the digests by which it stays forgotten."""

    store: Store
    keeper: Keeper
    labels: Labels
    clock: Clock

    async def address(self, urls: Collection[str], *, dry_run: bool = False) -> Forgotten:
        """Forget the article at any of the spellings `urls`; without one the address alone is remembered."""
        traces = await self.store.traces(urls)
        stories, gone = await self._without(traces)
        told = await self.store.briefs_telling([*(story.id for story in traces.stories), *_absorbed(traces)])
        now = {story.id: story for story in stories}
        living = {name: story.id for story in traces.stories for name in (traces.absorbed or {}).get(story.id, ())}
        briefs = [self._rewritten(brief, traces, now=now, living=living) for brief in told]
        mends = await self._mends(zip(told, briefs, strict=True), note=SOURCE_NOTE, gone=gone)
        if dry_run:
            rows = {
                "articles": len(traces.articles),
                "entries": len(traces.entries),
                "stories": len(gone),
                "stories rewritten": len(stories),
                "briefs rewritten": len(briefs),
            }
            return Forgotten(rows={name: count for name, count in rows.items() if count}, messages=_messages(mends))
        keys = {self.keeper.address(url): ADDRESS for url in {*urls, *traces.addresses}}
        programmes, deals = await dealt_anew(self.store, stories, gone)
        taking = Taking(
            traces=traces,
            stories=stories,
            gone=gone,
            briefs=briefs,
            corrections=mends,
            programmes=programmes,
            deals=deals,
        )
        rows = await self.store.take_out(taking, keys)
        return Forgotten(rows=rows, messages=_messages(mends))

    async def name(self, name: Name, *, dry_run: bool = False) -> Forgotten:
        """Mask a name wherever it stands.

        What is to be edited is stored first: after a crash in between nothing would tell any more where it was posted.
        """
        keys = {self.keeper.name(name): name.kind}
        masking = await self.store.mask(name, keys, dry_run=True)
        mends = await self._mends(masking.briefs, note=NAME_NOTE, gone=())
        if not dry_run:
            await self.store.add_corrections(mends)
            masking = await self.store.mask(name, keys)
        return Forgotten(rows=dict(masking.counts), messages=_messages(mends))

    async def _without(self, traces: Traces) -> tuple[list[Story], list[StoryId]]:
        """Return the stories as they are without the articles, and those that nothing is left of."""
        out = {article.id for article in traces.articles}
        kept: list[Story] = []
        gone: list[StoryId] = []
        for story in traces.stories:
            ids = [name for name in story.article_ids if name not in out]
            articles = {article.id: article for article in await self.store.articles(ids)}
            read = await self.store.analyses(ids)
            pairs = [(articles[one.article_id], one) for one in read if one.article_id in articles]
            pairs.sort(key=lambda pair: (pair[0].moment, pair[0].id))
            if not pairs:
                gone += [story.id, *(traces.absorbed or {}).get(story.id, ())]
                continue
            now, _ = story_of(story.id, pairs, before=story, shrunk=True, reread=True)
            kept.append(replace(now, revision=story.revision, last_changed=story.last_changed))
        return kept, gone

    def _rewritten(
        self, brief: Brief, traces: Traces, *, now: Mapping[StoryId, Story], living: Mapping[StoryId, StoryId]
    ) -> Brief:
        touched = {story.id for story in traces.stories} | set(living)
        items = tuple(
            _item(item, now.get(living.get(item.story_id, item.story_id)), traces.articles)
            if item.story_id in touched
            else item
            for item in brief.items
        )
        title = title_line(items, self.labels) if items != brief.items else brief.title
        return replace(brief, items=items, title=title, trends=_trends(brief.trends, touched))

    async def _mends(
        self,
        pairs: Iterable[tuple[Brief, Brief]],
        *,
        note: str,
        gone: Collection[StoryId],
    ) -> list[Correction]:
        """Return the open corrections that edit what is out of the briefs that changed, one per channel and story."""
        found: dict[tuple[str, str, str, StoryId], list[Mend]] = {}
        for before, after in pairs:
            differing = [item for item, old in zip(after.items, before.items, strict=True) if item != old]
            if not differing and (after.title, after.trends) != (before.title, before.trends):
                differing = list(after.items[:1])
            rows = await self.store.tellings([item.story_id for item in differing])
            out = {(row.story_id, row.channel) for row in rows if row.key.brief == after.key}
            for item in differing:
                for story, channel in sorted(out, key=str):
                    if story != item.story_id:
                        continue
                    mended = Mended(item=item, note=note, at=self.clock(), withdrawn=item.story_id in gone)
                    key = (after.platform or "slack", after.workspace, channel, item.story_id)
                    found.setdefault(key, []).append(Mend(brief=after.key, mended=mended))
        return [_correction(key, mends, at=self.clock(), note=note) for key, mends in found.items()]


def _trends(trends: Trends | None, touched: Collection[StoryId]) -> Trends | None:
    """Return trends without the headlines of the stories `touched`; counts stay as they were told."""
    if trends is None:
        return None

    def cleared(line: TrendLine) -> TrendLine:
        said = line.url is not None and not set(touched).isdisjoint(line.stories)
        return replace(line, text=FORGOTTEN, url=None) if said else line

    groups = (replace(group, lines=tuple(map(cleared, group.lines))) for group in trends.groups)
    return replace(trends, groups=tuple(groups))


def _absorbed(traces: Traces) -> list[StoryId]:
    return [name for names in (traces.absorbed or {}).values() for name in names]


def _messages(corrections: Sequence[Correction]) -> int:
    return sum(len(correction.mends) for correction in corrections)


def _item(item: BriefItem, story: Story | None, out: Sequence[Article]) -> BriefItem:
    """Return an item without what rests on the articles taken out; without a story nothing of it is left."""
    if story is None:
        return replace(
            item, headline=FORGOTTEN, parties=(), sectors=(), types=(), stage=None, previous_stage=None, certainty=None,
            facts=(), summary=(), unknown=(), citations=(), why="", past=(),
        )  # fmt: skip
    addresses = {article.url for article in out}
    citations = tuple(one for one in item.citations if one.url not in addresses)
    left = {one.number for one in citations}
    parties = {party.country: party for party in story.parties}
    return replace(
        item,
        headline=story.title if len(citations) < len(item.citations) else item.headline,
        parties=tuple(
            replace(line, organisations=parties[line.country].organisations)
            for line in item.parties
            if line.country in parties
        ),
        sectors=story.sectors,
        types=story.types,
        stage=story.stage,
        certainty=story.certainty,
        facts=tuple(one for one in item.facts if set(one.citations) <= left),
        summary=tuple(one for one in item.summary if set(one.citations) <= left),
        citations=citations,
        why="",
    )


def _correction(key: tuple[str, str, str, StoryId], mends: Sequence[Mend], *, at: datetime, note: str) -> Correction:
    platform, workspace, channel, story = key
    named = digest("forgotten", *key, at.isoformat(), *(str(mend.brief) for mend in mends))
    return Correction(
        id=named,
        at=at,
        kind=CorrectionKind.FORGOTTEN,
        platform=platform,
        workspace=workspace,
        channel=channel,
        story_id=story,
        headline=mends[-1].mended.item.headline,
        detail=note,
        mends=tuple(mends),
    )
