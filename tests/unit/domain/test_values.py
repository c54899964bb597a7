"""Values refuse what cannot be: naive moments, impossible spans, windows that end before they start."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.brief import BriefKey
from bot.domain.delivery import DeliveryKey
from bot.domain.ids import SubscriptionId, article_id, digest, entry_id
from bot.domain.moments import utc
from bot.domain.source import Source
from bot.domain.vocabulary import Certainty, Stage
from support import values
from support.values import NOW

NAIVE = datetime(2026, 11, 23, 7, 30)  # noqa: DTZ001  (what must be refused)


def test_a_moment_without_a_zone_is_refused_everywhere() -> None:
    for make in (
        lambda: utc(NAIVE),
        lambda: values.make_entry(published=NAIVE),
        lambda: values.make_article(fetched_at=NAIVE),
        lambda: values.make_story(first_seen=NAIVE),
        lambda: values.make_brief(composed_at=NAIVE),
        lambda: values.make_fetch_state(next_poll_at=NAIVE),
    ):
        with pytest.raises(ValueError, match="without a time zone"):
            make()


def test_moments_are_kept_in_utc() -> None:
    warsaw = timezone(timedelta(hours=1))
    article = values.make_article(published=NOW.astimezone(warsaw))
    assert article.published == NOW
    assert article.published.utcoffset() == timedelta(0)


@pytest.mark.parametrize(("sentence", "start", "end"), [(0, 5, 5), (0, 6, 5), (0, -1, 3), (-1, 0, 3)])
def test_an_impossible_span_is_refused(sentence: int, start: int, end: int) -> None:
    with pytest.raises(ValueError, match="impossible"):
        values.make_evidence(sentence=sentence, start=start, end=end)


def test_a_story_needs_an_article_and_a_revision() -> None:
    for fields in ({"article_ids": ()}, {"revision": 0}):
        with pytest.raises(ValueError, match="needs an article"):
            values.make_story(**fields)


def test_a_window_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        values.make_brief(window_start=NOW, window_end=NOW - timedelta(seconds=1))


@pytest.mark.parametrize(
    "fields",
    [{"slots": ("7:30",)}, {"slots": ("24:00",)}, {"slots": ()}, {"timezone": "Mars/Base"}, {"max_stories": 0}],
)
def test_a_subscription_that_cannot_be_kept_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        values.make_subscription(**fields)


def test_slots_are_sorted_and_each_stands_once() -> None:
    assert values.make_subscription(slots=("18:00", "07:30", "18:00")).slots == ("07:30", "18:00")


@pytest.mark.parametrize("fields", [{"url": "ftp://x/f"}, {"country": "Poland"}, {"quote_chars": 401}, {"tier": 4}])
def test_a_source_row_that_is_wrong_is_refused(fields: dict[str, object]) -> None:
    row = {"id": "wire", "name": "Wire", "url": "https://wire.example/feed", "country": "PL"}
    with pytest.raises(ValidationError):
        Source.model_validate({**row, **fields})


def test_stages_stand_in_order_and_two_stand_aside() -> None:
    ordered = [stage for stage in Stage if not stage.aside]
    assert [stage.rank for stage in ordered] == list(range(len(ordered)))
    assert {stage for stage in Stage if stage.rank < 0} == {Stage.DELAYED, Stage.CANCELLED}
    assert [certainty.rank for certainty in Certainty] == [0, 1, 2, 3]


PARTS = st.lists(st.text(alphabet=st.characters(exclude_characters="\x1f"), max_size=8), min_size=1, max_size=3)


@given(first=PARTS, second=PARTS)
def test_ids_tell_their_parts_apart(first: list[str], second: list[str]) -> None:
    assert (digest(*first) == digest(*second)) == (first == second)


def test_kinds_of_ids_never_meet() -> None:
    assert str(article_id("https://a.example/1")) != str(entry_id(values.make_source().id, "https://a.example/1"))


def test_a_delivery_key_fits_a_block_id_and_names_one_message() -> None:
    keys = {
        DeliveryKey(brief=BriefKey(subscription_id=SubscriptionId(s), local_date=d, slot=t), part=p).block_id
        for s in ("desk", "x" * 64)
        for d in ("2026-11-23", "2026-11-24")
        for t in ("0730", "1800")
        for p in ("root", "story-1")
    }
    assert len(keys) == 16
    assert all(len(key) <= 255 for key in keys)
