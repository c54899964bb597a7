"""Whether a story in short is of a topic: as `bot.briefing.topics` says, without reading the story whole. Pure."""

from collections.abc import Iterable, Sequence

from bot.domain.archive import LeanStory
from bot.domain.texts import folded
from bot.domain.topic import Pair, Topic


def maybe(lean: LeanStory, topic: Topic) -> bool:
    """Whether a story in short is of `topic`, as far as it tells; `words` are not looked at, they need its text."""
    return (
        _who(lean, topic)
        and _one_of(lean.sectors, topic.sectors)
        and _one_of(lean.types, topic.types)
        and (not topic.organisations or _named(lean.organisations, topic.organisations))
        and (not topic.designations or _named(lean.designations, topic.designations))
        and _far_enough(lean, topic)
        and not _excluded(lean, topic)
    )


def reads_words(topic: Topic) -> bool:
    """Whether stories must be read whole to know if they are of `topic`."""
    return bool(topic.words or topic.exclude_words)


def _far_enough(lean: LeanStory, topic: Topic) -> bool:
    if topic.min_stage is not None and (
        lean.stage is None or (not lean.stage.aside and lean.stage.rank < topic.min_stage.rank)
    ):
        return False
    least = topic.min_certainty
    return least is None or (lean.certainty is not None and lean.certainty.rank >= least.rank)


def _who(lean: LeanStory, topic: Topic) -> bool:
    if not topic.countries and not topic.pairs:
        return True
    if not set(lean.countries).isdisjoint(topic.countries):
        return True
    return any(_is_pair(lean, pair) for pair in topic.pairs)


def _is_pair(lean: LeanStory, pair: Pair) -> bool:
    if pair.first not in lean.countries or pair.second not in lean.countries:
        return False
    return not pair.directed or (pair.first in lean.suppliers and pair.second in lean.recipients)


def _excluded(lean: LeanStory, topic: Topic) -> bool:
    return (
        not set(lean.countries).isdisjoint(topic.exclude_countries)
        or any(_is_pair(lean, pair) for pair in topic.exclude_pairs)
        or not set(lean.sectors).isdisjoint(topic.exclude_sectors)
        or not set(lean.types).isdisjoint(topic.exclude_types)
        or _named(lean.organisations, topic.exclude_organisations)
        or _named(lean.designations, topic.exclude_designations)
    )


def _one_of(values: Sequence[str], wanted: Sequence[str]) -> bool:
    return not wanted or not set(values).isdisjoint(wanted)


def _named(names: Iterable[str], wanted: Sequence[str]) -> bool:
    if not wanted:
        return False
    asked = {folded(name) for name in wanted} - {""}
    return any(folded(name) in asked for name in names)
