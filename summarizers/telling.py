"""What a generating model writes of requests, many at once: the prompts of one step are answered together.

A request too long for the model's window is told part by part, and then what was told as a whole.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from summarizers.base import DealFacts, SummaryRequest
from summarizers.merging import Failed
from summarizers.prompting import Answer, Message, Prompt, again_messages, messages, part_messages
from summarizers.tidying import tidied
from summarizers.windows import FEWEST, Material, Part, after, joined, material_of, round_of

_ROUNDS = 8
_TOKENS_PER_WORD, _TOKENS_MORE = 2.5, 10
_AGAIN_WORDS = 30
_MARGIN = 16
Focus = Sequence[str | tuple[str, ...]]


class Generator(Protocol):
    """What is needed of a loaded model."""

    @property
    def chat(self) -> bool:
        """Whether it follows instructions; another is given the text alone."""

    @property
    def window(self) -> int:
        """How many tokens it looks at."""

    def prompt_room(self, *, max_tokens: int) -> int:
        """Return how many tokens a prompt may have beside an answer of `max_tokens`."""

    def count(self, text: str) -> int:
        """Return the number of tokens of `text`."""

    def size(self, messages: Sequence[Message]) -> int:
        """Return the number of tokens of a whole prompt."""

    def answers(self, prompts: Sequence[Prompt], *, seconds: float) -> Sequence[Answer]:
        """Return an answer to each prompt within `seconds` for all, a problem where there is none."""


def written(model: Generator, requests: Sequence[SummaryRequest], *, left: Callable[[], float]) -> tuple[Answer, ...]:
    """Return what `model` writes of each request; `left` tells the seconds that are left for all."""
    jobs = [_job(model, request) for request in requests]
    for _ in range(_ROUNDS):
        steps = [(job, part) for job in jobs if not job.ended for part in job.parts(model)]
        if not steps:
            break
        answers = model.answers([job.part_prompt(model, part) for job, part in steps], seconds=left())
        for job in {id(job): job for job, _ in steps}.values():
            job.hear([(part, one) for (other, part), one in zip(steps, answers, strict=True) if other is job], model)
    open_jobs = [job for job in jobs if not job.ended]
    prompts = [Prompt(messages=job.messages(model), max_tokens=job.tokens) for job in open_jobs]
    for job, answer in zip(open_jobs, model.answers(prompts, seconds=left()) if prompts else (), strict=True):
        job.ended = answer
    return tuple(job.ended or Answer() for job in jobs)


def rewritten(model: Generator, failed: Sequence[Failed], *, left: Callable[[], float]) -> tuple[str, ...]:
    """Return each failed sentence written anew by `model`, "" where it could not be."""
    tokens = _tokens(_AGAIN_WORDS, model)
    prompts = [Prompt(messages=_again(one, chat=model.chat), max_tokens=tokens) for one in failed]
    return tuple(answer.text for answer in model.answers(prompts, seconds=left())) if prompts else ()


@dataclass(slots=True, kw_only=True)
class _Job:
    """A request on its way through the model: its material, the room for it, and how it ended."""

    material: Material
    room: int
    tokens: int
    budget: int
    facts: DealFacts | None
    focus: Focus
    ended: Answer | None = field(default=None)

    def parts(self, model: Generator) -> tuple[Part, ...]:
        """Return what is to be told in parts before the rest; none where all fits."""
        self.material, found = round_of(self.material, room=self.room, measure=_measure(model), longest=self.tokens)
        return found

    def part_prompt(self, model: Generator, part: Part) -> Prompt:
        asked = part_messages(part.text, budget=part.words) if model.chat else _plain(part.text)
        return Prompt(messages=asked, max_tokens=part.limit)

    def hear(self, answers: Sequence[tuple[Part, Answer]], model: Generator) -> None:
        """Put the parts' tellings in their place; one that could not be told ends the whole."""
        self.ended = next((answer for _, answer in answers if answer.problem), None)
        if self.ended is None:
            told = [(part, tidied(answer.text)) for part, answer in answers]
            self.material = after(self.material, told, measure=_measure(model))

    def messages(self, model: Generator) -> tuple[Message, ...]:
        text = joined(self.material)
        return messages(text, budget=self.budget, facts=self.facts, focus=self.focus) if model.chat else _plain(text)


def _job(model: Generator, request: SummaryRequest) -> _Job:
    tokens = _tokens(request.budget, model)
    facts, focus = request.facts, request.focus
    room = _room(model, messages("", budget=request.budget, facts=facts, focus=focus), tokens=tokens)
    if room < model.window // 2 and (facts or focus):
        facts, focus = None, ()
        room = _room(model, messages("", budget=request.budget), tokens=tokens)
    material = material_of(request.passages)
    job = _Job(
        material=material,
        room=room - 2 * len(material),
        tokens=tokens,
        budget=request.budget,
        facts=facts,
        focus=focus,
    )
    if not material:
        job.ended = Answer(problem="there is no text to summarise")
    elif job.room < 4 * FEWEST:
        job.ended = Answer(problem=f"a window of {model.window} tokens holds no text beside the instruction")
    return job


def _room(model: Generator, empty: tuple[Message, ...], *, tokens: int) -> int:
    """Return how many tokens of material fit beside an answer and the instruction, that of the `empty` prompt."""
    if model.chat:
        around = max(model.size(empty), model.size(part_messages("", budget=_AGAIN_WORDS)))
    else:
        around = model.size(_plain(""))
    return model.prompt_room(max_tokens=tokens) - around - _MARGIN


def _tokens(budget: int, model: Generator) -> int:
    return max(1, min(int(budget * _TOKENS_PER_WORD) + _TOKENS_MORE, model.window // 3))


def _measure(model: Generator) -> Callable[[str], int]:
    # One more for the blank between sentences, which may be a token of its own.
    return lambda text: model.count(text) + 1


def _again(failed: Failed, *, chat: bool) -> tuple[Message, ...]:
    if chat:
        return again_messages(failed.text, reasons=failed.reasons, near=failed.near, budget=_AGAIN_WORDS)
    return _plain(" ".join(failed.near))


def _plain(text: str) -> tuple[Message, ...]:
    return (Message(role="user", content=text),)
