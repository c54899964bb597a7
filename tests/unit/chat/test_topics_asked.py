"""A question as a topic: who, which way, what, how far."""

from bot.chat.topics_asked import topic_of
from bot.domain.asked import Asked
from bot.domain.topic import Pair, Topic
from bot.domain.vocabulary import CooperationType, Sector, Stage

GROUPS = {"Baltics": frozenset({"EE", "LV", "LT"}), "EU": frozenset({"EU", "EE", "LV"})}


def test_one_country_is_a_topic_of_its_own_and_two_are_a_pair() -> None:
    assert topic_of(Asked(countries=("PK",)), GROUPS) == Topic(countries=("PK",))
    assert topic_of(Asked(countries=("PK", "TR")), GROUPS) == Topic(pairs=(Pair(first="PK", second="TR"),))


def test_a_direction_is_kept() -> None:
    asked = Asked(countries=("PK", "TR"), direction=("TR", "PK"))
    assert topic_of(asked, GROUPS).pairs == (Pair(first="TR", second="PK", directed=True),)


def test_of_three_countries_any_two_are_meant() -> None:
    pairs = topic_of(Asked(countries=("PK", "TR", "AZ")), GROUPS).pairs
    assert [(pair.first, pair.second) for pair in pairs] == [("PK", "TR"), ("PK", "AZ"), ("TR", "AZ")]


def test_a_group_stands_for_its_members() -> None:
    assert topic_of(Asked(groups=("Baltics",)), GROUPS).countries == ("EE", "LT", "LV")
    pairs = topic_of(Asked(countries=("PL",), groups=("Baltics",)), GROUPS).pairs
    assert [(pair.first, pair.second) for pair in pairs] == [("PL", "EE"), ("PL", "LT"), ("PL", "LV")]


def test_no_country_is_a_pair_with_itself_and_no_pair_stands_twice() -> None:
    pairs = topic_of(Asked(groups=("Baltics", "EU")), GROUPS).pairs
    names = [frozenset({pair.first, pair.second}) for pair in pairs]
    assert len(names) == len(set(names))
    assert all(len(name) == 2 for name in names)


def test_what_else_was_asked_for_is_kept_and_of_stages_the_first() -> None:
    asked = Asked(
        countries=("PK",),
        sectors=(Sector.UAS,),
        types=(CooperationType.PROCUREMENT,),
        stages=(Stage.DELIVERY, Stage.CONTRACT),
        organisations=("Baykar",),
        designations=("TB2",),
    )
    topic = topic_of(asked, GROUPS)
    assert (topic.sectors, topic.types, topic.min_stage) == (
        (Sector.UAS,),
        (CooperationType.PROCUREMENT,),
        Stage.CONTRACT,
    )
    assert (topic.organisations, topic.designations) == (("Baykar",), ("TB2",))
