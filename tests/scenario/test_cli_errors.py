"""A wrong setting or missing token ends the start with one clear line and exit status 2, never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-canary", "SLACK_APP_TOKEN": "xapp-canary"}


def entente(*arguments: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command with nothing of this machine's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ENTENTE_", "SLACK_"))}
    environment = {**kept, "ENTENTE_DATA_DIR": str(folder / "var"), **variables}
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-canary"}, "SLACK_APP_TOKEN"),
        ({"ENTENTE_WORKERS": "none"}, "ENTENTE_WORKERS"),
        ({"ENTENTE_SOURCES_FILE": "/nowhere.yaml"}, "/nowhere.yaml"),
        (
            {"ENTENTE_SUMMARISER": "generative", **TOKENS},
            "model",
        ),
        (
            {"ENTENTE_SUMMARISER": "oracle", **TOKENS},
            "oracle",
        ),
        ({"ENTENTE_SUMMARISER": "generative", "ENTENTE_MODEL_FOLDER": "/nowhere", **TOKENS}, "/nowhere"),
        ({"SLACK_API_URL": "nonsense", **TOKENS}, "SLACK_API_URL"),
        ({"DATABASE_URL": "mysql://host/entente", **TOKENS}, "DATABASE_URL"),
        ({"ENTENTE_CA_BUNDLE": "/nowhere.pem", **TOKENS}, "/nowhere.pem"),
    ],
)
def test_run_says_which_and_how(tmp_path: Path, variables: dict[str, str], said: str) -> None:
    done = entente("run", folder=tmp_path, **variables)
    lines = done.stderr.strip().splitlines()
    assert done.returncode == 2, done.stderr
    assert len(lines) == 1
    assert lines[0].startswith("entente: ")
    assert said in lines[0]
    assert "canary" not in done.stderr + done.stdout


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file", encoding="utf-8")
    done = entente("run", "--once", folder=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "data_dir" in done.stderr


def test_a_certificate_bundle_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    done = entente("run", "--once", folder=tmp_path, ENTENTE_CA_BUNDLE="/nowhere.pem")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "/nowhere.pem" in done.stderr


def test_a_lock_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "var" / "lock").mkdir(parents=True)
    done = entente("run", "--once", folder=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "data_dir" in done.stderr


def test_a_source_that_is_no_address_is_named(tmp_path: Path) -> None:
    done = entente("run", "--once", "--source", "ftp://x", folder=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "ftp://x" in done.stderr


def test_help_and_version_need_nothing(tmp_path: Path) -> None:
    assert entente("--version", folder=tmp_path).stdout.startswith("entente 0.")
    assert "demo" in entente("--help", folder=tmp_path).stdout
