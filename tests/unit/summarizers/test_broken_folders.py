"""A model folder that is not what it should be: each fault is named with its cure, and nothing of it is run."""

import json
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from summarizers.base import Passage, SummaryRequest
from summarizers.errors import ModelError
from summarizers.extractive import Extractive
from summarizers.generative import Generative, from_folder
from summarizers.loading_generator import check_room, load_generator
from summarizers.loading_generator_run import GeneratorModel
from summarizers.prompting import Message, Prompt

Folders = Callable[[str], Path]
TANKS = "Poland and South Korea signed a contract for 180 tanks . "
REQUEST = SummaryRequest(passages=(Passage(id="a", title="Poland buys tanks", text=f"{TANKS}They come in 2027."),))


def answer(model: GeneratorModel) -> str:
    """Return what the model says to a short prompt."""
    prompt = Prompt(messages=(Message(role="user", content=TANKS),), max_tokens=16)
    given = model.answers([prompt], seconds=60.0)[0]
    assert not given.problem
    return given.text


@pytest.fixture
def broken(folder_of: Folders, tmp_path: Path) -> Path:
    """A folder to spoil."""
    return Path(shutil.copytree(folder_of("llama"), tmp_path / "broken"))


def state(name: str, **values: Any) -> Callable[[Path], None]:
    """Return a change to a JSON file of the folder."""

    def changed(folder: Path) -> None:
        content = json.loads((folder / name).read_text())
        (folder / name).write_text(json.dumps(content | values))

    return changed


def cut_short(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])


def only_pickles(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def nothing(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def another_models_weights(folder: Path) -> None:
    header = json.dumps({"some.weight": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + b"\0" * 4)


def larger_tokenizer(folder: Path) -> None:
    content = json.loads((folder / "tokenizer.json").read_text())
    vocab = content["model"]["vocab"]
    vocab |= {f"more{number}": len(vocab) + number for number in range(50)}
    (folder / "tokenizer.json").write_text(json.dumps(content))


def no_object(folder: Path) -> None:
    (folder / "config.json").write_text("[]")


def no_json(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{")


def missing_shard(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "model-00001-of-00002.safetensors")
    index = {"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))


WRONG: dict[str, tuple[Callable[[Path], None], str]] = {
    "empty": (nothing, "config.json"),
    "only pickled weights": (only_pickles, "no safetensors weights.*pytorch_model.bin"),
    "half downloaded": (cut_short, "model.safetensors is half downloaded"),
    "a part missing": (missing_shard, "model-00002-of-00002.safetensors is missing"),
    "no config": (lambda folder: (folder / "config.json").unlink(), "config.json"),
    "config is no object": (no_object, "config.json"),
    "unknown family": (state("config.json", model_type="oracle"), "cannot be used.*oracle"),
    "strange values": (state("config.json", hidden_size="wide"), "config.json|cannot be loaded"),
    "no heads": (state("config.json", num_attention_heads=0), "config.json cannot be used"),
    "other sizes": (state("config.json", hidden_size=24), "cannot be loaded|lack"),
    "another model's weights": (another_models_weights, "lack"),
    "no tokenizer": (lambda folder: (folder / "tokenizer.json").unlink(), "tokenizer"),
    "tokenizer is no JSON": (no_json, "cannot be loaded"),
    "tokenizer of another model": (larger_tokenizer, "do not belong together"),
    "an encoder": (state("config.json", model_type="distilbert"), "cannot do this"),
    "no room for a word": (
        state("tokenizer_config.json", model_max_length=3),
        "cannot be used .*does not fit",
    ),
    "own code": (state("config.json", auto_map={"AutoConfig": "evil.C"}), "auto_map"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_folder_that_cannot_be_used_names_itself_and_the_cure(broken: Path, kind: str) -> None:
    change, said = WRONG[kind]
    change(broken)
    with pytest.raises(ModelError, match=said) as raised:
        load_generator(broken)
    assert str(raised.value).startswith(f"{broken}: ")
    assert ";" in str(raised.value)
    told = Generative(from_folder(broken), extractive=Extractive(None)).summarise(REQUEST)
    assert told.backend == "extractive"
    assert told.passing
    assert told.fallbacks[0] == f"generative: {raised.value}"


def test_a_length_that_is_no_number_is_not_believed(folder_of: Folders, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(folder_of("bart"), tmp_path / "bart"))
    before = answer(load_generator(folder))
    for stated in ("long", [1], -1, None):
        state("tokenizer_config.json", model_max_length=stated)(folder)
        model = load_generator(folder)
        assert model.window == 1024
        assert answer(model) == before


def test_weights_larger_than_the_memory_are_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"need 12\.0 GiB of memory, 7\.5 GiB are free; choose a smaller model"):
        check_room(tmp_path, needed=12 * 2**30, free=15 * 2**29)
    check_room(tmp_path, needed=12 * 2**30, free=16 * 2**30)
    check_room(tmp_path, needed=12 * 2**30, free=None)


def test_weights_a_folder_may_leave_out_are_made_as_they_were(folder_of: Folders, tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file  # noqa: PLC0415

    before = answer(load_generator(folder_of("pegasus")))
    folder = Path(shutil.copytree(folder_of("pegasus"), tmp_path / "pegasus"))
    held = load_file(folder / "model.safetensors")
    kept = {name: value for name, value in held.items() if "embed_positions" not in name}
    assert len(kept) == len(held) - 2
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})
    assert answer(load_generator(folder)) == before


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none: .*set model_folder"):
        load_generator(tmp_path / "none")


@pytest.mark.parametrize("kind", ["unknown", "llama"])
def test_code_in_a_model_folder_is_never_run(broken: Path, kind: str) -> None:
    run = f"open({str(broken / 'ran')!r}, 'w')"
    evil = f"{run}\nclass C: pass\ndef generate(*a, **k): {run}\n"
    (broken / "evil.py").write_text(evil)
    (broken / "custom_generate").mkdir()
    (broken / "custom_generate" / "generate.py").write_text(evil)
    if kind == "unknown":
        state("config.json", model_type="evil", auto_map={"AutoConfig": "evil.C"})(broken)
        with pytest.raises(ModelError):
            load_generator(broken)
    else:
        answer(load_generator(broken))
    assert not (broken / "ran").exists()
