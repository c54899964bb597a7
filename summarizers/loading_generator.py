"""Generating models from disk: sequence-to-sequence and chat models of any family transformers knows.

Nothing is downloaded, no code of a model folder is run, only safetensors weights are read, and what the folder says of
sampling, beams and penalties is not followed.
"""

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from summarizers import folders_disk, memory
from summarizers.batches import Room
from summarizers.dialects import dialect_of
from summarizers.errors import ModelError
from summarizers.loading_generator_run import GeneratorModel, Window
from summarizers.loading_parts import LOADING, first_line, loaded, quiet_transformers
from summarizers.placement import CPU, Placement, placement, seen
from summarizers.prompting import Message, Prompt

# Tokens looked at in one go: a longer prompt takes minutes on a processor, and news needs no more on a card.
_WIDEST = {"cpu": 4096, "cuda": 16_384}
_ROOM = {"cpu": Room(rows=8, tokens=8192), "cuda": Room(rows=64, tokens=131_072)}
_UNSTATED, _ENDLESS = 512, 10**7
_TRIAL = Prompt(messages=(Message(role="user", content="Tanks were bought."),), max_tokens=2)
_TRIAL_SECONDS = 60.0
_TURN_ENDS = ("<|im_end|>", "<|eot_id|>", "<|end|>", "<end_of_turn>", "<turn|>", "<|end_of_text|>")


def load_generator(folder: Path, *, threads: int | None = None, place: Placement | None = None) -> GeneratorModel:
    """Load the sequence-to-sequence or causal model in `folder`; raise ModelError.

    `threads` bounds the processor threads of this process's models. `place` is chosen by what the machine has.
    """
    folders_disk.verify(folder)
    transformers = quiet_transformers(threads)
    import torch  # noqa: PLC0415 - late: loads when a model does

    with LOADING:
        config = _config(folder, transformers)
        seq2seq = bool(getattr(config, "is_encoder_decoder", False))
        weights = _numbers(folder)
        place = place or placement(seen(torch), weights=weights)
        check_room(folder, needed=weights * place.bytes_each, free=memory.available() if place == CPU else None)
        kind = transformers.AutoModelForSeq2SeqLM if seq2seq else transformers.AutoModelForCausalLM
        tokenizer, model = loaded(folder, kind, whole=True, dtype=getattr(torch, place.dtype))
        model = _placed(model, place, folder=folder)
    try:
        made = _made(tokenizer, model, config=config, content=_content(folder), place=place, transformers=transformers)
        tried = made.answers([_TRIAL], seconds=_TRIAL_SECONDS)[0]
    except ModelError as error:
        raise ModelError(f"{folder}: {error}") from error
    except Exception as error:  # a tokenizer's files can hold anything too
        raise ModelError(f"{folder}: cannot be used ({first_line(error)}); install the model again") from error
    if tried.problem and not tried.passing:
        raise ModelError(f"{folder}: cannot be used ({tried.problem}); install the model again or choose another")
    return made


def _made(
    tokenizer: Any, model: Any, *, config: Any, content: dict[str, Any], place: Placement, transformers: Any
) -> GeneratorModel:
    _check_tokenizer(tokenizer, model)
    model.generation_config = _greedy(transformers, tokenizer, model)
    longest = tokenizer.model_max_length
    tokenizer.model_max_length = longest if isinstance(longest, int) and 0 < longest < _ENDLESS else _ENDLESS
    seq2seq = bool(model.config.is_encoder_decoder)
    window = min(_stated(config), tokenizer.model_max_length, _WIDEST[place.device])
    return GeneratorModel(
        model=model,
        dialect=dialect_of(tokenizer, config=content, seq2seq=seq2seq),
        window=Window(tokens=window, shared=not seq2seq),
        room=_ROOM[place.device],
    )


def _config(folder: Path, transformers: Any) -> Any:
    try:
        return transformers.AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except Exception as error:  # what a folder holds can make transformers raise anything
        raise ModelError(
            f"{folder}: config.json cannot be used ({first_line(error)}); choose a model of a family that transformers "
            f"{transformers.__version__} knows"
        ) from error


def _content(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "config.json").read_bytes()))


def _numbers(folder: Path) -> int:
    """Return how many weights the folder holds, by the headers of its files."""
    from safetensors import safe_open  # noqa: PLC0415 - late, see above

    count = 0
    # Some folders hold the same weights once more under another name ("consolidated").
    for path in [*folder.glob("model*.safetensors")] or folder.glob("*.safetensors"):
        with safe_open(path, framework="numpy") as weights:
            count += sum(math.prod(weights.get_slice(name).get_shape()) for name in weights.keys())  # noqa: SIM118
    return count


def check_room(folder: Path, *, needed: int, free: int | None) -> None:
    """Raise ModelError where the weights alone, `needed` bytes, are more than is `free`.

    The system would end this process; where nobody tells what is free, nothing is said.
    """
    if free is not None and needed > free:
        raise ModelError(
            f"{folder}: its weights need {needed / 2**30:.1f} GiB of memory, {free / 2**30:.1f} GiB are free; choose a "
            "smaller model or make room"
        )


def _placed(model: Any, place: Placement, *, folder: Path) -> Any:
    if place == CPU:
        return model
    try:
        return model.to(place.device)
    except RuntimeError as error:
        raise ModelError(
            f"{folder}: does not fit on the GPU ({first_line(error)}); choose a smaller model, or hide the GPU by "
            "CUDA_VISIBLE_DEVICES="
        ) from error


def _check_tokenizer(tokenizer: Any, model: Any) -> None:
    """Raise ModelError where the tokenizer knows more tokens than the model has vectors for."""
    rows = int(model.get_input_embeddings().num_embeddings)
    highest = max(tokenizer.get_vocab().values(), default=-1)
    if not 0 <= highest < rows:
        raise ModelError(
            f"its tokenizer has tokens up to {highest}, its model {rows} vectors: they do not belong "
            "together; install the model again"
        )


def _greedy(transformers: Any, tokenizer: Any, model: Any) -> Any:
    """Return how to generate: greedy, nothing forced or penalised; of the folder only the ids of its marks count."""
    stated, config = model.generation_config, model.config
    ends = {*_ids(stated.eos_token_id), *_ids(getattr(config, "eos_token_id", None)), *_ids(tokenizer.eos_token_id)}
    known = tokenizer.get_vocab()
    if not model.config.is_encoder_decoder:
        ends |= {known[mark] for mark in _TURN_ENDS if mark in known}
    pads = (tokenizer.pad_token_id, *_ids(stated.pad_token_id), *sorted(ends), 0)
    starts = (
        *_ids(stated.decoder_start_token_id),
        *_ids(getattr(config, "decoder_start_token_id", None)),
        *_ids(stated.bos_token_id),
        *_ids(tokenizer.pad_token_id),
    )
    return transformers.GenerationConfig(
        do_sample=False,
        num_beams=1,
        eos_token_id=sorted(ends) or None,
        pad_token_id=next(pad for pad in pads if pad is not None),
        bos_token_id=next(iter(_ids(stated.bos_token_id)), None),
        decoder_start_token_id=next(iter(starts), None) if model.config.is_encoder_decoder else None,
    )


def _ids(stated: Any) -> tuple[int, ...]:
    """Return the ids in what a folder states: one, several or none."""
    several: Iterable[Any] = stated if isinstance(stated, list | tuple) else (stated,)
    return tuple(one for one in several if isinstance(one, int) and not isinstance(one, bool) and one >= 0)


def _stated(config: Any) -> int:
    """Return how many tokens the model can look at by what its config says; 512 where it does not."""
    text = config.get_text_config()
    names = ("max_encoder_position_embeddings", "max_position_embeddings", "n_positions")
    limits = [getattr(text, name, None) for name in names]
    return next((limit for limit in limits if isinstance(limit, int) and limit > 0), _UNSTATED)
