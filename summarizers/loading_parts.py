"""What all loaders share: transformers imported offline and quiet, a lock, and a tokenizer and model from a folder."""

import os
import threading
import warnings
from pathlib import Path
from typing import Any

from summarizers.errors import ModelError

# transformers sets process-wide state while it imports and loads
LOADING = threading.Lock()
_PLAINER = {
    "mismatched_sizes": "its weights have other sizes than config.json says",
    "Unrecognized configuration class": "models of its family cannot do this",
}


def quiet_transformers(threads: int | None) -> Any:
    """Import transformers, offline and quiet; `threads` bounds the processor threads of this process's models."""
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
        os.environ[name] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    wait_asleep()
    with LOADING, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torch  # noqa: PLC0415 - late: loads when a model does
        import transformers  # noqa: PLC0415 - late, see above

        quiet: Any = transformers.logging
        quiet.set_verbosity_error()
        quiet.disable_progress_bar()
        if threads is not None:
            torch.set_num_threads(threads)
        return transformers


def wait_asleep() -> None:
    """Let torch's threads sleep while they wait; it must be said before torch is imported.

    By default they spin, and where other programs want the processor the encoder then takes ten times as long.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def loaded(folder: Path, kind: Any, *, whole: bool = False, **options: Any) -> tuple[Any, Any]:
    """Return tokenizer and model of `folder`, nothing downloaded, no code of it run; raise ModelError.

    Call it with the lock held. `options` go to the model. With `whole`, weights that the folder lacks are an error:
    transformers would make them up at random.
    """
    from transformers import AutoTokenizer  # noqa: PLC0415 - late, see above

    local: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tokenizer = AutoTokenizer.from_pretrained(folder, **local)
            model, report = kind.from_pretrained(
                folder, use_safetensors=True, output_loading_info=True, **local, **options
            )
    except MemoryError as error:
        raise ModelError(f"{folder}: does not fit into memory; choose a smaller model or make room") from error
    except Exception as error:  # what a folder holds can make transformers raise anything
        said = first_line(error)
        why = next((plain for words, plain in _PLAINER.items() if words in said), said)
        raise ModelError(f"{folder}: cannot be loaded ({why}); install the model again or choose another") from error
    lacking = sorted(name for name in report["missing_keys"] if not _is_computed(model, name))
    if whole and lacking:
        raise ModelError(
            f"{folder}: its weights lack {lacking[0]} and {len(lacking) - 1} more that config.json asks for; "
            "these are another model's weights, install the model again"
        )
    model.eval()
    return tokenizer, model


def _is_computed(model: Any, name: str) -> bool:
    """Tell whether weights are made by a formula: folders of such models may leave them out."""
    try:
        return "Sinusoidal" in type(model.get_submodule(name.rpartition(".")[0])).__name__
    except AttributeError:
        return False


def first_line(error: BaseException) -> str:
    """Return the first line of what an error says, or its kind."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
