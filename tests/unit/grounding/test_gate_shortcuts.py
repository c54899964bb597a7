"""What the gate skips to be fast is what it would not have found: the slow reading finds the same."""

from hypothesis import given
from hypothesis import strategies as st

from summarizers.gate import roles, stage_cues
from summarizers.gate.agreement import pieces_of, sequel_of
from summarizers.gate.index import Index
from summarizers.gate.lines import Line
from summarizers.gate.names import PLAIN_NAMES
from summarizers.reading.numerals import find_numerals

WORDS = st.lists(st.sampled_from(["ab", "cd", "ef", "gh"]), max_size=12)
SETS = st.lists(st.frozensets(st.sampled_from("abcdef"), max_size=5), max_size=8)
SAID = """
talks on; held final talks; negotiated; discussing; expressed interest; weighing; mulls; eyes; explores; offered; MoUs;
memoranda; letter of intent; preliminary agreement; framework agreement; agreed in principle; tenders; request for
proposals; RFPs; bidders; shortlisted; selects; chosen; chose; chooses; picks; preferred bidder; approval; approves;
cleared the sale; green-lit; greenlighted; gave the nod; signed a contract; placed an order; won a purchase agreement;
contract was awarded; contracted; under contract; struck a deal; inked an accord; a pact was sealed; signs; procurement;
orders; buys; acquires; procured; bought; acquired; in serial production; under construction; produced; manufactured;
being built; keel was laid; cut steel; been handed over; delivered; arrives; received; deliveries have begun; enters
service; commissioned; inducted; in service; took delivery; landed; fielded; operates; deployed; delivers; is delivered;
completed; fully delivered; last of the; final unit
"""
CUES = [" ".join(said.split()) for said in SAID.split(";")]


@given(sets=SETS, words=st.frozensets(st.sampled_from("abcdefg"), min_size=1), least=st.floats(0.5, 5))
def test_sets_that_share_enough_words_are_those_that_a_look_at_all_finds(
    sets: list[frozenset[str]], words: frozenset[str], least: float
) -> None:
    index = Index(sets)
    assert index.sharing(words, least) == [n for n, held in enumerate(sets) if len(held & words) >= least]
    shares = {n: held & words for n, held in enumerate(sets) if held & words}
    assert {n: frozenset(held) for n, held in index.shares(words).items()} == shares
    assert list(index.shares(words)) == sorted(shares)


def _common(first: list[str], second: list[str]) -> int:
    return next(
        (n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )


@given(lines=st.lists(WORDS, max_size=5), told=WORDS)
def test_the_longest_pieces_are_those_that_every_place_of_the_sources_gives(
    lines: list[list[str]], told: list[str]
) -> None:
    sequel = sequel_of([Line(" ".join(words), PLAIN_NAMES) for words in lines])
    every = [word for words in lines for word in words]
    for at, (place, size) in enumerate(pieces_of(Line(" ".join(told), PLAIN_NAMES), sequel)):
        sizes = [_common(told[at:], every[start:]) for start in range(len(every))]
        assert size == max(sizes, default=0)
        assert not size or place == sizes.index(size)


@given(opening=st.sampled_from(CUES), closing=st.sampled_from(CUES))
def test_a_cue_is_looked_for_in_every_sentence_that_has_it(opening: str, closing: str) -> None:
    for text in (f"Oman {opening} it, {closing}.", f"{opening} AND {closing}".upper()):
        folded = Line(text, PLAIN_NAMES).folded
        for cue in stage_cues._CUES:
            assert [m.span() for m in cue.found(text, folded)] == [m.span() for m in cue.pattern.finditer(text)]


def test_every_word_of_trade_is_one_that_a_sentence_is_let_through_for() -> None:
    stems = "buy purchas order acquir procur import receiv get obtain leas sell suppl export deliver provid ship donat"
    more = "transfer giv send lend offer equip arm sale shipment award plac hand grant w secur land bag clinch"
    endings = ["", "e", "s", "es", "ed", "ing", "y", "ies", "ied", "ying", "ped", "ping", "red", "ring", "ted", "ting"]
    words = {
        stem + end for stem in (stems + " " + more).split() for end in (*endings, "ged", "in", "ins", "on", "inning")
    }
    words |= {"bought", "got", "sold", "gave", "given", "sent", "lent", "took delivery", "hand over", "donation"}
    for word in words | {"deliveries", "acquisition", "procurements", "donations", "purchases", "supplies"}:
        if roles._CUES.search(f"it {word} x"):
            assert not Line(f"it {word} x", PLAIN_NAMES).plain.isdisjoint(roles._TRADING), word


def test_numbers_in_figures_are_found_wherever_a_run_of_digits_begins() -> None:
    found = find_numerals("12,500 of 3.5 million; 7–9 bn, F-16s, 1,2,3 and 20km at 10:30")
    assert [(numeral.figure, numeral.scale) for numeral in found][:4] == [
        (12_500.0, 1.0),
        (3.5, 1e6),
        (7.0, 1e9),
        (9.0, 1e9),
    ]
    assert found[-1].figure == 20
