"""Summaries written by a local transformers model, checked sentence by sentence against what it was given.

What the check refuses is asked for once more, then a quoted sentence stands in for it. Where the model cannot be had,
or its answer is of no use, the extractive summary stands in, with the reason.
"""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from summarizers import loading_generator
from summarizers.base import Summary, SummaryRequest
from summarizers.defusing import defusing_many
from summarizers.errors import ModelError
from summarizers.extractive import Extractive
from summarizers.keys import digest
from summarizers.merging import Judged, Written, judged, settled
from summarizers.prompting import FIXED_WORDS, Answer
from summarizers.reading import Gazetteer
from summarizers.telling import Generator, rewritten, written

NAME = "generative"
_LOAD_AGAIN = 600.0  # seconds: a folder that cannot be loaded is looked at again, but not for every story


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
        """Load the model by `load` at the first request; give up on a request after `seconds`.

        Of several requests at once each has the `seconds` of all of them. `model` is a digest that tells the model
        from others.
        """
        self._load, self._extractive, self._seconds, self._clock = load, extractive, seconds, clock
        self._gazetteer, self._known_as = gazetteer, model
        self._model: Generator | None = None
        self._failed: tuple[float, ModelError] | None = None
        self._loading = threading.Lock()

    @property
    def name(self) -> str:
        """The name it is registered under."""
        return NAME

    @property
    def fingerprint(self) -> str:
        """Which model it is, what it is asked, and what stands in where it fails."""
        return digest(NAME, self._known_as, FIXED_WORDS, self._extractive.fingerprint)

    def summarise(self, request: SummaryRequest) -> Summary:
        """Return the model's sentences that hold against the passages, else quoted ones with the reason."""
        return self.summarise_many([request])[0]

    @defusing_many
    def summarise_many(self, requests: Sequence[SummaryRequest]) -> tuple[Summary, ...]:
        """Return a summary per request, in order, generated together; each is what `summarise` gives for it."""
        quoted = [self._extractive.summarise(request) for request in requests]
        try:
            model = self._loaded()
        except ModelError as error:
            return tuple(_given_up(Answer(problem=str(error), passing=True), stand_in) for stand_in in quoted)
        until = self._clock() + self._seconds * len(requests)

        def left() -> float:
            return until - self._clock()

        answers = written(model, requests, left=left)
        found = [
            None if answer.problem else self._judged(answer, request)
            for answer, request in zip(answers, requests, strict=True)
        ]
        failed = [one for judgement in found if judgement for one in judgement.failed]
        anew = iter(rewritten(model, failed, left=left))
        return tuple(
            settled(judgement, [next(anew) for _ in judgement.failed], quoted=stand_in)
            if judgement
            else _given_up(answer, stand_in)
            for judgement, answer, stand_in in zip(found, answers, quoted, strict=True)
        )

    def _judged(self, answer: Answer, request: SummaryRequest) -> Judged:
        told = Written(backend=NAME, text=answer.text, cut=answer.cut)
        return judged(told, request=request, gazetteer=self._gazetteer)

    def _loaded(self) -> Generator:
        with self._loading:
            if self._model is not None:
                return self._model
            if self._failed and self._clock() < self._failed[0]:
                raise self._failed[1]
            try:
                self._model = self._load()
            except ModelError as error:
                self._failed = (self._clock() + _LOAD_AGAIN, error)
                raise
            return self._model


def from_folder(folder: Path, *, threads: int | None = None) -> Callable[[], Generator]:
    """Return a loader of the model in `folder`."""
    return lambda: loading_generator.load_generator(folder, threads=threads)


def _given_up(answer: Answer, quoted: Summary) -> Summary:
    return Written(backend=NAME, text="", problem=answer.problem, passing=answer.passing).replaced_by(quoted)
