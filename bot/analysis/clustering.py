"""Stories formed as articles come: each joins the story it most likely tells of, or opens one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.analysis.signatures import Signature, likeness, rarity, sign
from bot.analysis.stories import story_of
from bot.analysis.weights import LogisticModel
from bot.domain.analysis import Analysis
from bot.domain.article import Article
from bot.domain.ids import ArticleId, StoryId, digest
from bot.domain.story import ChangeKind, Story, StoryChange
from summarizers.base import Encoder

_NEAREST = 3
_COMPARED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryState:
    """A story as stored, with its articles and their analyses in the same order: all that clustering remembers."""

    story: Story
    articles: tuple[Article, ...]
    analyses: tuple[Analysis, ...]


@dataclass(slots=True, kw_only=True)
class _Open:
    """A story while a batch is assigned: `story` is None until it is told for the first time."""

    id: StoryId
    story: Story | None
    signatures: list[Signature]
    changed: bool = False
    absorbed: tuple[StoryId, ...] = ()


class Clusterer:
    """Assigns articles to stories within a time window; it keeps nothing between calls but the vectors of titles."""

    def __init__(self, window: timedelta, encoder: Encoder | None, *, model: LogisticModel) -> None:
        """Join articles at most `window` apart; `model` says how likely two tell of one event."""
        self._window, self._encoder, self._model = window, encoder, model
        self._known: dict[str, Signature] = {}

    def assign(
        self, items: Sequence[tuple[Article, Analysis]], stories: Sequence[StoryState]
    ) -> tuple[StoryChange, ...]:
        """Return the changes that `items` make, one per story touched, oldest story first.

        The order of `items` does not matter: they are taken by moment and id. Articles in a story are passed by.
        """
        opened = [self._reopened(state) for state in sorted(stories, key=lambda s: (s.story.first_seen, s.story.id))]
        placed = {one.article.id for story in opened for one in story.signatures}
        fresh = [pair for pair in items if pair[0].id not in placed]
        unique = {article.id: (article, analysis) for article, analysis in fresh}
        signatures = sorted(self._signed(list(unique.values())), key=lambda one: one.key)
        weights = rarity([*signatures, *(one for story in opened for one in story.signatures)])
        for one in signatures:
            opened = self._placed(one, opened, weights=weights)
        return tuple(change for story in opened if story.changed for change in [_change(story)])

    def _reopened(self, state: StoryState) -> _Open:
        pairs = list(zip(state.articles, state.analyses, strict=True))
        signatures = sorted(self._signed(pairs), key=lambda one: one.key)
        return _Open(id=state.story.id, story=state.story, signatures=signatures)

    def _signed(self, pairs: Sequence[tuple[Article, Analysis]]) -> list[Signature]:
        missing = [pair for pair in pairs if not self._knows(pair[0])]
        for one in sign(missing, self._encoder):
            self._known[one.article.id] = one
        return [self._known[article.id] for article, _ in pairs]

    def _knows(self, article: Article) -> bool:
        """Whether `article` is signed as it now is: an edited one is signed anew."""
        known = self._known.get(article.id)
        return known is not None and known.article == article

    def _placed(self, one: Signature, opened: list[_Open], *, weights: Mapping[str, float]) -> list[_Open]:
        """Put `one` into the likeliest story, uniting stories it belongs to alike, or open a story for it."""
        scored = [(self._belongs(one, story, weights=weights), story) for story in opened]
        fitting = [(score, story) for score, story in scored if score >= self._model.threshold]
        if not fitting:
            first = StoryId(digest("story", one.article.id))
            return [*opened, _Open(id=first, story=None, signatures=[one], changed=True)]
        best = max(fitting, key=lambda pair: (pair[0], pair[1].id))[1]
        twins = [s for _, s in fitting if s is not best and self._alike(s, best, weights=weights)]
        if twins:
            joined, best = best, _united([best, *twins])
            gone = {id(twin) for twin in (*twins, joined)} - {id(best)}
            opened = [story for story in opened if id(story) not in gone]
        best.signatures.append(one)
        best.changed = True
        return opened

    def _alike(self, first: _Open, second: _Open, *, weights: Mapping[str, float]) -> bool:
        """Whether two stories that one article fits are the same: their articles are so likely of one event."""
        scores = [self._belongs(one, second, weights=weights) for one in first.signatures[-_COMPARED:]]
        return sum(scores) / len(scores) >= self._model.threshold

    def _belongs(self, one: Signature, story: _Open, *, weights: Mapping[str, float]) -> float:
        """Return how likely `one` tells of `story`: the mean of its three likeliest articles within the window."""
        near = [other for other in story.signatures if abs(other.moment - one.moment) <= self._window]
        if not near:
            return 0.0
        scores = sorted(
            (self._model.probability(likeness(one, other, weights=weights)) for other in near), reverse=True
        )
        best = scores[:_NEAREST]
        return sum(best) / len(best)


def retold(state: StoryState) -> StoryChange:
    """Return the story of `state` read anew out of its articles: one of them was edited."""
    pairs = sorted(zip(state.articles, state.analyses, strict=True), key=lambda pair: (pair[0].moment, pair[0].id))
    now, material = story_of(state.story.id, pairs, before=state.story)
    return StoryChange(kind=ChangeKind.GROWN, story=now, material=material)


def _united(stories: Sequence[_Open]) -> _Open:
    """Return the oldest of `stories`, told ones first, with the articles of all."""
    kept, *gone = sorted(stories, key=lambda s: (s.story is None, min(one.key for one in s.signatures), s.id))
    for story in gone:
        kept.signatures += story.signatures
        if story.story is not None:
            kept.absorbed = (*kept.absorbed, story.id, *story.absorbed)
    return kept


def _change(story: _Open) -> StoryChange:
    pairs = [(one.article, one.analysis) for one in sorted(story.signatures, key=lambda one: one.key)]
    now, material = story_of(story.id, pairs, before=story.story)
    kind = ChangeKind.CREATED if story.story is None else ChangeKind.MERGED if story.absorbed else ChangeKind.GROWN
    return StoryChange(kind=kind, story=now, material=material, absorbed=story.absorbed)


def states(
    changes: Iterable[StoryChange], pairs: Mapping[ArticleId, tuple[Article, Analysis]]
) -> tuple[StoryState, ...]:
    """Return the states of the changed stories, their articles looked up in `pairs` by id."""
    return tuple(
        StoryState(
            story=change.story,
            articles=tuple(pairs[article][0] for article in change.story.article_ids),
            analyses=tuple(pairs[article][1] for article in change.story.article_ids),
        )
        for change in changes
    )
