"""A BERT encoder for many short texts on a processor: nothing padded, and whole numbers where the processor has them.

The texts of a batch stand one behind the other in one table of word pieces, so that no row is padding; only attention
looks at them one by one. Where the processor multiplies bytes (AVX-512 VNNI), weights are rounded to 8 bits per output
and activations to 8 bits per word piece: a vector then does not depend on what else is in its batch. Elsewhere the
same steps run in 32-bit floats. torch is imported inside functions only.
"""

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from summarizers.base import Vectors
from summarizers.errors import ModelError

# Word pieces in one batch: as many as stay in the processor's cache.
_PIECES_AT_ONCE = 1024
_LEVELS = 127
_ZERO = 128
_TINY = 1e-9
_LOST = 0.05
_PROBE = 64
Tensor = Any
Linear = Callable[[Tensor], Tensor]
Tensors = Callable[[str], Tensor]
"""The weights by name; each is read when it is asked for, so that they are never all held twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a model's config.json says of its build."""

    width: int
    layers: int
    heads: int
    epsilon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
    attend: Linear
    merge: Linear
    widen: Linear
    narrow: Linear
    attended: tuple[Tensor, Tensor]
    fed: tuple[Tensor, Tensor]


class PackedModel:
    """A loaded encoder; one call at a time."""

    def __init__(self, *, tokenizer: Any, weights: Tensors, shape: Shape, pieces: int, quantised: bool) -> None:
        """Build the layers out of `weights`; texts are cut at `pieces` word pieces."""
        linear = _byte_linear if quantised else _float_linear
        self._tokenizer, self._shape, self._busy = tokenizer, shape, threading.Lock()
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(pieces)
        self._words = weights("embeddings.word_embeddings.weight").clone()
        self._places = (
            weights("embeddings.position_embeddings.weight")[:pieces]
            + weights("embeddings.token_type_embeddings.weight")[0]
        )
        self._first = _norm(weights, "embeddings")
        self._layers = tuple(_layer(weights, number, linear=linear) for number in range(shape.layers))

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._shape.width

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return the mean over the word pieces of each text, scaled to length 1, in order."""
        with self._busy:
            rows = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
            found = np.zeros((len(rows), self.dimension), dtype=np.float32)
            for batch in batches([len(row) for row in rows], most=_PIECES_AT_ONCE):
                found[batch] = self._run([rows[place] for place in batch])
        return found

    def _run(self, rows: Sequence[Sequence[int]]) -> Vectors:
        import torch  # noqa: PLC0415 - late, see above
        from torch.nn.functional import normalize  # noqa: PLC0415 - late, see above

        lengths = [len(row) for row in rows]
        with torch.inference_mode():
            pieces = torch.tensor([piece for row in rows for piece in row])
            places = torch.cat([self._places[:length] for length in lengths])
            table = self._normed(self._words[pieces] + places, self._first)
            for layer in self._layers:
                table = self._through(layer, table, lengths)
            means = torch.stack([part.mean(dim=0) for part in table.split(lengths)])
            return np.asarray(normalize(means, p=2, dim=1).numpy(), dtype=np.float32)

    def _through(self, layer: _Layer, table: Tensor, lengths: Sequence[int]) -> Tensor:
        import torch  # noqa: PLC0415 - late, see above

        mixed = torch.cat([self._attention(part) for part in layer.attend(table).split(lengths)])
        table = self._normed(layer.merge(mixed).add_(table), layer.attended)
        wide = torch.nn.functional.gelu(layer.widen(table))
        return self._normed(layer.narrow(wide).add_(table), layer.fed)

    def _attention(self, part: Tensor) -> Tensor:
        """Return what the heads make of one text; `part` holds queries, keys and values side by side."""
        from torch.nn.functional import scaled_dot_product_attention  # noqa: PLC0415 - late, see above

        width, heads = self._shape.width, self._shape.heads
        query, key, value = part.view(1, -1, 3, heads, width // heads).permute(2, 0, 3, 1, 4)
        return scaled_dot_product_attention(query, key, value)[0].transpose(0, 1).reshape(-1, width)

    def _normed(self, table: Tensor, norm: tuple[Tensor, Tensor]) -> Tensor:
        from torch.nn.functional import layer_norm  # noqa: PLC0415 - late, see above

        return layer_norm(table, (self._shape.width,), norm[0], norm[1], self._shape.epsilon)


def batches(lengths: Sequence[int], *, most: int) -> list[list[int]]:
    """Return the places of all texts, short ones first, in groups of at most `most` pieces (or of one longer text)."""
    groups: list[list[int]] = []
    room = 0
    for place in sorted(range(len(lengths)), key=lambda place: (lengths[place], place)):
        if not groups or lengths[place] > room:
            groups.append([])
            room = most
        groups[-1].append(place)
        room -= lengths[place]
    return groups


def read_shape(folder: Path) -> Shape:
    """Return what config.json in `folder` says; raise ModelError where it is no BERT encoder."""
    path = folder / "config.json"
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        kind = (raw["model_type"], raw["hidden_act"])
        shape = Shape(
            width=int(raw["hidden_size"]),
            layers=int(raw["num_hidden_layers"]),
            heads=int(raw["num_attention_heads"]),
            epsilon=float(raw["layer_norm_eps"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path}: cannot be used ({error}); set the folder of a BERT encoder") from error
    if kind != ("bert", "gelu"):
        raise ModelError(f"{path}: cannot be used ({kind[0]} with {kind[1]}); set the folder of a BERT encoder")
    return shape


def multiplies_bytes() -> bool:
    """Whether this processor multiplies bytes fast, and torch does so rightly; found out by doing it once."""
    import torch  # noqa: PLC0415 - late, see above

    if not torch.cpu.get_capabilities().get("avx512_vnni"):
        return False
    weight = torch.linspace(-1, 1, _PROBE * _PROBE).sin().view(_PROBE, _PROBE)
    table, bias = weight.cos(), torch.ones(_PROBE)
    try:
        found = _byte_linear(weight, bias)(table)
    except (RuntimeError, AttributeError, TypeError):  # the operator is torch's own and may change
        return False
    exact = torch.nn.functional.linear(table, weight, bias)
    return bool((found - exact).abs().max() <= _LOST * exact.abs().max())


def _layer(weights: Tensors, number: int, *, linear: Callable[[Tensor, Tensor], Linear]) -> _Layer:
    import torch  # noqa: PLC0415 - late, see above

    def made(*names: str) -> Linear:
        parts = [f"{within}{name}" for name in names]
        return linear(
            torch.cat([weights(f"{part}.weight") for part in parts]),
            torch.cat([weights(f"{part}.bias") for part in parts]),
        )

    within = f"encoder.layer.{number}."
    return _Layer(
        attend=made("attention.self.query", "attention.self.key", "attention.self.value"),
        merge=made("attention.output.dense"),
        widen=made("intermediate.dense"),
        narrow=made("output.dense"),
        attended=_norm(weights, f"{within}attention.output"),
        fed=_norm(weights, f"{within}output"),
    )


def _norm(weights: Tensors, name: str) -> tuple[Tensor, Tensor]:
    return weights(f"{name}.LayerNorm.weight").clone(), weights(f"{name}.LayerNorm.bias").clone()


def _float_linear(weight: Tensor, bias: Tensor) -> Linear:
    from torch.nn.functional import linear  # noqa: PLC0415 - late, see above

    return lambda table: linear(table, weight, bias)


def _byte_linear(weight: Tensor, bias: Tensor) -> Linear:
    """Return a layer that multiplies bytes: each row of weights and each row of the table has a scale of its own."""
    import torch  # noqa: PLC0415 - late, see above

    scales = weight.abs().amax(1).clamp_(min=_TINY).div_(_LEVELS)
    whole = (weight / scales[:, None]).round_().clamp_(-_LEVELS, _LEVELS).to(torch.int8)
    packed = torch.ops.onednn.qlinear_prepack(whole, None)
    zeros = torch.zeros(len(scales), dtype=torch.int64)

    def run(table: Tensor) -> Tensor:
        steps = table.abs().amax(1, keepdim=True).clamp_(min=_TINY).div_(_LEVELS)
        levels = torch.div(table, steps).add_(_ZERO + 0.5).to(torch.uint8)
        product = torch.ops.onednn.qlinear_pointwise(
            levels, 1.0, _ZERO, packed, scales, zeros, None, 1.0, 0, torch.float32, "none", [], ""
        )
        return torch.addcmul(bias, product, steps)

    return run
