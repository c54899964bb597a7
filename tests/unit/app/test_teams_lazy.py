"""Who does not use Teams loads nothing of it, and who does has no stray `.env` read; all libraries fit together."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

LIBRARIES = ("microsoft_teams", "fastapi", "starlette", "uvicorn", "msal", "dotenv")
LOADED = f"""
import json, sys
print(json.dumps(sorted(name for name in sys.modules if name.partition(".")[0] in {LIBRARIES!r}
    or name.startswith("bot.chat.teams"))))
"""
START = """
import asyncio, pathlib
import bot.cli
from bot.app.service import running
from bot.settings import Settings

async def start():
    async with running(Settings(data_dir=pathlib.Path("data"))):
        pass

asyncio.run(start())
"""
CANARY = """
import json, logging, os
logging.getLogger("httpx").setLevel(logging.ERROR)
before = dict(os.environ)
import bot.app.teams_door
print(json.dumps([{name: value for name, value in os.environ.items() if before.get(name) != value},
    sorted(before.keys() - os.environ.keys()), logging.getLogger("httpx").level == logging.ERROR]))
"""


def told(code: str, at: Path) -> Any:
    """Run code in a Python of its own, at a folder, without a setting of Teams; return its last line as JSON."""
    outside = {
        name: value for name, value in os.environ.items() if "TEAMS" not in name and name != "PYTHON_DOTENV_DISABLED"
    }
    outside["PYTHONPATH"] = str(Path(__file__).resolve().parents[3])
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=at, env=outside, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_start_without_teams_loads_nothing_of_it(tmp_path: Path) -> None:
    assert told(START + LOADED, tmp_path) == []


def test_the_start_of_teams_reads_no_stray_file_of_settings(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CLIENT_SECRET=stray\nPATH=stray\nENTENTE_CANARY=stray\nCLOUD=China\n")
    assert told(CANARY, tmp_path) == [{}, [], True]


def test_the_library_would_have_read_it(tmp_path: Path) -> None:
    """Else the test above could not fail."""
    (tmp_path / ".env").write_text("ENTENTE_CANARY=stray\n")
    code = "import warnings; warnings.simplefilter('ignore'); import microsoft_teams.apps.app, os, json\n"
    assert told(code + "print(json.dumps(os.environ.get('ENTENTE_CANARY')))", tmp_path) == "stray"


@pytest.mark.skipif(importlib.util.find_spec("pip") is None, reason="pip is not in this environment")
def test_all_libraries_fit_together(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "check"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "No broken requirements found.")
