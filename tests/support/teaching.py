"""Teaching a tiny model one answer, so that tests see what it writes go all the way to the summary."""

from collections.abc import Sequence

from summarizers.loading_generator_run import GeneratorModel
from summarizers.prompting import Message

_STEPS, _ENOUGH, _RATE = 400, 0.02, 2e-2


def teach(model: GeneratorModel, prompts: Sequence[Sequence[Message]], answer: str) -> None:
    """Fit `model` until it gives `answer`, and an end mark behind it, to each of `prompts`."""
    import torch  # noqa: PLC0415  (heavy: loaded where a model is taught)

    inner, dialect = model._model, model._dialect
    ids = [*dialect.tokenizer(answer, add_special_tokens=False)["input_ids"], min(model._ends)]
    asked = [dialect.encode(prompt) for prompt in prompts]
    descent = torch.optim.Adam(inner.parameters(), lr=_RATE)
    for _ in range(_STEPS):
        losses = []
        for prompt in asked:
            causal = model._window.shared
            fed = torch.tensor([[*prompt, *ids] if causal else prompt])
            wanted = torch.tensor([[*([-100] * len(prompt)), *ids] if causal else ids])
            losses.append(inner(input_ids=fed, labels=wanted).loss)
        loss = torch.stack(losses).mean()
        descent.zero_grad()
        torch.autograd.backward([loss])
        descent.step()
        if loss.item() < _ENOUGH:
            return
    raise AssertionError("the model did not learn its answer")
