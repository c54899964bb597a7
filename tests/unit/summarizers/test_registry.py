"""The backends by name, and what is said of those not set up."""

from pathlib import Path

import pytest

from summarizers import folders_disk, registry
from summarizers.base import Passage, SummaryRequest
from summarizers.errors import ModelError, SummarizerError
from summarizers.folders import Manifest
from summarizers.remote import Server
from support.hashing import HashEncoder
from support.modelhub import COMMIT, entry_of, files

SERVER = Server(url="http://127.0.0.1:9/v1", model="m")


def test_every_name_makes_the_backend_of_that_name(tmp_path: Path) -> None:
    assert registry.names() == ("extractive", "generative", "remote")
    for name in registry.names():
        made = registry.create(name, encoder=HashEncoder(), model_folder=tmp_path, server=SERVER)
        assert made.name == name


def test_the_default_summarises_at_once() -> None:
    text = "Poland signed a contract with South Korea for 180 tanks."
    request = SummaryRequest(passages=(Passage(id="a", title="", text=text),))
    assert registry.create("extractive", encoder=None).summarise(request).text == text


def test_what_is_not_set_up_says_what_to_do() -> None:
    with pytest.raises(SummarizerError, match="choose one of extractive, generative, remote"):
        registry.create("magic", encoder=None)
    with pytest.raises(ModelError, match="set model_folder"):
        registry.create("generative", encoder=None)
    with pytest.raises(SummarizerError, match="no server is set"):
        registry.create("remote", encoder=None)


def test_statuses_tell_what_was_found(tmp_path: Path) -> None:
    assert registry.encoder_status().ready
    missing = registry.encoder_status(tmp_path)
    assert (missing.ready, "cannot be read" in missing.detail) == (False, True)
    none = registry.backend_statuses(model_folder=None, server=None)
    assert [(one.name, one.ready) for one in none] == [("extractive", True), ("generative", False), ("remote", False)]


def test_a_model_folder_is_ready_only_when_it_is_whole(tmp_path: Path) -> None:
    def local() -> registry.Status:
        return registry.backend_statuses(model_folder=tmp_path, server=SERVER)[1]

    assert not local().ready
    for name, content in files().items():
        (tmp_path / name).write_bytes(content)
    assert (local().ready, "no hashes to verify" in local().detail) == (True, True)
    folders_disk.write_manifest(
        tmp_path, Manifest(name="tiny", hub="makers/tiny", revision=COMMIT, files=entry_of(files()).files)
    )
    assert (local().ready, "not verified yet" in local().detail) == (True, True)
    assert folders_disk.verify(tmp_path)
    assert local().detail.endswith("tiny at 555555555555…, verified")
    (tmp_path / "model.safetensors").write_bytes(b"cut")
    assert (local().ready, "run: entente models pull tiny" in local().detail) == (False, True)
    assert registry.backend_statuses(model_folder=tmp_path, server=SERVER)[2].ready
