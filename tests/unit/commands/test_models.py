"""`entente models`, as it is typed: list, pin and pull against a hub on the loopback."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
import yaml
from typer.testing import CliRunner, Result

from bot import settings
from bot.app.catalogue import load_catalogue
from bot.commands import models
from bot.errors import ConfigError
from summarizers import catalogue
from support.loopback import Reply, Seen
from support.modelhub import COMMIT, GOOD, ModelHub, entry_of, files, first


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTENTE_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "250")
    for name in ("HF_ENDPOINT", "HF_TOKEN", "ENTENTE_MODEL_FOLDER", "ENTENTE_SUMMARISER"):
        monkeypatch.delenv(name, raising=False)


def entente(*words: str, hub: ModelHub | None = None, token: str = "") -> Result:
    made = typer.Typer()
    models.register(made)
    env = ({"HF_ENDPOINT": hub.url} if hub else {}) | ({"HF_TOKEN": token} if token else {})
    return CliRunner().invoke(made, ["models", *words], env=env)


def operators(tmp_path: Path, *entries: catalogue.Entry) -> Path:
    path = tmp_path / "var" / "models.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(catalogue.rows_of(entries)))
    return path


def test_the_list_tells_encoder_summarisers_and_catalogue() -> None:
    done = entente("list")
    assert done.exit_code == 0, done.output
    for said in (
        "all-MiniLM-L6-v2",
        "extractive",
        "summariser, in use",
        "mistral-7b-instruct",
        "Apache-2.0",
        "14.5 GB",
    ):
        assert said in done.output
    rows = [line.split() for line in done.output.splitlines()]
    pinned = {row[0]: row[-2] for row in rows if row and row[-2:] in (["yes", "–"], ["no", "–"])}
    assert (pinned["bart-large-cnn"], pinned["pegasus-cnn"]) == ("yes", "no")


def test_names_are_whole_in_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = entente("list").output.split()
    assert set(load_catalogue(settings.load())) <= set(shown)
    assert {"14.5", "36.2", "18.1", "small-gpu"} <= set(shown)


def test_the_list_as_json_has_sizes_in_bytes() -> None:
    told = json.loads(entente("list", "--json").output)
    assert told["encoder"]["ready"]
    assert [one["in_use"] for one in told["summarisers"]] == [True, False, False]
    bart = next(one for one in told["models"] if one["name"] == "bart-large-cnn")
    assert (bart["download_bytes"], bart["licence"], bart["state"]) == (1_627_935_072, "MIT", "absent")
    assert bart["cpu_bytes"] == 2 * bart["gpu_bytes"] == 5 * bart["parameters"]


def test_a_model_is_pinned_pulled_listed_and_found_broken(tmp_path: Path) -> None:
    path = operators(tmp_path, entry_of({}, revision=None))
    folder = tmp_path / "var" / "models" / "tiny"
    with ModelHub(files()) as hub:
        refused = entente("pull", "tiny", hub=hub)
        assert (refused.exit_code, "entente models pin tiny" in refused.output) == (2, True)
        pinned = entente("pin", "tiny", hub=hub)
        assert (pinned.exit_code, COMMIT in pinned.output, str(path) in pinned.output) == (0, True, True)
        assert {row["name"] for row in yaml.safe_load(path.read_text())["models"][0]["files"]} == set(files())
        done = entente("pull", "tiny", hub=hub)
    assert done.exit_code == 0, done.output
    assert f"ENTENTE_SUMMARISER=generative ENTENTE_MODEL_FOLDER={folder}" in done.output
    listed = entente("list")
    assert "verified" in next(line for line in listed.output.splitlines() if line.startswith("tiny"))
    content = bytearray((folder / "model.safetensors").read_bytes())
    content[-1] ^= 1
    (folder / "model.safetensors").write_bytes(content)
    assert entente("list").exit_code == 0
    verified = entente("list", "--verify")
    assert (verified.exit_code, "SHA-256" in verified.output) == (1, True)
    with ModelHub(files()) as hub:
        assert entente("pull", "tiny", hub=hub).exit_code == 0
    assert entente("list", "--verify").exit_code == 0


def test_a_copied_folder_can_be_verified_where_it_is_used(tmp_path: Path) -> None:
    operators(tmp_path, entry_of(files()))
    with ModelHub(files()) as hub:
        assert entente("pull", "tiny", "--to", str(tmp_path / "copied"), hub=hub).exit_code == 0
    assert entente("list", "--verify", "--model-folder", str(tmp_path / "copied")).exit_code == 0
    (tmp_path / "copied" / "config.json").write_text('{"model_type": "t6"}')
    broken = entente("list", "--verify", "--model-folder", str(tmp_path / "copied"))
    assert (broken.exit_code, "config.json: SHA-256" in broken.output) == (1, True)


def test_a_wrong_file_ends_with_exit_status_2_and_one_line(tmp_path: Path) -> None:
    operators(tmp_path, entry_of(files()))
    with ModelHub(files() | {"config.json": b'{"model_type": "t6"}'}) as hub:
        done = entente("pull", "tiny", hub=hub)
    assert done.exit_code == 2
    assert "entente: config.json: SHA-256 is" in done.output
    assert "Traceback" not in done.output
    assert not (tmp_path / "var" / "models" / "tiny" / "config.json").exists()


def test_the_token_is_taken_from_the_environment_and_never_shown(tmp_path: Path) -> None:
    operators(tmp_path, entry_of(files()))
    with ModelHub(files(), gated=True) as hub:
        refused = entente("pull", "tiny", hub=hub, token="hf_wrongwrongwrong")
        assert (refused.exit_code, "wrongwrong" in refused.output) == (2, False)
        done = entente("pull", "tiny", hub=hub, token=GOOD)
    assert done.exit_code == 0, done.output
    assert GOOD not in done.output


def test_an_interrupted_pull_goes_on_when_it_is_typed_again(tmp_path: Path) -> None:
    operators(tmp_path, entry_of(files()))
    part = tmp_path / "var" / "models" / "tiny" / "model.safetensors.part"
    under_way = threading.Event()

    def slow(_seen: Seen, reply: Reply) -> Reply:
        def chunks() -> Iterator[bytes]:
            yield reply.body[:100]
            under_way.set()
            while True:
                yield b""

        return Reply(chunks=chunks(), pause=0.05, content_type="application/octet-stream")

    with ModelHub(files(), bend=first(1, slow)) as hub:
        command = [sys.executable, "-m", "bot", "models", "pull", "tiny"]
        pull = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | {"HF_ENDPOINT": hub.url})
        assert under_way.wait(60)
        pull.send_signal(signal.SIGINT)
        _, said = pull.communicate(timeout=60)
        assert (pull.returncode, "run the same command again" in said) == (130, True)
        assert part.stat().st_size == 100
        assert entente("pull", "tiny", hub=hub).exit_code == 0
        assert hub.ranges()[-1] == "bytes=100-"


def test_a_newer_commit_is_shown_beside_the_one_before(tmp_path: Path) -> None:
    operators(tmp_path, entry_of(files(), revision="4" * 40))
    with ModelHub(files()) as hub:
        done = entente("pin", "tiny", "--revision", "main", hub=hub)
    assert f"before: {'4' * 40}" in done.output


def test_an_unknown_model_is_answered_with_the_names(tmp_path: Path) -> None:
    done = entente("pull", "gpt")
    assert (done.exit_code, "choose one of flan-t5-small" in done.output) == (2, True)


@pytest.mark.parametrize("text", ["models: 5", "models: [{name: x}]", "models: [", "- 5"])
def test_a_wrong_catalogue_of_the_operator_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "var" / "models.yaml"
    path.parent.mkdir()
    path.write_text(text)
    done = entente("pull", "tiny")
    assert (done.exit_code, str(path) in done.output) == (2, True)
    with pytest.raises(ConfigError, match=r"models\.yaml"):
        load_catalogue(settings.load())


def test_the_operators_pin_wins_over_the_shipped_one(tmp_path: Path) -> None:
    operators(tmp_path, entry_of(files(), name="bart-large-cnn"))
    assert load_catalogue(settings.load())["bart-large-cnn"].revision == COMMIT


def test_a_hub_that_answers_with_a_page_is_named(tmp_path: Path) -> None:
    operators(tmp_path, entry_of({}, revision=None))
    with ModelHub(files()) as hub:
        hub.hub.add("/api/models/makers/tiny/revision/main", Reply(body=b"<html>sign in</html>"))
        done = entente("pin", "tiny", hub=hub)
    assert (done.exit_code, "is no JSON but another page" in done.output) == (2, True)
