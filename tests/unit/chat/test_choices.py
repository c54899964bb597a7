"""What may be asked next: the same whenever it is pressed, nothing for what is no choice."""

from dataclasses import replace

import pytest

from bot.briefing.labels import Labels
from bot.chat.choices import MAX_CHOICES, choices_of, chosen, is_near
from bot.domain.asked import Asked
from bot.domain.vocabulary import Sector
from support.briefs import shipped_labels
from support.dossiers import PAIR, empty_dossier, make_dossier

LABELS: Labels = shipped_labels()


def test_sectors_most_told_of_are_offered_alone_where_none_was_asked_for() -> None:
    assert [one.value for one in choices_of(make_dossier(), LABELS)] == [
        "otransport_trainer_aircraft",
        "osurface_ships",
    ]
    narrow = make_dossier(asked=replace(PAIR, sectors=(Sector.UAS,)))
    assert choices_of(narrow, LABELS) == ()


def test_what_was_perhaps_meant_stands_first_and_there_are_never_more_than_five() -> None:
    dossier = empty_dossier(asked=replace(PAIR, suggestions=("a", "b", "c", "d")))
    assert [one.label for one in choices_of(dossier, LABELS)] == ["a", "b", "c", "d", "Pakistan–China"]
    assert len(choices_of(dossier, LABELS)) == MAX_CHOICES


def test_a_choice_keeps_the_question_and_drops_what_was_said_about_it() -> None:
    asked = replace(PAIR, unknown=("x",), notes=("y",), suggestions=("z",))
    assert chosen(asked, "ouas") == replace(PAIR, sectors=(Sector.UAS,))
    assert chosen(asked, "s0") == "z"


def test_what_lay_nearby_is_known_again_as_long_as_it_does() -> None:
    first, second = choices_of(empty_dossier(), LABELS)
    assert is_near(first.value)
    assert "Pakistan" not in first.value
    assert chosen(PAIR, second.value, ("Azerbaijan–Türkiye", "India–France")) == "Azerbaijan–Türkiye"
    assert chosen(PAIR, second.value, ("India–France",)) is None


@pytest.mark.parametrize("value", ["", "s", "s1", "s-1", "s²", "oxyz", "n", "nx", "q0"])
def test_what_is_no_choice_is_none(value: str) -> None:
    assert chosen(Asked(suggestions=("z",)), value) is None
