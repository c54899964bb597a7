"""The console's transcript under kill -9: every whole line stays, and the next process goes on after it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.chat.transcript import Transcript
from support.values import NOW

pytestmark = pytest.mark.chaos

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from bot.chat.transcript import Transcript
transcript = Transcript(Path(sys.argv[1]))
for number in range(100_000):
    line = transcript.append(key=f"k{number}", channel="C", thread=None, text="x" * 5_000, at=datetime.now(UTC))
    print(line.id, flush=True)
"""


def test_a_killed_writer_leaves_whole_lines(tmp_path: Path, root: Path) -> None:
    path, before = tmp_path / "t.jsonl", 0
    for wanted in (1, 7, 20):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], cwd=root, stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        acknowledged = [writer.stdout.readline().strip() for _ in range(wanted)]
        os.kill(writer.pid, signal.SIGKILL)
        rest = writer.communicate()[0].split()
        lines = Transcript(path).lines()
        written = [line.id for line in lines[before:]]
        promised = acknowledged + [name for name in rest if len(name) == len("m000001")]
        assert written[: len(promised)] == promised, "what was acknowledged is on the disk"
        assert len(written) - len(promised) <= 1, "at most one line was written and not yet acknowledged"
        before = len(lines)
    last = Transcript(path).append(key="after", channel="C", thread=None, text="after", at=NOW)
    assert last.id == f"m{before + 1:06d}"
    assert Transcript(path).lines()[-1] == last
