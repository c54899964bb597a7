"""Which stories a channel hears of, and in what order: decided from values alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.brief import ItemKind
from bot.domain.delivery import Told
from bot.domain.ids import StoryId
from bot.domain.story import Story
from bot.domain.topic import Pair, Topic
from bot.domain.vocabulary import PartyRole, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A story to tell, how it stands to what was told, and what was told of it before."""

    story: Story
    kind: ItemKind
    told: Told | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a brief tells, changed stories first; `left_out` counts those beyond the maximum."""

    chosen: tuple[Chosen, ...]
    left_out: int = 0


def select(stories: Iterable[Story], *, topic: Topic, told: Mapping[StoryId, Told], maximum: int) -> Selection:
    """Return the stories of `topic` that this channel has not been told in their present revision.

    A story with no party is never told: who cooperates is the least a reader must learn.
    """
    candidates = [
        choice for story in stories if story.parties and matches(story, topic) if (choice := _choice(story, told))
    ]
    ordered = sorted(candidates, key=_order)
    return Selection(chosen=tuple(ordered[:maximum]), left_out=max(0, len(ordered) - maximum))


def matches(story: Story, topic: Topic) -> bool:
    """Whether `story` is of `topic`: who (countries or pairs), and sectors, types, stage, certainty, words."""
    return (
        story.merged_into is None
        and _who(story, topic)
        and not set(story.countries) & set(topic.exclude_countries)
        and (not topic.sectors or bool(set(story.sectors) & set(topic.sectors)))
        and not set(story.sectors) & set(topic.exclude_sectors)
        and (not topic.types or bool(set(story.types) & set(topic.types)))
        and _far_enough(story.stage, topic.min_stage)
        and (
            topic.min_certainty is None
            or (story.certainty is not None and story.certainty.rank >= topic.min_certainty.rank)
        )
        and _says(story, topic.words)
    )


def _choice(story: Story, told: Mapping[StoryId, Told]) -> Chosen | None:
    before = told.get(story.id)
    if before is None:
        return Chosen(story=story, kind=ItemKind.NEW)
    if before.revision < story.revision:
        return Chosen(story=story, kind=ItemKind.CHANGED, told=before)
    return None


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


def _who(story: Story, topic: Topic) -> bool:
    if not topic.countries and not topic.pairs:
        return True
    if set(story.countries) & set(topic.countries):
        return True
    return any(_is_pair(story, pair) for pair in topic.pairs)


def _is_pair(story: Story, pair: Pair) -> bool:
    if not {pair.first, pair.second} <= set(story.countries):
        return False
    return not pair.directed or (
        _has_role(story, pair.first, PartyRole.SUPPLIER) and _has_role(story, pair.second, PartyRole.RECIPIENT)
    )


def _has_role(story: Story, country: str, role: PartyRole) -> bool:
    return any(party.country == country and party.role is role for party in story.parties)


def _far_enough(stage: Stage | None, least: Stage | None) -> bool:
    if least is None:
        return True
    return stage is not None and (stage.aside or stage.rank >= least.rank)


def _says(story: Story, words: Sequence[str]) -> bool:
    if not words:
        return True
    said = " ".join([story.title, *(fact.value for fact in story.facts)]).casefold()
    return any(word.casefold() in said for word in words)
