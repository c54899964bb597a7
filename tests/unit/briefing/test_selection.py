"""Which stories a channel hears of: topic, memory, order."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.briefing.selection import matches, select
from bot.domain.brief import ItemKind
from bot.domain.delivery import Told
from bot.domain.ids import StoryId
from bot.domain.story import Story
from bot.domain.topic import Pair, Topic
from bot.domain.vocabulary import Certainty, CooperationType, PartyRole, Sector, Stage
from support.values import NOW, make_party, make_story


def told(story: Story, revision: int) -> dict[StoryId, Told]:
    return {story.id: Told(story_id=story.id, revision=revision, stage=Stage.TALKS, message=None, thread=None)}


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        (Topic(), True),
        (Topic(countries=("PL",)), True),
        (Topic(countries=("SE", "KR")), True),
        (Topic(countries=("SE",)), False),
        (Topic(pairs=(Pair(first="PL", second="KR"),)), True),
        (Topic(pairs=(Pair(first="KR", second="PL", directed=True),)), True),
        (Topic(pairs=(Pair(first="PL", second="KR", directed=True),)), False),
        (Topic(pairs=(Pair(first="PL", second="SE"),)), False),
        (Topic(sectors=(Sector.ARMOURED_VEHICLES,)), True),
        (Topic(sectors=(Sector.SPACE,)), False),
        (Topic(types=(CooperationType.PROCUREMENT,)), True),
        (Topic(types=(CooperationType.OFFSET,)), False),
        (Topic(min_stage=Stage.MOU), True),
        (Topic(min_stage=Stage.DELIVERY), False),
        (Topic(min_certainty=Certainty.PRIMARY_DOCUMENT), False),
        (Topic(words=("k2",)), True),
        (Topic(words=("leopard",)), False),
        (Topic(exclude_countries=("KR",)), False),
        (Topic(exclude_sectors=(Sector.ARMOURED_VEHICLES,)), False),
    ],
)
def test_a_topic_asks_for_what_it_names(topic: Topic, expected: bool) -> None:
    assert matches(make_story(), topic) is expected


def test_a_merged_story_is_told_no_more() -> None:
    assert not matches(make_story(merged_into=StoryId("other")), Topic())


def test_what_was_told_is_not_told_again_and_what_changed_comes_first() -> None:
    same, grown, fresh = make_story("same"), make_story("grown", revision=2), make_story("fresh")
    selection = select([same, fresh, grown], topic=Topic(), told=told(same, 1) | told(grown, 1), maximum=9)
    assert [(choice.story.id, choice.kind) for choice in selection.chosen] == [
        (grown.id, ItemKind.CHANGED),
        (fresh.id, ItemKind.NEW),
    ]


def test_a_story_without_a_party_is_never_told() -> None:
    assert select([make_story(parties=())], topic=Topic(), told={}, maximum=9).chosen == ()


@settings(max_examples=40, deadline=None)
@given(
    data=st.lists(
        st.tuples(
            st.sampled_from(list(Stage)), st.sampled_from(list(Certainty)), st.integers(0, 3), st.integers(0, 99)
        ),
        max_size=12,
    ),
    maximum=st.integers(1, 5),
    seed=st.randoms(use_true_random=False),
)
def test_selection_does_not_depend_on_order_and_loses_none(data, maximum, seed) -> None:  # type: ignore[no-untyped-def]
    stories = [
        make_story(
            str(n),
            stage=stage,
            certainty=certainty,
            revision=1 + told_revision,
            last_changed=NOW - timedelta(minutes=minutes),
            parties=(make_party("PL"), make_party("KR", PartyRole.SUPPLIER)),
        )
        for n, (stage, certainty, told_revision, minutes) in enumerate(data)
    ]
    known = {story.id: told(story, 1)[story.id] for story in stories[::2]}
    first = select(stories, topic=Topic(), told=known, maximum=maximum)
    shuffled = list(stories)
    seed.shuffle(shuffled)
    assert select(shuffled, topic=Topic(), told=known, maximum=maximum) == first
    due = [story for story in stories if story.id not in known or story.revision > 1]
    assert len(first.chosen) + first.left_out == len(due)
    kinds = [choice.kind for choice in first.chosen]
    assert kinds == sorted(kinds, key=lambda kind: kind is not ItemKind.CHANGED)
