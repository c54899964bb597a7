"""A database file serves one process at a time."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import EngineError
from bot.sole import Sole

HOLD = "import sys, time; from pathlib import Path; from bot.sole import Sole; "
HOLD += "sole = Sole(); sole.hold_file(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"


def test_a_file_is_held_until_released(tmp_path: Path) -> None:
    first, second = Sole(), Sole()
    first.hold_file(tmp_path / "engine.sqlite")
    with pytest.raises(EngineError, match="in use by another process"):
        second.hold_file(tmp_path / "engine.sqlite")
    first.release()
    first.release()
    second.hold_file(tmp_path / "engine.sqlite")
    second.release()


def test_a_killed_process_holds_nothing(tmp_path: Path, root: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path / "engine.sqlite")]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE) as other:
        try:
            assert other.stdout is not None
            assert other.stdout.readline() == b"held\n"
            with pytest.raises(EngineError, match="in use"):
                Sole().hold_file(tmp_path / "engine.sqlite")
        finally:
            other.kill()
    sole = Sole()
    sole.hold_file(tmp_path / "engine.sqlite")
    sole.release()
