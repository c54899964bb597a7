"""A wish is granted: onto what is there, or as a new subscription; what cannot be is said in a sentence."""

from datetime import date
from typing import Any

import pytest

from bot.app.vocabulary import vocabulary_of
from bot.chat.commands import EditCommand
from bot.chat.parsing import parse
from bot.chat.wishes import TopicChange, Wish, apply, new_subscription
from bot.domain.topic import Pair, QuietHours, Subscription, Topic
from bot.domain.vocabulary import Sector, Stage
from bot.settings import load

WORDS = vocabulary_of(load())
TODAY = date(2026, 11, 23)
BEFORE = Subscription(
    id="s-1",
    channel="C1",
    topic=Topic(
        countries=("NO",),
        pairs=(Pair(first="PK", second="TR"),),
        sectors=(Sector.UAS, Sector.MISSILES),
        min_stage=Stage.MOU,
        exclude_countries=("RU",),
    ),
    slots=("07:30", "17:00"),
    weekdays=("sun", "mon", "tue", "wed", "thu"),
    quiet_hours=QuietHours(),
    grace_minutes=60,
    skip_dates=(date(2026, 12, 25),),
    owners=("U1",),
)


def edited(text: str) -> Subscription:
    command = parse(f"edit 1 {text}", WORDS, today=TODAY, zone="UTC")
    assert isinstance(command, EditCommand)
    assert (command.wish.unknown, command.wish.problems) == ((), ())
    return apply(command.wish, BEFORE)


def test_nothing_asked_for_is_nothing_changed() -> None:
    assert apply(Wish(), BEFORE) == BEFORE


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("PL-KR", {"countries": (), "pairs": (Pair(first="PL", second="KR"),)}),
        ("tanks", {"sectors": (Sector.ARMOURED_VEHICLES,)}),
        ("also tanks", {"sectors": (Sector.UAS, Sector.MISSILES, Sector.ARMOURED_VEHICLES)}),
        ("drop missiles", {"sectors": (Sector.UAS,)}),
        ("also Poland", {"countries": ("NO", "PL")}),
        ("drop Norway", {"countries": ()}),
        ("drop Türkiye–Pakistan", {"pairs": ()}),
        ("drop Türkiye", {"pairs": ()}),
        ("also Russia", {"countries": ("NO", "RU"), "exclude_countries": ()}),
        ("without Norway", {"countries": (), "exclude_countries": ("RU", "NO")}),
        ("without training", {"exclude_types": ("training",)}),
        ("contract or later", {"min_stage": Stage.CONTRACT}),
        ("any stage", {"min_stage": None}),
        ("all sectors", {"sectors": ()}),
        ("no exclusions", {"exclude_countries": ()}),
        ("replace drones with tanks", {"sectors": (Sector.MISSILES, Sector.ARMOURED_VEHICLES)}),
    ],
)
def test_an_edit_changes_what_it_names_and_leaves_the_rest(text: str, topic: dict[str, Any]) -> None:
    assert edited(text).topic == BEFORE.topic.model_copy(update=topic)


def test_everything_empties_the_topic_but_what_is_left_out() -> None:
    assert edited("everything").topic == Topic(exclude_countries=("RU",))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("at 08:00", {"slots": ("08:00",)}),
        ("also at 12:00", {"slots": ("07:30", "12:00", "17:00")}),
        ("drop 17:00", {"slots": ("07:30",)}),
        ("not on Sundays", {"weekdays": ("mon", "tue", "wed", "thu")}),
        ("also Fridays", {"weekdays": ("mon", "tue", "wed", "thu", "fri", "sun")}),
        ("no quiet hours", {"quiet_hours": None}),
        ("grace off", {"grace_minutes": None}),
        ("skip 1 January", {"skip_dates": (date(2026, 12, 25), date(2027, 1, 1))}),
        ("owners @U2 and @U3", {"owners": ("U2", "U3")}),
    ],
)
def test_settings_are_changed_by_what_is_said(text: str, values: dict[str, Any]) -> None:
    after = edited(text)
    assert {name: getattr(after, name) for name in values} == values


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (Wish(slots=()), "1 to 24 times"),
        (Wish(drop_slots=("07:30", "17:00")), "1 to 24 times"),
        (Wish(max_stories=41), "1 to 40 stories"),
        (Wish(timezone="Mars/Base"), "such as Europe/Istanbul"),
        (Wish(owners=("U1", "U2", "U3")), "one or 2 owners"),
        (Wish(topic=Topic(countries=("PL",), exclude_countries=("PL",))), "PL cannot be asked for and left out"),
        (Wish(change=TopicChange(add=Topic(exclude_countries=("TR",)))), "TR cannot be asked for and left out"),
        (Wish(change=TopicChange(drop=Topic(sectors=BEFORE.topic.sectors))), "Nothing would be left"),
    ],
)
def test_what_cannot_be_is_a_sentence(wish: Wish, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        apply(wish, BEFORE)


def test_a_new_subscription_has_the_channels_zone_and_its_maker_as_owner() -> None:
    wish = Wish(topic=Topic(countries=("PL",)))
    made = new_subscription(
        wish, id="s-2", platform="slack", workspace="T1", channel="C2", zone="Europe/Warsaw", owner="U9"
    )
    assert (made.timezone, made.owners, made.workspace, made.topic.countries) == (
        "Europe/Warsaw",
        ("U9",),
        "T1",
        ("PL",),
    )
