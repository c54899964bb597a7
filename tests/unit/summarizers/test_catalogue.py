"""The catalogue: what is shipped, what may be written into it, and what is refused."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import settings
from summarizers import catalogue
from summarizers.errors import ModelError
from support.modelhub import COMMIT, entry_of, files

ROW: dict[str, Any] = {
    "name": "tiny", "hub": "makers/tiny", "family": "t5", "licence": "MIT", "parameters": 10, "speed": "small-cpu",
}  # fmt: skip
SHA = "0" * 64


@pytest.fixture(scope="module")
def shipped() -> catalogue.Catalogue:
    return catalogue.parse(settings.shipped("models.yaml"), where="models.yaml")


def test_the_shipped_catalogue_goes_from_a_small_processor_to_one_gpu(shipped: catalogue.Catalogue) -> None:
    speeds = Counter(entry.speed for entry in shipped.values())
    assert set(speeds) == {"small-cpu", "cpu", "cpu-slow", "small-gpu", "one-gpu"}
    families = {entry.family for entry in shipped.values()}
    assert families == {"bart", "pegasus", "t5", "qwen", "llama", "gemma", "mistral"}


def test_at_least_six_shipped_models_are_pinned_down_to_each_file(shipped: catalogue.Catalogue) -> None:
    pinned = [entry for entry in shipped.values() if entry.pinned]
    assert len(pinned) >= 6
    for entry in pinned:
        assert entry.revision
        assert entry.seen_in
        assert any(file.name.startswith("tokenizer") for file in entry.files)


def test_weights_weigh_what_their_parameters_do(shipped: catalogue.Catalogue) -> None:
    for entry in shipped.values():
        weights = sum(file.bytes or 0 for file in entry.files if catalogue.is_weights(file.name))
        if weights:
            # two or four bytes a parameter, a word table kept twice aside
            assert min(abs(weights / entry.parameters / width - 1) for width in (2, 4)) < 0.2, entry.name


def test_shards_of_a_shipped_model_are_all_listed(shipped: catalogue.Catalogue) -> None:
    for entry in shipped.values():
        names = {file.name for file in entry.files}
        shards = sorted(name for name in names if "-of-" in name)
        if shards:
            assert len(shards) == int(shards[0][-17:-12]), entry.name
            assert "model.safetensors.index.json" in names


@pytest.mark.parametrize(
    "name",
    ["modeling.py", "pytorch_model.bin", "sub/model.safetensors", "../config.json", "model.safetensors.part", ""],
)
def test_code_pickles_and_folders_are_never_pulled(name: str) -> None:
    assert not catalogue.may_be_pulled(name)
    listed = [{"name": name, "bytes": 5, "sha256": SHA}]
    with pytest.raises(ModelError, match=r"models\[0\].*may be pulled"):
        catalogue.parse({"models": [ROW | {"revision": COMMIT, "files": listed}]}, where="mine.yaml")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"revision": "main"}, "revision"),
        ({"hub": "https://hub.example/x"}, "hub"),
        ({"name": "../x"}, "name"),
        ({"files": [{"name": "config.json", "sha256": SHA}]}, "need a revision"),
        ({"revision": COMMIT, "files": [{"name": "config.json", "sha256": SHA}]}, "safetensors weights among them"),
        ({"revision": COMMIT, "files": [{"name": "config.json", "sha256": SHA}] * 2}, "twice"),
        ({"revision": COMMIT, "files": [{"name": "model.safetensors", "sha256": SHA}]}, "need their size"),
        ({"revision": COMMIT, "files": [{"name": "config.json", "sha256": "xyz"}]}, "sha256"),
        ({"speed": "fast"}, "speed"),
        ({"trust": True}, "trust"),
    ],
)
def test_a_wrong_row_is_refused_with_its_place(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(ModelError, match=rf"mine\.yaml: models\[0\]: .*{said}"):
        catalogue.parse({"models": [ROW | changed]}, where="mine.yaml")


@pytest.mark.parametrize(
    "content", [None, [], {"models": "x"}, {"models": [5]}, {"models": [ROW, ROW]}, {"models": [{5: 6}]}]
)
def test_what_is_no_catalogue_is_refused(content: Any) -> None:
    with pytest.raises(ModelError, match=r"mine\.yaml"):
        catalogue.parse(content, where="mine.yaml")


def test_a_later_catalogue_wins_by_name_and_is_read_back_as_written() -> None:
    unpinned = catalogue.parse({"models": [ROW, ROW | {"name": "other"}]}, where="a")
    mine = catalogue.parse(catalogue.rows_of([entry_of(files())]), where="b")
    both = catalogue.merged(unpinned, mine)
    assert list(both) == ["tiny", "other"]
    assert (both["tiny"].pinned, both["other"].pinned) == (True, False)
    assert mine["tiny"] == entry_of(files())


def test_an_unknown_name_is_answered_with_those_there_are(shipped: catalogue.Catalogue) -> None:
    with pytest.raises(ModelError, match=r"choose one of flan-t5-small"):
        catalogue.find(shipped, "gpt")


@given(st.text())
def test_nothing_with_a_path_or_another_ending_may_be_pulled(name: str) -> None:
    if catalogue.may_be_pulled(name):
        assert "/" not in name
        assert "\\" not in name
        assert name.endswith((".json", ".txt", ".model", ".jinja", ".safetensors"))
