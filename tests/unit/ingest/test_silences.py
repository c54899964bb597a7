"""Whole domains are left alone as long as they ask, and longer each time they do not say how long."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.silences import FIRST_SECONDS, LONGEST_SECONDS, Silences, asks_for_silence

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("status", "retry_after", "means"),
    [
        (429, None, True),
        (429, 0.0, True),
        (429, 60.0, True),
        (503, 60.0, True),
        (503, None, False),
        (503, 0.0, False),
        (403, 60.0, False),
        (200, 60.0, False),
    ],
)
def test_429_means_the_domain_and_503_only_with_a_time(status: int, retry_after: float | None, means: bool) -> None:
    assert asks_for_silence(status, retry_after) is means


def test_a_domain_is_left_alone_as_long_as_it_asked_and_no_longer() -> None:
    silences = Silences()
    assert silences.left("mod.gov.pl", NOW) == 0
    assert silences.note("mod.gov.pl", status=429, retry_after=60.0, now=NOW) == 60
    assert silences.left("mod.gov.pl", later(20)) == 40
    assert silences.left("mod.gov.pl", later(60)) == 0
    assert silences.left("other.org", NOW) == 0


def test_without_a_time_it_is_a_quarter_of_an_hour_and_twice_as_long_each_time_up_to_a_day() -> None:
    silences, now, waits = Silences(), NOW, []
    for _refusal in range(9):
        wait = silences.note("mod.gov.pl", status=429, retry_after=None, now=now)
        assert wait is not None
        waits.append(wait)
        now += timedelta(seconds=wait)
    assert waits[:4] == [FIRST_SECONDS, 1800, 3600, 7200]
    assert waits[-2:] == [LONGEST_SECONDS, LONGEST_SECONDS]


def test_a_usable_answer_begins_the_count_anew_and_a_missing_page_does_not() -> None:
    silences = Silences()
    silences.note("mod.gov.pl", status=429, retry_after=None, now=NOW)
    silences.note("mod.gov.pl", status=404, retry_after=None, now=later(1000))
    assert silences.note("mod.gov.pl", status=429, retry_after=None, now=later(1001)) == 2 * FIRST_SECONDS
    silences.note("mod.gov.pl", status=304, retry_after=None, now=later(4000))
    assert silences.note("mod.gov.pl", status=429, retry_after=None, now=later(4001)) == FIRST_SECONDS


def test_requests_that_were_under_way_neither_lengthen_nor_end_a_silence() -> None:
    silences = Silences()
    for _answer in range(5):
        silences.note("mod.gov.pl", status=429, retry_after=None, now=NOW)
    assert silences.left("mod.gov.pl", NOW) == FIRST_SECONDS
    silences.note("mod.gov.pl", status=200, retry_after=None, now=NOW)
    silences.note("mod.gov.pl", status=503, retry_after=5.0, now=NOW)
    assert silences.left("mod.gov.pl", NOW) == FIRST_SECONDS


def test_a_clock_set_back_does_not_lengthen_a_silence() -> None:
    silences = Silences()
    silences.note("mod.gov.pl", status=429, retry_after=60.0, now=NOW)
    assert silences.left("mod.gov.pl", NOW - timedelta(days=300)) == 60


def test_the_silence_noted_longest_ago_is_forgotten_first() -> None:
    silences = Silences(kept=2)
    for domain in ("a.org", "b.org", "a.org", "c.org"):
        silences.note(domain, status=429, retry_after=60.0, now=NOW)
    assert [silences.left(domain, NOW) > 0 for domain in ("a.org", "b.org", "c.org")] == [True, False, True]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([200, 304, 404, 429, 503]),
            st.none() | st.floats(0, 172_800),
            st.floats(0, 200_000),
        ),
        max_size=30,
    )
)
def test_no_course_of_answers_silences_a_domain_for_more_than_two_days(
    course: list[tuple[int, float | None, float]],
) -> None:
    silences, now = Silences(), NOW
    for status, retry_after, pause in course:
        now += timedelta(seconds=pause)
        noted = silences.note("mod.gov.pl", status=status, retry_after=retry_after, now=now)
        left = silences.left("mod.gov.pl", now)
        assert left <= 172_800
        assert (noted is not None) == asks_for_silence(status, retry_after)
        if noted is not None:
            assert left >= min(retry_after or FIRST_SECONDS, noted)
