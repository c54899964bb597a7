"""The language is one of those configured; what is too short is taken at the feed's word."""

import pytest

from bot.analysis.language import language_of

LANGUAGES = ("en", "de", "fr")


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Poland and South Korea sign a second contract for battle tanks", "en"),
        ("Polen und Südkorea unterzeichnen einen zweiten Vertrag über Kampfpanzer", "de"),
        ("La Pologne et la Corée du Sud signent un deuxième contrat pour des chars", "fr"),
    ],
)
def test_a_sentence_is_enough(title: str, language: str) -> None:
    assert language_of(title, "", languages=LANGUAGES) == language


def test_a_short_text_is_taken_at_the_feeds_word() -> None:
    assert language_of("Panzer", "", languages=LANGUAGES, given="de-DE") == "de"
    assert language_of("Panzer", "", languages=LANGUAGES, given="pl") == "en"
    assert language_of("Panzer", "", languages=LANGUAGES) == "en"


def test_with_one_language_there_is_nothing_to_decide() -> None:
    assert language_of("Polen und Südkorea unterzeichnen einen Vertrag", "", languages=("en",)) == "en"
