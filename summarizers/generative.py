"""Summaries written by a local transformers model, checked sentence by sentence against what it was given.

A text longer than the model's window is summarised part by part, then the parts' summaries together. What the check
refuses is dropped, and a quoted sentence stands in for it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from summarizers import loading
from summarizers.base import Passage, Summary, SummaryRequest
from summarizers.chunking import cut, parts, sentences
from summarizers.errors import BackendError
from summarizers.extractive import Extractive
from summarizers.keys import digest
from summarizers.merging import Written, checked
from summarizers.prompting import Message, messages
from summarizers.reading import Gazetteer

NAME = "generative"
_ANSWER_TOKENS = 160
_ROUNDS = 4


class Generator(Protocol):
    """What is needed of a loaded model."""

    @property
    def chat(self) -> bool:
        """Whether it follows instructions; a sequence-to-sequence model is given the text alone."""

    @property
    def window(self) -> int:
        """How many tokens it can look at."""

    def count(self, text: str) -> int:
        """Return the number of tokens of `text`."""

    def generate(self, messages: Sequence[Message], *, max_tokens: int, seconds: float) -> str:
        """Return the answer; raise BackendError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deadline:
    at: float
    clock: Callable[[], float]

    def left(self) -> float:
        seconds = self.at - self.clock()
        if seconds <= 0:
            raise BackendError("the time for this summary is over")
        return seconds


class Generative:
    """Any sequence-to-sequence or chat model in a local folder; greedy, so the same request gives the same summary."""

    def __init__(
        self,
        load: Callable[[], Generator],
        *,
        extractive: Extractive,
        gazetteer: Gazetteer | None = None,
        seconds: float = 120.0,
        clock: Callable[[], float] = time.monotonic,
        model: str = "",
    ) -> None:
        """Load the model by `load` at the first request; give up on one after `seconds`.

        `model` is a digest that tells it from others.
        """
        self._load, self._extractive, self._seconds, self._clock = load, extractive, seconds, clock
        self._gazetteer, self._known_as = gazetteer, model
        self._model: Generator | None = None

    @property
    def name(self) -> str:
        """The name it is registered under."""
        return NAME

    @property
    def fingerprint(self) -> str:
        """Which model it is, what it is asked, and what stands in where it fails."""
        return digest(NAME, self._known_as, repr(messages("", budget=0)), self._extractive.fingerprint)

    def summarise(self, request: SummaryRequest) -> Summary:
        """Return the model's sentences that hold against the passages, else quoted ones. Raises ModelError."""
        if self._model is None:
            self._model = self._load()
        quoted = self._extractive.summarise(request)
        try:
            text = self._written(self._model, request)
        except BackendError as error:
            return Written(backend=NAME, text="", problem=str(error), passing=True).replaced_by(quoted)
        return checked(Written(backend=NAME, text=text), request=request, quoted=quoted, gazetteer=self._gazetteer)

    def _written(self, model: Generator, request: SummaryRequest) -> str:
        deadline = _Deadline(at=self._clock() + self._seconds, clock=self._clock)
        material = [_told(passage) for passage in request.passages]
        for _ in range(_ROUNDS):
            room = _room(model, request)
            told = [sentence for text in material for sentence in sentences(text)]
            fitting = [piece for sentence in told for piece in cut(sentence, size=room, measure=model.count)]
            pieces = parts(fitting, size=room, measure=model.count)
            if not pieces:
                raise BackendError("there is no text to summarise")
            answers = [
                model.generate(
                    _messages(" ".join(piece), chat=model.chat, budget=request.budget),
                    max_tokens=min(_ANSWER_TOKENS, model.window // 3),
                    seconds=deadline.left(),
                )
                for piece in pieces
            ]
            if len(answers) == 1:
                return answers[0]
            material = answers
        raise BackendError(f"the text is too long for a window of {model.window} tokens")


def from_folder(folder: Path, *, threads: int | None = None) -> Callable[[], Generator]:
    """Return a loader of the model in `folder`."""
    return lambda: loading.load_generator(folder, threads=threads)


def _told(passage: Passage) -> str:
    return f"{passage.title.strip()}. {passage.text}" if passage.title.strip() else passage.text


def _room(model: Generator, request: SummaryRequest) -> int:
    """Return how many tokens of text fit beside instruction and answer."""
    around = sum(model.count(message.content) for message in _messages("", chat=model.chat, budget=request.budget))
    room = model.window - min(_ANSWER_TOKENS, model.window // 3) - around - 16
    if room < 16:
        raise BackendError(f"a window of {model.window} tokens holds no text beside the instruction")
    return room


def _messages(text: str, *, chat: bool, budget: int) -> tuple[Message, ...]:
    if chat:
        return messages(text, budget=budget)
    return (Message(role="user", content=text),)
