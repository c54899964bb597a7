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
        Passage(id="a", title="", text=f"{BODY} {opening} said so on Monday{'”' if '“' in opening else ''}."), limit=9
    )
    assert (first.leans, second.leans, second.place) == (False, True, 1)


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
