"""A chat model on a graphics card, where there is one: articles and tokens a second by batch, and what memory allows.

Each token written reads all weights once for the whole batch, and the keys and values of every text in it: what the
card's memory gives a second bounds the tokens.
"""

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from bot.bench.timing import Timer
from summarizers.loading_shapes import CHAT, Graphics, Shape, build, graphics

BATCHES = (1, 8, 32, 64)
PROMPT, NEW_TOKENS = 900, 120
"""Tokens of an article of 600 words with what is asked of it, and of an answer of 60 words."""
NONE = "GPU: none found, not measured."


class Model(Protocol):
    """What is measured: the memory of its weights and of a token's keys and values, in bytes."""

    @property
    def weight_bytes(self) -> int:
        """Memory of the weights."""

    @property
    def token_bytes(self) -> int:
        """Memory of one token's keys and values."""

    def generate(self, lengths: Sequence[int], *, new_tokens: int, beams: int = 1) -> int:
        """Write `new_tokens` behind each text; return how many in all."""


def graphics_lines(
    find: Callable[[], Graphics | None] = graphics,
    make: Callable[[Shape], Model] = lambda shape: build(shape, device="cuda"),
    *,
    timer: Timer = time.perf_counter,
) -> tuple[str, ...]:
    """Return a line for each batch, measured after one untimed; one line where `find` finds no card."""
    card = find()
    if card is None:
        return (NONE,)
    model = make(CHAT)
    head = f"GPU: {card.name}, {CHAT.name} with random weights, {PROMPT} tokens read and {NEW_TOKENS} written."
    return (head, *(_line(model, card, batch, timer) for batch in BATCHES))


def most_tokens(model: Model, card: Graphics, *, batch: int) -> float:
    """Return the tokens a second that the card's memory allows, for texts half written."""
    held = batch * (PROMPT + NEW_TOKENS / 2) * model.token_bytes
    return batch * card.bytes_per_second / (model.weight_bytes + held)


def _line(model: Model, card: Graphics, batch: int, timer: Timer) -> str:
    lengths = [PROMPT] * batch
    try:
        model.generate(lengths, new_tokens=2)
        start = timer()
        made = model.generate(lengths, new_tokens=NEW_TOKENS)
        seconds = timer() - start
    except RuntimeError as error:  # torch's, of memory too
        return f"Batch {batch}: not measured ({(str(error) or type(error).__name__).splitlines()[0][:120]})."
    limit = most_tokens(model, card, batch=batch)
    rate = made / seconds
    return (
        f"Batch {batch}: {batch / seconds:.2f} articles/s, {rate:,.0f} tokens/s, reading included; the card's memory "
        f"allows {limit:,.0f} ({rate / limit:.0%})."
    )
