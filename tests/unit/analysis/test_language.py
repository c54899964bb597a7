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


MANY = (
    "en",
    "fr",
    "de",
    "es",
    "pt",
    "it",
    "tr",
    "ur",
    "ar",
    "ru",
    "uk",
    "pl",
    "el",
    "he",
    "hi",
    "bn",
    "id",
    "ko",
    "ja",
    "zh",
)


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Hanwha, Rheinmetall Q1 Earnings Call - MarketScreener.com", "en"),
        ("Saab Gripen E/F vs Dassault Rafale F4", "en"),
        ("한화, K9 계약", "ko"),
        ("KF-21の共同開発", "ja"),
        ("S-400交付", "zh"),
        ("Україна й Польща підписали угоду", "uk"),
        ("Индия закупит Су-57", "ru"),
        ("پاکستان کے لیے آبدوز", "ur"),
        ("صفقة رافال", "ar"),
        ("El ejército compra tanques y misiles a la empresa", "es"),
        ("O exército compra tanques e mísseis da empresa", "pt"),
    ],
)
def test_script_and_common_words_tell_even_short_titles(title: str, language: str) -> None:
    assert language_of(title, "", languages=MANY) == language


def test_a_script_whose_language_is_not_configured_is_left_to_the_feed() -> None:
    assert language_of("S-400交付", "", languages=LANGUAGES, given="de") == "de"
    assert language_of("S-400交付", "", languages=LANGUAGES) == "en"


def test_addresses_in_a_text_tell_nothing() -> None:
    assert language_of("Janes", '<a href="https://news.example.com/le/la/les">Janes.com</a>', languages=MANY) == "en"


def test_a_language_without_word_lists_is_heard_by_the_detector() -> None:
    title = "Nederland bestelt vier nieuwe onderzeeboten bij een Franse werf en tekent het contract"
    assert language_of(title, "", languages=("en", "nl", "de")) == "nl"
