"""Whether a story is of a topic: every field that includes, every field that excludes. Pure."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from bot.domain.story import Story
from bot.domain.texts import folded
from bot.domain.topic import Pair, Topic
from bot.domain.vocabulary import FactKind, PartyRole, Stage

_WITHOUT_SPACES = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts that do not part words by spaces, or glue endings to them: Thai to Han, and Korean taken apart."""


def matches(story: Story, topic: Topic, *, heard: bool = False) -> bool:
    """Whether `story` is of `topic`; `heard` says that the channel was told of it or of its deal before.

    An included field asks for one of its values, an excluded one forbids them all, and a topic without any of the
    first kind asks for everything.
    """
    return (
        story.merged_into is None
        and _included(story, topic)
        and far_enough(story, topic.min_stage, heard=heard)
        and (
            topic.min_certainty is None
            or (story.certainty is not None and story.certainty.rank >= topic.min_certainty.rank)
        )
        and not _excluded(story, topic)
    )


def far_enough(story: Story, least: Stage | None, *, heard: bool = False) -> bool:
    """Whether `story` has got as far as `least`.

    One that is delayed or cancelled has where it had got so far before, where nothing is known of that, or where the
    channel was told of it: whoever heard of a contract hears of its end.
    """
    if least is None:
        return True
    stage = story.stage
    if stage is None:
        return False
    if not stage.aside:
        return stage.rank >= least.rank
    before = story.previous_stage
    return heard or before is None or before.aside or before.rank >= least.rank


def _included(story: Story, topic: Topic) -> bool:
    return (
        _who(story, topic)
        and _one_of(story.sectors, topic.sectors)
        and _one_of(story.types, topic.types)
        and (not topic.organisations or _named(organisations_of(story), topic.organisations))
        and (not topic.designations or _named(designations_of(story), topic.designations))
        and (not topic.words or says(story, topic.words))
    )


def _excluded(story: Story, topic: Topic) -> bool:
    return (
        bool(set(story.countries) & set(topic.exclude_countries))
        or any(_is_pair(story, pair) for pair in topic.exclude_pairs)
        or bool(set(story.sectors) & set(topic.exclude_sectors))
        or bool(set(story.types) & set(topic.exclude_types))
        or _named(organisations_of(story), topic.exclude_organisations)
        or _named(designations_of(story), topic.exclude_designations)
        or says(story, topic.exclude_words)
    )


def organisations_of(story: Story) -> Iterable[str]:
    """Return the organisations that act for the parties or are named of the deal, as the gazetteer names them."""
    acting = (name for party in story.parties for name in party.organisations)
    return chain(acting, _facts(story, FactKind.ORGANISATION))


def designations_of(story: Story) -> Iterable[str]:
    """Return what the deal is about, as the gazetteer names it."""
    return _facts(story, FactKind.DESIGNATION)


def says(story: Story, words: Sequence[str]) -> bool:
    """Whether title or facts of `story` hold one of `words`: whole, in any case, with or without accents.

    In scripts that do not part words by spaces a word is found within others.
    """
    if not words:
        return False
    texts = [folded(text) for text in (story.title, *(fact.value for fact in story.facts))]
    return any(_holds(text, wanted) for word in words if (wanted := folded(word)) for text in texts)


def _holds(text: str, wanted: str) -> bool:
    return wanted in text if _WITHOUT_SPACES.search(wanted) else f" {wanted} " in f" {text} "


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


def _one_of(values: Sequence[str], wanted: Sequence[str]) -> bool:
    return not wanted or bool(set(values) & set(wanted))


def _named(names: Iterable[str], wanted: Sequence[str]) -> bool:
    if not wanted:
        return False
    asked = {folded(name) for name in wanted} - {""}
    return any(folded(name) in asked for name in names)


def _facts(story: Story, kind: FactKind) -> Iterable[str]:
    return (fact.value for fact in story.facts if fact.kind is kind)
