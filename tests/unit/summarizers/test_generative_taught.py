"""Tiny models that were taught what to say, through loading, prompting, generating and the gate, to the summary."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from summarizers.base import Passage, SummaryRequest
from summarizers.extractive import Extractive
from summarizers.generative import Generative
from summarizers.loading_generator import load_generator
from summarizers.loading_generator_run import GeneratorModel
from summarizers.prompting import Answer, Message, Prompt
from support.hashing import HashEncoder
from support.teaching import teach
from support.tinymodels import FAMILIES, save_family

NEWS = (
    "Poland and South Korea signed a contract for 180 tanks on Monday. The contract is worth 6.5 billion dollars. "
    "Deliveries of the tanks from South Korea to Poland begin in 2027."
)
TRUE = "Poland and South Korea signed a contract for 180 tanks worth 6.5 billion dollars."
FALSE = "Poland and South Korea signed a contract for 400 tanks."


def request(text: str = NEWS) -> SummaryRequest:
    return SummaryRequest(passages=(Passage(id="a", title="Poland buys tanks", text=text),))


class Listening:
    """A loaded model that keeps what it was asked."""

    def __init__(self, model: GeneratorModel) -> None:
        self._model = model
        self.chat, self.window = model.chat, model.window
        self.prompt_room, self.count, self.size = model.prompt_room, model.count, model.size
        self.asked: list[tuple[Message, ...]] = []

    def answers(self, prompts: Sequence[Prompt], *, seconds: float) -> tuple[Answer, ...]:
        self.asked += [prompt.messages for prompt in prompts]
        return self._model.answers(prompts, seconds=seconds)


def asked_for(model: GeneratorModel, *requests: SummaryRequest) -> list[tuple[Message, ...]]:
    """Return the prompts that `requests` become, as the backend itself makes them."""
    listening = Listening(model)
    Generative(lambda: listening, extractive=Extractive(None)).summarise_many(requests)
    return listening.asked[: len(requests)]


@pytest.mark.parametrize("family", FAMILIES)
def test_what_a_model_of_each_family_writes_gets_into_the_summary(tmp_path: Path, family: str) -> None:
    model = load_generator(save_family(tmp_path / family, family))
    requests = [request(), request(NEWS + " The tanks are the K2.")]
    teach(model, asked_for(model, *requests), TRUE)
    made = Generative(lambda: model, extractive=Extractive(HashEncoder()))
    many = made.summarise_many(requests)
    assert [(one.backend, one.text, one.fallbacks) for one in many] == [("generative", TRUE, ())] * 2
    assert many == tuple(made.summarise(one) for one in requests)


@pytest.mark.parametrize("family", ["bart", "qwen3"])
def test_what_a_model_writes_wrong_is_quoted_instead(tmp_path: Path, family: str) -> None:
    model = load_generator(save_family(tmp_path / family, family))
    teach(model, asked_for(model, request()), FALSE)
    told = Generative(lambda: model, extractive=Extractive(HashEncoder())).summarise(request())
    assert told.backend == "extractive"
    assert "400" not in told.text
    assert "180 tanks" in told.text
    assert (told.gate.checked, told.gate.regenerated, told.gate.replaced) == (1, 1, 1)
