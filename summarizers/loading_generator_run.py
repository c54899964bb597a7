"""A loaded generating model at work: prompts answered together by length, greedily, within a time and the memory.

A greedy answer does not depend on what it is generated with, up to the rounding of sums: in float32 the same text.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from summarizers.batches import Room, by_length, halves
from summarizers.dialects import Dialect
from summarizers.loading_parts import first_line
from summarizers.prompting import Answer, Message, Prompt

TIME_OVER = Answer(problem="the time for this summary is over", passing=True)
_MEMORY_WORDS = ("out of memory", "can't allocate memory", "not enough memory", "cannot allocate memory")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How many tokens a model looks at, and whether prompt and answer share them (else the answer has its own)."""

    tokens: int
    shared: bool

    def prompt(self, *, max_tokens: int) -> int:
        """Return how many tokens a prompt may have beside an answer of `max_tokens`."""
        return self.tokens - max_tokens if self.shared else self.tokens


class GeneratorModel:
    """A loaded model, sequence-to-sequence or chat; one call at a time."""

    def __init__(
        self,
        *,
        model: Any,
        dialect: Dialect,
        window: Window,
        room: Room,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Generate with `model`, whose generation config says greedy and the ids that end an answer."""
        self._model, self._dialect, self._window, self._room, self._clock = model, dialect, window, room, clock
        self._ends = frozenset(model.generation_config.eos_token_id or ())
        self._busy = threading.Lock()

    @property
    def chat(self) -> bool:
        """Whether it follows instructions; another is given the text alone."""
        return self._dialect.chat

    @property
    def window(self) -> int:
        """How many tokens it looks at."""
        return self._window.tokens

    def prompt_room(self, *, max_tokens: int) -> int:
        """Return how many tokens a prompt may have beside an answer of `max_tokens`."""
        return self._window.prompt(max_tokens=max_tokens)

    def count(self, text: str) -> int:
        """Return the number of tokens of `text`, without special ones."""
        with self._busy:
            return self._dialect.count(text)

    def size(self, messages: Sequence[Message]) -> int:
        """Return the number of tokens of a whole prompt."""
        with self._busy:
            return len(self._dialect.encode(messages))

    def answers(self, prompts: Sequence[Prompt], *, seconds: float) -> tuple[Answer, ...]:
        """Return an answer to each prompt, in order; a problem where there is none, such as time that was over.

        `seconds` bound all of them together. What is generated together is halved where it does not fit into memory.
        """
        until = self._clock() + seconds
        answers = [TIME_OVER] * len(prompts)
        with self._busy:
            rows = [_Row(ids=self._dialect.encode(one.messages), most=one.max_tokens) for one in prompts]
            fitting = []
            for place, row in enumerate(rows):
                room = self._window.prompt(max_tokens=row.most)
                if 0 < len(row.ids) <= room:
                    fitting.append(place)
                else:
                    answers[place] = Answer(problem=f"a prompt of {len(row.ids)} tokens does not fit {room}")
            lengths = [len(rows[place].ids) + rows[place].most for place in fitting]
            todo = [tuple(fitting[at] for at in batch) for batch in by_length(lengths, self._room)]
            while todo and self._clock() < until:
                batch = todo.pop(0)
                found, problem = self._tried([rows[place] for place in batch], until=until)
                if problem and len(batch) > 1:
                    self._shrink(len(batch), problem)
                    todo[:0] = halves(batch)
                    continue
                for place, answer in zip(batch, [problem] if problem else found, strict=True):
                    answers[place] = answer
        return tuple(answers)

    def _tried(self, rows: Sequence["_Row"], *, until: float) -> tuple[list[Answer], Answer | None]:
        """Return the answers to `rows`, or the problem: whatever torch raises of memory, of a row or of the card."""
        try:
            return self._generated(rows, until=until), None
        except Exception as error:
            problem = problem_of(error)
        # Only now: the error's frames hold what was computed.
        _tidy_memory()
        return [], problem

    def _shrink(self, rows: int, problem: Answer) -> None:
        """Remember how many rows were too many for the memory: the next call begins with half as many."""
        if problem.passing:
            self._room = replace(self._room, rows=max(1, min(self._room.rows, (rows + 1) // 2)))

    def _generated(self, rows: Sequence["_Row"], *, until: float) -> list[Answer]:
        import torch  # noqa: PLC0415 - late: loads when a model does

        with torch.inference_mode():
            width = max(len(row.ids) for row in rows)
            pad = self._model.generation_config.pad_token_id
            ids = torch.full((len(rows), width), pad, dtype=torch.long)
            mask = torch.zeros_like(ids)
            for at, row in enumerate(rows):
                # A causal model goes on behind the last token; an encoder begins at the first.
                length = len(row.ids)
                held = slice(width - length, width) if self._window.shared else slice(0, length)
                ids[at, held] = torch.tensor(row.ids, dtype=torch.long)
                mask[at, held] = 1
            watch = _Watch(until=until, clock=self._clock, torch=torch)
            output = self._model.generate(
                input_ids=ids.to(self._model.device),
                attention_mask=mask.to(self._model.device),
                max_new_tokens=max(row.most for row in rows),
                do_sample=False,
                num_beams=1,
                stopping_criteria=[watch],
            )
        begin = width if self._window.shared else 1
        return [
            self._answer(written[begin:], most=row.most, over=watch.over)
            for written, row in zip(output.tolist(), rows, strict=True)
        ]

    def _answer(self, ids: Sequence[int], *, most: int, over: bool) -> Answer:
        written = list(ids[:most])
        end = next((at for at, token in enumerate(written) if token in self._ends), None)
        if end is None and over and len(written) < most:
            return TIME_OVER
        text = self._dialect.tokenizer.decode(written[:end], skip_special_tokens=True)
        return Answer(text=str(text).strip(), cut=end is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A prompt's token ids, and how many its answer may have."""

    ids: list[int]
    most: int


class _Watch:
    """Stops all rows of a batch when the time is over, and tells that it did."""

    def __init__(self, *, until: float, clock: Callable[[], float], torch: Any) -> None:
        self._until, self._clock, self._torch = until, clock, torch
        self.over = False

    def __call__(self, input_ids: Any, scores: Any, **_: Any) -> Any:
        del scores
        self.over = self.over or self._clock() >= self._until
        return self._torch.full((input_ids.shape[0],), self.over, dtype=self._torch.bool, device=input_ids.device)


def problem_of(error: Exception) -> Answer:
    """Return what is said of an error of torch or transformers; memory by its name, else the error's own first line."""
    said = first_line(error)
    if isinstance(error, MemoryError) or any(words in said.lower() for words in _MEMORY_WORDS):
        return Answer(problem="the model could not answer (out of memory)", passing=True)
    return Answer(problem=f"the model could not answer ({said})")


def _tidy_memory() -> None:
    import torch  # noqa: PLC0415 - late, see above

    if torch.cuda.is_available():
        torch.cuda.empty_cache()
