"""The brief of one subscription at one slot, and its first line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.briefing.items import Material, compose_item
from bot.briefing.labels import Labels
from bot.briefing.making import tally
from bot.briefing.selection import Selection
from bot.briefing.subject import in_short
from bot.briefing.window import is_late
from bot.domain.brief import Brief, BriefItem, BriefKey, BriefKind, ItemKind, Receipt
from bot.domain.delivery import Told
from bot.domain.ids import StoryId
from bot.domain.topic import Subscription

COMMIT_MARGIN = timedelta(minutes=10)
"""A story learnt just before a brief was composed may have been stored just after: the next brief looks again."""
_TRUSTED_PERCENT = 80


def compose(
    key: BriefKey,
    *,
    subscription: Subscription,
    selection: Selection,
    material: Material,
    receipt: Receipt,
    window: tuple[datetime, datetime],
    now: datetime,
    kind: BriefKind = BriefKind.SCHEDULED,
) -> Brief:
    """Return the brief that tells `subscription` what was selected for it; `window` is start and slot moment."""
    items = tuple(compose_item(choice, material) for choice in selection.chosen)
    start, end = window
    return Brief(
        key=key,
        channel=subscription.channel,
        title=title_line(items, material.labels),
        timezone=subscription.timezone,
        window_start=start,
        window_end=end,
        composed_at=now,
        items=items,
        receipt=replace(receipt, summaries=tally(material.summaries.get(item.story_id) for item in items)),
        late=is_late(kind, end=end, now=now),
        left_out=selection.left_out,
        rest=selection.rest,
        platform=subscription.platform,
        workspace=subscription.workspace,
        kind=kind,
        language=subscription.language,
        broadcast=subscription.broadcast,
    )


def owed(briefs: Iterable[Brief], told: Mapping[str, Mapping[StoryId, Told]]) -> tuple[StoryId, ...]:
    """Return the stories that `briefs` chose and their channels never heard: the replies failed or were given up.

    `told` is what each channel was told, by channel. What a brief left out is not owed, and what may be out neither.
    """
    missing: dict[StoryId, None] = {}
    for brief in briefs:
        heard = told.get(brief.channel, {})
        for item in () if brief.kind is BriefKind.DIGEST else brief.items:
            before = heard.get(item.story_id)
            if before is None or before.revision < item.revision:
                missing[item.story_id] = None
    return tuple(missing)


def is_silent(brief: Brief, subscription: Subscription) -> bool:
    """Whether nothing is to be posted: a quiet day, silence wished, and enough sources answered to trust it."""
    return not brief.items and subscription.quiet_day == "silent" and is_trusted(brief.receipt)


def is_trusted(receipt: Receipt) -> bool:
    """Whether enough sources answered to believe that there is nothing to tell."""
    return receipt.polled > 0 and 100 * receipt.answered >= _TRUSTED_PERCENT * receipt.polled


def title_line(items: Sequence[BriefItem], labels: Labels) -> str:
    """Return what a lock screen shows: the first item in short, then how many changed and are new."""
    if not items:
        return "No new cooperation story"
    changed = sum(item.kind is ItemKind.CHANGED for item in items)
    fresh = len(items) - changed
    counts = ", ".join(
        part for part in (f"{changed} changed" if changed else "", f"{fresh} new" if fresh else "") if part
    )
    return f"{in_short(items[0], labels)}. {counts}."
