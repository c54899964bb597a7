"""From doubts to corrections: what each channel was told is held against what is known now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from bot.briefing.corrections import amendments, develops, latest, mended, withdrawal
from bot.briefing.selection import Chosen
from bot.domain.brief import Brief, BriefItem, Mended
from bot.domain.delivery import Delivery
from bot.domain.desk import Correction, CorrectionKind, Doubt, Mend
from bot.domain.ids import StoryId, digest
from bot.domain.story import Story
from bot.steps.look import Look
from bot.steps.parts import Parts

_KEPT = timedelta(minutes=15)
"""How long a doubt is looked at again: a reply that was on its way when it came up is out by then."""
_MOST_TELLINGS = 6
_MOST_DETAIL = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A telling that is out: its row, its brief, and what the message says now."""

    row: Delivery
    brief: Brief
    item: BriefItem
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Doubting:
    """Reads the store and decides; only `settle` stores, and only what is to be done."""

    parts: Parts
    look: Look

    async def settle(self) -> int:
        """Turn doubts into open corrections, one for each channel that was told; return how many are new."""
        store, now = self.parts.store, self.parts.clock()
        doubts = await store.doubts()
        found: list[Correction] = []
        for each in await self._told_in(doubts) if doubts else ():
            planned = await self.plan(each)
            found += [_named(planned)] if planned is not None else []
        old = [doubt for doubt in doubts if now - doubt.at >= _KEPT]
        return len(await store.settle_doubts(old, found)) if doubts else 0

    async def plan(self, correction: Correction) -> Correction | None:
        """Return the correction as it is to be made now, None where there is nothing to correct (any more)."""
        if correction.kind is CorrectionKind.MERGED:
            return await self._united(correction)
        stories = await self.parts.store.stories([correction.story_id])
        if not stories or stories[0].merged_into is not None:
            return None
        story = stories[0]
        told = await self._tellings(correction.channel, await self._names(story))
        if not told:
            return None
        gone = await self._withdrawal(story)
        mends = [mend for each in told if (mend := await self._mend(each, story, gone=gone, other=correction.other))]
        if not mends:
            return None
        kind = CorrectionKind.WITHDRAWN if gone else correction.kind
        return _planned(correction, told[-1].brief, kind=kind, mends=mends, headline=mends[-1].mended.item.headline)

    async def link(self, correction: Correction) -> str | None:
        """Return the link to the thread in which a story that was united is told from now on."""
        if correction.kind is not CorrectionKind.MERGED or correction.other is None:
            return None
        told = (await self.parts.store.told(correction.channel)).get(correction.other)
        return told.thread.permalink if told is not None and told.thread is not None else None

    async def claim(self, correction: Correction) -> BriefItem | None:
        """Return the revision that the reply tells, so that no brief says it again; None where a brief has more to say.

        That is so where the revision is not told yet and only takes something back.
        """
        if correction.kind is not CorrectionKind.CORRECTED:
            return None
        stories = await self.parts.store.stories([correction.story_id])
        told = await self._tellings(correction.channel, [correction.story_id])
        known = (await self.parts.store.told(correction.channel)).get(correction.story_id)
        if not stories or not told or known is None or known.revision >= stories[0].revision:
            return None
        (now,) = await self.look.items([Chosen(story=stories[0], kind=told[-1].item.kind)])
        first = next((item for item in told[-1].brief.items if item.story_id == correction.story_id), told[-1].item)
        return None if develops(first, now) else now

    async def _told_in(self, doubts: Sequence[Doubt]) -> list[Correction]:
        """Return an empty correction for each channel that was told of a story in doubt; most were told nowhere."""
        store, now = self.parts.store, self.parts.clock()
        absorbed = await store.absorbed_by([doubt.story_id for doubt in doubts])
        names = {doubt: [doubt.story_id] for doubt in doubts}
        for doubt in doubts:
            if doubt.kind is not CorrectionKind.MERGED:
                names[doubt] += absorbed.get(doubt.story_id, ())
        channels: dict[StoryId, dict[str, None]] = {}
        for row in await store.tellings({name for listed in names.values() for name in listed}):
            if row.story_id is not None:
                channels.setdefault(row.story_id, {})[row.channel] = None
        return [
            _asked(doubt, channel, now)
            for doubt in doubts
            for channel in dict.fromkeys(channel for name in names[doubt] for channel in channels.get(name, ()))
        ]

    async def _names(self, story: Story) -> list[StoryId]:
        """Return the ids under which `story` was told: its own, and those of what it took over."""
        return [story.id, *(await self.parts.store.absorbed_by([story.id])).get(story.id, ())]

    async def _tellings(self, channel: str, names: Sequence[StoryId]) -> list[_Told]:
        """Return the last tellings of a story in a channel, oldest first."""
        store = self.parts.store
        rows = [row for row in await store.tellings(names) if row.channel == channel]
        found = []
        for row in rows[-_MOST_TELLINGS:]:
            brief = await store.brief(row.key.brief)
            item = next((item for item in brief.items if item.story_id == row.story_id), None) if brief else None
            if brief is None or item is None:
                continue
            before = (await store.mends_of(brief)).get(item.story_id)
            says = latest([before] if before else [], item)
            found.append(_Told(row=row, brief=brief, item=says, withdrawn=before is not None and before.withdrawn))
        return found

    async def _mend(self, told: _Told, story: Story, *, gone: str, other: StoryId | None) -> Mend | None:
        """Return what a telling is mended to, None where it holds."""
        (now,) = await self.look.items([Chosen(story=story, kind=told.item.kind)])
        if gone:
            return None if told.withdrawn else self._made(told, told.item, note=gone, withdrawn=True)
        notes = list(amendments(told.item, now, story, self.parts.labels))
        if told.withdrawn:
            notes.insert(0, "it was withdrawn and stands again")
        parted = await self._parted(told, other)
        notes = [*([parted] if parted else []), *notes]
        return self._made(told, mended(told.item, now), note="; ".join(notes)) if notes else None

    def _made(self, told: _Told, item: BriefItem, *, note: str, withdrawn: bool = False) -> Mend:
        note = note[:_MOST_DETAIL]
        return Mend(
            brief=told.brief.key, mended=Mended(item=item, note=note, at=self.parts.clock(), withdrawn=withdrawn)
        )

    async def _parted(self, told: _Told, other: StoryId | None) -> str:
        """Return that what was told as one story is two, where the telling held articles of the other."""
        stories = await self.parts.store.stories([other]) if other else ()
        if not stories:
            return ""
        cited = {citation.url for citation in told.item.citations}
        articles = await self.parts.store.articles(stories[0].article_ids)
        held = any(article.url in cited for article in articles)
        return f"this was two stories, the other is “{stories[0].title}”" if held else ""

    async def _united(self, correction: Correction) -> Correction | None:
        """Return that a story is one with another that the channel was told in another thread."""
        store = self.parts.store
        survivors = await store.living_stories([correction.story_id])
        told = await store.told(correction.channel)
        own = told.get(correction.story_id)
        if not survivors or survivors[0].id == correction.story_id or own is None or own.thread is None:
            return None
        survivor = survivors[0]
        rows = [row for row in await store.tellings([survivor.id]) if row.channel == correction.channel]
        known = told.get(survivor.id)
        apart = known is not None and known.thread is not None and known.thread.message_id != own.thread.message_id
        tellings = await self._tellings(correction.channel, [correction.story_id])
        if not rows or not apart or not tellings:
            return None
        note = f"this is one story with “{survivor.title}”"
        mends = [self._made(each, each.item, note=note) for each in tellings]
        united = replace(correction, other=survivor.id)
        return _planned(united, tellings[-1].brief, kind=correction.kind, mends=mends, headline=survivor.title)

    async def _withdrawal(self, story: Story) -> str:
        articles = await self.parts.store.articles(story.article_ids)
        analyses = await self.parts.store.analyses(story.article_ids)
        return withdrawal(articles, {analysis.article_id: analysis.relevance for analysis in analyses})


def _asked(doubt: Doubt, channel: str, now: datetime) -> Correction:
    """Return the correction that a doubt may lead to in a channel, with nothing in it."""
    return Correction(
        id=digest(str(doubt.kind), channel, doubt.story_id, doubt.other or "", doubt.at.isoformat()),
        at=now,
        kind=doubt.kind,
        platform="",
        workspace="",
        channel=channel,
        story_id=doubt.story_id,
        headline="",
        detail="",
        other=doubt.other,
    )


def _named(correction: Correction) -> Correction:
    """Return the correction under a name that its tellings share: one that comes out later is another correction."""
    return replace(correction, id=digest(correction.id, *(str(mend.brief) for mend in correction.mends)))


def _planned(
    correction: Correction, brief: Brief, *, kind: CorrectionKind, mends: Sequence[Mend], headline: str
) -> Correction:
    """Return the correction with what it changes; a brief stored before that was kept names no platform."""
    return replace(
        correction,
        platform=brief.platform or correction.platform or "slack",
        workspace=brief.workspace,
        kind=kind,
        mends=tuple(mends),
        headline=headline,
        detail=mends[-1].mended.note,
    )


def said(correction: Correction, brief: Brief | None) -> str:
    """Return what the thread is told: "Corrected 23 Nov: stage was contract, is MoU; source changed its report"."""
    zone = ZoneInfo(brief.timezone) if brief else None
    moment = correction.mends[-1].mended.at if correction.mends else correction.at
    day = format_date(moment.astimezone(zone).date(), "d MMM", locale="en")
    match correction.kind:
        case CorrectionKind.CORRECTED:
            return f"Corrected {day}: {correction.detail}; source changed its report."
        case CorrectionKind.WITHDRAWN:
            return f"{correction.detail[:1].upper()}{correction.detail[1:]} ({day})."
        case CorrectionKind.FORGOTTEN:
            return f"{correction.detail[:1].upper()}{correction.detail[1:]} ({day})."
        case CorrectionKind.MERGED | CorrectionKind.SPLIT:
            return f"Corrected {day}: {correction.detail}."
