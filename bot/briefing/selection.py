"""Which stories a channel hears of, and in what order: decided from values alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.briefing.topics import matches
from bot.domain.brief import ItemKind
from bot.domain.delivery import Told, ToldDeal
from bot.domain.ids import ArticleId, DealId, SourceId, StoryId
from bot.domain.story import Story
from bot.domain.topic import Subscription, Topic

__all__ = ["Chosen", "Heard", "Selection", "Weighing", "choose", "matches", "ordered", "select", "weighing_of"]
_SURE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A story to tell, how it stands to what was told, and what was told of it and of its deal before.

    `deal` is there only where the channel first heard of the deal by another story.
    """

    story: Story
    kind: ItemKind
    told: Told | None = None
    deal: ToldDeal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a brief tells, changed stories first; `rest` are those beyond the maximum, in the same order."""

    chosen: tuple[Chosen, ...]
    rest: tuple[StoryId, ...] = ()

    @property
    def left_out(self) -> int:
        """How many stories are beyond the maximum."""
        return len(self.rest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a channel was told: stories and deals."""

    stories: Mapping[StoryId, Told] = field(default_factory=dict)
    deals: Mapping[DealId, ToldDeal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """What a subscription gives for articles: their sources, muted or weighed, and the score a story needs.

    `scores` are how surely an article is of the field (0 to 1), `weights` go by source, 1 where unnamed.
    """

    sources: Mapping[ArticleId, SourceId] = field(default_factory=dict)
    scores: Mapping[ArticleId, float] = field(default_factory=dict)
    muted: frozenset[str] = frozenset()
    weights: Mapping[str, float] = field(default_factory=dict)
    least: float = 0.0

    def admits(self, story: Story) -> bool:
        """Whether an article of `story` that is not muted weighs enough; nothing is held against an unread one."""
        heard = [article for article in story.article_ids if self.sources.get(article) not in self.muted]
        return any(self._score(article) >= self.least for article in heard)

    def _score(self, article: ArticleId) -> float:
        return self.scores.get(article, _SURE) * self.weights.get(self.sources.get(article, SourceId("")), 1.0)


def weighing_of(
    subscription: Subscription, *, sources: Mapping[ArticleId, SourceId], scores: Mapping[ArticleId, float]
) -> Weighing:
    """Return how `subscription` weighs the articles whose sources and scores these are."""
    return Weighing(
        sources=sources,
        scores=scores,
        muted=frozenset(subscription.muted_sources),
        weights=subscription.source_weights,
        least=subscription.min_score,
    )


def select(
    stories: Iterable[Story],
    *,
    topic: Topic,
    told: Mapping[StoryId, Told],
    maximum: int,
    deals: Mapping[DealId, ToldDeal] = MappingProxyType({}),
    weighing: Weighing | None = None,
) -> Selection:
    """Return the stories of `topic` that this channel has not been told in their present revision.

    A story with no party is never told: who cooperates is the least a reader must learn.
    """
    heard = Heard(stories=told, deals=deals)
    wanted = (
        choice
        for story in stories
        if story.parties and (weighing is None or weighing.admits(story))
        if (choice := choose(story, heard)) and matches(story, topic, heard=_known(choice))
    )
    return ordered(wanted, maximum=maximum)


def choose(story: Story, heard: Heard) -> Chosen | None:
    """Return how `story` is to be told to who `heard` that much, None where it was told as it is."""
    before = heard.stories.get(story.id)
    met = heard.deals.get(story.deal_id) if story.deal_id else None
    deal = met if met is not None and met.met_in != story.id else None
    if before is not None and before.revision >= story.revision:
        return None
    kind = ItemKind.NEW if before is None and deal is None else ItemKind.CHANGED
    return Chosen(story=story, kind=kind, told=before, deal=deal)


def ordered(choices: Iterable[Chosen], *, maximum: int) -> Selection:
    """Return `choices` in the order of telling, the first `maximum` of them to be told."""
    ranked: Sequence[Chosen] = sorted(choices, key=_order)
    return Selection(chosen=tuple(ranked[:maximum]), rest=tuple(choice.story.id for choice in ranked[maximum:]))


def _known(choice: Chosen) -> bool:
    return choice.told is not None or choice.deal is not None


def _order(choice: Chosen) -> tuple[bool, int, int, int, float, str]:
    story = choice.story
    return (
        choice.kind is not ItemKind.CHANGED,
        -(story.certainty.rank if story.certainty else -1),
        -(story.stage.rank if story.stage else -1),
        -len(story.article_ids),
        -story.last_changed.timestamp(),
        story.id,
    )
