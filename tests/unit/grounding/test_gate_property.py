"""A sentence of a source, or what a safe trim leaves of it, always passes before that source."""

from hypothesis import given, settings
from hypothesis import strategies as st

from summarizers.evidence import Evidence
from summarizers.grounding import check, verdicts
from summarizers.reading import Gazetteer, NameEntry, split_sentences

NAMES = Gazetteer(
    [
        NameEntry(key="PL", kind="name", forms=("Poland",), case_sensitive=True),
        NameEntry(key="PL", kind="demonym", forms=("Polish",), case_sensitive=True),
        NameEntry(key="KR", kind="name", forms=("South Korea",), case_sensitive=True),
        NameEntry(key="IL", kind="name", forms=("Israel",), case_sensitive=True),
        NameEntry(key="TR", kind="name", forms=("Türkiye", "Turkey"), case_sensitive=True),
        NameEntry(key="Rafael", kind="organisation IL", forms=("Rafael",), case_sensitive=True),
    ]
)
WHO = [
    "Poland",
    "South Korea",
    "The Polish Army",
    "Rafael",
    "[Rafael]",
    "Türkiye",
    "It",
    "Lt. Gen. J. Kim",
    "Müller & Co.",
]
WHO += ["شركة الصناعات", "東京の会社", "U.S. officials", "Mr. O’Neill", "the ministry", "Officials", "İzmir Ltd."]
DOES = [
    "signed a contract for",
    "may buy",
    "has not ordered",
    "will deliver",
    "is in talks on",
    "sold",
    "refused to lease",
]
DOES += ["received", "hopes to build", "denied it would export", "selected", "completed delivery of", "offers"]
WHAT = [
    "180 K2 tanks",
    "two dozen F-16V jets",
    "13, 000 rounds",
    "$6. 5 billion worth of arms",
    "€650m of radars",
    "Su-30s",
]
WHAT += [
    "the second batch",
    "12 per cent more drones",
    "about 3.4 bn dollars of shells",
    "ships 25 km off the coast",
    "₹2 lakh crore",
]
WITH = [
    "from Israel",
    "to Poland",
    "with South Korea",
    "on 5 July 2018",
    "in March 2027",
    "last month",
    "by Q3 2027",
    "for Türkiye",
]
WITH += [
    "within five years",
    "on Monday",
    "at No. 10 St. James St.",
    "e.g. in 2024-25",
    "(about US$40m)",
    "– “a first” –",
    "🙂",
]
TAILS = [
    "",
    ", officials said",
    ", according to Jane's",
    ", which borders Ukraine,",
    ", but talks continue",
    " if it is approved",
]
ENDS = [".", "!", "…", ".”", ""]

CLAUSES = st.builds(
    lambda who, does, what, with_, tail, end: f"{who} {does} {what} {' '.join(with_)}{tail}{end}",
    st.sampled_from(WHO),
    st.sampled_from(DOES),
    st.sampled_from(WHAT),
    st.lists(st.sampled_from(WITH), max_size=3),
    st.sampled_from(TAILS),
    st.sampled_from(ENDS),
)
GAPS = st.sampled_from([" ", "\n", "\n\n", "  "])
# What has no stop is set apart by a blank line: a mere line break may be wrapping, and two sentences then read as one.
SOURCES = st.lists(st.tuples(CLAUSES, GAPS), min_size=1, max_size=6).map(
    lambda parts: "".join(clause + (gap if clause[-1] in ".!…”" else "\n\n") for clause, gap in parts)
)
SAID = (", officials said", ", according to Jane's")


def refused(source: str, told: str) -> list[str]:
    return [flag.reason for flag in check([source], told, gazetteer=NAMES).flags if flag.refuses]


@settings(max_examples=150, deadline=None)
@given(SOURCES)
def test_each_sentence_of_a_source_passes(source: str) -> None:
    evidence = Evidence([source], gazetteer=NAMES)
    for sentence in split_sentences(source):
        report = check(evidence, sentence.of(source))
        assert report.flags == ()
        assert all(verdict.ok for verdict in report.sentences)


@settings(max_examples=150, deadline=None)
@given(SOURCES, st.sampled_from(["LONDON (Wire) – ", "Breaking: ", ""]))
def test_a_sentence_without_its_prefix_and_its_tail_of_attribution_passes(source: str, prefix: str) -> None:
    for sentence in split_sentences(source):
        told = sentence.of(source)
        for said in SAID:
            told = told.replace(said, "")
        assert refused(prefix + source, told) == []


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=120))
def test_any_text_at_all_passes_before_itself(text: str) -> None:
    assert check([text], text).flags == ()


@settings(max_examples=80, deadline=None)
@given(SOURCES, SOURCES)
def test_both_ways_to_ask_agree(source: str, told: str) -> None:
    evidence = Evidence([source], gazetteer=NAMES)
    report = check(evidence, told)
    assert [(v.text, v.ok) for v in verdicts(evidence, told)] == [(s.text, s.ok) for s in report.sentences]
    assert check([source], told, gazetteer=NAMES) == report
    for flag in report.flags:
        assert told[flag.start : flag.end] == flag.text
        assert flag.reason


def test_a_flag_that_is_only_likely_refuses_nothing() -> None:
    source = "Poland ordered 30 drones. The harbour of Gdynia was dredged by a firm from Sopot in spring."
    report = check([source], "Poland ordered 30 drones in Sopot in spring as millions watched.", gazetteer=NAMES)
    assert any(not flag.refuses for flag in report.flags)
    assert all(sentence.ok for sentence in report.sentences)


def test_a_sentence_without_end_is_refused_unless_it_is_the_sources_own() -> None:
    endless = "Poland bought tanks and " * 500
    assert refused("Poland bought tanks.", endless) == [
        "a sentence of 11999 characters is not held against the sources: at most 2000"
    ]
    assert refused(endless, endless) == []
    assert refused(endless, "Poland bought tanks.") == []
