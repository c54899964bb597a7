"""Questions are understood: parties, direction, days, follow-ups, bad input; nothing raises and nothing is lost."""

from datetime import date

import pytest
from babel import Locale
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.app.questionwords import question_words_of, saying
from bot.chat.asking import read_question, refines
from bot.chat.asking_search import read_search
from bot.domain.asked import Asked
from bot.settings import LANGUAGES, load

WORDS = question_words_of(load())
TODAY = date(2026, 11, 23)
say = saying(load())


def asked(text: str, before: str = "", today: date = TODAY) -> Asked:
    earlier = read_question(before, WORDS, today=today) if before else None
    return read_question(text, WORDS, today=today, before=earlier)


TOKENS = st.sampled_from(
    [
        *(
            "Pakistan",
            "Türkiye",
            "🇵🇱",
            "PK-TR",
            "EU",
            "GCC",
            "drones",
            "since",
            "May",
            "2025",
            "last",
            "6",
            "months",
            "to",
        ),
        *(
            "from",
            "between",
            "and",
            "only",
            "what about",
            "instead",
            "buys",
            "exports",
            "Q3",
            "'",
            '"',
            "NEAR(",
            "AND",
            "*",
        ),
        *(
            "중국",
            "日本から",
            "с мая",
            "منذ",
            "Mayıs'tan",
            "z Korei",
            "9999",
            "0000-00-00",
            "31.02.2025",
            "\u202e",
            "<@U1>",
        ),
        *(
            "H2",
            "3 May 2025",
            "2025年13月",
            "year to date",
            "the other way round",
            "all sectors",
            "Georgia",
            "--",
            "💥",
        ),
    ]
)


@example("Pakistan Pakistan what about z Korei", "Pakistan")
@settings(max_examples=150, deadline=None)
@given(st.lists(TOKENS, max_size=25).map(" ".join) | st.text(max_size=600), st.lists(TOKENS, max_size=5).map(" ".join))
def test_whatever_is_asked_is_read_without_an_error_and_within_bounds(text: str, before: str) -> None:
    found = asked(text, before)
    assert found.problem or not found.empty
    assert "\n" not in found.problem
    assert found.direction is None or set(found.direction) <= set(found.parties)
    assert say(found)
    assert asked(text, before) == found


@settings(max_examples=60, deadline=None)
@given(
    st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.sampled_from(["since May", "last quarter", "in October", "Q2"])
)
def test_days_without_a_year_are_the_latest_that_have_begun(today: date, said: str) -> None:
    found = asked(f"Pakistan {said}", today=today)
    assert found.since is not None
    assert found.since <= today
    assert (today - found.since).days <= 366
    assert not found.problem


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "Ask about a country"),
        ("Pakistan " * 1200, "10,800"),
        ("'; DROP TABLE stories; --", "not known here"),
        ("Wakanda", "“Wakanda” is not known"),
        ("Pakistan and Pakistan", "named twice"),
        ("🇫🇷 🇩🇪 🇮🇹 🇪🇸 🇵🇱 🇸🇪 🇳🇴 🇫🇮 🇩🇰 🇬🇷 🇵🇹 🇷🇴", "At most 10"),
        ("Pakistan since 2030", "has not come yet"),
        ("Pakistan from 2025 to 2023", "the end comes before"),
    ],
)
def test_bad_input_gets_one_line_that_helps(text: str, part: str) -> None:
    problem = asked(text).problem
    assert part in problem
    assert len(problem.splitlines()) == 1


def test_operators_and_marks_of_chat_change_nothing() -> None:
    plain = asked("Pakistan Türkiye drones")
    for text in (
        "*Pakistan* _Türkiye_ ~drones~",
        '"Pakistan" AND Türkiye NEAR drones',
        "<@U123> Pakistan & Türkiye drones;",
    ):
        found = asked(text)
        assert (found.countries, found.sectors) == (plain.countries, plain.sectors)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_is_known_by_its_name_in_every_language(language: str) -> None:
    names = Locale.parse(language).territories
    known = ("PK", "TR", "PL", "KR", "IN", "FR", "US", "DE", "JP", "SA", "EG", "UA", "BR", "SE", "AZ")
    wrong = {names[code]: asked(names[code]).countries for code in known if code not in asked(names[code]).countries}
    assert not wrong


def test_a_typo_near_one_name_is_taken_and_said_and_one_near_two_is_only_suggested() -> None:
    one, two = asked("Pakstan drones"), asked("Cambia drones")
    assert (one.countries, one.notes) == (("PK",), ("“Pakstan” is taken as Pakistan.",))
    assert (two.countries, two.unknown) == ((), ("Cambia",))
    assert "Zambia drones" in two.suggestions


def test_a_name_of_two_things_is_said_and_one_of_something_else_suggests_the_country() -> None:
    assert any("Georgia" in note for note in asked("Georgia drones").notes)
    assert asked("turkey sandwich").suggestions == ("Türkiye the country?",)


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [
        ("only drones", True),
        ("since June", True),
        ("the other way round", True),
        ("and with Azerbaijan?", True),
        ("Pakistan Türkiye", False),
        ("thank you", False),
    ],
)
def test_what_changes_a_question_is_told_from_what_stands_alone(text: str, goes_on: bool) -> None:
    assert refines(text, WORDS, today=TODAY) is goes_on


@pytest.mark.parametrize(
    ("text", "words", "countries", "since"),
    [
        ("AESA radar Poland since 2025", "AESA radar", ("PL",), date(2025, 1, 1)),
        ('"Korean tanks" Poland', '"Korean tanks"', ("PL",), None),
        ("drones", "drones", (), None),
        ("Poland", "Poland", (), None),
        ("offset deal with Saudi Arabia", "offset deal", ("SA",), None),
    ],
)
def test_a_search_keeps_the_words_and_takes_countries_and_days_as_filters(
    text: str, words: str, countries: tuple[str, ...], since: date | None
) -> None:
    found, narrowed = read_search(text, WORDS, today=TODAY)
    assert (found, narrowed.countries, narrowed.since) == (words, countries, since)


def test_what_was_understood_is_said_in_one_line() -> None:
    line = say(asked("Turkish drone exports to Pakistan since May, foo"))
    assert line == "Türkiye → Pakistan, drones, since 1 May 2026; not understood: foo"


def test_what_is_to_be_left_out_is_not_asked_for_and_that_is_said() -> None:
    found = asked("Poland NOT drones")
    assert (found.countries, found.sectors) == (("PL",), ())
    assert any("drones" in note for note in found.notes)


def test_a_country_named_again_in_another_part_is_no_mistake() -> None:
    assert asked("Turkish drones for Türkiye").problem == ""


def test_a_question_longer_than_what_is_read_says_so() -> None:
    found = asked("Poland Korea " + "please " * 80)
    assert found.countries == ("PL", "KR")
    assert "Only the first 400 characters were read." in found.notes


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("tell us about Poland", ("PL",)),
        ("what did the us sell", ("US",)),
        ("IN FR", ("IN", "FR")),
        ("pl kr tanks", ("PL", "KR")),
        ("it is in no way new", ()),
        ("King Jordan", ()),
        ("Chad Libya", ("TD", "LY")),
        ("N. Ireland", ("GB",)),
    ],
)
def test_codes_and_names_that_are_words_count_only_where_they_are_countries(
    text: str, countries: tuple[str, ...]
) -> None:
    assert asked(text).countries == countries


@pytest.mark.parametrize(
    "text", ["Ruritania drones", "ruritania drones since May", "drones in ruritania", "drone deals by Zorglub"]
)
def test_a_name_nobody_knows_beside_a_sector_is_not_answered_for_the_whole_world(text: str) -> None:
    found = asked(text)
    assert found.unknown
    assert f"“{found.unknown[0]}” is not known here" in found.problem
    assert "Ask “drones" in found.problem
    (rest,) = found.suggestions
    assert asked(rest).sectors == found.sectors


@pytest.mark.parametrize("text", ["the hottest drone stories", "drones worldwide", "combien de drones", "無人機 何機"])
def test_other_words_beside_a_sector_keep_it_a_question(text: str) -> None:
    assert asked(text).problem == ""


def test_a_name_nobody_knows_beside_a_country_is_said_and_the_country_answered() -> None:
    found = asked("Wakanda and France radars")
    assert (found.countries, found.unknown, found.problem) == (("FR",), ("Wakanda",), "")


@pytest.mark.parametrize(
    ("text", "group"), [("Israel and the Gulf", "GCC"), ("la France et le Golfe", "GCC"), ("Korea and Europe", "EU")]
)
def test_regions_that_people_name_are_the_group_that_is_meant(text: str, group: str) -> None:
    assert asked(text).groups == (group,)


def test_a_sea_is_no_group() -> None:
    assert asked("Gulf of Guinea Nigeria").groups == ()


def test_articles_between_two_parties_say_nothing_of_who_supplies_whom() -> None:
    assert asked("contratos de fragatas entre o Brasil e a Alemanha").direction is None


def test_a_follow_up_for_both_directions_drops_the_direction() -> None:
    found = asked("in both directions", before="Turkish exports to Pakistan")
    assert (set(found.countries), found.direction) == ({"TR", "PK"}, None)


def test_a_name_of_two_words_is_told_whole() -> None:
    assert "“Middle East” is not known here" in asked("Middle East air defence").problem


def test_a_word_is_not_taken_for_a_company_that_begins_otherwise() -> None:
    assert asked("Atlantis").organisations == ()


def test_a_country_whose_vowel_goes_is_known_in_its_cases() -> None:
    assert set(asked("а с Египтом?", before="Франция Греция").countries) == {"FR", "GR", "EG"}
