"""The encoder as an ONNX graph: exported once by torch, kept under a cache folder, run by ONNX Runtime without torch.

The graph takes the word pieces of one text and gives its unit vector: nothing is padded, and a vector does not depend
on what else is encoded. Its 8-bit form has weights rounded per output and activations per text. Making it needs torch,
transformers, onnx and onnxscript; running it needs onnxruntime and tokenizers alone.
"""

import logging
import os
import tempfile
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

import numpy as np

from summarizers import loading
from summarizers.base import Vectors
from summarizers.errors import ModelError
from summarizers.loading_parts import LOADING, first_line, loaded, quiet_transformers

EXACT, QUANTISED = "fp32.onnx", "int8.onnx"
_MAKERS = ("torch", "transformers", "onnx", "onnxscript", "onnxruntime")
_NEEDS = "install them with the development packages: pip install 'entente[dev]'"


class OnnxModel:
    """A loaded graph; several texts may be encoded at once."""

    def __init__(self, *, tokenizer: Any, session: Any, pieces: int) -> None:
        """Run `session`; texts are cut at `pieces` word pieces."""
        self._tokenizer, self._session = tokenizer, session
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(pieces)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return the mean over the word pieces of each text, scaled to length 1, in order."""
        rows = self._tokenizer.encode_batch(list(texts))
        found = [self._session.run(None, {"input_ids": np.array([row.ids], dtype=np.int64)})[0][0] for row in rows]
        return np.asarray(np.stack(found), dtype=np.float32)


def load_onnx(
    folder: Path,
    *,
    cache: Path,
    expected: str = loading.MINILM_SHA256,
    quantised: bool = True,
    pieces: int = 256,
    threads: int | None = None,
) -> OnnxModel:
    """Load the graph of the encoder in `folder` from `cache`, exported before where it is not there; raise ModelError.

    `threads` bounds the processor threads of this model, by default as many as there are cores.
    """
    loading.check_weights(folder / loading.WEIGHTS, expected=expected)
    place = exported(folder, cache=cache, digest=expected)
    try:
        onnxruntime: Any = import_module("onnxruntime")
        from tokenizers import Tokenizer  # noqa: PLC0415 - late, as in `loading`
    except ImportError as error:
        raise ModelError(f"onnxruntime: cannot be loaded ({error}); {_NEEDS}") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or 0
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # threads that spin while they wait starve other work on a shared processor
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    path = place / (QUANTISED if quantised else EXACT)
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # onnxruntime's own errors share no base, tokenizers raises bare ones
        raise ModelError(f"{path}: cannot be loaded ({first_line(error)}); remove {place} and start again") from error
    return OnnxModel(tokenizer=tokenizer, session=session, pieces=pieces)


def exported(folder: Path, *, cache: Path, digest: str) -> Path:
    """Return the folder of the graphs of the encoder in `folder`, made now where `cache` has none; raise ModelError.

    They are known by `digest`, the SHA-256 of the weights, and by the versions of what made them; a folder appears
    whole or not at all.
    """
    place = cache / f"encoder-{digest[:12]}-{_versions()}"
    if (place / QUANTISED).is_file() and (place / EXACT).is_file():
        return place
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix=".encoder-") as made:
            whole = Path(made) / "graphs"
            whole.mkdir()
            _export(folder, whole / EXACT)
            _quantise(whole / EXACT, whole / QUANTISED)
            _settle(whole, place)
    except OSError as error:
        raise ModelError(f"{cache}: cannot be written ({error.strerror or error}); set another cache folder") from error
    except ImportError as error:
        raise ModelError(f"{folder}: cannot be exported ({error}); {_NEEDS}") from error
    return place


def _settle(whole: Path, place: Path) -> None:
    try:
        whole.replace(place)
    except OSError:
        if not (place / QUANTISED).is_file():  # else another process was first
            raise


def _versions() -> str:
    try:
        return "-".join(f"{name}{metadata.version(name).partition('+')[0]}" for name in _MAKERS)
    except metadata.PackageNotFoundError as error:
        raise ModelError(f"{error.name}: is not installed, the encoder cannot be exported; {_NEEDS}") from error


def _export(folder: Path, path: Path) -> None:
    transformers = quiet_transformers(None)
    with LOADING:
        _, model = loaded(folder, transformers.AutoModel, whole=True, attn_implementation="eager")
    import torch  # noqa: PLC0415 - late, as in `loading`

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = model

        def forward(self, input_ids: Any) -> Any:
            hidden = self.encoder(input_ids=input_ids).last_hidden_state
            return torch.nn.functional.normalize(hidden.mean(dim=1), p=2.0, dim=1)

    length = torch.export.Dim("pieces", min=2, max=int(model.config.max_position_embeddings))
    with _quiet():
        program = torch.onnx.export(
            Pooled().eval(),
            (torch.arange(100, 117)[None],),
            dynamo=True,
            input_names=["input_ids"],
            output_names=["vectors"],
            dynamic_shapes=({1: length},),
            verbose=False,
        )
        if program is None:  # as the older exporter answers
            raise ModelError(f"{folder}: torch.onnx.export made no graph; use the encoder without ONNX Runtime")
        program.save(str(path))


def _quantise(path: Path, target: Path) -> None:
    with _quiet():
        quantization: Any = import_module("onnxruntime.quantization")
        quantization.quantize_dynamic(
            path,
            target,
            per_channel=True,
            weight_type=quantization.QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True},
        )


_QUIET = threading.Lock()


@contextmanager
def _quiet() -> Iterator[None]:
    """Let the exporter's remarks on what is not installed and on its own course pass unheard."""
    with _QUIET, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = logging.root.manager.disable
        logging.disable(logging.ERROR)
        try:
            yield
        finally:
            logging.disable(before)


def default_cache() -> Path:
    """Return the folder for what can be made again: `$XDG_CACHE_HOME/entente`, by default `~/.cache/entente`."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "entente"
