"""What is wrong with a model folder, decided from what was found in it; the reading of the disk is `folders_disk`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from summarizers.catalogue import ModelFile, is_weights

MANIFEST = "entente-model.json"
CONFIG, TOKENIZER_CONFIG, INDEX = "config.json", "tokenizer_config.json", "model.safetensors.index.json"
PART = ".part"
_WEIGHTS = "model.safetensors"
_PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".h5", ".msgpack", ".ot")
_TOKENIZERS = (
    ("tokenizer.json",),
    ("tokenizer.model",),
    ("spiece.model",),
    ("sentencepiece.bpe.model",),
    ("vocab.json", "merges.txt"),
    ("vocab.txt",),
)


class Manifest(BaseModel):
    """What a pull left behind: the model, its commit and each file with its size and SHA-256."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    hub: str
    revision: Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")]
    files: tuple[ModelFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A safetensors file: its size, and the size its header promises in bytes, or why the header cannot be read."""

    size: int
    promised: int | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a folder holds: sizes in bytes by file name, its JSON files, the headers of its weights.

    `unreadable` tells by name of JSON files, the manifest among them, why they could not be read.
    """

    sizes: Mapping[str, int]
    documents: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    unreadable: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[str, Weights] = field(default_factory=dict)
    manifest: Manifest | None = None


def problem_of(facts: Facts) -> str | None:
    """Return the first thing that keeps the folder from being loaded, with its cure; None where nothing does."""
    return next(_problems(facts), None)


def shards_of(index: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Return the files an index of weights names, in order; None where it is no such index."""
    places = index.get("weight_map")
    if not isinstance(places, Mapping) or not places:
        return None
    names = set(places.values())
    return tuple(sorted(names)) if all(isinstance(name, str) and is_weights(name) for name in names) else None


def _problems(facts: Facts) -> Iterator[str]:
    again = _again(facts.manifest)
    yield from (f"{name} {reason}; {again}" for name, reason in facts.unreadable.items())
    yield from _halves(facts, again=again)
    yield from _listed(facts, again=again)
    yield from _configured(facts, again=again)
    yield from _weighed(facts, again=again)
    if not any(all(name in facts.sizes for name in names) for names in _TOKENIZERS):
        yield f"holds no tokenizer (tokenizer.json or the model's own vocabulary files); {again}"


def _again(manifest: Manifest | None) -> str:
    return f"run: entente models pull {manifest.name}" if manifest else "copy the folder again, whole"


def _halves(facts: Facts, *, again: str) -> Iterator[str]:
    halves = sorted(name for name in facts.sizes if name.endswith((PART, ".incomplete")))
    if halves:
        what = "run the same entente models pull again, it goes on" if facts.manifest is None else again
        yield f"is half downloaded ({', '.join(halves[:3])}); {what}"


def _configured(facts: Facts, *, again: str) -> Iterator[str]:
    config = facts.documents.get(CONFIG)
    if config is None:
        yield f"holds no {CONFIG}; set model_folder to a folder with it and safetensors weights, or {again}"
        return
    if not isinstance(config.get("model_type"), str):
        yield f"{CONFIG} names no model_type, so nothing can be loaded by it; {again}"
    for name in (CONFIG, TOKENIZER_CONFIG):
        if "auto_map" in facts.documents.get(name, {}):
            yield f"{name} asks for code of its own (auto_map), which is never run; choose another model"


def _weighed(facts: Facts, *, again: str) -> Iterator[str]:
    wanted = _wanted(facts)
    if wanted is None:
        yield f"{INDEX} names no safetensors files; {again}"
        return
    if not wanted:
        yield _no_weights(facts, again=again)
    for name in wanted:
        if name not in facts.weights:
            yield f"{name} is missing, though {INDEX} names it; {again}"
        else:
            yield from _whole(name, facts.weights[name], again=again)


def _wanted(facts: Facts) -> Sequence[str] | None:
    """Return the weights that will be loaded: the one file before the parts an index names; None for a wrong index."""
    if _WEIGHTS in facts.weights:
        return (_WEIGHTS,)
    if INDEX in facts.documents:
        return shards_of(facts.documents[INDEX])
    return ()


def _no_weights(facts: Facts, *, again: str) -> str:
    pickles = sorted(name for name in facts.sizes if name.endswith(_PICKLES))
    if any(is_weights(name) for name in facts.weights):
        return f"holds parts of weights but no {INDEX} to join them; {again}"
    if facts.weights:
        return f"holds {min(facts.weights)} but no {_WEIGHTS}, which is what is loaded; {again}"
    if pickles:
        return f"holds no safetensors weights, only {pickles[0]}, which can run code and is not read; convert it first"
    return "holds no safetensors weights; set model_folder to a folder with config.json and safetensors weights"


def _whole(name: str, weights: Weights, *, again: str) -> Iterator[str]:
    if weights.problem:
        yield f"{name} {weights.problem}; {again}"
    elif weights.promised is not None and weights.size < weights.promised:
        yield f"{name} is half downloaded: {weights.size} of the {weights.promised} bytes its header promises; {again}"
    elif weights.promised is not None and weights.size > weights.promised:
        yield f"{name} holds {weights.size} bytes, {weights.promised} by its header; {again}"


def _listed(facts: Facts, *, again: str) -> Iterator[str]:
    for file in facts.manifest.files if facts.manifest else ():
        found = facts.sizes.get(file.name)
        if found is None:
            yield f"{file.name} is missing, though {MANIFEST} names it; {again}"
        elif file.bytes is not None and found != file.bytes:
            yield f"{file.name} holds {found} bytes, {file.bytes} by {MANIFEST}; {again}"
