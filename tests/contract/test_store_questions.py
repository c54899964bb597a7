"""Questions in their places, on both databases: when the same was asked last, and what a thread is about."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from bot.domain.asked import Asked
from bot.domain.delivery import DeliveryKey, DeliveryState, MessageRef
from bot.domain.question import Question, answer_key
from bot.store import Store, open_store
from bot.store.migrate import downgrade
from support import values
from support.values import DAY, HOUR, NOW

PAIR = Asked(countries=("PK", "TR"))
THREAD = MessageRef(channel="C-desk", message_id="17.1")


def asked(name: str, at: datetime = NOW, **fields: Any) -> Question:
    return values.make_question(name, asked_at=at, **{"asked": PAIR, "workspace": "T1", **fields})


async def answer(store: Store, question: Question, state: DeliveryState = DeliveryState.SENT) -> None:
    """Store `question` and what the ledger knows of its answer."""
    await store.save_question(question)
    key = DeliveryKey(brief=answer_key(question), part="answer-0")
    claim = await store.claim(key, channel=question.channel, owner="n", now=question.asked_at, lease=HOUR)
    await store.mark(replace(claim.delivery, state=state, message=values.make_message(), sent_at=question.asked_at))


async def test_the_same_was_asked_last_when_it_was_answered_here(store: Store) -> None:
    await answer(store, asked("old", NOW - 3 * DAY))
    await answer(store, asked("last", NOW - 2 * DAY, asked=Asked(countries=("TR", "PK"), since=NOW.date())))
    await store.save_question(asked("unanswered", NOW - DAY))
    await answer(store, asked("failed", NOW - HOUR), DeliveryState.FAILED)
    await answer(store, asked("later", NOW + DAY))
    assert await store.last_asked(asked("now")) == NOW - 2 * DAY
    assert await store.last_asked(asked("last", NOW - 2 * DAY)) == NOW - 3 * DAY
    assert await store.last_asked(asked("old", NOW - 3 * DAY)) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"asked": Asked(countries=("PK",))},
        {"asked": Asked()},
        {"channel": "C-other"},
        {"workspace": "T2"},
        {"platform": "slack"},
        {"private": True, "asker": "U1"},
    ],
)
async def test_another_place_or_subject_was_not_asked_before(store: Store, fields: dict[str, Any]) -> None:
    await answer(store, asked("old", NOW - DAY))
    assert await store.last_asked(asked("now", **fields)) is None


async def test_what_was_asked_privately_counts_for_its_asker_alone(store: Store) -> None:
    await store.save_question(asked("mine", NOW - DAY, private=True, asker="U1"))
    assert await store.last_asked(asked("now", private=True, asker="U1")) == NOW - DAY
    assert await store.last_asked(asked("now", private=True, asker="U2")) is None
    assert await store.last_asked(asked("now", asker="U1")) is None


async def test_a_thread_is_about_its_newest_question_that_the_asker_may_know(store: Store) -> None:
    first, second = asked("first", thread=THREAD), asked("second", NOW + HOUR, thread=THREAD)
    secret = asked("secret", NOW + 2 * HOUR, thread=THREAD, private=True, asker="U1")
    for question in (first, second, secret, asked("elsewhere", NOW + DAY)):
        await store.save_question(question)
    place = ("console", "T1", "C-desk")
    assert await store.question_in_thread(*place, "17.1") == second
    assert await store.question_in_thread(*place, "17.1", asker="U2") == second
    assert await store.question_in_thread(*place, "17.1", asker="U1") == secret
    assert await store.question_in_thread(*place, "17.2") is None
    assert await store.question_in_thread(*place, "") is None
    assert await store.question_in_thread("console", "T2", "C-desk", "17.1") is None


async def test_a_thread_under_an_answer_is_about_what_was_answered(store: Store) -> None:
    await answer(store, asked("in the channel"))
    message = values.make_message().message_id
    found = await store.question_in_thread("console", "T1", "C-desk", message)
    assert found == asked("in the channel")
    assert await store.question_in_thread("console", "T1", "C-other", message) is None
    await store.save_question(asked("below", NOW + HOUR, thread=replace(THREAD, message_id=message)))
    below = await store.question_in_thread("console", "T1", "C-desk", message)
    assert below is not None
    assert below.id == "below"


async def test_a_moved_channel_takes_its_questions_along(store: Store) -> None:
    question = asked("first", platform="slack", thread=THREAD)
    await store.save_question(question)
    await store.move_channel("slack", "T1", "C-desk", "C-new")
    found = await store.question_in_thread("slack", "T1", "C-new", "17.1")
    assert found == replace(question, channel="C-new")


async def test_a_person_is_taken_out_of_questions(store: Store) -> None:
    private = asked("private", private=True, asker="U1")
    direct = asked("direct", channel="D1", asker="U1")
    for question in (private, direct, asked("public", asker="U1"), asked("other", asker="U2")):
        await answer(store, question)
    await store.delete_person("console", "T1", "U1", direct="D1")
    assert [await store.question(name) for name in ("private", "direct")] == [None, None]
    assert await store.deliveries(answer_key(private)) == ()
    assert await store.question("public") == asked("public")
    assert await store.question("other") == asked("other", asker="U2")


async def test_questions_of_an_older_archive_are_known_by_their_places(empty_url: str) -> None:
    store = await open_store(empty_url, clock=lambda: NOW)
    await store.save_question(asked("threaded", thread=THREAD))
    await store.save_question(asked("direct", channel="D-ann"))
    await store.close()
    await asyncio.to_thread(downgrade, empty_url, "0009")
    again = await open_store(empty_url, clock=lambda: NOW)
    found = await again.question_in_thread("console", "T1", THREAD.channel, THREAD.message_id)
    assert found is not None
    assert found.id == "threaded"
    assert await again.delete_person("console", "T1", "U1", direct="D-ann") == 1
    assert await again.question("direct") is None
    await again.close()
