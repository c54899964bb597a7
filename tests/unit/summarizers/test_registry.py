"""The backends by name, and what is said of those not set up."""

from pathlib import Path

import pytest

from summarizers import registry
from summarizers.base import Passage, SummaryRequest
from summarizers.errors import ModelError, SummarizerError
from summarizers.remote import Server
from support.hashing import HashEncoder

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
    (tmp_path / "config.json").write_text("{}")
    assert not registry.backend_statuses(model_folder=tmp_path, server=SERVER)[1].ready
    (tmp_path / "model.safetensors").write_bytes(b"")
    assert [one.ready for one in registry.backend_statuses(model_folder=tmp_path, server=SERVER)] == [True, True, True]
