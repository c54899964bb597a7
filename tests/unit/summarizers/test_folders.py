"""Model folders: what keeps one from being loaded is said with its cure, before anything is loaded."""

import json
import os
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizers import folders_disk
from summarizers.catalogue import ModelFile
from summarizers.errors import ModelError
from summarizers.folders import Facts, Manifest, Weights, problem_of, shards_of
from support.modelhub import COMMIT, entry_of, files, safetensors


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in files().items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def manifest_of(folder: Path) -> Manifest:
    held = {path.name: path.read_bytes() for path in folder.iterdir()}
    return Manifest(name="tiny", hub="makers/tiny", revision=COMMIT, files=entry_of(held).files)


def shards(folder: Path) -> None:
    """Turn the one file of weights into two with an index."""
    (folder / "model.safetensors").unlink()
    names = [f"model-0000{number}-of-00002.safetensors" for number in (1, 2)]
    for name in names:
        (folder / name).write_bytes(safetensors())
    index = {"weight_map": {"a": names[0], "b": names[1]}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))


def test_a_whole_folder_is_well_with_one_file_or_with_parts(folder: Path) -> None:
    assert folders_disk.check(folder) is None
    shards(folder)
    assert folders_disk.check(folder) is None


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("config.json", None, "holds no config.json"),
        ("config.json", b"{", "config.json is not valid JSON"),
        ("config.json", b"[]", "config.json is no JSON object"),
        ("config.json", b"\xff\xfe", "config.json is not valid JSON"),
        ("config.json", b"[" * 100_000, "config.json is not valid JSON"),
        ("config.json", b"{}", "names no model_type"),
        ("config.json", b'{"model_type": "x", "auto_map": {"AutoModel": "m.M"}}', "auto_map.*never run"),
        ("tokenizer_config.json", b'{"auto_map": {"AutoTokenizer": ["t.T", null]}}', "auto_map.*never run"),
        ("tokenizer.json", None, "holds no tokenizer"),
        ("model.safetensors", None, "holds no safetensors weights; set model_folder"),
        ("model.safetensors", b"", "cut off at its beginning"),
        ("model.safetensors", b"\x05\x00", "cut off at its beginning"),
        ("model.safetensors", b"<html>404</html>", "is no safetensors file"),
        ("model.safetensors", safetensors()[:40], "half downloaded: 40 of the"),
        ("model.safetensors", safetensors()[:-1], "half downloaded: .* its header promises"),
        ("model.safetensors", safetensors() + b"x", "by its header"),
        (
            "model.safetensors",
            b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n",
            "Git LFS pointer",
        ),
        ("model.safetensors", struct.pack("<Q", 2) + b"{}", "holds no weights"),
        ("model.safetensors", struct.pack("<Q", 2) + b"[]", "header cannot be read"),
        ("model.safetensors", struct.pack("<Q", 7) + b'{"w":5}', "header cannot be read"),
        ("model.safetensors.part", b"x", "is half downloaded"),
    ],
)
def test_each_fault_is_named_with_a_cure(folder: Path, name: str, content: bytes | None, said: str) -> None:
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    with pytest.raises(ModelError, match=f"{said}") as caught:
        folders_disk.check(folder)
    assert ";" in str(caught.value)
    assert str(folder) in str(caught.value)


def test_only_pickled_weights_are_refused_by_name(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelError, match=r"only pytorch_model.bin, which can run code"):
        folders_disk.check(folder)


def test_weights_under_another_name_are_not_taken_for_the_model(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "model.fp16.safetensors")
    with pytest.raises(ModelError, match=r"holds model\.fp16\.safetensors but no model\.safetensors"):
        folders_disk.check(folder)


def test_a_part_of_the_weights_that_is_missing_is_named(folder: Path) -> None:
    shards(folder)
    (folder / "model-00002-of-00002.safetensors").unlink()
    with pytest.raises(ModelError, match=r"model-00002-of-00002.safetensors is missing"):
        folders_disk.check(folder)
    (folder / "model.safetensors.index.json").unlink()
    with pytest.raises(ModelError, match=r"parts of weights but no model.safetensors.index.json"):
        folders_disk.check(folder)


@pytest.mark.parametrize(
    "index", [{}, {"weight_map": {}}, {"weight_map": {"a": "../x.safetensors"}}, {"weight_map": {"a": 5}}]
)
def test_an_index_that_names_no_files_of_the_folder_is_refused(folder: Path, index: dict[str, object]) -> None:
    shards(folder)
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    assert shards_of(index) is None
    with pytest.raises(ModelError, match=r"names no safetensors files"):
        folders_disk.check(folder)


def test_a_missing_folder_says_which_setting_names_it(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"cannot be read as a folder.*set model_folder"):
        folders_disk.check(tmp_path / "none")


def test_the_cure_of_a_pulled_folder_is_to_pull_again(folder: Path) -> None:
    folders_disk.write_manifest(folder, manifest_of(folder))
    (folder / "tokenizer.json").write_bytes(b"{}")
    with pytest.raises(ModelError, match=r"tokenizer\.json holds 2 bytes, 18 by .*run: entente models pull tiny"):
        folders_disk.check(folder)
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer.model").write_bytes(b"x")
    with pytest.raises(ModelError, match=r"tokenizer\.json is missing, though entente-model\.json names it"):
        folders_disk.check(folder)


def test_a_broken_manifest_is_no_manifest(folder: Path) -> None:
    (folder / "entente-model.json").write_text('{"name": "tiny"}')
    with pytest.raises(ModelError, match=r"entente-model.json is no list of a model's files"):
        folders_disk.check(folder)


def test_a_folder_without_manifest_cannot_be_verified_and_says_so(folder: Path) -> None:
    assert folders_disk.verify(folder) is False
    assert not folders_disk.is_verified(folder)


def test_files_are_hashed_once_and_again_when_they_change(folder: Path) -> None:
    folders_disk.write_manifest(folder, manifest_of(folder))
    hashed: list[str] = []

    def note(name: str, count: int) -> None:
        hashed.append(name)

    assert folders_disk.verify(folder, progress=note)
    assert sorted(hashed) == sorted(files())
    assert folders_disk.is_verified(folder)
    hashed.clear()
    assert folders_disk.verify(folder, progress=note)
    assert hashed == []
    os.utime(folder / "config.json", ns=(1, 1))
    assert not folders_disk.is_verified(folder)
    assert folders_disk.verify(folder, progress=note)
    assert hashed == ["config.json"]
    hashed.clear()
    assert folders_disk.verify(folder, again=True, progress=note)
    assert sorted(hashed) == sorted(files())


def test_a_changed_byte_is_found_though_all_sizes_are_right(folder: Path) -> None:
    folders_disk.write_manifest(folder, manifest_of(folder))
    assert folders_disk.verify(folder)
    content = bytearray((folder / "model.safetensors").read_bytes())
    content[-1] ^= 1
    (folder / "model.safetensors").write_bytes(content)
    folders_disk.check(folder)
    with pytest.raises(ModelError, match=r"model\.safetensors: SHA-256 is [0-9a-f]{64}, .*pull or copy"):
        folders_disk.verify(folder)


def test_another_manifest_makes_what_was_remembered_void(folder: Path) -> None:
    manifest = manifest_of(folder)
    folders_disk.write_manifest(folder, manifest)
    assert folders_disk.verify(folder)
    other = manifest.model_copy(
        update={"files": tuple(file.model_copy(update={"sha256": "0" * 64}) for file in manifest.files)}
    )
    folders_disk.write_manifest(folder, other)
    with pytest.raises(ModelError, match=r"SHA-256"):
        folders_disk.verify(folder)


def test_a_broken_memory_is_no_memory(folder: Path) -> None:
    folders_disk.write_manifest(folder, manifest_of(folder))
    (folder / folders_disk.STAMP).write_text('{"files": []}')
    assert not folders_disk.is_verified(folder)
    assert folders_disk.verify(folder)


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reading_of_weights_fail(content: bytes) -> None:
    weights = folders_disk.promised_by(content, size=len(content))
    assert weights.problem or weights.promised is not None


@given(
    sizes=st.dictionaries(
        st.sampled_from(["config.json", "tokenizer.json", "model.safetensors", "x.bin"]), st.integers(0, 99)
    ),
    promised=st.integers(0, 99),
)
def test_only_a_folder_with_config_tokenizer_and_whole_weights_is_well(sizes: dict[str, int], promised: int) -> None:
    weights = {n: Weights(size=s, promised=promised) for n, s in sizes.items() if n == "model.safetensors"}
    documents = {"config.json": {"model_type": "t5"}} if "config.json" in sizes else {}
    facts = Facts(sizes=sizes, documents=documents, weights=weights)
    whole = {"config.json", "tokenizer.json", "model.safetensors"} <= set(sizes) and sizes[
        "model.safetensors"
    ] == promised
    assert (problem_of(facts) is None) == whole


def test_a_manifest_lists_only_files_that_may_be_pulled() -> None:
    with pytest.raises(ValueError, match=r"may be pulled"):
        ModelFile(name="run.py", bytes=1, sha256="0" * 64)
