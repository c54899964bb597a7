"""What may be quoted, and how it is trimmed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizers.base import Passage
from summarizers.chunking import cut, parts, sentences
from summarizers.quoting import quotables


def texts(text: str) -> list[str]:
    return [quotable.text for quotable in quotables(Passage(id="a", title="", text=text), limit=20)]


def test_only_a_leading_connective_is_trimmed() -> None:
    inside = "Poland will buy them, said the minister; However, the price is a secret."
    assert texts(inside) == [inside]


BODY = "Poland will buy 180 tanks from South Korea."


@pytest.mark.parametrize(
    "opening",
    [
        "ISLAMABAD: ",
        "WASHINGTON (Reuters) - ",
        "WASHINGTON/MOSCOW (Reuters) - ",
        "SEOUL, South Korea (AP) — ",
        "Beijing, Aug 1 (PTI) ",
        "New Delhi, Jul 26 (PTI) ",
        "CNN — ",
        "(CNN) ",
        "NEW DELHI—",
        "SOURCE: PTI ",
        "SOURCE: JANE DOE / NEWS BEAT / EXAMPLE.ORG ",
        "SOURCE: JANE DOE / NEWS BEAT / EXAMPLE.ORG. ",
        "(With inputs from agencies) ",
        "However, ",
        "Meanwhile, ",
        "— ",
    ],
)
def test_credits_datelines_and_connectives_are_trimmed(opening: str) -> None:
    assert texts(opening + BODY) == [BODY]


@pytest.mark.parametrize(
    "opening",
    ["Hindustan Aeronautics Limited (HAL) will have talks with Russia.",
     "The Ministry of Defence (MoD) will buy the tanks – all of them – from Korea.",
     "An Indian maker ” Bharat Dynamics ” has won the order for the missiles.",
     "NATO will buy 180 tanks from South Korea.", "South Korea, a maker of tanks, is to sell 180 of them to Poland.",
     "US President Joe Biden said Poland will buy the tanks.", "F-16 jets will be sold to Poland next year."],
)  # fmt: skip
def test_an_opening_that_is_news_stays(opening: str) -> None:
    assert texts(opening) == [opening]


@pytest.mark.parametrize(
    "line",
    [
        "Read more about this deal on our page.",
        "Subscribe to our newsletter for the morning brief.",
        "Photo: A tank drives through the mud in Poland.",
        "Korea's tanks: what Poland gets and what it pays",
        "See https://example.org/tanks for the whole contract text.",
        "THE WHOLE CONTRACT IN CAPITAL LETTERS IS HERE.",
        "What will Poland get for all this money?",
        "“We shall build them here, said the minister of defence.",
        "Much more could be said about the price …",
        "Too short.",
        "The post Poland buys tanks appeared first on The Turret.",
        "All information is provided on an as-is basis.",
        "The opinions expressed here are those of the author.",
        "Defence Minister Ana Lopes of the northern coalition said.",
        "Poland will buy tanks from the works at home and tanks from the works at home.",
        "The tanks were built by men from the.",
    ],
)
def test_what_is_no_news_is_left_out(line: str) -> None:
    assert texts(f"{BODY}\n\n{line}\n\nDeliveries begin in the autumn of 2027.") == [
        BODY,
        "Deliveries begin in the autumn of 2027.",
    ]


@pytest.mark.parametrize(
    "opening", ["He", "They", "This", "It", "But the company", "Their minister", "“We", "The latter"]
)
def test_a_sentence_that_opens_on_another_leans(opening: str) -> None:
    first, second = quotables(
        Passage(id="a", title="", text=f"{BODY} {opening} said so{'”' if '“' in opening else ''} on Monday."), limit=9
    )
    assert (first.leans, second.leans, second.place) == (False, True, 1)


@pytest.mark.parametrize(
    "sentence",
    [
        "Among the weapons involved is the light howitzer.",
        "The announcement marks a change in how the army thinks.",
        "The report claims that the works are empty.",
        "The engineers hope for such initiatives in other towns.",
        "To reach even higher speeds the makers plan a second stage.",
        "Nowak also confirmed that the hall is ready.",
        "Nowak on his part praised the crews.",
        "During the visit, Ana Lopes planted a tree.",
        "The works will hire 300 welders, he said on Monday.",
        "In this they were helped by the fleet.",
    ],
)
def test_an_opening_that_goes_on_from_another_leans(sentence: str) -> None:
    told = quotables(Passage(id="a", title="Poland looks ahead", text=f"{BODY} {sentence}"), limit=9)
    assert [one.leans for one in told] == [False, True]


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("Poland signs for tanks", "The deal will be paid in three parts."),
        ("Poland looks at a drone", "The drone flies for two days."),
        ("Poland looks ahead", "The works need parts such as gears and pumps."),
        ("Poland looks ahead", "The contract for the howitzers was signed in spring."),
    ],
)
def test_an_opening_the_title_or_itself_tells_does_not_lean(title: str, sentence: str) -> None:
    told = quotables(Passage(id="a", title=title, text=f"{BODY} {sentence}"), limit=9)
    assert [one.leans for one in told] == [False, False]


def test_a_quotation_by_itself_is_told_behind_its_speaker_or_not_at_all() -> None:
    word = "“The tanks will come by rail in autumn.”"
    behind = quotables(Passage(id="a", title="", text=f"The crews are ready, Ana Lopes said. {word}"), limit=9)
    assert [one.leans for one in behind] == [False, True]
    assert texts(f"{BODY} {word}") == [BODY]


def test_a_sentence_inside_a_quotation_that_is_open_is_no_sentence_of_the_article() -> None:
    assert texts(
        f"{BODY} She said “we want them soon. The money has been found at last. We wait.” Rail is best in autumn."
    ) == [
        BODY,
        "Rail is best in autumn.",
    ]


def test_a_paper_glued_to_the_first_sentence_is_trimmed() -> None:
    assert texts("Baltic Daily News Poland will buy 180 tanks from South Korea.") == [BODY]
    assert texts("Baltic News reported that Poland will buy tanks.") == [
        "Baltic News reported that Poland will buy tanks."
    ]


def test_what_follows_a_sentence_that_breaks_off_is_torn() -> None:
    assert texts(
        f"{BODY} The ships come from the yards of ... Gdynia, papers of the ministry show. Rail is best in autumn."
    ) == [
        BODY,
        "Rail is best in autumn.",
    ]


def test_a_title_glued_to_a_sentence_is_trimmed() -> None:
    title = "Warsaw wants heavier tanks, fast"
    glued = quotables(Passage(id="a", title=title, text=f"LETTER FROM GDYNIA {title} {BODY}"), limit=9)
    named = quotables(Passage(id="a", title="Poland will buy tanks", text=BODY), limit=9)
    assert [one.text for one in (*glued, *named)] == [BODY, BODY]


def test_sentences_glued_together_are_parted() -> None:
    assert list(sentences("Poland signed on Tuesday.The contract is large.A second one follows.")) == [
        "Poland signed on Tuesday.",
        "The contract is large.",
        "A second one follows.",
    ]


def test_a_sites_name_in_small_letters_opens_a_sentence_and_stays_small() -> None:
    assert texts("Poland will buy 180 tanks. example.org has been told that the price is a secret.") == [
        "Poland will buy 180 tanks.",
        "example.org has been told that the price is a secret.",
    ]


def test_lines_wrapped_by_hand_are_joined() -> None:
    wrapped = (
        "Saudi Arabia's Defence and Aviation\nMinister was quoted as saying the kingdom had completed studies\n"
        "on the purchase of submarines, designed mainly for\nNATO. France, West Germany, Italy and The Netherlands\n"
        "were also submitting proposals for licensed production.\nHe gave no further details."
    )
    assert texts(wrapped) == [
        wrapped.split(" France", maxsplit=1)[0].replace("\n", " "),
        "France, West Germany, Italy and The Netherlands were also submitting proposals for licensed production.",
        "He gave no further details.",
    ]


@pytest.mark.parametrize(
    "text", ["One line.\nNext line\nMore lines here", "Headline\n\nBody\n\nFooter\n\n" + "word " * 40]
)
def test_other_line_breaks_stay(text: str) -> None:
    assert len(list(sentences(text))) == text.replace("\n\n", "\n").count("\n") + (not text.endswith("\n"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("ab ", max_size=40)), st.integers(1, 30))
def test_parts_keep_every_text_in_order_and_fit_where_they_can(pieces: list[str], size: int) -> None:
    grouped = parts(pieces, size=size, measure=len)
    assert [text for part in grouped for text in part] == pieces
    assert all(len(part) == 1 or sum(map(len, part)) <= size for part in grouped)


@settings(max_examples=60, deadline=None)
@given(st.text("abc ", max_size=200), st.integers(1, 30))
def test_cutting_keeps_all_but_blanks_and_fits(text: str, size: int) -> None:
    pieces = cut(text, size=size, measure=len)
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")
    assert all(len(piece) <= size for piece in pieces)
