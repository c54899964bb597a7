"""What the settings make of the summariser: a broken model does not pass the start."""

from pathlib import Path
from typing import Any

import pytest

from bot import settings
from bot.app.models import check_set_up, summarizer_of
from bot.commands.checking import examine
from bot.errors import ConfigError
from bot.settings import Settings
from summarizers import folders_disk
from summarizers.folders import Manifest
from support.hashing import HashEncoder
from support.modelhub import COMMIT, entry_of, files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "tiny"
    made.mkdir()
    for name, content in files().items():
        (made / name).write_bytes(content)
    manifest = Manifest(name="tiny", hub="makers/tiny", revision=COMMIT, files=entry_of(files()).files)
    folders_disk.write_manifest(made, manifest)
    return made


def known(**changed: Any) -> Settings:
    return settings.load({}, **changed)


def test_a_pulled_model_is_verified_at_the_start_and_named(folder: Path) -> None:
    chosen = known(summariser="generative", model_folder=folder, model_threads=2, model_seconds=7)
    assert summarizer_of(chosen, HashEncoder()).name == "generative"
    assert folders_disk.is_verified(folder)
    assert check_set_up(chosen).endswith("tiny at 555555555555…, verified")


@pytest.mark.parametrize("changed", [files()["model.safetensors"][:-1], files()["model.safetensors"][:-1] + b"!"])
def test_broken_weights_do_not_pass_the_start(folder: Path, changed: bytes) -> None:
    (folder / "model.safetensors").write_bytes(changed)
    chosen = known(summariser="generative", model_folder=folder)
    with pytest.raises(ConfigError, match=r"generative: .*model\.safetensors") as caught:
        summarizer_of(chosen, HashEncoder())
    assert "set ENTENTE_MODEL_FOLDER" in str(caught.value)
    finding = next(finding for finding in examine(chosen) if finding.name == "summariser")
    assert (finding.well, "model.safetensors" in finding.seen) == (False, True)


def test_broken_weights_trouble_nobody_who_does_not_use_them(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    assert summarizer_of(known(model_folder=folder), HashEncoder()).name == "extractive"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"summariser": "magic"}, "choose one of extractive"),
        ({"summariser": "generative"}, "no model is set"),
        ({"summariser": "remote"}, "no server is set"),
    ],
)
def test_what_is_not_set_up_is_named(changed: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        summarizer_of(known(**changed), HashEncoder())


def test_the_hub_and_its_token_come_from_the_usual_variables() -> None:
    chosen = settings.load({"HF_ENDPOINT": "https://mirror.example", "HF_TOKEN": "hf_abcdefghijklmnop"})
    assert chosen.hub_url == "https://mirror.example"
    assert chosen.hub_token is not None
    assert "abcdefgh" not in repr(chosen)
    with pytest.raises(ConfigError, match="is a secret; set the variable HF_TOKEN"):
        settings.load({}, hub_token="hf_abcdefghijklmnop")
