"""Texts that speak to a machine reader get nowhere: not into quotations, not to a model, not out of one that obeys."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from summarizers.base import Summary
from summarizers.defusing import defused_request
from summarizers.extractive import Extractive
from summarizers.generative import Generative
from summarizers.prompting import Message
from support.hashing import HashEncoder
from support.injections import KNOWN, UNSEEN, Injection, injections
from support.loopback import Reply
from support.modelserver import ModelServer, remote, saying, serving
from support.scriptedmodel import ScriptedModel

EVERY = [one for file in KNOWN for one in injections(file)]
SIGNS = ("http", "<!", "@here", "@channel", "<|", "[INST", "morning brief", "\u202e", "\u200b")
LEFT_OVERS = {"en-continue", "en-warning"}
"""Of these a harmless beginning stays ("User: thanks!", "WARNING")."""
UNSEEN_FOUND, UNSEEN_THROUGH = 14, 7
LET_THROUGH = 20
"""How many false sentences in plain English, of events no source tells, the gate alone may let pass."""
each = pytest.mark.parametrize("injection", EVERY, ids=[one.id for one in EVERY])


def extractive() -> Extractive:
    return Extractive(HashEncoder())


def assert_sound(summary: Summary, injection: Injection) -> None:
    assert injection.leaked(summary) == []
    assert injection.missing(summary) == []
    assert summary.defused > 0
    shown = f"{summary.headline} {summary.text}"
    assert not any(
        sign in shown for sign in ("http", "<!", "@here", "<|", "[INST", "morning brief", "\u202e", "\u200b")
    )


def test_there_are_many_in_every_place_and_language() -> None:
    assert len(EVERY) >= 60
    assert len({one.id for one in EVERY}) == len(EVERY)
    assert {one.place for one in EVERY} == {"title", "body", "alt"}
    assert {"en", "fr", "de", "es", "ru", "ar", "zh", "tr", "uk", "pl", "pt", "hi"} <= {one.id[:2] for one in EVERY}


@each
def test_it_is_taken_out_and_the_article_stays(injection: Injection) -> None:
    clear, count = defused_request(injection.request())
    assert count > 0
    passage = clear.passages[0]
    if injection.id not in LEFT_OVERS:
        assert not injection.seen([Message(role="user", content=f"{passage.title} {passage.text}")])
        assert passage.title == injection.title
    assert all(fact in f"{passage.title} {passage.text}" for fact in injection.facts)


@each
def test_it_is_not_quoted(injection: Injection) -> None:
    assert_sound(extractive().summarise(injection.request()), injection)


@each
def test_a_local_model_that_would_obey_does_not_see_it(injection: Injection) -> None:
    model = ScriptedModel(writes=lambda prompt: injection.answered(prompt.messages))
    told = Generative(lambda: model, extractive=extractive()).summarise(injection.request())
    assert_sound(told, injection)


@pytest.fixture(scope="module")
def obedient() -> Iterator[tuple[ModelServer, list[Injection]]]:
    """A server whose model obeys the injection put last into the list, where it sees it."""
    current: list[Injection] = []

    def reply(body: dict[str, Any]) -> Reply:
        messages = [Message(role=turn["role"], content=turn["content"]) for turn in body["messages"]]
        return saying(current[-1].answered(messages))

    with serving(reply) as server:
        yield server, current


@each
def test_a_model_server_that_would_obey_does_not_see_it(
    injection: Injection, obedient: tuple[ModelServer, list[Injection]]
) -> None:
    server, current = obedient
    current.append(injection)
    told = remote(server.url()).summarise(injection.request())
    assert_sound(told, injection)
    assert injection.text.strip() not in json.dumps(server.asked[-1], ensure_ascii=False)


def test_what_a_model_says_all_the_same_is_stopped_by_the_gate() -> None:
    """Here the model says what the text wants though it never saw it: only the gate stands in between."""
    through = []
    for injection in EVERY:
        model = ScriptedModel(writes=lambda prompt, one=injection: one.obeyed(prompt.messages))  # type: ignore[misc]
        told = Generative(lambda model=model: model, extractive=extractive()).summarise(injection.request())  # type: ignore[misc]
        assert told.sentences
        if injection.leaked(told):
            through.append(injection.id)
    assert len(through) <= LET_THROUGH, through


def test_of_texts_the_detector_was_not_made_with_most_get_nowhere() -> None:
    """They were written when it was finished: it takes out some, the gate stops more of what they ask for."""
    unseen = list(injections(UNSEEN))
    assert len(unseen) >= 20
    assert sum(defused_request(one.request())[1] > 0 for one in unseen) >= UNSEEN_FOUND
    through = []
    for injection in unseen:
        model = ScriptedModel(writes=lambda prompt, one=injection: one.answered(prompt.messages))  # type: ignore[misc]
        told = Generative(lambda model=model: model, extractive=extractive()).summarise(injection.request())  # type: ignore[misc]
        if injection.leaked(told):
            through.append(injection.id)
    assert len(through) <= UNSEEN_THROUGH, through


def test_the_stand_in_for_an_obedient_answer_is_quoted_and_counted() -> None:
    injection = next(one for one in EVERY if one.id == "en-system-leak")
    model = ScriptedModel(writes=lambda prompt: injection.obeyed(prompt.messages))
    told = Generative(lambda: model, extractive=extractive()).summarise(injection.request())
    assert told.backend == "extractive"
    assert told.gate.checked > 0
    assert_sound(told, injection)
    assert "morning brief" not in " ".join(told.fallbacks)
