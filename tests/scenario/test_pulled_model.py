"""From the hub to a summary: a model of random weights is pinned, pulled, verified and used by the commands."""

import json
from pathlib import Path

import pytest
import typer
import yaml
from typer.testing import CliRunner

from bot.commands import models, summarise
from summarizers import catalogue
from support.modelhub import ModelHub, entry_of
from support.tinymodels import save_causal

NEWS = "Poland signed a contract with South Korea for 180 tanks on Monday. Deliveries of the tanks begin in 2027."


def test_a_model_is_pinned_pulled_and_summarises_with_its_sentences_held_to_the_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_causal(tmp_path / "made")
    held = {path.name: path.read_bytes() for path in (tmp_path / "made").iterdir() if path.is_file()}
    data = tmp_path / "var"
    data.mkdir()
    (data / "models.yaml").write_text(yaml.safe_dump(catalogue.rows_of([entry_of({}, revision=None, family="llama")])))
    monkeypatch.setenv("ENTENTE_DATA_DIR", str(data))
    app = typer.Typer()
    models.register(app)
    summarise.register(app)
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps({"id": "a", "title": "Poland buys tanks", "text": NEWS}))
    folder = data / "models" / "tiny"
    words = ["summarise", str(source), str(target), "--backend", "generative", "--model-folder", str(folder)]

    with ModelHub(held) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        for command in (["models", "pin", "tiny"], ["models", "pull", "tiny"]):
            done = CliRunner().invoke(app, command)
            assert done.exit_code == 0, done.output

    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    told = json.loads(target.read_text())
    assert told["summary"]
    assert {source for sentence in told["sentences"] for source in sentence["sources"]} == {"a"}

    weights = bytearray((folder / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (folder / "model.safetensors").write_bytes(weights)
    done = CliRunner().invoke(app, words)
    assert (done.exit_code, "model.safetensors: SHA-256" in done.output) == (2, True)
