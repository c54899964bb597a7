"""An opening is resolved to the name it stands for where one fits clearly, and left alone where it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizers.base import Passage
from summarizers.resolving import introduced, resolved
from summarizers.selecting import Selector


@pytest.mark.parametrize(
    ("before", "sentence", "told"),
    [
        (
            "Defence Minister Ana Lopes signed the contract for the frigates on Friday.",
            "She said the first hull would be laid in spring.",
            "[Ana Lopes] said the first hull would be laid in spring.",
        ),
        (
            "The yard is run by a former admiral, said Piotr Nowak, who watches the trade.",
            "He expects a second order soon.",
            "[Piotr Nowak] expects a second order soon.",
        ),
        (
            "Nordic Aerospace Group has won the order for 30 trainers.",
            "The company will build them in Bergen.",
            "[Nordic Aerospace Group] will build them in Bergen.",
        ),
        (
            "The price was not told, the Finnish Defence Ministry wrote.",
            "The ministry will publish it in May.",
            "[Finnish Defence Ministry] will publish it in May.",
        ),
        (
            "Chile and Peru have agreed on a common radar.",
            "The two countries will pay half of it each.",
            "[Chile and Peru] will pay half of it each.",
        ),
        (
            "Patria makes the turret.",
            "It will make the hull as well.",
            "[Patria] will make the hull as well.",
        ),
    ],
)
def test_one_clear_candidate_is_named_in_brackets(before: str, sentence: str, told: str) -> None:
    assert resolved(sentence, before) == told


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        ("Minister Ana Lopes met President Joao Reis in Lisbon.", "She signed the contract for the frigates."),
        ("Minister Ana Lopes met her counterpart Marta Silva.", "She signed the contract for the frigates."),
        ("The chairman, Mr. Piotr Nowak, bought the yard.", "She will sell it again."),
        ("Nordic Aerospace Group bought shares of Baltic Systems Ltd.", "The company will build trainers in Bergen."),
        ("Nordic Aerospace Group's rival lost the order.", "The company will build trainers in Bergen."),
        ("The rival of Nordic Aerospace Group lost the order.", "The company will build trainers in Bergen."),
        ("Mr. Nowak's lawyer spoke for hours.", "He will not pay."),
        ("The talks in the capital went on for days.", "The company will build trainers in Bergen."),
        ("Chile, Bolivia and Peru have agreed on a common radar.", "The two countries will pay half of it each."),
        ("Chile and Peru met the envoys of Bolivia.", "The two countries will pay half of it each."),
        ("Saab sold the Gripen to Brazil.", "It will fly in June."),
        ("Rain is expected in Oslo.", "It is expected that the talks will last."),
        ("The Defence Ministry met the Foreign Ministry.", "The ministry will publish it in May."),
        ("Norway bought 12 frigates.", "This was the third order."),
        ("", "He signed it on Monday."),
    ],
)
def test_two_candidates_or_none_are_not_resolved(before: str, sentence: str) -> None:
    assert resolved(sentence, before) == ""


@given(
    st.text(max_size=80), st.sampled_from(["He said so.", "The company won it.", "It will fly.", "The two sides met."])
)
def test_what_is_put_in_stands_in_the_sentence_before(before: str, sentence: str) -> None:
    told = resolved(sentence, before)
    if told:
        name, rest = told[1:].split("]", 1)
        assert name in before
        assert sentence.endswith(rest)


TEXT = (
    "Nordic Aerospace Group has won the order for 30 trainers. "
    "The company will build 20 of the trainers in Bergen and ten in Turku."
)


def test_a_resolved_sentence_may_be_quoted_alone() -> None:
    passage = Passage(id="a", title="Trainers", text=TEXT, quote_chars=1000)
    told, why = Selector(None).select([passage], focus=["Turku", "Bergen"], budget=18)
    assert why == ""
    assert [sentence.text for sentence in told] == [
        "[Nordic Aerospace Group] will build 20 of the trainers in Bergen and ten in Turku."
    ]


def test_an_opening_that_is_not_clear_is_told_only_behind_its_sentence() -> None:
    text = (
        "Nordic Aerospace Group and Baltic Systems Ltd share the order for 30 trainers. "
        "The company will build 20 of the trainers in Bergen and ten in Turku."
    )
    passage = Passage(id="a", title="Trainers", text=text, quote_chars=1000)
    short, _ = Selector(None).select([passage], focus=["Turku"], budget=16)
    assert all("Turku" not in sentence.text for sentence in short)
    both, _ = Selector(None).select([passage], focus=["Turku"], budget=40)
    assert len(both) == 2


NAMED = "Poland's Defence Minister Piotr Nowak came to the hall with General Dynamics."
MINISTER = "Foreign Minister Eli Kohn opened the hall on Friday."


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Kohn said the works would hire.", "[Foreign Minister Eli Kohn] said the works would hire."),
        ("The works would hire, Mr. Kohn said.", "The works would hire, [Foreign Minister Eli Kohn] said."),
        ("The works would hire, said Kohn.", "The works would hire, said [Foreign Minister Eli Kohn]."),
        ("Ankara said the works would hire.", ""),
        (
            "Nowak told the press that the works would hire.",
            "[Poland's Defence Minister Piotr Nowak] told the press that the works would hire.",
        ),
        ("Dynamics said the works would hire.", ""),
        ("Eli Kohn said the works would hire.", ""),
    ],
)
def test_a_surname_is_told_in_full_where_the_person_was_introduced(sentence: str, told: str) -> None:
    assert introduced(sentence, [MINISTER, NAMED]) == told


def test_a_surname_two_people_share_is_left_alone() -> None:
    assert introduced("Kohn said so.", [MINISTER, "Senator Ana Kohn was there."]) == ""


def test_a_surname_alone_is_told_in_full_or_behind_its_sentence() -> None:
    text = f"{MINISTER} The hall is large and stands by the sea. Kohn said the works would hire 300 welders."
    told, _ = Selector(None).select(
        [Passage(id="a", title="", text=text, quote_chars=200)], focus=["300", "welders"], budget=14
    )
    assert [sentence.text for sentence in told] == [
        "[Foreign Minister Eli Kohn] said the works would hire 300 welders."
    ]
