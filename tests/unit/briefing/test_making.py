"""The receipt counts how summaries were made."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.making import tally
from bot.domain.brief import SummaryTally
from bot.domain.ids import ArticleId
from bot.domain.story import Making, StorySummary, SummarySentence
from support.values import make_summary

QUOTED = SummarySentence(text="One.", sources=(ArticleId("a"),), verbatim=True)
TOLD = SummarySentence(text="Two.", sources=(ArticleId("a"),), verbatim=False)
EXTRACTIVE = Making(asked="extractive")


def summary(*sentences: SummarySentence, making: Making = EXTRACTIVE, **fields: object) -> StorySummary:
    return make_summary(**{"sentences": sentences, "fallbacks": (), "making": making, **fields})


def test_ways_are_told_apart() -> None:
    wrote = Making(asked="remote", writer="m", checked=4, replaced=1, defused=2)
    made = tally(
        [
            summary(QUOTED, QUOTED),
            summary(QUOTED, TOLD),
            summary(TOLD, QUOTED, making=wrote, backend="remote"),
            summary(TOLD, making=wrote, backend="remote"),
            None,
        ]
    )
    assert made == SummaryTally(quoted=1, composed=1, written={"m": 2}, replaced=2, defused=4)


def test_who_stands_in_is_counted_with_the_reason_without_names_and_additions() -> None:
    away = Making(asked="remote", passing=True)
    told = summary(QUOTED, making=away, fallbacks=("remote: no answer, 3 times; asked for 9 s", "extractive: more"))
    refused = replace(told, fallbacks=("remote: no sentence of the answer holds",), making=Making(asked="remote"))
    nothing = replace(told, sentences=(), backend="none", fallbacks=("remote: no answer, 3 times",))
    assert tally([told, refused, nothing]) == SummaryTally(
        quoted=2, fell_back={"no answer, 3 times": 2, "no sentence of the answer holds": 1}
    )


def test_a_story_with_its_headline_alone_says_why() -> None:
    reserved = summary(backend="none", fallbacks=("every source reserves its text",))
    short = summary(fallbacks=("extractive: no whole sentence fits",))
    assert tally([reserved, short, summary()]) == SummaryTally(
        bare={"every source reserves its text": 1, "no whole sentence fits": 1, "no reason was stored": 1}
    )


def test_summaries_stored_before_the_way_was_kept_are_counted_by_their_backend() -> None:
    assert tally([make_summary(making=Making(), backend="generative")]).written == {"generative": 1}
    assert tally([make_summary(making=Making(), backend="extractive")]) == SummaryTally(composed=1)


@given(
    st.lists(
        st.builds(
            summary,
            st.sampled_from([QUOTED, TOLD]),
            making=st.builds(
                Making,
                asked=st.sampled_from(["", "remote", "extractive"]),
                writer=st.sampled_from(["", "m"]),
                passing=st.booleans(),
            ),
            backend=st.sampled_from(["none", "remote", "extractive"]),
        )
    )
)
def test_every_told_story_is_counted_once(told: list[StorySummary]) -> None:
    made = tally(told)
    assert made.quoted + made.composed + sum(made.written.values()) == len(told)
