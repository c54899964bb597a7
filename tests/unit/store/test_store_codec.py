"""What is written is what is read: every value that the store keeps."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.analysis import Analysis
from bot.domain.article import Entry
from bot.domain.brief import Brief
from bot.domain.story import Story, StorySummary
from bot.store.codec import decode, decode_numbers, encode, encode_numbers
from bot.store.types import storable
from support import values

EVERY_VALUE = (
    values.make_source(),
    values.make_fetch_state(),
    values.make_entry(),
    values.make_article(),
    values.make_drop(),
    values.make_analysis(),
    values.make_story(),
    values.make_change(),
    values.make_summary(),
    values.make_deal(),
    values.make_topic(),
    values.make_subscription(topic=values.make_topic(), paused_until=values.NOW),
    values.make_brief(),
    values.make_delivery(message=values.make_message()),
    values.make_question(thread=values.make_message()),
)
MOMENTS = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))]),
)


@pytest.mark.parametrize("value", EVERY_VALUE, ids=lambda value: type(value).__name__)
def test_every_value_comes_back_as_it_was(value: Any) -> None:
    again = decode(type(value), encode(value))
    assert again == value
    assert type(again) is type(value)


@settings(max_examples=60, deadline=None)
@given(title=st.text(), text=st.text(), published=st.none() | MOMENTS, categories=st.lists(st.text(), max_size=3))
def test_any_text_and_moment_comes_back(
    title: str, text: str, published: datetime | None, categories: list[str]
) -> None:
    entry = values.make_entry(title=title, text=text, published=published, categories=tuple(categories))
    assert decode(Entry, encode(entry)) == entry


@settings(max_examples=60, deadline=None)
@given(score=st.floats(0, 1), numbers=st.lists(st.integers(), max_size=5))
def test_numbers_of_any_size_come_back(score: float, numbers: list[int]) -> None:
    analysis = values.make_analysis(score=score, fingerprint=tuple(numbers))
    assert decode(Analysis, encode(analysis)) == analysis
    assert decode_numbers(encode_numbers(tuple(numbers))) == tuple(numbers)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_text_that_is_no_unicode_is_mended_sign_for_sign(text: str) -> None:
    read = decode(Entry, encode(values.make_entry(text=text))).text
    assert len(read) == len(text)
    assert storable(read) == storable(text)


def test_a_value_without_a_later_field_is_read_with_its_default() -> None:
    story = values.make_story()
    older = {key: value for key, value in json.loads(encode(story)).items() if key != "facts"}
    assert decode(Story, json.dumps(older)) == replace(story, facts=())


def test_another_value_is_refused() -> None:
    with pytest.raises(ValidationError):
        decode(Story, encode(values.make_entry()))


def test_briefs_stored_before_summaries_were_counted_and_reasons_given_can_be_read() -> None:
    brief = values.make_brief()
    old = json.loads(encode(brief))
    del old["receipt"]["summaries"], old["items"][0]["why"]
    assert decode(Brief, json.dumps(old)) == brief


def test_summaries_stored_before_their_making_was_kept_can_be_read() -> None:
    summary = values.make_summary()
    old = json.loads(encode(summary))
    del old["making"]
    assert decode(StorySummary, json.dumps(old)) == summary
