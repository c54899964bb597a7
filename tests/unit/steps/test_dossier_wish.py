"""What is offered to be typed behind `subscribe` means what was asked."""

from datetime import date

import pytest

from bot import settings as configuration
from bot.app.groups import group_members
from bot.app.reading import labels_of
from bot.app.vocabulary import vocabulary_of
from bot.chat.commands import SubscribeCommand
from bot.chat.parsing import parse
from bot.chat.topics_asked import topic_of
from bot.domain.asked import Asked
from bot.domain.vocabulary import CooperationType, Sector
from bot.steps.dossiers import wish_of


@pytest.mark.parametrize(
    "asked",
    [
        Asked(countries=("PK", "TR")),
        Asked(countries=("TR", "PK"), direction=("TR", "PK"), sectors=(Sector.UAS,)),
        Asked(countries=("PL",), sectors=(Sector.ARMOURED_VEHICLES, Sector.AIR_DEFENCE)),
        Asked(countries=("NL", "CZ", "KR")),
        Asked(countries=("PL", "KR"), designations=("K2 Black Panther",)),
        Asked(countries=("IN",), organisations=("Dassault Aviation",), types=(CooperationType.JOINT_VENTURE,)),
        Asked(countries=("XK", "PS")),
        Asked(designations=("JF-17",)),
    ],
)
def test_the_wish_is_read_as_the_topic_of_the_question(asked: Asked) -> None:
    wish = wish_of(asked, group_members(), labels_of())
    vocabulary = vocabulary_of(configuration.load({}))
    command = parse(f"subscribe {wish}", vocabulary, today=date(2026, 11, 23), zone="UTC")
    assert isinstance(command, SubscribeCommand)
    assert command.wish.topic == topic_of(asked, group_members())


@pytest.mark.parametrize(
    "asked", [Asked(groups=("NATO",)), Asked(countries=("NL", "CZ", "KR", "PL", "TR")), Asked(direction=("EU", "TR"))]
)
def test_nothing_is_offered_that_could_not_be_typed(asked: Asked) -> None:
    assert wish_of(asked, {**group_members(), "EU": frozenset({"EU"})}, labels_of()) == ""
