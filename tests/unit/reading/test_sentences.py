"""Sentence splitting: tricky cases, and what must hold for any text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizers.reading import split_sentences

# The sentences expected; the text is what they make when joined by blanks.
JOINED = [
    ["The U.S. Army ordered 12 jets.", "Deliveries begin in 2027."],
    ["The deal was signed in the U.S.", "The minister was there."],
    ["Gen. Asim Munir met Lt. Col. J. K. Khan on Monday.", "They talked."],
    ["Lt. Gen. R. S. Reen spoke.", "He left."],
    ["No. 5 Squadron flies it.", "No. 17 does not."],
    ["Will India buy it?", "No.", "It will not."],
    ["It costs Rs. 1.5 crore apiece.", "Rs. 20 lakh was paid."],
    ["The firm paid Rs 1.5 crore.", "It was late."],
    ["Some systems, e.g. Hisar and Siper, are sold.", "Others, i.e. Korkut, are not."],
    ["Lockheed Martin Corp. Chairman J. Taiclet agreed.", "Shares rose."],
    ["It was built by Hanwha Aerospace Co.", "The factory is in Changwon."],
    ["Bharat Electronics Ltd. signed.", "So did Larsen & Toubro Ltd.", "The latter builds hulls."],
    ["Raytheon Technologies Inc. and Rafael agreed.", "They will build it."],
    ["A yard in St. Petersburg built two.", "Mt. Everest was not in sight."],
    ['"We agreed," he said.', '"It is done."', "The minister left."],
    ["“We agreed.”", "“It is done.”", "The minister left."],
    ["‘It is done.’", "He left."],
    ['"Will it fly?" he asked.', "It will."],
    ['"Never!" said the general.', "He meant it."],
    ["The range is 1.5 km.", "The price is $6.5bn.", "2.5 tonnes fit."],
    ["He paused... and went on.", "Then he left."],
    ["He paused...", "Then he left."],
    ["Nothing more…", "The rest is secret."],
    ["The talks began on Nov. 23 in Ankara.", "They end on Dec. 1."],
    ["They met on Mon. Nov. 3.", "Nobody spoke."],
    ["It will be ready in Nov.", "The yard is sure."],
    ["The vote is at 5 p.m. Monday.", "The result comes at 9 p.m.", "Officials will wait."],
    ["They met Mr. Erdoğan, Mrs. Meloni and Dr. Singh.", "Prof. Lee was ill."],
    ["The U.K. and U.A.E. signed.", "India's D.R.D.O. did not."],
    ["Sen. Roger Wicker (R-Miss.) asked.", "Nobody answered."],
    ["(The deal is worth $5 bn.)", "It is large."],
    ["It was signed (see p. 5).", "It holds."],
    ["Spares, tools, etc. are included.", "Training, fuel, etc.", "The rest is extra."],
    ["It flew.[1]", "It landed.[12]", "It was sold."],
    ["Really?!", "Yes!!", "Good."],
    ["The ship, INS Vikrant, was commissioned in 2022.", "The next is planned."],
    ["Smith et al. found it.", "Others agreed."],
    ["It was India v. Pakistan again.", "India won."],
    ["Brig. Gen. Pat Ryder and Maj.-Gen. Lee met.", "They shook hands."],
    ["Type 26.", "The frigate sells well."],
    ["Turkey’s S.T.M. Savunma won.", "It builds corvettes."],
    ["iPhone makers gained.", "eBay fell."],
    ["The 23. November was a Monday.", "It rained."],
    ["Cmdr. S. Rao Jr. retired.", "His ship did too."],
    ["Approx. 40 tanks came.", "Max. 60 tonnes is allowed."],
    ["He is a Ph.D.", "He taught in Kyiv."],
    ["Vice Adm. Kim said: “Gen. Lee agreed.”", "Seoul confirmed."],
    ["Art. 5 applies.", "Sec. 232 does not."],
    ["$5 million was paid.", "€6 million is due.", "£7 million is not."],
    ["Ukraine gets F-16s.", "Türkiye gets Eurofighters.", "Élysée agreed."],
]
WRAPPED = [
    "The contract was signed by\nthe two ministers on Monday. It\nis worth $5 million.",
    "The frigate was built by the yard in\nKarachi under a contract signed by\nTürkiye and Pakistan in July.",
]
OTHER = [
    ("Heading\n\nText of it.", ["Heading", "Text of it."]),
    ("no full stop\n \t\nnext block", ["no full stop", "next block"]),
    (
        "India buys tanks\nNew Delhi will buy 40 tanks from Korea, it said.\nIt is due in May.",
        ["India buys tanks", "New Delhi will buy 40 tanks from Korea, it said.", "It is due in May."],
    ),
    ("- first item\n- second item", ["- first item", "- second item"]),
    ("• one\n• two. Three", ["• one", "• two.", "Three"]),
    ("1. Buy tanks.\n2. Sell ships.", ["1. Buy tanks.", "2. Sell ships."]),
    ("a) radar\nb) sonar", ["a) radar", "b) sonar"]),
    ("He signed the deal.The minister left.", ["He signed the deal.", "The minister left."]),
    ("契約に署名した。次は納入。", ["契約に署名した。", "次は納入。"]),
    ("भारत ने समझौता किया। यह बड़ा है।", ["भारत ने समझौता किया।", "यह बड़ा है।"]),
    ("هل وقعت تركيا؟ نعم.", ["هل وقعت تركيا؟", "نعم."]),
    ("معاہدہ ہو گیا۔ یہ بڑا ہے۔", ["معاہدہ ہو گیا۔", "یہ بڑا ہے۔"]),
    ("", []),
    (" \n\t ", []),
    ("...", ["..."]),
    ("One line\r\n\r\nAnother line", ["One line", "Another line"]),
    ("See entente.example.com/v1.2 for it. Bye.", ["See entente.example.com/v1.2 for it.", "Bye."]),
]


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in split_sentences(text)]


@pytest.mark.parametrize("parts", JOINED, ids=lambda parts: parts[0][:40])
def test_sentences_survive_full_stops_that_end_nothing(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


@pytest.mark.parametrize(("text", "wanted"), OTHER)
def test_breaks_lists_and_other_scripts(text: str, wanted: list[str]) -> None:
    assert sentences(text) == wanted


def test_wrapped_lines_stay_one_sentence() -> None:
    assert sentences(WRAPPED[0]) == [
        "The contract was signed by\nthe two ministers on Monday.",
        "It\nis worth $5 million.",
    ]
    assert sentences(WRAPPED[1]) == [WRAPPED[1]]


PIECES = [*"abAB12 .!?…,;:'\"”“’()-\n\r\t\u2028\u00a0", "Mr.", "U.S.", " The ", "No. ", "\n\n", "。", "१।", "• "]
TEXTS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_spans_are_ordered_disjoint_stripped_and_cover_every_word(text: str) -> None:
    covered = set()
    reached = 0
    for span in split_sentences(text):
        assert reached <= span.start < span.end <= len(text)
        assert span.of(text) == span.of(text).strip()
        covered |= set(range(span.start, span.end))
        reached = span.end
    assert all(place in covered for place, char in enumerate(text) if not char.isspace())


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS)
def test_a_blank_line_always_splits(above: str, below: str) -> None:
    middle = len(above) + 1
    assert not any(span.start < middle < span.end for span in split_sentences(above + "\n\n" + below))


@pytest.mark.parametrize("piece", [". ", "…", "\n", "(", '"', "A.", "1. ", "- ", "\r\n \r\n", ".\n", "a\n"])
def test_hostile_repetition_is_read_in_linear_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    started = time.perf_counter()
    spans = split_sentences(text)
    assert time.perf_counter() - started < 10
    assert all(span.of(text).strip() for span in spans)


@pytest.mark.parametrize("stop", "。！？｡।॥؟۔።။.!?…‽")
def test_every_mark_of_every_script_ends_a_sentence(stop: str) -> None:
    text = f"A first word{stop} Another one{stop}"
    assert [span.of(text) for span in split_sentences(text)] == [f"A first word{stop}", f"Another one{stop}"]


def test_a_mark_that_ends_nothing_does_not_hide_the_next() -> None:
    text = "Some 3.5 tonnes.The next one stands close. Last"
    assert [span.of(text) for span in split_sentences(text)] == [
        "Some 3.5 tonnes.",
        "The next one stands close.",
        "Last",
    ]
