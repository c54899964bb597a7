"""The weekly digest: what a channel was told in seven days, by how far it got. It tells nothing new. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.briefing.items import Material, compose_item
from bot.briefing.labels import Labels
from bot.briefing.selection import Chosen
from bot.briefing.slots import is_paused
from bot.briefing.window import is_late
from bot.domain.brief import Brief, BriefItem, BriefKey, BriefKind, ItemKind, Receipt
from bot.domain.delivery import Told
from bot.domain.ids import StoryId
from bot.domain.story import Story
from bot.domain.topic import Subscription
from bot.domain.vocabulary import Stage

WEEK = timedelta(days=7)
MAX_DIGEST = 40
"""Stories in a digest; what is beyond is counted."""


def compose_digest(
    key: BriefKey,
    *,
    subscription: Subscription,
    told: Sequence[tuple[Told, Story]],
    first: Mapping[StoryId, datetime],
    material: Material,
    receipt: Receipt,
    end: datetime,
    now: datetime,
) -> Brief:
    """Return the digest of the week to `end`: what was `told`, furthest stage first, each with its link.

    `told` are the last tellings of the week, each with the story as it is known now; `first` is when the channel was
    first told of each.
    """
    ranked = sorted(told, key=lambda pair: _order(*pair))
    items = tuple(_item(*pair, first=first, material=material, start=end - WEEK) for pair in ranked[:MAX_DIGEST])
    counts = count_stages(one.stage for one, _ in ranked)
    return Brief(
        key=key,
        channel=subscription.channel,
        title=digest_title(counts, material.labels),
        timezone=subscription.timezone,
        window_start=end - WEEK,
        window_end=end,
        composed_at=now,
        items=items,
        receipt=receipt,
        late=is_late(BriefKind.DIGEST, end=end, now=now),
        left_out=len(ranked) - len(items),
        platform=subscription.platform,
        workspace=subscription.workspace,
        kind=BriefKind.DIGEST,
        language=subscription.language,
        counts=counts,
    )


def speaks_for(subscription: Subscription, others: Iterable[Subscription], *, now: datetime) -> bool:
    """Whether `subscription` brings its channel the digest: of several that would, the first by its name does."""
    place = (subscription.workspace, subscription.channel)
    wishing = [
        one.id for one in others if one.digest and (one.workspace, one.channel) == place and not is_paused(one, now)
    ]
    return subscription.id <= min(wishing, default=subscription.id)


def count_stages(stages: Iterable[Stage | None]) -> tuple[tuple[Stage | None, int], ...]:
    """Return how many there are of each stage, the furthest first, then those aside and those without one."""
    counted = Counter(stages)
    return tuple(sorted(counted.items(), key=lambda row: _rank(row[0])))


def digest_title(counts: Sequence[tuple[Stage | None, int]], labels: Labels) -> str:
    """Return what a lock screen shows: how many stories the week had, and how far they got."""
    number = sum(count for _, count in counts)
    stages = ", ".join(f"{count} {labels.stages[stage]}" for stage, count in counts if stage is not None)
    stories = "1 story" if number == 1 else f"{number} stories"
    return f"The week: {stories} told{f' ({stages})' if stages else ''}."


def _item(
    told: Told, story: Story, *, first: Mapping[StoryId, datetime], material: Material, start: datetime
) -> BriefItem:
    """Return the story as it was told, linked to its message."""
    known = first.get(told.story_id)
    kind = ItemKind.CHANGED if known is not None and known <= start else ItemKind.NEW
    item = compose_item(Chosen(story=story, kind=kind), material)
    link = told.message.permalink if told.message else None
    return replace(item, revision=told.revision, stage=told.stage, previous_stage=None, earlier=link)


def _order(told: Told, story: Story) -> tuple[tuple[int, int], int, float, str]:
    certainty = story.certainty.rank if story.certainty else -1
    return _rank(told.stage), -certainty, -story.last_changed.timestamp(), story.id


def _rank(stage: Stage | None) -> tuple[int, int]:
    if stage is None:
        return 2, 0
    return (1, list(Stage).index(stage)) if stage.aside else (0, -stage.rank)
