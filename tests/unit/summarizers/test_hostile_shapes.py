"""Texts of any shape and size go through every backend in bounded pieces, and something true comes out or a reason."""

import json

import pytest

from summarizers.base import Passage, Summary, SummaryRequest
from summarizers.extractive import Extractive
from summarizers.generative import Generative
from summarizers.prompting import Prompt
from support.hashing import HashEncoder
from support.modelserver import remote, saying, serving
from support.scriptedmodel import ScriptedModel

TRUE = "Poland signed a contract with South Korea for 180 tanks."
NEWS = f"{TRUE} Deliveries of the tanks begin in 2027, the ministry in Warsaw said."
SENTENCE = "tanks and more " * 7_000
SHAPES = {
    "one sentence of 100 kB": f"{TRUE} And {SENTENCE}.",
    "one word of 100 kB": f"{TRUE} A{'a' * 100_000}",
    "3 MB": f"{NEWS} " * 25_000,
    "emoji": f"{TRUE} {'😀👩‍🚀🏴󠁧󠁢󠁥󠁮󠁧󠁿' * 2_000}",
    "right to left": f"{TRUE} {'وقعت بولندا عقدا لشراء الدبابات. ' * 500}",
    "control characters": f"{TRUE}\x00\x07\x1b[31m\x7f\x85 \u202b\u200f Deliveries begin in 2027.",
    "halves of characters": f"{TRUE} \ud83d\udc00\ud83d Deliveries begin in 2027.",
    "combining marks": f"{TRUE} Z{chr(0x301) * 5_000} was there.",
    "line ends": f"{TRUE}\r\n\r\n\u2028\u2029\x0b\x0c Deliveries begin in 2027." + "\n" * 50_000,
    "dots": f"{TRUE}\n\n{'. ' * 50_000}",
    "brackets": f"{TRUE} {'(' * 20_000}{'<' * 20_000}{'[' * 20_000}",
}
NOTHING = {"empty": "", "blank": " \n\t ", "unseen": "\u200b\ufeff\u2060", "signs": "?!… — ???"}


def asking(text: str, *, title: str = "Poland buys tanks") -> SummaryRequest:
    return SummaryRequest(passages=(Passage(id="a", title=title, text=text),))


def assert_bounded(told: Summary) -> None:
    assert told.sentences or told.fallbacks
    assert len(told.text.split()) <= 60
    assert len(told.headline.split()) <= 20
    json.dumps([told.headline, told.text, *told.fallbacks], ensure_ascii=False).encode("utf-8")
    assert not any(char in told.text for char in "\x00\x07\x1b\u202b\u200f")


shapes = pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES.keys())


@shapes
def test_through_the_extractive_backend(text: str) -> None:
    told = Extractive(HashEncoder()).summarise(asking(text))
    assert_bounded(told)
    assert TRUE in told.text


@shapes
def test_through_a_local_model(text: str) -> None:
    sizes: list[int] = []

    def writes(prompt: Prompt) -> str:
        sizes.append(sum(len(message.content) for message in prompt.messages))
        return TRUE

    model = ScriptedModel(writes=writes, window=2_048)
    told = Generative(lambda: model, extractive=Extractive(HashEncoder())).summarise(asking(text))
    assert_bounded(told)
    assert TRUE in told.text
    assert sum(sizes) < 400_000


@shapes
def test_through_a_model_server(text: str) -> None:
    with serving(saying(TRUE)) as server:
        told = remote(server.url()).summarise(asking(text))
    assert_bounded(told)
    assert [sentence.text for sentence in told.sentences] == [TRUE]
    assert len(server.seen[0].body) < 60_000


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING.keys())
def test_where_there_is_nothing_to_tell_a_reason_is_given(text: str) -> None:
    with serving(saying("Germany buys 400 tanks.")) as server:
        told = remote(server.url()).summarise(asking(text, title=""))
    assert told.sentences == ()
    assert told.fallbacks
    model = ScriptedModel(writes=lambda prompt: "Germany buys 400 tanks.")
    local = Generative(lambda: model, extractive=Extractive(HashEncoder())).summarise(asking(text, title=""))
    assert local.sentences == ()
    assert local.fallbacks


def test_an_answer_of_one_endless_sentence_is_refused() -> None:
    with serving(saying("Poland signed " + "tanks and " * 50_000)) as server:
        told = remote(server.url()).summarise(asking(NEWS))
    assert_bounded(told)
    assert "180 tanks" in told.text
    assert max(map(len, told.fallbacks)) < 2_000
