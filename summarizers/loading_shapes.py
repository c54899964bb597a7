"""Generating models of a known build with random weights: they take as long as the real ones, and say nothing.

They serve to measure. What they are given are numbers of tokens, not texts.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from summarizers.loading_parts import LOADING, quiet_transformers
from summarizers.placement import seen

Device = Literal["cpu", "cuda"]
_FIRST_TOKEN = 100  # below lie special tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A build by its family in transformers and what its config.json says."""

    name: str
    family: str
    config: Mapping[str, Any] = field(default_factory=dict)


DISTILBART = Shape(
    name="distilbart-cnn-12-6",
    family="Bart",
    config={
        "encoder_layers": 12, "decoder_layers": 6, "d_model": 1024,
        "encoder_attention_heads": 16, "decoder_attention_heads": 16,
        "encoder_ffn_dim": 4096, "decoder_ffn_dim": 4096, "vocab_size": 50264, "max_position_embeddings": 1024,
    },
)  # fmt: skip
CHAT = Shape(
    name="a chat model of 1.5 B",
    family="Qwen2",
    config={
        "num_hidden_layers": 28, "hidden_size": 1536, "intermediate_size": 8960, "num_attention_heads": 12,
        "num_key_value_heads": 2, "vocab_size": 151_936, "max_position_embeddings": 32_768,
        "tie_word_embeddings": True,
    },
)  # fmt: skip
TINY = Shape(
    name="tiny",
    family="Bart",
    config={
        "encoder_layers": 1, "decoder_layers": 1, "d_model": 16,
        "encoder_attention_heads": 2, "decoder_attention_heads": 2,
        "encoder_ffn_dim": 16, "decoder_ffn_dim": 16, "vocab_size": 300, "max_position_embeddings": 1024,
    },
)  # fmt: skip
"""Of no known build: to try things out."""
SHAPES: Mapping[str, Shape] = {shape.name: shape for shape in (DISTILBART, CHAT, TINY)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Graphics:
    """A card that works, and the bytes a second its memory gives, reading and writing, found out by copying."""

    name: str
    bytes_per_second: float


class ShapedModel:
    """A model of a shape; greedy or by beams, it makes exactly as many tokens as it is asked for."""

    def __init__(self, model: Any, *, device: Device) -> None:
        """Generate with `model` on `device`."""
        self._model, self._device = model, device

    @property
    def weight_bytes(self) -> int:
        """Memory that the weights take."""
        return sum(weight.numel() * weight.element_size() for weight in self._model.parameters())

    @property
    def token_bytes(self) -> int:
        """Memory that keys and values of one token take, of a decoder without an encoder."""
        config = self._model.config
        width = config.hidden_size // config.num_attention_heads * config.num_key_value_heads
        return int(2 * config.num_hidden_layers * width * next(self._model.parameters()).element_size())

    def generate(self, lengths: Sequence[int], *, new_tokens: int, beams: int = 1) -> int:
        """Read texts of `lengths` tokens, padded to the longest, and write `new_tokens` after each; return how many."""
        import torch  # noqa: PLC0415 - late, as in `loading`

        ids = torch.randint(_FIRST_TOKEN, self._model.config.vocab_size, (len(lengths), max(lengths)))
        mask = torch.stack([torch.arange(max(lengths)) >= max(lengths) - length for length in lengths]).long()
        with torch.inference_mode():
            made = self._model.generate(
                input_ids=ids.to(self._device),
                attention_mask=mask.to(self._device),
                min_new_tokens=new_tokens,
                max_new_tokens=new_tokens,
                do_sample=False,
                num_beams=beams,
            )
            if self._device == "cuda":
                torch.cuda.synchronize()
        given = 1 if self._model.config.is_encoder_decoder else max(lengths)
        return int((made.shape[1] - given) * made.shape[0])


def build(shape: Shape, *, device: Device = "cpu", threads: int | None = None) -> ShapedModel:
    """Return a model of `shape` with random weights, fp32 on the processor and bf16 on a card."""
    transformers = quiet_transformers(threads)
    import torch  # noqa: PLC0415 - late, as in `loading`

    config = getattr(transformers, f"{shape.family}Config")(**shape.config)
    kinds = {"Bart": "BartForConditionalGeneration", "Qwen2": "Qwen2ForCausalLM"}
    with LOADING, torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        model = getattr(transformers, kinds[shape.family])(config)
    model = model.to(torch.bfloat16) if device == "cuda" else model
    model.generation_config.pad_token_id = config.pad_token_id or 0
    return ShapedModel(model.to(device).eval(), device=device)


def graphics(*, timer: Callable[[], float] = time.perf_counter, size: int = 1 << 30) -> Graphics | None:
    """Return the card that torch can use, None where there is none; `size` bytes are copied on it."""
    quiet_transformers(None)
    import torch  # noqa: PLC0415 - late, as in `loading`

    if not seen(torch).gpu:
        return None
    source = torch.zeros(size, dtype=torch.uint8, device="cuda")
    target = torch.empty_like(source)
    rounds = 10
    target.copy_(source)
    torch.cuda.synchronize()
    start = timer()
    for _ in range(rounds):
        target.copy_(source)
    torch.cuda.synchronize()
    return Graphics(name=torch.cuda.get_device_name(), bytes_per_second=2 * size * rounds / (timer() - start))
