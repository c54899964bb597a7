"""Every field of a topic, what it includes and what it excludes."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.briefing.topics import far_enough, matches, says
from bot.domain.story import Story
from bot.domain.texts import folded
from bot.domain.topic import Pair, Topic
from bot.domain.vocabulary import Certainty, CooperationType, FactKind, PartyRole, Sector, Stage
from support.values import make_fact, make_party, make_story

COUNTRIES = ["PK", "TR", "PL", "KR", "EU"]
NAMES = ["ASELSAN", "Türk Havacılık", "Łucznik", "K2", "F-35", "Type 26"]


def named(**fields: Any) -> Story:
    """Return a story of Turkish and Pakistani firms on a drone."""
    parties = (
        make_party("PK", PartyRole.RECIPIENT, organisations=("Pakistan Ordnance Factories",)),
        make_party("TR", PartyRole.SUPPLIER, organisations=("TUSAŞ",)),
    )
    facts = (
        make_fact(FactKind.DESIGNATION, value="Bayraktar TB2", amount=None),
        make_fact(FactKind.ORGANISATION, value="Baykar", amount=None),
        make_fact(value="12 Bayraktar TB2"),
    )
    return make_story(**{"title": "The army of Pakistan buys drones", "parties": parties, "facts": facts, **fields})


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        (Topic(organisations=("Tusaş",)), True),
        (Topic(organisations=("TUSAS",)), True),
        (Topic(organisations=("baykar",)), True),
        (Topic(organisations=("Bayk",)), False),
        (Topic(organisations=("Bayraktar TB2",)), False),
        (Topic(designations=("bayraktar tb2",)), True),
        (Topic(designations=("Bayraktar",)), False),
        (Topic(designations=("Baykar",)), False),
        (Topic(exclude_organisations=("tusas",)), False),
        (Topic(exclude_organisations=("Leonardo",)), True),
        (Topic(exclude_designations=("Bayraktar TB2",)), False),
        (Topic(words=("ARMY",)), True),
        (Topic(words=("arm",)), False),
        (Topic(words=("12 bayraktar",)), True),
        (Topic(words=("drone",)), False),
        (Topic(words=("of Pakistan",)), True),
        (Topic(words=("--",)), False),
        (Topic(exclude_words=("--",)), True),
        (Topic(exclude_words=("drones",)), False),
        (Topic(exclude_words=("arm",)), True),
        (Topic(pairs=(Pair(first="PK", second="TR"),)), True),
        (Topic(pairs=(Pair(first="TR", second="PK", directed=True),)), True),
        (Topic(pairs=(Pair(first="PK", second="TR", directed=True),)), False),
        (Topic(countries=("SE",), pairs=(Pair(first="PK", second="TR"),)), True),
        (Topic(exclude_pairs=(Pair(first="PK", second="TR"),)), False),
        (Topic(exclude_pairs=(Pair(first="PK", second="TR", directed=True),)), True),
        (Topic(exclude_countries=("TR",)), False),
        (Topic(countries=("PK",), exclude_countries=("TR",)), False),
        (Topic(exclude_types=(CooperationType.PROCUREMENT,)), False),
        (Topic(exclude_types=(CooperationType.OFFSET,)), True),
        (Topic(organisations=("Leonardo",), words=("army",)), False),
        (Topic(organisations=("Leonardo", "Baykar"), words=("navy", "army")), True),
    ],
)
def test_fields_are_joined_by_and_and_values_by_or(topic: Topic, expected: bool) -> None:
    assert matches(named(), topic) is expected


@pytest.mark.parametrize(
    ("title", "word", "expected"),
    [
        ("Poland orders F-35 fighters", "F-35", True),
        ("Poland orders F-35 fighters", "f 35", True),
        ("Poland orders F-350 trucks", "F-35", False),
        ("Łódź baut Geschütze", "lodz", True),
        ("Türkiye ile anlaşma", "turkiye", True),
        ("Işık projesi", "isik", True),
        ("日本とイタリアが戦闘機を共同開発", "戦闘機", True),
        ("한국은 폴란드와 계약", "한국", True),
        ("กองทัพเรือซื้อเรือดำน้ำ", "เรือดำน้ำ", True),
        ("Straße", "strasse", True),
    ],
)
def test_words_are_found_whole_in_any_script(title: str, word: str, expected: bool) -> None:
    assert says(make_story(title=title, facts=()), [word]) is expected


@pytest.mark.parametrize(
    ("stage", "before", "heard", "expected"),
    [
        (Stage.CONTRACT, None, False, True),
        (Stage.TALKS, Stage.CONTRACT, False, False),
        (None, Stage.CONTRACT, True, False),
        (Stage.CANCELLED, Stage.CONTRACT, False, True),
        (Stage.CANCELLED, Stage.TALKS, False, False),
        (Stage.CANCELLED, Stage.TALKS, True, True),
        (Stage.CANCELLED, None, False, True),
        (Stage.CANCELLED, Stage.DELAYED, False, True),
    ],
)
def test_what_is_delayed_or_cancelled_counts_by_how_far_it_was(
    stage: Stage | None, before: Stage | None, heard: bool, expected: bool
) -> None:
    story = make_story(stage=stage, previous_stage=before)
    assert far_enough(story, Stage.APPROVED, heard=heard) is expected


countries = st.lists(st.sampled_from(COUNTRIES), max_size=2, unique=True).map(tuple)
pairs = st.lists(
    st.builds(Pair, first=st.sampled_from(COUNTRIES), second=st.sampled_from(COUNTRIES), directed=st.booleans()),
    max_size=2,
).map(tuple)
sectors = st.lists(st.sampled_from(list(Sector)[:4]), max_size=2, unique=True).map(tuple)
types = st.lists(st.sampled_from(list(CooperationType)[:4]), max_size=2, unique=True).map(tuple)
names = st.lists(st.sampled_from(NAMES), max_size=2, unique=True).map(tuple)
words = st.lists(st.sampled_from(["contract", "k2", "F-35", "drone"]), max_size=2, unique=True).map(tuple)
INCLUDED = {
    "countries": countries,
    "sectors": sectors,
    "types": types,
    "organisations": names,
    "designations": names,
    "words": words,
}
topics = st.builds(
    Topic,
    **INCLUDED,
    pairs=pairs,
    min_stage=st.none() | st.sampled_from([Stage.TALKS, Stage.CONTRACT]),
    min_certainty=st.none() | st.sampled_from(list(Certainty)),
    **{f"exclude_{name}": values for name, values in INCLUDED.items()},
    exclude_pairs=pairs,
)
parties = st.lists(
    st.builds(
        lambda country, role, firms: make_party(country, role, organisations=firms),
        st.sampled_from(COUNTRIES),
        st.sampled_from(list(PartyRole)),
        names,
    ),
    max_size=3,
).map(tuple)
facts = st.lists(
    st.builds(
        lambda kind, value: make_fact(kind, value=value, amount=None),
        st.sampled_from([FactKind.DESIGNATION, FactKind.ORGANISATION]),
        st.sampled_from(NAMES),
    ),
    max_size=2,
).map(tuple)
stories = st.builds(
    make_story,
    title=st.sampled_from(["K2 contract signed", "F-35 drones", "Nothing"]),
    parties=parties,
    facts=facts,
    sectors=sectors,
    types=types,
    stage=st.none() | st.sampled_from(list(Stage)),
    previous_stage=st.none() | st.sampled_from(list(Stage)),
    certainty=st.none() | st.sampled_from(list(Certainty)),
)


@settings(max_examples=150, deadline=None)
@given(story=stories, topic=topics, other=topics)
def test_excluding_more_never_lets_more_through(story: Story, topic: Topic, other: Topic) -> None:
    excluded = {name: getattr(other, name) for name in Topic.model_fields if name.startswith("exclude_")}
    more = {name: (*getattr(topic, name), *values) for name, values in excluded.items()}
    assert not matches(story, topic.model_copy(update=more)) or matches(story, topic)


@settings(max_examples=150, deadline=None)
@given(story=stories, field=st.sampled_from(sorted(INCLUDED)), topic=topics)
def test_a_value_included_and_the_same_excluded_part_all_stories(story: Story, field: str, topic: Topic) -> None:
    """What a field alone lets in, the same values excluded keep out, and the other way round."""
    values = getattr(topic, field)
    if values:
        only, without = Topic(**{field: values}), Topic(**{f"exclude_{field}": values})
        assert matches(story, only) is not matches(story, without)
    assert matches(story, Topic())


@settings(max_examples=100, deadline=None)
@given(story=stories, topic=topics)
def test_who_was_told_is_told_of_no_less(story: Story, topic: Topic) -> None:
    assert matches(story, topic, heard=True) or not matches(story, topic)


@given(text=st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
