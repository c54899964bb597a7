"""A generating model that gives the answers it was handed, holds callers to its window and keeps what it was asked."""

from collections.abc import Callable, Sequence

from summarizers.prompting import Answer, Message, Prompt

Writes = Callable[[Prompt], str]


class ScriptedModel:
    """Counts words for tokens; answers in turn, or by `writes`; "!" stands for memory that is short."""

    def __init__(self, *answers: str, window: int = 4096, chat: bool = True, writes: Writes | None = None) -> None:
        self.script, self.window, self.chat, self._writes = list(answers), window, chat, writes
        self.asked: list[Prompt] = []
        self.calls: list[int] = []

    def prompt_room(self, *, max_tokens: int) -> int:
        return self.window - max_tokens if self.chat else self.window

    def count(self, text: str) -> int:
        return len(text.split())

    def size(self, messages: Sequence[Message]) -> int:
        return sum(self.count(message.content) for message in messages)

    def answers(self, prompts: Sequence[Prompt], *, seconds: float) -> tuple[Answer, ...]:
        if seconds <= 0:
            return tuple(Answer(problem="the time for this summary is over", passing=True) for _ in prompts)
        self.calls.append(len(prompts))
        return tuple(self._answer(prompt) for prompt in prompts)

    def _answer(self, prompt: Prompt) -> Answer:
        assert self.size(prompt.messages) <= self.prompt_room(max_tokens=prompt.max_tokens)
        self.asked.append(prompt)
        text = self._writes(prompt) if self._writes else self.script.pop(0)
        if text == "!":
            return Answer(problem="the model could not answer (out of memory)", passing=True)
        words = text.split(" ")
        return Answer(text=" ".join(words[: prompt.max_tokens]), cut=len(words) > prompt.max_tokens)
